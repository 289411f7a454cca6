"""Turns what stands in a cell into the value of a column, or says in a sentence why it is none.

Nothing is guessed: a number that lost its last digits in Excel is reported, never repaired.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import floor
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dajuan.core.places.geometry import Shape, read_shape
from dajuan.core.records.models import Refused
from dajuan.core.spreadsheets.dates import MonthDay, NoDate, Order, day_in, instant_in
from dajuan.core.spreadsheets.register import Column
from dajuan.core.spreadsheets.units import group_of, plain, ratio
from dajuan.values.coordinates import Datum

EXACT = 10**15  # from here on Excel has lost digits: it keeps fifteen
SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?[eE]\+?\d+")
NOTHING = {"-", "--", "—", "——", "/", "\\", "无", "空", "n/a", "na", "null", "none", "未填", "暂无"}
NUMBER = re.compile(r"([+-]?(?:\d{1,3}(?:[,，\s]\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+)\s*(\D*)")
DECIMAL_COMMA = re.compile(r"^([+-]?\d+),(\d{1,2})(?=\D*$)")  # 8427231,91, not 1,234,56: thousands have three digits
QUOTED = 40
MOST_TOLD = 8  # known names told where none is like the one written


class Unsound(ValueError):
    """What stands in a cell cannot be taken; the message is a sentence."""


class Unknown(Unsound):
    """A name that is none of those known here; a person may say once which one it means."""

    def __init__(self, sentence: str, name: str) -> None:
        super().__init__(sentence)
        self.name = name


class Crossed(Unsound):
    """An outline that crosses itself; a person may agree to its repair."""


@dataclass(frozen=True)
class Ground:
    """How shapes are read: their datum, whether crossing outlines are repaired, and the zone's outline."""

    datum: Datum | None = None
    repair: bool = False
    outline: Any = None


