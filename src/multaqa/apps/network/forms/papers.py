"""What is asked for each paper of a body, with what is known of it filled in."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_stubs_ext import StrOrPromise

from multaqa.apps.network import queries
from multaqa.apps.network.forms.people import TYPED, DayField
from multaqa.apps.network.models import Body, BodyKind, Paper
from multaqa.engines.assembly import NOTICE_DAYS, Kind, Quorum, find_quorum, is_adopted
from multaqa.kernel.arabic import digits
from multaqa.kernel.refusals import refusals_on
from multaqa.ui.inputs import Lines, WesternIntegerField

KINDS = [
    ("ordinary", _("Ordinary general assembly")),
    ("extraordinary", _("Extraordinary general assembly")),
]
CALLS = [("1", _("first call")), ("2", _("second call")), ("3", _("third call"))]
CHANGES = [
    ("board", _("the people who direct it")),
    ("statutes", _("the statutes")),
    ("name", _("the name")),
    ("seat", _("the seat")),
]
MOST_ROWS = 60
MOST_MEMBERS = 600
MOST_BLANK = 200


def _line(label: StrOrPromise, *, most: int = 300, **more: Any) -> forms.CharField:
    more.setdefault("required", False)
    widget = forms.TextInput(attrs=TYPED)
    return forms.CharField(label=label, max_length=most, widget=widget, **more)


def _lines(label: StrOrPromise, *, most: int = 6000, rows: int = 4, **more: Any) -> forms.CharField:
    more.setdefault("required", False)
    widget = Lines(attrs=TYPED | {"rows": str(rows)})
    return forms.CharField(label=label, max_length=most, widget=widget, **more)


class HourField(forms.CharField):
    """An hour, as 10:30 or 10h30 or 10, in Arabic digits too."""

    def __init__(self, **more: Any) -> None:
        attrs = {"inputmode": "numeric", "dir": "ltr", "size": "6", "autocomplete": "off"}
        super().__init__(max_length=10, widget=forms.TextInput(attrs=attrs), required=False, **more)

    def clean(self, value: Any) -> str:  # noqa: ANN401  Django's own shape
        typed = digits(super().clean(value)).lower().replace("h", ":").strip()
        if not typed:
            return ""
        hour, _colon, minute = typed.partition(":")
        minute = minute or "00"
        if hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60:
            return f"{int(hour):02}:{int(minute):02}"
        raise forms.ValidationError(_("Write an hour, as 10:30."))


def _count(label: StrOrPromise, **more: Any) -> WesternIntegerField:
    return WesternIntegerField(label=label, min_value=0, max_value=99_999, **more)


class PaperForm(forms.Form):
    """A paper's questions; rows grow as they are asked for, and what is saved need not be whole."""

    ROWS: ClassVar[Mapping[str, tuple[tuple[str, StrOrPromise, int], ...]]] = {}
    FEWEST: ClassVar[Mapping[str, int]] = {}

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        body: Body,
        answers: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(answers or {}))
        self.body = body
        self.is_cooperative = body.kind in queries.COOPERATIVES
        self.shape()
        for group in self.ROWS:
            for row in range(self.row_count(group)):
                self._add_row(group, row)

    def shape(self) -> None:
        """Leave out what does not concern this body."""

    def remarks(self) -> list[StrOrPromise]:
        """What the law says beside what was written; nothing of it stops the paper."""
        return []

    def row_count(self, group: str) -> int:
        told = (
            self.data.get(f"{group}_rows") if self.is_bound else self.initial.get(f"{group}_rows")
        )
        shown = str(told or "")
        count = int(shown) if shown.isdecimal() and len(shown) < 3 else 0
        asked = self.is_bound and self.data.get("more") == group
        return min(max(count + (3 if asked else 0), self.FEWEST[group]), MOST_ROWS)

    def _add_row(self, group: str, row: int) -> None:
        for part, label, most in self.ROWS[group]:
            field = _line(label, most=most)
            if part in {"for", "against", "abstained"}:
                field = _count(label, required=False)  # type: ignore[assignment]
            self.fields[f"{group}_{row}_{part}"] = field

    @property
    def asks_more(self) -> bool:
        return self.is_bound and bool(self.data.get("more"))

    @property
    def groups(self) -> dict[str, list[list[forms.BoundField]]]:
        """The rows of each group, as its template lays them out."""
        return {
            group: [
                [self[f"{group}_{row}_{part}"] for part, _label, _most in parts]
                for row in range(self.row_count(group))
            ]
            for group, parts in self.ROWS.items()
        }

    @property
    def own_fields(self) -> list[forms.BoundField]:
        rows = {bound.name for rows in self.groups.values() for row in rows for bound in row}
        return [bound for bound in self if bound.name not in rows]

    def answers(self) -> dict[str, Any]:
        """All that was typed, as it was typed, to be found again."""
        data = self.data
        told: dict[str, Any] = {}
        for name, field in self.fields.items():
            many = isinstance(field, forms.MultipleChoiceField)
            value = data.getlist(name) if many else data.get(name, "")  # type: ignore[attr-defined]
            told[name] = value if many else str(value).replace("\0", "")
        return told | {f"{group}_rows": str(self.row_count(group)) for group in self.ROWS}

    def told_rows(self, group: str) -> list[dict[str, Any]]:
        """The rows of which something was said."""
        rows = [
            {
                part: self.cleaned_data.get(f"{group}_{row}_{part}")
                for part, _label, _most in self.ROWS[group]
            }
            for row in range(self.row_count(group))
        ]
        return [row for row in rows if any(value not in (None, "") for value in row.values())]


