"""The life of an edition as its page shows it: each step with who and when, what is missing, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dajuan.core.staff.models import Office, User
from dajuan.sheet.editions.models import Edition
from dajuan.sheet.editions.models.standing import Standing, State


@dataclass(frozen=True)
class Done:
    """A step taken: by whom (and who entered it, where that was somebody else), when, and what it says."""

    entry: Any
    note: str = ""

    @property
    def person(self) -> Any:
        return getattr(self.entry, "person", None) or self.entry.moment.recorded_by

    @property
    def entered_by(self) -> Any:
        """Who entered a step for somebody else; None where it was the own one."""
        by = self.entry.moment.recorded_by
        return None if by == self.person else by


@dataclass(frozen=True)
class Stop:
    """One step of the life. `now`: what is missing and whose turn it is; `url` where this person may take it."""

    key: str
    title: str
    done: Done | None = None
    note: str = ""
    now: str = ""
    whose: str = ""
    url: str = ""
    action: str = ""
    paper_url: str = ""


@dataclass
class OfOffice:
    """How the figures of one owner office stand."""

    office: Office
    figures: list[Standing] = field(default_factory=list)

    def count(self, *states: State) -> int:
        return sum(one.state in states for one in self.figures)

    @property
    def confirmed(self) -> int:
        return self.count(State.CONFIRMED)

    @property
    def waiting(self) -> int:
        return len(self.figures) - self.confirmed

    @property
    def objected(self) -> int:
        return self.count(State.OBJECTED)

    @property
    def last(self) -> Any:
        """The confirmation given last; None where there is none."""
        given = [one.confirmation for one in self.figures if one.confirmation]
        return max(given, key=lambda one: one.number, default=None)


def by_office(figures: Sequence[Standing]) -> list[OfOffice]:
    """The figures by owner office, in the order of the tree of offices."""
    found: dict[int, OfOffice] = {}
    for one in figures:
        found.setdefault(one.office.pk, OfOffice(one.office)).figures.append(one)
    return sorted(found.values(), key=lambda one: one.office.path)


def course(edition: Edition, user: User, figures: Sequence[Standing]) -> list[Stop]:
    """The steps in their order; the first that is missing carries what to do."""
    stops = [
        _drafted(edition),
        _confirmed(edition, figures),
        *(_stop(edition, *one) for one in _later(edition)),
    ]
    missing = next((at for at, stop in enumerate(stops) if stop.done is None), None)
    if missing is not None:
        stops[missing] = _with_turn(edition, user, stops[missing], figures)
    return stops


def _later(edition: Edition) -> list[tuple[str, str, Any, str]]:
    """Key, title, entry and note of each step after the confirmation."""
    signing, number, freezing = edition.signing, edition.document_number, edition.freezing
    over = ""
    if signing and signing.open_claims:
        words = ngettext("over %(n)s claim nobody backs", "over %(n)s claims nobody backs", signing.open_claims)
        over = words % {"n": signing.open_claims} + (f"：{signing.remark}" if signing.remark else "")
    secrecy, publication = edition.secrecy_review, edition.publication
    return [
        ("reviewing", pgettext("step of an edition", "Reviewed"), edition.review, ""),
        ("signing", pgettext("step of an edition", "Signed"), signing, over),
        (
            "secrecy",
            pgettext("step of an edition", "Reviewed for secrecy"),
            secrecy,
            str(secrecy.get_result_display()) if secrecy else "",
        ),
        ("numbering", pgettext("step of an edition", "Checked and numbered"), number, number.text if number else ""),
        (
            "freezing",
            pgettext("step of an edition", "Frozen"),
            freezing,
            _("as of ledger no. %(cut)s") % {"cut": freezing.cut} if freezing else "",
        ),
        (
            "publishing",
            pgettext("step of an edition", "Published"),
            publication,
            str(publication.get_scope_display()) if publication else "",
        ),
    ]


def _stop(edition: Edition, key: str, title: str, entry: Any, note: str) -> Stop:
    return Stop(key, title, Done(entry, note) if entry else None)


def _drafted(edition: Edition) -> Stop:
    out = edition.circulation
    title = pgettext("step of an edition", "Drafted and sent out")
    if out is None:
        return Stop("circulating", title)
    words = ngettext("%(n)s figure, as of ledger no. %(cut)s", "%(n)s figures, as of ledger no. %(cut)s", out.figures)
    return Stop("circulating", title, Done(out, words % {"n": out.figures, "cut": out.cut}))


def _confirmed(edition: Edition, figures: Sequence[Standing]) -> Stop:
    """Done where every figure is confirmed: its entry is the confirmation given last."""
    title = pgettext("step of an edition", "Confirmed by the owners of its figures")
    confirmed = [one for one in figures if one.is_settled]
    words = _("%(n)s of %(all)s figures confirmed") % {"n": len(confirmed), "all": len(figures)}
    given = [one.confirmation for one in confirmed if one.confirmation]
    is_over = bool(figures) and (len(confirmed) == len(figures) or edition.review is not None)
    if not is_over or not given:
        return Stop("confirming", title, note=words if figures else "")
    return Stop("confirming", title, Done(max(given, key=lambda one: one.number), words))


RIGHTS = {
    "circulating": "editions.draft",
    "confirming": "editions.confirm",
    "reviewing": "editions.check",
    "signing": "editions.sign",
    "secrecy": "editions.clear",
    "numbering": "editions.draft",
    "freezing": "editions.draft",
    "publishing": "editions.draft",
}
ON_PAPER = {"confirming", "reviewing", "signing", "secrecy"}


def _with_turn(edition: Edition, user: User, stop: Stop, figures: Sequence[Standing]) -> Stop:
    now, whose, action = _turn(edition, stop.key, figures)
    may = user.has_perm(RIGHTS[stop.key], edition)
    paper = stop.key in ON_PAPER and user.has_perm("editions.draft", edition)
    return Stop(
        stop.key,
        stop.title,
        note=stop.note,
        now=now,
        whose=whose,
        action=action,
        url=reverse(f"editions:{stop.key}", args=[edition.pk]) if may else "",
        paper_url=reverse("editions:paper", args=[edition.pk, stop.key]) if paper else "",
    )


def _turn(edition: Edition, key: str, figures: Sequence[Standing]) -> tuple[str, str, str]:
    """What is missing, whose turn it is, and what the button says."""
    office = str(edition.office)
    if key == "confirming":
        return _confirming_turn(edition, figures)
    turns = {
        "circulating": (_("The text goes out to the owners of its figures."), office, _("Send out…")),
        "reviewing": (
            _("The whole text is read by somebody other than its drafter."),
            _("the general office, a bureau head or a leader"),
            _("Review…"),
        ),
        "signing": (_("The edition is signed."), _("a leader, or one with a written delegation"), _("Sign…")),
        "secrecy": (
            _("Somebody other than the drafter says whether the text may leave the house."),
            _("the general office or a bureau head"),
            _("Secrecy review…"),
        ),
        "numbering": (_("The edition is checked once more and takes its number."), office, _("Give the number…")),
        "freezing": (_("Text, values and definitions are fixed for ever."), office, _("Freeze…")),
        "publishing": (_("The edition can be published."), office, _("Publish…")),
    }
    return turns[key]


def _confirming_turn(edition: Edition, figures: Sequence[Standing]) -> tuple[str, str, str]:
    waiting = [one for one in figures if not one.is_settled]
    objected = [one for one in waiting if one.state is State.OBJECTED]
    owners = dict.fromkeys(str(one.office) for one in waiting if one.state is not State.OBJECTED)
    if objected:
        owners[str(edition.office)] = None
    out = edition.circulation
    due = pgettext("edition", "Due on %(day)s.") % {"day": out.due_on.isoformat()} if out else ""
    if out and out.due_on < timezone.localdate():
        due = _("Was due on %(day)s.") % {"day": out.due_on.isoformat()}
    words = ngettext("%(n)s figure is to be confirmed.", "%(n)s figures are to be confirmed.", len(waiting))
    return f"{words % {'n': len(waiting)}} {due}", _(", ").join(owners), _("Confirm figures…")
