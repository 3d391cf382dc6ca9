"""What is refused and told of the programme."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from multaqa.kernel.record import SENTENCES
from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "programme.already_there": _("There is one like this already."),
    "programme.in_use": ngettext_lazy(
        "%(sessions)d session uses it: change that first.",
        "%(sessions)d sessions use it: change those first.",
        "sessions",
    ),
    "programme.in_use_elsewhere": _(
        "It is still used: by a telephone that checks people in there, for instance."
    ),
    "programme.column_missing": _("The file has no column “%(column)s”."),
    "programme.same_edition": _("Choose another edition than this one."),
    "session.half_a_time": _("Give both the beginning and the end, or neither."),
    "session.ends_before": _("The end must come after the beginning."),
    "session.room_of_another": _("This room belongs to another edition."),
    "session.keeps_too_many": _(
        "Of %(places)d places %(kept)d cannot be kept for those who come without asking."
    ),
    "session.published": _(
        "This session was published, or people signed up for it: cancel it, so that they are told."
    ),
    "version.empty": _("No session has a time yet: there is nothing to publish."),
    "version.nothing_changed": _("Nothing changed since the last version."),
    "version.needs_reason": ngettext_lazy(
        "%(clashes)d clash keeps people from being where they are announced. Settle it, or write "
        "why you publish all the same.",
        "%(clashes)d clashes keep people from being where they are announced. Settle them, or "
        "write why you publish all the same.",
        "clashes",
    ),
    "place.closed": _("No place can be asked for in this session."),
    "place.cancelled": _("This session is cancelled."),
    "place.past": _("This session is over."),
    "place.begun": _("This session has begun. Go to the room: whoever finds room there is let in."),
    "place.participants_only": _(
        "This session is for those who hold a seat at the forum, speak there or come by right."
    ),
    "place.same_time": _(
        "You have a place, or wait for one, in “%(other)s” at the same time. Give that one back "
        "first."
    ),
    "place.group_already": _("This body has asked for places in this session already."),
    "place.group_of_one": _(
        "A group has at least two people. Alone, ask for a place for yourself."
    ),
    "place.group_too_large": ngettext_lazy(
        "This session can take a group of at most %(places)d person.",
        "This session can take a group of at most %(places)d people.",
        "places",
    ),
    "place.group_grows": ngettext_lazy(
        "Your group asked for %(people)d place. For more, give it back and ask again: the others "
        "who wait would be passed.",
        "Your group asked for %(people)d places. For more, give them back and ask again: the "
        "others who wait would be passed.",
        "people",
    ),
    "place.more_names": _("You wrote %(names)d names for %(people)d places."),
    "place.gone": _("This place was given back meanwhile."),
    "place.no_name": _("Write the name."),
    "place.nothing_kept": ngettext_lazy(
        "Only %(kept)d place is kept for those who come without asking.",
        "Only %(kept)d places are kept for those who come without asking.",
        "kept",
    ),
    "place.too_many": _("Too many requests from here. Wait a few minutes, then try again."),
}

SENTENCES |= {
    "programme.published": _(
        "Version %(version)s of the programme of edition %(edition)s is published, with "
        "%(sessions)s sessions: %(digest)s."
    ),
}

# What is amiss in a plan.
CLASHES = {
    "room_taken": _("The room is taken by “%(other)s” at the same time."),
    "speaker_twice": _("%(who)s is in “%(other)s” at the same time."),
    "interpreter_twice": _("Interpreter %(who)s is in “%(other)s” at the same time."),
    "speaker_away": _("%(who)s cannot be there at that time."),
    "outside_days": _("It lies outside the days of the edition."),
    "above_room": _("It has more places than the room holds."),
    "overbooked": _("More people hold a place than there are places now."),
    "no_access": _("It needs a room that is reached without a step, and this one is not."),
    "speaker_walks": _("%(who)s has too little time to come from, or go to, “%(other)s”."),
    "interpreter_walks": _(
        "Interpreter %(who)s has too little time to come from, or go to, “%(other)s”."
    ),
    "beside_all": _("It is at the same time as “%(other)s”, which is for everybody."),
    "tongue": _("Interpreter %(who)s lacks a language of this session."),
    "no_time": _("It has no time yet, and will not be published."),
    "no_room": _("It has no room yet."),
}

# What changed from one version to another.
CHANGES = {
    "new": _("New: “%(title)s”, %(at)s, %(room)s."),
    "cancelled": _("Cancelled: “%(title)s”."),
    "back": _("Held after all: “%(title)s”, %(at)s, %(room)s."),
    "moved": _("“%(title)s” moves from %(was)s to %(at)s."),
    "other_room": _("“%(title)s” is now in %(room)s, no longer in %(was)s."),
    "renamed": _("“%(was)s” is now called “%(title)s”."),
    "new_speaker": _("New in “%(title)s”: %(who)s."),
    "speaker_left": _("No longer in “%(title)s”: %(who)s."),
    "track": _("“%(title)s” now belongs to the track %(track)s."),
    "languages": _("The languages of “%(title)s” changed."),
    "places": _("The number of places in “%(title)s” changed."),
    "summary": _("The summary of “%(title)s” was written anew."),
}

# What is wrong in a line of a file.
FAULTS = {
    "no_title": _("the title in Arabic is missing"),
    "kind": _("no kind of session is called “%(text)s”"),
    "room": _("no room is called “%(text)s”: add it first"),
    "track": _("no track is called “%(text)s”: add it first"),
    "day": _("“%(text)s” is no day of the edition"),
    "hours": _("“%(text)s” are no hours"),
    "language": _("“%(text)s” is no language that we know"),
    "capacity": _("“%(text)s” is no number of places"),
}