@dataclass
class Reader:
    """Reads the cells of one column of one ledger."""

    column: Column
    unit: str = ""
    order: Order = ""
    month: MonthDay = "last"
    candidates: Mapping[str, Any] = field(default_factory=dict)  # name: what it stands for
    learnt: Mapping[str, str] = field(default_factory=dict)  # name in the ledger: name in the register
    ground: Ground = field(default_factory=Ground)
    _words: dict[str, Any] = field(default_factory=dict)
    _factor: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        self._read: Callable[[Any], Any] = getattr(self, f"_{self.column.kind}")
        if self.column.kind == "choice":
            self._words = _choice_words(self.column)
        if self.column.kind == "name":
            self._words = {_key(name): value for name, value in self.candidates.items()}
        if self.unit and self.column.unit:
            self._factor = ratio(self.unit, self.column.unit) or Fraction(1)

    @property
    def empty(self) -> Any:
        """What an empty cell is."""
        return "" if self.column.kind in ("text", "code", "choice") else None

    def read(self, cell: Any) -> Any:
        """The value of a cell. Raises Unsound."""
        if cell is None or (self.column.kind != "text" and isinstance(cell, str) and cell.lower() in NOTHING):
            if self.column.required:
                raise Unsound(_("This cell may not be empty."))
            return self.empty
        value = self._read(cell)
        if self.column.longest and isinstance(value, str) and len(value) > self.column.longest:
            raise Unsound(_("This text is longer than %(limit)s characters.") % {"limit": self.column.longest})
        if self.column.check and (sentence := self.column.check(value)):
            raise Unsound(str(sentence))
        return value

    def _text(self, cell: Any) -> str:
        if isinstance(cell, bool):
            return _("yes") if cell else _("no")
        if isinstance(cell, datetime) and cell.time() != time():
            return cell.isoformat(sep=" ", timespec="seconds")
        if isinstance(cell, date):
            return cell.isoformat()[:10]
        if isinstance(cell, float):
            return f"{int(cell)}" if cell == int(cell) and abs(cell) < EXACT else f"{cell:.15g}"
        return str(cell)

    def _code(self, cell: Any) -> str:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            if abs(cell) >= EXACT:
                raise Unsound(_damaged())
            if cell != int(cell):
                raise Unsound(_("A code is expected here, not a number with decimals."))
            return f"{int(cell)}"
        if isinstance(cell, date):
            raise Unsound(_("Excel has made a date of this code. Format the column as text and type it again."))
        text = unicodedata.normalize("NFKC", str(cell)).strip().lstrip("'")
        if SCIENTIFIC.fullmatch(text):
            raise Unsound(_damaged())
        return text

    def _integer(self, cell: Any) -> int:
        number = self._exactly(cell)
        if number.denominator != 1:
            raise Unsound(_("A whole number is expected here%(quoted)s.") % self._quoted(cell))
        return int(number)

    def _decimal(self, cell: Any) -> int:
        number = self._exactly(cell) * self.column.scale
        return int(number) if number.denominator == 1 else _rounded(number)

    def _exactly(self, cell: Any) -> Fraction:
        """The number in the register's unit, exactly as Excel shows it: fifteen digits."""
        if isinstance(cell, bool) or not isinstance(cell, int | float | str):
            raise Unsound(_("This is no number%(quoted)s.") % self._quoted(cell))
        if isinstance(cell, str):
            return self._number_in_text(cell)
        if abs(cell) >= EXACT:
            raise Unsound(_damaged())
        return Fraction(int(cell) if cell == int(cell) else Decimal(f"{cell:.15g}")) * self._factor

    def _number_in_text(self, cell: str) -> Fraction:
        text = unicodedata.normalize("NFKC", cell).strip().lstrip("¥￥$")
        found = NUMBER.fullmatch(DECIMAL_COMMA.sub(r"\1.\2", text))
        if not found:
            raise Unsound(_("This is no number%(quoted)s.") % self._quoted(cell))
        factor = self._factor
        if unit := plain(found[2]):
            if not (group_of(unit) and self.column.unit) or ratio(unit, self.column.unit) is None:
                raise Unsound(_("This is no number%(quoted)s.") % self._quoted(cell))
            factor = ratio(unit, self.column.unit) or factor
        try:
            return Fraction(Decimal(re.sub(r"[,，\s]", "", found[1]))) * factor
        except InvalidOperation as error:
            raise Unsound(_("This is no number%(quoted)s.") % self._quoted(cell)) from error

    def _date(self, cell: Any) -> date:
        try:
            return day_in(cell, order=self.order, month=self.month)
        except NoDate as error:
            raise Unsound(str(error)) from error

    def _instant(self, cell: Any) -> datetime:
        try:
            return timezone.make_aware(instant_in(cell, order=self.order, month=self.month))
        except NoDate as error:
            raise Unsound(str(error)) from error

    def _choice(self, cell: Any) -> Any:
        return self._word(cell)

    def _name(self, cell: Any) -> Any:
        return self._word(cell)

    def _word(self, cell: Any) -> Any:
        text = self._text(cell)
        text = self.learnt.get(text, text)
        if (key := _key(text)) in self._words:
            return self._words[key]
        near = self.near(text)
        if not near:
            raise Unknown(self._none_of_known(text), text)
        words = {**self._quoted(text), "near": "、".join(near)}
        raise Unknown(_("This is none of the words known here%(quoted)s. Is it %(near)s?") % words, text)

    def _none_of_known(self, text: str) -> str:
        """That a name is unknown, with some of those that are known where they are nobody's secret."""
        known = [] if self.column.personal else self._names()
        if not known:
            return _("This is none of the words known here%(quoted)s.") % self._quoted(text)
        more = "…" if len(known) > MOST_TOLD else ""
        words = {**self._quoted(text), "known": "、".join(known[:MOST_TOLD]) + more}
        return _("This is none of the words known here%(quoted)s. Known are: %(known)s.") % words

    def offered(self, text: str) -> list[str]:
        """All known names, the likest first, at most 300."""
        near = self.near(text)
        return [*near, *sorted(name for name in self._known() if name not in near)][:300]

    def near(self, text: str) -> list[str]:
        """Up to three known names like this one, the likest first."""
        names = {_key(name): name for name in self._known()}
        found = difflib.get_close_matches(_key(text), names, n=3, cutoff=0.5)
        return [names[key] for key in found]

    def _known(self) -> list[str]:
        if self.column.kind == "name":
            return list(self.candidates)
        return [str(word) for word in (self.column.choices or {}).values()]

    def _names(self) -> list[str]:
        """One name for each thing known: the one told last, where it is known by a code as well."""
        if self.column.kind == "name":
            return list({id(value): name for name, value in self.candidates.items()}.values())
        return self._known()

    def _geometry(self, cell: Any) -> Shape:
        ground = self.ground
        if not isinstance(cell, str):
            raise Unsound(_("This is no GeoJSON geometry."))
        try:
            return read_shape(cell, datum=ground.datum, repair=ground.repair, within=ground.outline)
        except Refused as refusal:
            raise (Crossed if refusal.field == "repair" else Unsound)(str(refusal)) from refusal

    def _quoted(self, cell: Any) -> dict[str, str]:
        """The cell in quotation marks for a sentence; nothing where it is about a person."""
        if self.column.personal:
            return {"quoted": ""}
        text = str(cell)
        text = text[:QUOTED] + "…" if len(text) > QUOTED else text
        return {"quoted": _(" (“%(text)s”)") % {"text": text}}


def _rounded(number: Fraction) -> int:
    """To the nearest whole, halves away from nought."""
    half = Fraction(1, 2)
    return floor(number + half) if number >= 0 else -floor(-number + half)


def _damaged() -> str:
    return _(
        "Excel has turned this number into one of fifteen digits; the last ones are lost. Format the column as text "
        "and type it again."
    )


def _choice_words(column: Column) -> dict[str, Any]:
    """Every way to write a choice: its stored value and its word in each language."""
    words: dict[str, Any] = {}
    for value, word in (column.choices or {}).items():
        words[_key(str(value))] = value
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                words[_key(str(word))] = value
    return words


def _key(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
