"""The rows of a ledger as a register sees them: values where every cell is sound, findings where one is not."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from dajuan.core.places.geometry import Shape
from dajuan.core.places.models import zone_outline
from dajuan.core.records.models import Refused, today
from dajuan.core.records.vault import search_word
from dajuan.core.spreadsheets.cells import Crossed, Ground, Reader, Unknown, Unsound
from dajuan.core.spreadsheets.headings import ALIKE, headings_of, likeness
from dajuan.core.spreadsheets.plan import Plan
from dajuan.core.spreadsheets.register import Column, Register, Values
from dajuan.core.spreadsheets.sources import Line, Source
from dajuan.core.staff.models import Zone
from dajuan.values.coordinates import Datum

TOTAL = re.compile(
    r"(本页|本年|本月|以上|全区|共|区|县|市)*(合\s*计|小\s*计|总\s*计|累\s*计|共\s*计)[:：]?|(sub)?total|sum",
    re.IGNORECASE,
)
FOOT = re.compile(
    r"(备?注|说明|填\s*表|制\s*表|审\s*核|复\s*核|单位负责人|填报|联系电话|note).{0,4}[:：]", re.IGNORECASE
)
MOST_NOTICES = 1000  # sentences kept of one import
MOST_UNKNOWN = 60  # names a person is asked about at once
TOTALS_WITHIN = 3  # a total says so in one of the first filled cells


@dataclass(frozen=True)
class Flaw:
    """What is wrong: with a cell, or with a whole row where the column is None."""

    sentence: str
    column: int | None = None
    field: str = ""


@dataclass
class Row:
    """One row: its number in the file, its values, what is wrong with it, and what it is known by."""

    number: int
    values: Values = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    key: str = ""  # empty where the register has no key columns
    content: str = ""


class Ledger:
    """One sheet read by one plan into one register."""

    def __init__(self, register: Register, source: Source, plan: Plan, zone: Zone) -> None:
        self.register, self.source, self.plan = register, source, plan
        self.headings = headings_of(source, plan)
        self.skipped = 0
        self.unknown: dict[str, list[str]] = {}  # field: names of the ledger that nothing here is called
        self.notices: list[tuple[str, str]] = []  # where something is odd, and the sentence
        self.crossed = 0  # outlines that cross themselves
        self._ground = self._ground_of(zone)
        self._flaws = source.flaws(plan.sheet)
        self._readers = {name: (plan.places[name].column, self._reader(name, zone)) for name in self._placed()}
        self._width = 0
        self._mac = search_word(register.name, "spreadsheets.row").encode()
        self._refuse_missing()

    def rows(self) -> Iterator[Row]:
        """Every row that holds something of its own, from the first under the headings on."""
        return map(self._row, self.lines())

    def lines(self) -> Iterator[Line]:
        """The same rows as they stand there, with merged and left-out cells filled."""
        self.skipped = 0
        filling = _Filling(self.plan, self.source.merges(self.plan.sheet))
        for line in self.source.lines(self.plan.sheet):
            if line.number <= self.plan.last_heading:
                self._width = max(self._width, len(line.cells))
                continue
            if line.blank or self._is_no_row(line):
                self.skipped += not line.blank
                filling.pass_over(line)
                continue
            yield filling.filled(line)

    def address(self, row: int, flaw: Flaw) -> str:
        """Where a flaw stands, as a person looks for it."""
        if flaw.column is None:
            return self.source.place(row)
        return self.source.address(row, flaw.column)

    def heading(self, flaw: Flaw) -> str:
        """The heading over a flaw."""
        if flaw.column is None:
            return ""
        return self.headings[flaw.column] if flaw.column < len(self.headings) else ""

    def flaw_of(self, refusal: Refused) -> Flaw:
        """A refusal as a flaw at the cell of the field it names."""
        return self.flaw_at(refusal.field, refusal.message)

    def flaw_at(self, name: str, sentence: Any) -> Flaw:
        """A sentence about a field, at its cell."""
        place = self.plan.places.get(name)
        return Flaw(str(sentence), place.column if place else None, name)

    def _placed(self) -> list[str]:
        known = {column.name for column in self.register.columns}
        return [name for name in self.plan.places if name in known]

    def _reader(self, name: str, zone: Zone) -> Reader:
        column = self.register.column(name)
        column = replace(column, personal=self._is_personal(column))
        place = self.plan.places[name]
        known = column.candidates(zone) if column.candidates else {}
        learnt = self.plan.names.get(name, {})
        return Reader(column, place.unit, self.plan.date_order, self.plan.month_day, known, learnt, self._ground)

    def _is_personal(self, column: Column) -> bool:
        """Whether no message may quote a column: in a personal register all but words of the trade.

        Those too, where a person put the field under a heading that does not name it: who knows what stands there.
        """
        if column.personal or not self.register.personal:
            return column.personal
        at = self.plan.places[column.name].column
        heading = self.headings[at] if at < len(self.headings) else ""
        return not column.trade or likeness(column, heading) < ALIKE

    def _ground_of(self, zone: Zone) -> Ground:
        """How shapes are read; the zone's outline is asked for only where there are any."""
        if not any(self.register.column(name).kind == "geometry" for name in self._placed()):
            return Ground()
        datum = Datum(self.plan.datum) if self.plan.datum else None
        return Ground(datum, self.plan.repair, zone_outline(zone, today()))

    def _refuse_missing(self) -> None:
        absent = [str(c.title) for c in self.register.columns if c.required and c.name not in self.plan.places]
        if absent:
            raise Refused(_("This ledger has no column for: %(names)s.") % {"names": "、".join(absent)})

    def _is_no_row(self, line: Line) -> bool:
        """Totals, signatures and notes: what stands in a ledger beside its rows."""
        filled = [cell for cell in line.cells if cell is not None]
        texts = [cell for cell in filled[:TOTALS_WITHIN] if isinstance(cell, str)]
        if self.plan.skip_totals and any(TOTAL.fullmatch(text) for text in texts):
            return True
        return len(filled) <= TOTALS_WITHIN and bool(texts) and FOOT.match(texts[0]) is not None

    def _row(self, line: Line) -> Row:
        row = Row(line.number)
        if self.source.ragged and (flaw := self._ragged(line)):
            row.flaws.append(flaw)
            return row
        for name, (number, reader) in self._readers.items():
            cell = line.cells[number] if number < len(line.cells) else None
            try:
                if cell is None:
                    self._refuse_hidden(line.number, number)
                row.values[name] = reader.read(cell)
                self._note_shape(line.number, row.values[name])
            except Unsound as unsound:
                self.crossed += isinstance(unsound, Crossed)
                self._note_unknown(name, unsound)
                row.flaws.append(Flaw(str(unsound), number, name))
        for column in self.register.columns:
            if column.name not in self._readers:
                row.values[column.name] = "" if column.kind in ("text", "code", "choice") else None
        if not row.flaws:
            self._recognise(row)
        return row

    def offered(self, name: str, text: str) -> list[str]:
        """The names a person may choose from for one that is unknown."""
        return self._readers[name][1].offered(text)

    def note(self, number: int, notices: Iterable[Any]) -> None:
        """Keep what somebody should know of a row that is taken all the same."""
        for notice in notices:
            if len(self.notices) < MOST_NOTICES:
                self.notices.append((self.source.place(number), str(notice)))

    def _note_shape(self, number: int, value: Any) -> None:
        if isinstance(value, Shape):
            self.note(number, value.notices)

    def _note_unknown(self, name: str, unsound: Unsound) -> None:
        if not isinstance(unsound, Unknown) or self._is_personal(self.register.column(name)):
            return
        noted = self.unknown.setdefault(name, [])
        if unsound.name not in noted and len(noted) < MOST_UNKNOWN:
            noted.append(unsound.name)

    def _refuse_hidden(self, row: int, number: int) -> None:
        if not (self._flaws.unstored or self._flaws.failed):
            return
        address = self.source.address(row, number)
        if address in self._flaws.failed:
            raise Unsound(_("The formula here ends in an error (%(error)s).") % {"error": self._flaws.failed[address]})
        if address in self._flaws.unstored:
            raise Unsound(
                _("A formula stands here whose value was never stored. Open the file in Excel or WPS and save it.")
            )

    def _ragged(self, line: Line) -> Flaw | None:
        """Whether a row of a text file has more or fewer fields than its heading: a delimiter or quote is wrong."""
        fields, wanted = len(line.cells), self._width
        beyond = any(cell is not None for cell in line.cells[wanted:])
        if wanted and (fields < wanted or beyond):
            counts = {"fields": fields, "wanted": wanted}
            return Flaw(
                _("This row has %(fields)s fields, the heading %(wanted)s: a delimiter is missing or too many.")
                % counts
            )
        return None

    def _recognise(self, row: Row) -> None:
        keys = self.register.keys
        if keys:
            row.key = self._hashed([row.values[column.name] for column in keys])
        row.content = self._hashed([row.values[name] for name in sorted(row.values)])

    def _hashed(self, values: list[Any]) -> str:
        return hmac.new(self._mac, "\x1f".join(map(_told, values)).encode(), "sha256").hexdigest()[:32]


