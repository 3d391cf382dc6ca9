"""What is refused to who votes, said to them."""

from django.utils.translation import gettext_lazy as _

from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "paper_code.unreadable": _(
        "This is no code of a ballot. It has fourteen signs, as 02007-7F3K-92QX-C."
    ),
    "paper_code.mistyped": _(
        "A sign of the code is wrong. Compare it with the paper, and type again."
    ),
    "paper_code.unknown": _("This code was not printed for this round."),
    "receipt.unreadable": _("This is no receipt. It has thirteen signs, as 7F3K-92QX-0ZWM-X."),
    "receipt.mistyped": _("A sign of the receipt is wrong. Compare it, and type again."),
    "round.not_voting": _("This round is not open for voting."),
}
