"""Today's values beside a frozen edition, figure by figure, down to the entries that came, went and changed their day.

The correction note (更正说明) is drafted from it; it names no person and is never published by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from dajuan.core.records.models import Entry, EntryNumber, Merged, Moment, entry_types
from dajuan.core.staff.models import Visitor, Zone
from dajuan.figures import answers, catalogue, difference
from dajuan.figures.book import Book
from dajuan.figures.difference import Difference
from dajuan.figures.opened import entries_by_number
from dajuan.figures.vocabulary import Figure
from dajuan.sheet.editions.content import Content
from dajuan.sheet.editions.drafting import shown
from dajuan.sheet.units import way_for
from dajuan.sheet.wording import Way
from dajuan.values import numbers, periods
from dajuan.values.bundles import Definition, FrozenValue
from dajuan.values.periods import Period

SHOWN = 50  # entries of one figure
SOME = 1000  # entries asked about at a time


class Kind(StrEnum):
    """How an entry explains a difference."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    REDATED = "redated"

    @property
    def label(self) -> str | Promise:
        return _LABELS[self]

    @property
    def style(self) -> str:
        """The class of its mark on a page."""
        return {"added": "state-good", "withdrawn": "state-bad"}.get(self.value, "state-watch")


_LABELS = {
    Kind.ADDED: pgettext_lazy("entry between two editions", "recorded later"),
    Kind.WITHDRAWN: pgettext_lazy("entry between two editions", "withdrawn"),
    Kind.CORRECTED: pgettext_lazy("entry between two editions", "corrected"),
    Kind.REDATED: pgettext_lazy("entry between two editions", "redated"),
}


@dataclass(frozen=True)
class Moved:
    """One entry that came or went, or one that replaced another; who did it and why."""

    kind: Kind
    entry: Entry
    before: Entry | None = None
    moment: Moment | None = None

    @property
    def why(self) -> str:
        """The reason given when an entry was withdrawn or replaced; empty for one that was merely added."""
        gone = self.before or (self.entry if self.kind is Kind.WITHDRAWN else None)
        return gone.reason if gone else ""


@dataclass(frozen=True)
class Restated:
    """One figure as the edition says it and as it is known today.

    `moved`: the first of the entries behind the difference, those a reader may open; `counts`: all of them.
    """

    frozen: FrozenValue
    definition: Definition
    figure: Figure | None
    now: Fraction | None
    sentences: tuple[str, ...] = ()
    moved: list[Moved] = field(default_factory=list)
    withheld: int = 0
    counts: Mapping[Kind, int] = field(default_factory=dict)

    @property
    def is_defined_anew(self) -> bool:
        """Whether today's figure counts in another way: then old and new value are not the same question."""
        return self.figure is None or self.figure.digest != self.frozen.digest

    @property
    def is_same(self) -> bool:
        return self.now == self.frozen.value

    @property
    def then_words(self) -> str:
        return self._read(self.frozen.value)

    @property
    def now_words(self) -> str:
        return self._read(self.now)

    @property
    def unit_words(self) -> str:
        """The unit both values and their difference are read in: 亿元, 万平方米."""
        return self._way.measure(0)

    @property
    def _way(self) -> Way:
        """The scale of the text, unless both values would read alike in it."""
        of, language = self.definition, translation.get_language() or ""
        way = way_for(of.unit, of.decimals, (self.frozen.value, self.now), language)
        if self.now is None or self.frozen.value is None or self.is_same:
            return way
        then, now = (numbers.rounded(way.scaled(one), way.places) for one in (self.frozen.value, self.now))
        return Way(language, of.unit, of.unit, "", of.decimals) if then == now else way

    def _read(self, value: Fraction | None) -> str:
        way = self._way
        return shown(None if value is None else way.scaled(value), way.places)

    @property
    def growth_words(self) -> str:
        """What the new value is more or less, with its sign; empty where either is unknown."""
        if self.now is None or self.frozen.value is None:
            return ""
        more = self.now - self.frozen.value
        return ("+" if more > 0 else "") + self._read(more)

    def count(self, kind: Kind) -> int:
        """How many entries explain the difference in one way, whoever reads."""
        return self.counts.get(kind, 0)


def recomputed(content: Content, zone: Zone) -> dict[str, Fraction | None]:
    """The values of an edition asked again at its cut, by figure, of those whose definition is the same.

    The law: they are the frozen ones, for ever.
    """
    same = [one for one in content.values if (figure := catalogue.figure(one.key)) and figure.digest == one.digest]
    asked = [(_figure(one.key), periods.parse(one.period)) for one in same]
    found = answers.ask_all(asked, Book(zone, content.moment))
    return {one.key: answer.value for one, answer in zip(same, found, strict=True)}