BOARD = (("name", _("Name"), 150), ("role", _("Role in the body"), 100))


class MinutesForm(PaperForm):
    kind = forms.ChoiceField(label=_("Which assembly"), choices=KINDS)
    held_on = DayField(label=_("Day of the assembly"))
    starts_at = HourField(label=_("It began at"))
    ends_at = HourField(label=_("It ended at"))
    place = _line(_("Where it was held"), required=True)
    call = forms.ChoiceField(label=_("Which call"), choices=CALLS)
    notified_on = DayField(label=_("Day on which the members were called"), required=False)
    members = _count(_("Members, in all"))
    present = _count(_("Members present"))
    represented = _count(_("Members represented by another"), required=False)
    needed = _count(
        _("Members that the statutes ask for"),
        required=False,
        help_text=_("The law leaves it to an association's statutes. Left empty: not told."),
    )
    chair = _line(_("Who chaired"), most=150, required=True)
    scribe = _line(_("Who took the minutes"), most=150, required=True)
    agenda = _lines(_("Agenda, one point per line"), required=True)
    debate = _lines(_("What was said, in a few lines"), rows=5)
    breaks_tie = forms.BooleanField(
        label=_("Where votes are equal, the chair voted for"), required=False
    )

    ROWS: ClassVar = {
        "decision": (
            ("text", _("Decision"), 1000),
            ("for", _("for"), 10),
            ("against", _("against"), 10),
            ("abstained", _("abstained"), 10),
        ),
        "board": BOARD,
    }
    FEWEST: ClassVar = {"decision": 3, "board": 3}

    def shape(self) -> None:
        self.quorum: Quorum | None = None
        if self.is_cooperative:
            del self.fields["needed"]
        else:
            del self.fields["breaks_tie"]
        if not self.is_cooperative:
            self.fields["represented"].help_text = _("Where your statutes allow it.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        counted = {"kind", "call", "members", "present", "represented"} & set(self.errors)
        if not counted:
            self._count(cleaned)
        held, notified = cleaned.get("held_on"), cleaned.get("notified_on")
        if held and held > timezone.localdate():
            self.add_error("held_on", _("The assembly is still to come: minutes are of one held."))
        if held and notified and notified > held:
            self.add_error("notified_on", _("The members were called before the assembly."))
        return cleaned

    def _count(self, cleaned: dict[str, Any]) -> None:
        members, present = cleaned["members"], cleaned["present"]
        represented = cleaned["represented"] or 0
        if self.is_cooperative:
            with refusals_on(self, "represented"):
                self.quorum = find_quorum(
                    cleaned["kind"],
                    call=int(cleaned["call"]),
                    members=members,
                    present=present,
                    represented=represented,
                )
        elif present + represented > members:
            self.add_error("present", _("More people were there than there are members."))
        short = self.quorum is not None and not self.quorum.is_reached
        if short and not self.quorum.is_doubtful and self.told_rows("decision"):  # type: ignore[union-attr]
            self.add_error(
                None,
                _(
                    "The quorum is not reached: this assembly decides nothing. Empty the "
                    "decisions, and the minutes say that it could not be held."
                ),
            )

    def decisions(self) -> list[dict[str, Any]]:
        """Each decision, and how it came out where its votes were told."""
        rows = []
        for row in self.told_rows("decision"):
            told = row["for"] is not None or row["against"] is not None
            votes = {"votes_for": row["for"] or 0, "against": row["against"] or 0}
            by_two_thirds = self.is_cooperative and self.cleaned_data["kind"] == "extraordinary"
            kind: Kind = "extraordinary" if by_two_thirds else "ordinary"
            tie = bool(self.cleaned_data.get("breaks_tie"))
            adopted = is_adopted(kind, **votes, breaks_tie=tie) if told else None
            rows.append(row | {"is_adopted": adopted})
        return rows

    def remarks(self) -> list[StrOrPromise]:
        said: list[StrOrPromise] = []
        held, notified = self.cleaned_data["held_on"], self.cleaned_data["notified_on"]
        if self.is_cooperative and notified:
            days = NOTICE_DAYS[int(self.cleaned_data["call"]) - 1]
            if held - notified <= timedelta(days=days):
                said.append(
                    _("Members are called %(days)d whole days before (law 112-12, article 41).")
                    % {"days": days}
                )
        if self.quorum is not None and self.quorum.is_doubtful:
            said.append(
                _(
                    "Third call: article 43 can be read as giving the tenth to cooperatives of at "
                    "most 20 members alone. Ask the register before you rely on it."
                )
            )
        if self.is_cooperative and self.cleaned_data["kind"] == "ordinary":
            said.append(_("File these minutes at the local register within 30 days (article 68)."))
        return said + _board_remarks(self)


class BoardForm(PaperForm):
    held_on = DayField(label=_("Day of the assembly that elected"))
    receipt = _line(_("Number and date of the receipt or of the register"), most=150)
    term = _line(_("Until when it is elected"), most=100)

    ROWS: ClassVar = {"board": BOARD}
    FEWEST: ClassVar = {"board": 5}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not any(row["name"] for row in self.told_rows("board")):
            self.add_error("board_0_name", _("Write at least one name."))
        return cleaned

    def remarks(self) -> list[StrOrPromise]:
        return _board_remarks(self)


class NoticeForm(BoardForm):
    addressee = _line(_("To whom"), required=True)
    changes = forms.MultipleChoiceField(
        label=_("What changed"), choices=CHANGES, widget=forms.CheckboxSelectMultiple
    )
    details = _lines(_("The change in a few words, if it is not the board"), most=2000, rows=3)
    signer = _line(_("Who signs"), most=150, required=True)
    signer_role = _line(_("In what role"), most=100, required=True)
    attachments = _lines(_("What is attached, one paper per line"), most=2000)

    field_order = (
        *("addressee", "changes", "held_on", "details", "receipt"),
        *("signer", "signer_role", "attachments", "term"),
    )

    def shape(self) -> None:
        del self.fields["term"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super(BoardForm, self).clean() or {}
        changes = cleaned.get("changes") or []
        names = [row["name"] for row in self.told_rows("board") if row["name"]]
        if "board" in changes and not names:
            self.add_error("board_0_name", _("Write at least one name."))
        others = set(changes) - {"board"}
        if others and not cleaned.get("details"):
            self.add_error("details", _("Say what changed: from what, to what."))
        held = cleaned.get("held_on")
        if held and held > timezone.localdate():
            self.add_error("held_on", _("The assembly is still to come."))
        return cleaned

    def remarks(self) -> list[StrOrPromise]:
        held = self.cleaned_data["held_on"]
        said: list[StrOrPromise] = []
        if timezone.localdate() > held + timedelta(days=30):
            said.append(
                _("More than a month has gone since the change: declare it without more delay.")
            )
        return said + (_board_remarks(self) if "board" in self.cleaned_data["changes"] else [])


class AttendanceForm(PaperForm):
    kind = forms.ChoiceField(label=_("Which assembly"), choices=KINDS)
    held_on = DayField(label=_("Day of the assembly"))
    starts_at = HourField(label=_("It begins at"))
    place = _line(_("Where it is held"), required=True)
    members = _lines(
        _("Members, one name per line"),
        most=60_000,
        rows=10,
        help_text=_("Paste them from a spreadsheet if you have one. Left empty: rows to fill in."),
    )
    blank = _count(
        _("Empty rows at the end"), required=False, help_text=_("For who comes and is not listed.")
    )

    def clean_members(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["members"].splitlines()]
        names = [name[:200] for name in names if name]
        if len(names) > MOST_MEMBERS:
            raise forms.ValidationError(
                _("A sheet holds at most %(count)d names.") % {"count": MOST_MEMBERS}
            )
        return names

    def clean_blank(self) -> int:
        return min(self.cleaned_data["blank"] or 0, MOST_BLANK)


FORMS: dict[str, type[PaperForm]] = {
    Paper.Kind.MINUTES: MinutesForm,
    Paper.Kind.BOARD: BoardForm,
    Paper.Kind.NOTICE: NoticeForm,
    Paper.Kind.ATTENDANCE: AttendanceForm,
}


def _board_remarks(form: PaperForm) -> list[StrOrPromise]:
    """What law 112-12 says of a cooperative's board (articles 47 to 58)."""
    if form.body.kind != BodyKind.COOPERATIVE:
        return []
    said: list[StrOrPromise] = []
    count = len([row for row in form.told_rows("board") if row["name"]])
    members = (form.body.women_count or 0) + (form.body.men_count or 0)
    if count > 3 and (count % 3 or count > 12):
        said.append(
            _("A cooperative's board has 3 to 12 members, a multiple of three (articles 49 to 58).")
        )
    if 0 < count < 3 and members > 50:
        said.append(
            _(
                "With more than 50 members a board is due; below that, one to three managers "
                "(articles 47 and 65)."
            )
        )
    return said


def known_of(body: Body, kind: str, people: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What a paper begins with: what the site knows of the body already, in Arabic."""
    with override("ar"):
        board = list(people)
        rows = {
            f"board_{row}_{part}": value
            for row, pair in enumerate(board)
            for part, value in zip(("name", "role"), pair, strict=True)
        }
        members = (body.women_count or 0) + (body.men_count or 0)
        first = board[0] if board else ("", "")
        known: dict[str, Any] = {
            "kind": "ordinary",
            "call": "1",
            "members": str(members or "") if kind == Paper.Kind.MINUTES else "",
            "chair": first[0],
            "receipt": body.register_number,
            "signer": first[0],
            "signer_role": first[1],
            "changes": ["board"],
            "addressee": _addressee(body),
            "attachments": "\n".join(str(one) for one in _attachments(body)),
            "blank": "10",
            "board_rows": str(len(board) + 1),
        }
        return rows | known


def _addressee(body: Body) -> str:
    if body.kind in queries.COOPERATIVES:
        return str(_("The head of the registry of the court of first instance"))
    if body.commune is None:
        return str(_("The local authority"))
    who = _("The Pasha of %(place)s") if body.commune.is_urban else _("The Caïd of %(place)s")
    return who % {"place": body.commune.name_ar}


def _attachments(body: Body) -> list[StrOrPromise]:
    if body.kind in queries.COOPERATIVES:
        return [
            _("the minutes of the assembly"),
            _("the list of the board or of the managers"),
            _("the attendance sheet"),
        ]
    return [
        _("the minutes of the assembly"),
        _("the list of the members of the board"),
        _("copies of their national identity cards"),
        _("the attendance sheet"),
    ]
