"""The rules once more, in fractions alone, voter by voter, from the papers: slow and plain."""

from fractions import Fraction


class Vote:
    """An election of the tests: ids and costs, an envelope, and a mapping of units per voter."""

    def __init__(self, costs, budget, voters, *, worth_is_cost=False):
        self.costs, self.budget, self.voters = costs, budget, voters
        self.worth_is_cost = worth_is_cost

    def supporters(self, one):
        return [voter for voter, units in enumerate(self.voters) if units.get(one, 0) > 0]

    def support(self, one):
        units = sum(voter.get(one, 0) for voter in self.voters)
        return units * self.costs[one] if self.worth_is_cost else units

    def worth(self, one):
        return self.costs[one] if self.worth_is_cost else 1


def price_of(vote, one, purse):
    """The lowest price at which the supporters' money reaches the cost, by trying each of them."""
    payers = [voter for voter in vote.supporters(one) if purse[voter] > 0]
    if sum(purse[voter] for voter in payers) < vote.costs[one]:
        return None
    payers.sort(key=lambda voter: purse[voter] / vote.voters[voter][one])
    cost, units = Fraction(vote.costs[one]), sum(vote.voters[voter][one] for voter in payers)
    for voter in payers:
        price = cost / units
        if price * vote.voters[voter][one] <= purse[voter]:
            return price
        cost -= purse[voter]
        units -= vote.voters[voter][one]
    raise AssertionError("their money sufficed")


def equal_shares(vote, share):
    """Winners in order, the price of each, and the ties."""
    purse = [Fraction(share)] * len(vote.voters)
    left = {one for one in vote.costs if vote.costs[one] > 0 and vote.supporters(one)}
    won, prices, ties = [], [], []
    while True:
        found = {one: price_of(vote, one, purse) for one in left}
        found = {one: price for one, price in found.items() if price is not None}
        if not found:
            return won, prices, ties
        best = min(price / vote.worth(one) for one, price in found.items())
        tied = sorted(one for one, price in found.items() if price / vote.worth(one) == best)
        if len(tied) > 1:
            ties.append((len(won), tuple(tied)))
        taken = tied[0]
        for voter in vote.supporters(taken):
            purse[voter] -= min(purse[voter], found[taken] * vote.voters[voter][taken])
        won.append(taken)
        prices.append(found[taken])
        left.discard(taken)


def add_one(vote):
    share = Fraction(vote.budget, len(vote.voters))
    before = equal_shares(vote, share)[0]
    while True:
        left = vote.budget - sum(vote.costs[one] for one in before)
        others = [one for one in vote.costs if one not in before and vote.costs[one] > 0]
        if all(vote.costs[one] > left or not vote.supporters(one) for one in others):
            return before, share
        after = equal_shares(vote, share + 1)[0]
        if sum(vote.costs[one] for one in after) > vote.budget:
            return before, share
        before, share = after, share + 1


def greedy(vote, start=()):
    left = vote.budget - sum(vote.costs[one] for one in start)
    won = list(start)
    waiting = [one for one in vote.costs if one not in start and vote.costs[one] > 0]
    for one in sorted(
        waiting, key=lambda one: (-Fraction(vote.support(one), vote.costs[one]), one)
    ):
        if vote.costs[one] <= left:
            won.append(one)
            left -= vote.costs[one]
    return won


def phragmen(vote):
    load = [Fraction(0)] * len(vote.voters)
    waiting = {
        one for one, cost in vote.costs.items() if 0 < cost <= vote.budget and vote.supporters(one)
    }
    won, left = [], vote.budget
    while waiting:
        new = {
            one: (vote.costs[one] + sum(load[voter] for voter in vote.supporters(one)))
            / Fraction(len(vote.supporters(one)))
            for one in waiting
        }
        best = min(new.values())
        tied = sorted(one for one in waiting if new[one] == best)
        if any(vote.costs[one] > left for one in tied):
            return won
        for voter in vote.supporters(tied[0]):
            load[voter] = best
        won.append(tied[0])
        left -= vote.costs[tied[0]]
        waiting.discard(tied[0])
    return won