def _figure(key: str) -> Figure:
    figure = catalogue.figure(key)
    assert figure is not None  # asked only of figures that exist
    return figure


def restated(content: Content, zone: Zone, reader: Visitor) -> list[Restated]:
    """The figures of an edition that have another value today, other rows, or another definition; in its order."""
    then, now = Book(zone, content.moment), Book.now(zone)
    touched = _touched(content, then, now)
    values = _today(content, now, touched)
    found: list[Restated] = []
    explained: list[Difference] = []
    for value in content.values:
        figure = catalogue.figure(value.key)
        one = Restated(
            value, content.definition[value.key], figure, values[value.key], tuple(content.sentences_of(value.key))
        )
        entries = Difference([], [])
        if figure and value.key in touched:
            entries = difference.between(figure, periods.parse(value.period), then, now)
        if entries or one.is_defined_anew or not one.is_same:
            found.append(one)
            explained.append(entries)
    return _explained(found, explained, reader)


def today(content: Content, zone: Zone) -> dict[str, Fraction | None]:
    """What the figures of an edition say now of the same period; nothing of one that is no longer declared."""
    then, now = Book(zone, content.moment), Book.now(zone)
    return _today(content, now, _touched(content, then, now))


def _today(content: Content, now: Book, touched: set[str]) -> dict[str, Fraction | None]:
    """Asked only of figures that can say something else: those touched, and those that count in another way.

    Where two subjects were found to be one since, that may be any of them.
    """
    merged = Merged in now.changed_since(content.moment + 1)
    values: dict[str, Fraction | None] = {one.key: one.value for one in content.values}
    known: list[tuple[Figure, Period]] = []
    for one in content.values:
        figure = catalogue.figure(one.key)
        if figure is None:
            values[one.key] = None
        elif merged or one.key in touched or figure.digest != one.digest:
            known.append((figure, periods.parse(one.period)))
    return values | {answer.figure.key: answer.value for answer in answers.ask_all(known, now)}


def _touched(content: Content, then: Book, now: Book) -> set[str]:
    """The figures behind which any record came or went between two books that happened by the end of its days.

    One question for all.
    """
    between = Q(moment__gt=then.moment, moment__lte=now.moment) | Q(until__gt=then.moment, until__lte=now.moment)
    last = max((periods.parse(one.period).end for one in content.values), default=date.max)
    figures = {one.key: figure for one in content.values if (figure := catalogue.figure(one.key))}
    changed = set(now.changed_since(then.moment + 1))
    kinds = {(rows.entry, rows.on) for figure in figures.values() for rows in figure.rows_used()}
    asked = {f"kind_{at}": kind for at, kind in enumerate(kinds) if kind[0] in changed}
    if not asked:
        return set()
    exist = {
        name: Exists(entry._default_manager.filter(between, zone=OuterRef("pk"), **{f"{on}__lt": last}))
        for name, (entry, on) in asked.items()
    }
    found: dict[str, Any] = dict(Zone.objects.filter(pk=then.zone.pk).values(**exist).get())
    came = {kind for name, kind in asked.items() if found[name]}
    return {key for key, figure in figures.items() if any((one.entry, one.on) in came for one in figure.rows_used())}


def _explained(found: Sequence[Restated], entries: Sequence[Difference], reader: Visitor) -> list[Restated]:
    """Each figure with the entries a reader may open, and who changed what for which office; asked once for all."""
    numbers = {number for one in entries for number in (*one.added[:SHOWN], *one.gone[:SHOWN])}
    seen = {entry.number: entry for entry in entries_by_number(sorted(numbers), reader)}
    days = _days({number for one in entries for number in (*one.added, *one.gone)})
    told = [
        replace(_told(one, these, seen), counts=_counted(these, days))
        for one, these in zip(found, entries, strict=True)
    ]
    changes = {_moment(moved) for one in told for moved in one.moved}
    moments: dict[Any, Moment] = Moment.objects.select_related("recorded_by", "office").in_bulk(changes)
    for one in told:
        one.moved[:] = [replace(moved, moment=moments.get(_moment(moved))) for moved in one.moved]
    return told


