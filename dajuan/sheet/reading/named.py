"""A claim about one named subject (总投资 … 亿元的某项目): its own share of a figure, never the figure as a whole."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from dajuan.core.records.models import Subject
from dajuan.figures import answers
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Figure, Interval
from dajuan.values.periods import Period

ABOUT_ONE = frozenset({"C20", "C21", "C22", "C27", "C43", "C44"})
"""The claims that are about one project or case, which the text names."""
SHORTEST_NAME = 3
MOST_SUBJECTS = 2000


def of_one(figure: Figure, period: Period, book: Book, words: str) -> Fraction | None:
    """The figure's value for the one subject that the words name; None where they name none on record, or two."""
    if isinstance(figure, Interval):
        return _between(figure, period, book, words)
    found = [
        answer.value
        for by, model in _subjects_of(figure)
        for member, answer in answers.ask_by(figure, by, period, book).items()
        if member in _named_in(words, model, book)
    ]
    return found[0] if len(found) == 1 else None


def _between(figure: Interval, period: Period, book: Book, words: str) -> Fraction | None:
    """The days between the two entries of the subject that the words name."""
    model = figure.second.entry._meta.get_field(figure.key_column.removesuffix("_id")).related_model
    named = _named_in(words, model, book)
    found = [days for days, key, *_entries in answers.pairs_of(figure, period, book) if str(key) in named]
    return Fraction(found[0]) if len(found) == 1 else None


def _subjects_of(figure: Figure) -> list[tuple[str, Any]]:
    """The dimensions of a figure that are subjects, with their kind."""
    fields = {one.attname: one for rows in figure.rows_used() for one in rows.entry._meta.concrete_fields}
    related = ((by, fields[by].related_model) for by in figure.by if by in fields)
    return [(by, model) for by, model in related if isinstance(model, type) and issubclass(model, Subject)]


def _named_in(words: str, model: Any, book: Book) -> set[str]:
    """The keys of the subjects whose name stands in the words."""
    rows = model._default_manager.filter(zone=book.zone).order_by("-pk")[:MOST_SUBJECTS]
    names = ((str(one.pk), str(one).removesuffix("项目")) for one in rows)
    return {key for key, name in names if len(name) >= SHORTEST_NAME and name in words}