def _told(value: Any) -> str:
    """A value as it is known again."""
    return value.geojson if isinstance(value, Shape) else repr(value)


class _Filling:
    """Fills cells that mean "as above": the rest of cells merged downwards, and columns said to be filled down."""

    def __init__(self, plan: Plan, merges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        self._down = {place.column: None for place in plan.places.values() if place.fill_down}
        used = {place.column for place in plan.places.values()}
        self._starts: dict[int, list[tuple[int, int]]] = {}
        for (row, column), (last_row, _last_column) in merges:
            if column in used and last_row > row:
                self._starts.setdefault(row + 1, []).append((column, last_row + 1))
        self._merged: dict[int, tuple[int, Any]] = {}

    def filled(self, line: Line) -> Line:
        """The row with those cells filled."""
        self._follow(line)
        for column, (_last, value) in self._merged.items():
            self._put(line, column, value)
        for column, above in self._down.items():
            here = line.cells[column] if column < len(line.cells) else None
            if here is None:
                self._put(line, column, above)
            else:
                self._down[column] = here
        return line

    def pass_over(self, line: Line) -> None:
        """A row that is none: merged areas may still begin in it."""
        self._follow(line)

    def _follow(self, line: Line) -> None:
        self._merged = {c: kept for c, kept in self._merged.items() if kept[0] >= line.number}
        for column, last in self._starts.get(line.number, ()):
            self._merged[column] = (last, line.cells[column] if column < len(line.cells) else None)

    @staticmethod
    def _put(line: Line, column: int, value: Any) -> None:
        if value is not None:
            line.cells += [None] * (column + 1 - len(line.cells))
            line.cells[column] = value
