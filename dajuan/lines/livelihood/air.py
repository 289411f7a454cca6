"""What the air of a day and of a year was, from cells per station and day (C73–C76). Plain functions, no table.

The zone's value is the mean over its evaluation stations, pollutant by pollutant, and its index is taken from that
mean. A day on which too little was read is no good day and no bad one: it is not counted, and the pages say how many
are.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

from dajuan.figures.vocabulary import Cell
from dajuan.lines.livelihood.aqi import (
    VALID_HOURS,
    VALID_OZONE_MEANS,
    EditionUnknown,
    Index,
    Level,
    Means,
    Pollutant,
    day_index,
    mean,
    printed_x10,
    year_is_valid,
)
from dajuan.values.periods import Period

COLUMNS = tuple(f"{pollutant.value}_x10" for pollutant in Pollutant)
COLUMN_OF = tuple(zip(Pollutant, COLUMNS, strict=True))
JUDGED = tuple(pollutant for pollutant in Pollutant if pollutant != Pollutant.O3_1H)
"""A day is judged when all six have a valid value; one that exceeds alone already makes it no good day."""
OZONE_LIMIT_X10 = 1600
"""Above it the day's highest 8-hour mean counts although fewer than 14 were read."""


@dataclass(frozen=True)
class AirDay:
    """The zone's air on one day: unrounded means in tenths by pollutant, and the index; none where it is not judged."""

    day: date
    means: Means
    index: Index | None
    edition_unknown: bool = False

    @property
    def aqi(self) -> int | None:
        return self.index.aqi if self.index else None

    @property
    def level(self) -> Level | None:
        return self.index.level if self.index else None


Parts = tuple[int, int]
"""A mean before it is divided: sum and number of readings."""


def station_means(cells: Iterable[Cell]) -> Means:
    """What one station's day comes to, from its cells of night and day (keys: station, whether ozone counts)."""
    return {pollutant: Fraction(*parts) for pollutant, parts in _station_parts(list(cells)).items()}


def _station_parts(halves: list[Cell]) -> dict[Pollutant, Parts]:
    found: dict[Pollutant, Parts] = {}
    by_day = [one for one in halves if one.keys[1]]
    for pollutant, column in COLUMN_OF:
        hours = total = highest = 0
        for one in by_day if pollutant is Pollutant.O3_8H else halves:
            if count := one.count.get(column):
                highest = max(highest, one.highest[column]) if hours else one.highest[column]
                hours, total = hours + count, total + one.total[column]
        if pollutant is Pollutant.O3_8H or pollutant is Pollutant.O3_1H:
            parts = _highest(pollutant, hours, highest)
        else:
            parts = (total, hours) if hours >= VALID_HOURS else None
        if parts:
            found[pollutant] = parts
    return found


def _highest(pollutant: Pollutant, hours: int, highest: int) -> Parts | None:
    if pollutant == Pollutant.O3_8H:
        return (highest, 1) if hours >= VALID_OZONE_MEANS or highest > OZONE_LIMIT_X10 else None
    return (highest, 1) if hours >= VALID_HOURS else None


def _zone_means(stations: Iterable[list[Cell]]) -> Means:
    """The mean over the stations, pollutant by pollutant, as `city_day` of their means: added up in whole numbers.

    Most stations have the same number of hours, so that a day divides once; a fraction a station took four times as
    long as reading the readings.
    """
    parts: dict[Pollutant, list[Parts]] = {}
    for halves in stations:
        for pollutant, one in _station_parts(halves).items():
            parts.setdefault(pollutant, []).append(one)
    return {pollutant: _mean_of(some) for pollutant, some in parts.items()}


