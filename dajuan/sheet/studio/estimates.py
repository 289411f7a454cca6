"""Estimates beside what the year brought: the deviation is shown, the estimate stays on record (office.md 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from dajuan.figures import answers, catalogue
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Figure
from dajuan.sheet.account import Saying
from dajuan.sheet.studio import marks
from dajuan.sheet.studio.models import Estimate, Manuscript
from dajuan.sheet.studio.models.proofs import shown_amount
from dajuan.values import numbers, periods


@dataclass(frozen=True)
class Compared:
    """An estimate with the figure's own value, known only when its last day is past; None where none is."""

    estimate: Estimate
    figure: Figure | None
    actual: Fraction | None

    @property
    def actual_shown(self) -> str:
        if self.figure is None or self.actual is None:
            return ""
        return shown_amount(self.actual, str(self.figure.unit))

    @property
    def deviation(self) -> str:
        """How far the value lies from the estimate, in per cent of the estimate with its sign; empty where unknown."""
        guessed = self.estimate.value
        if self.actual is None or not guessed:
            return ""
        moved = numbers.rounded((self.actual - guessed) / abs(guessed) * 100, 1)
        return f"{moved:+f}%"


def compared(manuscript: Manuscript, book: Book, today: date) -> list[Compared]:
    """Every estimate of a manuscript known in a book, latest first; of those whose days are over what came of them."""
    rows = list(Estimate.objects.as_of(book.moment).filter(manuscript=manuscript).order_by("-number"))
    figures = {one.number: catalogue.figure(one.figure) if one.figure else None for one in rows}
    over = [one for one in rows if figures[one.number] is not None and one.ends_on < today]
    asked = [(figure, periods.year(one.ends_on.year)) for one in over if (figure := figures[one.number])]
    found = {one.number: answer.value for one, answer in zip(over, answers.ask_all(asked, book), strict=True)}
    return [Compared(one, figures[one.number], found.get(one.number)) for one in rows]


def replaced(text: str, estimate: Estimate) -> str:
    """A marked text in which the figure itself stands where an estimate of it stood, in the same unit and scale."""
    key = f"est-{estimate.number}"
    for mark, saying in list(marks.in_text(text)):
        if saying and saying.words[0] == key:
            ways = tuple(way for way in saying.ways if way[0] != "places")
            text = text.replace(mark, marks.stored(Saying("figure", (estimate.figure, *saying.words[1:]), ways)))
    return text
