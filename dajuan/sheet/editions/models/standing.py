"""How each figure of an edition stands with its owner: waiting, confirmed, changed since, objected to, answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from dajuan.core.staff.models import Office
from dajuan.figures import answers, catalogue
from dajuan.figures.book import Book
from dajuan.sheet.editions.content import Content, wording
from dajuan.sheet.editions.models import rights
from dajuan.sheet.editions.models.steps import Confirmation, Objection, Reply
from dajuan.values import periods
from dajuan.values.bundles import Definition, FrozenValue


class State(StrEnum):
    """Of one figure of an edition."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    OBJECTED = "objected"
    ANSWERED = "answered"

    @property
    def label(self) -> str | Promise:
        return _LABELS[self]

    @property
    def style(self) -> str:
        """The class of its mark on a page."""
        return _STYLES[self]


_LABELS = {
    State.WAITING: pgettext_lazy("figure of an edition", "to be confirmed"),
    State.CONFIRMED: pgettext_lazy("figure of an edition", "confirmed"),
    State.CHANGED: pgettext_lazy("figure of an edition", "changed since it was confirmed"),
    State.OBJECTED: pgettext_lazy("figure of an edition", "objected to"),
    State.ANSWERED: pgettext_lazy("figure of an edition", "answered, to be confirmed"),
}
_STYLES = {
    State.WAITING: "state-watch",
    State.CONFIRMED: "state-good",
    State.CHANGED: "state-bad",
    State.OBJECTED: "state-bad",
    State.ANSWERED: "state-watch",
}


@dataclass(frozen=True)
class Standing:
    """One figure of an edition with its owner; `now`: what the figure says today, until it is reviewed."""

    frozen: FrozenValue
    definition: Definition
    line: str
    office: Office
    state: State
    now: Fraction | None
    confirmation: Confirmation | None = None
    objection: Objection | None = None
    reply: Reply | None = None

    @property
    def key(self) -> str:
        return self.frozen.key

    @property
    def is_settled(self) -> bool:
        return self.state is State.CONFIRMED

    @property
    def is_waiting(self) -> bool:
        """Whether its owner has still to speak: not while an objection of theirs waits for its answer."""
        return self.state not in (State.CONFIRMED, State.OBJECTED)

    @property
    def differs_today(self) -> bool:
        """Whether today's value is another than the text's."""
        return self.now != self.frozen.value


def of_edition(edition: Any) -> list[Standing]:
    """Every figure of an edition in the order of the text's figures; empty while in drafting."""
    texts = [edition.content(language) for language in ("zh-hans", "en")]
    return _standings(edition, [text for text in texts if text]) if texts[0] else []


def unsettled(edition: Any) -> list[Standing]:
    """The figures that still keep an edition from its review."""
    return [one for one in of_edition(edition) if not one.is_settled]


def _standings(edition: Any, texts: Sequence[Content]) -> list[Standing]:
    chinese = texts[0]
    told = _Told(edition, chinese)
    read = texts[-1].definition if translation.get_language() == "en" else chinese.definition
    owners = rights.owners(edition.zone, [kept.line for kept in chinese.figures.values()], told.day, edition.office)
    found = []
    for value in chinese.values:
        line, words = chinese.figures[value.key].line, wording(texts, value.key)
        state, objection = told.state(value, words)
        found.append(
            Standing(
                frozen=value,
                definition=read[value.key],
                line=line,
                office=owners[line],
                state=state,
                now=told.now.get(value.key),
                confirmation=told.confirmations.get(value.key),
                objection=objection,
                reply=told.replies.get(objection.number) if objection else None,
            )
        )
    return found


def _defined_anew(text: Content) -> list[str]:
    """The figures that count in another way since, or are gone."""
    figures = {one.key: catalogue.figure(one.key) for one in text.values}
    return [one.key for one in text.values if (figure := figures[one.key]) is None or figure.digest != one.digest]


class _Told:
    """What was said about the figures of an edition, and what they say today. A few questions in all."""

    def __init__(self, edition: Any, text: Content) -> None:
        from dajuan.core.records.models import today

        self.day = today()
        named = ("person", "office", "moment__recorded_by")
        self.confirmations = {one.figure: one for one in edition.confirmations.standing().select_related(*named)}
        objections = edition.objections.standing().select_related(*named).order_by("number")
        self.objections = {one.figure: one for one in objections}
        replies = edition.replies.standing().select_related("moment__recorded_by")
        self.replies = {one.objection_id: one for one in replies}
        self.book = Book.now(edition.zone)
        self.is_open = edition.review is None  # a text that was reviewed waits for nobody's confirmation any more
        self.periods = {one.key: periods.parse(one.period) for one in text.values}
        self.now = {one.key: one.value for one in text.values}
        if self.is_open:
            touched = self._touched([one.key for one in text.values], text.moment)
            self.now |= self._values(self.book, [*touched, *_defined_anew(text)])
        self._then: dict[int, dict[str, Fraction | None]] = {}

    def _values(self, book: Book, keys: Sequence[str]) -> dict[str, Fraction | None]:
        """What the figures say in a book; one that is no longer declared says nothing."""
        figures = [(figure, self.periods[key]) for key in keys if (figure := catalogue.figure(key))]
        found = {answer.figure.key: answer.value for answer in answers.ask_all(figures, book)}
        return {key: found.get(key) for key in keys}

    def _touched(self, keys: Sequence[str], moment: int) -> list[str]:
        """The figures of whose kinds of records any came or went after a moment: only they can say something else."""
        changed = set(self.book.changed_since(moment + 1))
        figures = {key: catalogue.figure(key) for key in keys}
        return [
            key
            for key, figure in figures.items()
            if figure and not changed.isdisjoint(rows.entry for rows in figure.rows_used())
        ]

    def _when_confirmed(self, confirmation: Confirmation) -> Fraction | None:
        """What the figure said at the moment somebody confirmed it: a change known then was confirmed with it."""
        moment = confirmation.moment_id
        if moment not in self._then:
            alike = [one.figure for one in self.confirmations.values() if one.moment_id == moment]
            touched = self._touched([key for key in alike if key in self.periods], moment)
            self._then[moment] = self._values(Book(self.book.zone, moment), touched)
        return self._then[moment].get(confirmation.figure, self.now.get(confirmation.figure))

    def state(self, value: FrozenValue, words: str) -> tuple[State, Objection | None]:
        """How a figure stands, and the objection that still counts."""
        confirmation, objection = self.confirmations.get(value.key), self.objections.get(value.key)
        if confirmation and objection and confirmation.number > objection.number:
            objection = None
        if objection:
            return (State.ANSWERED if objection.number in self.replies else State.OBJECTED), objection
        if confirmation is None:
            return State.WAITING, None
        same = (confirmation.value, confirmation.digest, confirmation.wording) == (value.value, value.digest, words)
        stands = same and (not self.is_open or self.now.get(value.key) == self._when_confirmed(confirmation))
        return (State.CONFIRMED if stands else State.CHANGED), None