def _mean_of(parts: list[Parts]) -> Fraction:
    of_all = lcm(*{hours for _total, hours in parts})
    return Fraction(sum([total * (of_all // hours) for total, hours in parts]), of_all * len(parts))


def zone_days(cells: Iterable[Cell]) -> list[AirDay]:
    """The zone's days in order, from the cells of its stations; days without any reading are left out.

    Five figures are folded from the very same cells: the last few lists are remembered by what they are, not by what
    they hold, for to compare them would cost as much as to reckon again.
    """
    for known, days in tuple(_worked_out):
        if known is cells:
            return days
    days = _zone_days(cells)
    _worked_out.append((cells, days))
    return days


_worked_out: deque[tuple[Iterable[Cell], list[AirDay]]] = deque(maxlen=4)


def _zone_days(cells: Iterable[Cell]) -> list[AirDay]:
    stations: dict[date, dict[int, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        stations[cell.day][cell.keys[0]].append(cell)
    return [_air_day(day, _zone_means(of_day.values())) for day, of_day in sorted(stations.items())]


def _air_day(day: date, means: Means) -> AirDay:
    try:
        index = day_index(means, day)
    except EditionUnknown:
        return AirDay(day, means, None, edition_unknown=True)
    judged = index is not None and (not index.good or all(pollutant in means for pollutant in JUDGED))
    return AirDay(day, means, index if judged else None)


def cells_of(grouped: Iterable[Mapping[str, Any]]) -> list[Cell]:
    """Cells from rows grouped by day, station and half of the day, as the pages ask for them."""
    return [
        Cell(
            day=group["happened_on"],
            keys=(group["station_id"], group["ozone_day"]),
            count={name: group[f"{name}_count"] for name in COLUMNS},
            total={name: group[f"{name}_total"] or 0 for name in COLUMNS},
            highest={name: group[f"{name}_highest"] or 0 for name in COLUMNS},
        )
        for group in grouped
    ]


def good_days(cells: list[Cell], period: Period) -> int | None:
    """Days with an index of at most 100 (C73). Unknown where nothing was read, or an edition's table is not known."""
    days = zone_days(cells)
    if not days or any(day.edition_unknown for day in days):
        return None
    return sum(day.index is not None and day.index.good for day in days)


def judged_days(cells: list[Cell], period: Period) -> int | None:
    """Days that have a valid index, good or not."""
    days = zone_days(cells)
    if not days or any(day.edition_unknown for day in days):
        return None
    return sum(day.index is not None for day in days)


def heavy_days(cells: list[Cell], period: Period) -> int | None:
    """Days of heavy or severe pollution."""
    days = zone_days(cells)
    if not days or any(day.edition_unknown for day in days):
        return None
    return sum(day.level in {Level.HEAVY, Level.SEVERE} for day in days)


def pm25_mean(cells: list[Cell], period: Period) -> int | None:
    """The mean of the zone's daily means of PM2.5, rounded as printed, in µg/m³ (C75)."""
    return mean_of_days(zone_days(cells), Pollutant.PM25)


def pm10_mean(cells: list[Cell], period: Period) -> int | None:
    """The mean of the zone's daily means of PM10, rounded as printed, in µg/m³ (C76)."""
    return mean_of_days(zone_days(cells), Pollutant.PM10)


def mean_of_days(days: Iterable[AirDay], pollutant: Pollutant) -> int | None:
    """Whole µg/m³, half to even; None where no day has a valid mean. Carbon monoxide is not asked here."""
    value = mean(day.means.get(pollutant) for day in days)
    return None if value is None else printed_x10(value, pollutant) // 10


@dataclass(frozen=True)
class AirYear:
    """A year of the zone's air, as the calendar shows it."""

    year: int
    days: Mapping[date, AirDay] = field(default_factory=dict)

    @classmethod
    def of(cls, year: int, cells: Iterable[Cell]) -> AirYear:
        return cls(year, {day.day: day for day in zone_days(cells)})

    @property
    def months(self) -> list[tuple[int, list[AirDay | date | None]]]:
        """Twelve months of 31 places: a day's air, the bare day where nothing was read, None where there is no day."""
        return [(month, [self._place(month, day) for day in range(1, 32)]) for month in range(1, 13)]

    def _place(self, month: int, day: int) -> AirDay | date | None:
        try:
            known = date(self.year, month, day)
        except ValueError:
            return None
        return self.days.get(known, known)

    @property
    def by_level(self) -> list[tuple[Level, int]]:
        """How many days of each class, best first."""
        counted = Counter(day.level for day in self.days.values() if day.level)
        return [(level, counted[level]) for level in Level]

    @property
    def good(self) -> int:
        return sum(day.index is not None and day.index.good for day in self.days.values())

    @property
    def judged(self) -> int:
        return sum(day.index is not None for day in self.days.values())

    @property
    def pm25(self) -> int | None:
        return mean_of_days(self.days.values(), Pollutant.PM25)

    @property
    def pm10(self) -> int | None:
        return mean_of_days(self.days.values(), Pollutant.PM10)

    @property
    def valid(self) -> bool:
        """Whether the year has enough days with a valid PM2.5 mean to be judged by (GB 3095)."""
        return year_is_valid((day.day for day in self.days.values() if Pollutant.PM25 in day.means), self.year)

    @property
    def editions(self) -> list[str]:
        """The editions of the index that were used."""
        return sorted({day.index.edition for day in self.days.values() if day.index})

    @property
    def edition_unknown(self) -> bool:
        return any(day.edition_unknown for day in self.days.values())