def _days(numbers: set[int]) -> dict[int, tuple[int | None, date]]:
    """Of each entry which one it replaces and the day that counts; a question a kind for each thousand."""
    found: dict[int, tuple[int | None, date]] = {}
    ordered, types = sorted(numbers), entry_types()
    for at in range(0, len(ordered), SOME):
        by_type: dict[str, list[int]] = {}
        for number, label in EntryNumber.objects.filter(pk__in=ordered[at : at + SOME]).values_list("number", "type"):
            by_type.setdefault(label, []).append(number)
        for label, some in by_type.items():
            rows = types[label]._base_manager.filter(pk__in=some).values_list("number", "replaces", "happened_on")
            found |= {number: (replaced, day) for number, replaced, day in rows}
    return found


def _counted(entries: Difference, days: Mapping[int, tuple[int | None, date]]) -> Counter[Kind]:
    """How many entries came, went, were corrected and redated."""
    gone, found = set(entries.gone), Counter[Kind]()
    for number in entries.added:
        before, day = days[number]
        if before is not None and before in gone:
            gone.discard(before)
            found[Kind.REDATED if days[before][1] != day else Kind.CORRECTED] += 1
        else:
            found[Kind.ADDED] += 1
    found[Kind.WITHDRAWN] += len(gone)
    return found


def _told(one: Restated, entries: Difference, seen: Mapping[int, Entry]) -> Restated:
    added = [seen[number] for number in entries.added[:SHOWN] if number in seen]
    gone = {number: seen[number] for number in entries.gone[:SHOWN] if number in seen}
    withheld = len(entries.added) + len(entries.gone) - len(added) - len(gone)
    moved = []
    for entry in added:
        before = gone.pop(entry.replaces, None) if entry.replaces else None
        moved.append(Moved(_kind(entry, before), entry, before))
    moved += [Moved(Kind.WITHDRAWN, entry) for entry in gone.values()]
    return replace(one, moved=moved, withheld=withheld)


def _kind(entry: Entry, before: Entry | None) -> Kind:
    if before is None:
        return Kind.ADDED
    return Kind.REDATED if before.happened_on != entry.happened_on else Kind.CORRECTED


def _moment(one: Moved) -> int | None:
    return one.entry.until_id if one.kind is Kind.WITHDRAWN else one.entry.moment_id


def note(edition: Any, found: Sequence[Restated], language: str) -> list[str]:
    """The correction note, a paragraph a line, as an official would write it; empty where no value changed."""
    changed = [one for one in found if not one.is_same and not one.is_defined_anew]
    if not changed:
        return []
    content = edition.content(language)
    number = edition.document_number
    with translation.override(language):
        lines = [
            _line(place, one, content.definition[one.frozen.key], language) for place, one in enumerate(changed, 1)
        ]
    if language == "en":
        title = f"{content.title} ({number.text})" if number else content.title
        opening = (
            f"After the publication of “{title}”, records came in late or were corrected. It is restated as follows."
        )
        return [opening, *lines, "All other values stand."]
    title = f"《{content.title}》" + (f"（{number.text}）" if number else "")
    return [f"{title}发布后，因有关记录补录、更正或作废，现对下列数据作如下修订：", *lines, "其余数据不变。"]


def _line(place: int, one: Restated, definition: Definition, language: str) -> str:
    """One figure of the note: old and new value, and how many records explain it."""
    way = way_for(definition.unit, definition.decimals, (one.frozen.value, one.now), language)
    then, now = (_said(value, way) for value in (one.frozen.value, one.now))
    if language == "en":
        parts = [
            f"{one.count(kind)} {words}"
            for kind, words in (
                (Kind.ADDED, "recorded later"),
                (Kind.WITHDRAWN, "withdrawn"),
                (Kind.CORRECTED, "corrected"),
                (Kind.REDATED, "redated"),
            )
            if one.count(kind)
        ]
        because = f" (records: {', '.join(parts)})" if parts else ""
        return f"{place}. {definition.name}: {then} → {now}{because}."
    counted = ((Kind.ADDED, "补录"), (Kind.WITHDRAWN, "作废"), (Kind.CORRECTED, "更正"), (Kind.REDATED, "更正日期"))
    parts = [f"{words}{one.count(kind)}条" for kind, words in counted if one.count(kind)]
    because = f"（{'、'.join(parts)}记录）" if parts else ""
    return f"{place}.{definition.name}由{then}修订为{now}{because}。"


def _said(value: Fraction | None, way: Way) -> str:
    return "–" if value is None else way.joined(shown(way.scaled(value), way.places), way.measure(2))
