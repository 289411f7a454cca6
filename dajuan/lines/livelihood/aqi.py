"""The air quality index, by dated editions of the standard (C73–C76).

An index is only comparable with one of the same edition: a report that compares good days across a change of edition
recomputes both years with one edition and names it. Plain functions over readings; nothing here touches a table.

Concentrations are integers of a tenth: of 1 µg/m³, for carbon monoxide of 1 mg/m³. Means are exact fractions of such
tenths until they are rounded for print. No float is used: 115 µg/m³ must give 150 and never 151.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

VALID_HOURS = 20
"""Hours a daily mean needs (GB 3095)."""
VALID_DAYS_OF_A_YEAR = 324
VALID_DAYS_OF_A_MONTH, VALID_DAYS_OF_FEBRUARY = 27, 25
"""Daily means an annual value needs (GB 3095), in the year and in each month of it."""
VALID_HOURS_OF_EIGHT = 6
VALID_OZONE_MEANS = 14
"""Ozone: hours an 8-hour mean needs, and such means a day needs between 8:00 and 24:00 (HJ 663-2013, not yet checked
against the text)."""
GOOD_DAY = 100
"""A good day (优良天数) has an index of at most this."""


class Pollutant(TextChoices):
    PM25 = "pm25", _("PM2.5")
    PM10 = "pm10", _("PM10")
    SO2 = "so2", _("Sulphur dioxide")
    NO2 = "no2", _("Nitrogen dioxide")
    CO = "co", _("Carbon monoxide")
    O3_1H = "o3_1h", _("Ozone, 1 hour")
    O3_8H = "o3_8h", _("Ozone, 8 hours")


class Level(TextChoices):
    """The class of an index, best first."""

    EXCELLENT = "excellent", _("Excellent")
    GOOD = "good", _("Good")
    LIGHT = "light", _("Lightly polluted")
    MODERATE = "moderate", _("Moderately polluted")
    HEAVY = "heavy", _("Heavily polluted")
    SEVERE = "severe", _("Severely polluted")


_LEVEL_ENDS = (50, 100, 150, 200, 300)
_LEVELS = tuple(Level)

COLOURS: Mapping[Level, str] = {
    Level.EXCELLENT: "#00e400",
    Level.GOOD: "#ffff00",
    Level.LIGHT: "#ff7e00",
    Level.MODERATE: "#ff0000",
    Level.HEAVY: "#99004c",
    Level.SEVERE: "#7e0023",
}
"""The standard's own colours. Yellow cannot carry white text: print the word beside the colour, never colour alone."""

PUBLISHED_LEVELS: Mapping[str, Level] = {
    "优": Level.EXCELLENT,
    "良": Level.GOOD,
    "轻度污染": Level.LIGHT,
    "中度污染": Level.MODERATE,
    "重度污染": Level.HEAVY,
    "严重污染": Level.SEVERE,
}
PUBLISHED_POLLUTANTS: Mapping[str, Pollutant] = {
    "细颗粒物(PM2.5)": Pollutant.PM25,
    "颗粒物(PM10)": Pollutant.PM10,
    "二氧化硫": Pollutant.SO2,
    "二氧化氮": Pollutant.NO2,
    "一氧化碳": Pollutant.CO,
    "臭氧1小时": Pollutant.O3_1H,
    "臭氧8小时": Pollutant.O3_8H,
}
"""As the national network writes them in what it publishes."""

Values = Mapping[Pollutant, int | None]
"""Tenths by pollutant; None or left out where nothing was read."""
Means = Mapping[Pollutant, Fraction]
"""Unrounded means in tenths, by pollutant; left out where the mean is not valid."""
Hour = tuple[int, int | None]
"""An hour and what was read in it, in tenths; None where nothing was."""


class EditionUnknown(LookupError):
    """No index can be given: no edition was in force, or its table is not known here. The sentence is for the user."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True)
class Index:
    """An index with the sub-index of each pollutant that has one."""

    edition: str
    sub_indices: Mapping[Pollutant, int]

    @property
    def aqi(self) -> int:
        return max(self.sub_indices.values())

    @property
    def level(self) -> Level:
        return level_of(self.aqi)

    @property
    def good(self) -> bool:
        return self.aqi <= GOOD_DAY

    @property
    def primary(self) -> tuple[Pollutant, ...]:
        """The pollutants that decide the index, all of them where they tie; none up to 50."""
        if self.aqi <= _LEVEL_ENDS[0]:
            return ()
        return tuple(pollutant for pollutant, sub_index in self.sub_indices.items() if sub_index == self.aqi)

    def missing(self, asked: Iterable[Pollutant]) -> tuple[Pollutant, ...]:
        """Those of the pollutants asked for that have no sub-index, so that the index may be too low."""
        return tuple(pollutant for pollutant in asked if pollutant not in self.sub_indices)


def level_of(aqi: int) -> Level:
    return _LEVELS[bisect_left(_LEVEL_ENDS, aqi)]


_READING = re.compile(r"[0-9]{1,6}(\.[0-9]0*)?")

_Table = Mapping[Pollutant, Sequence[int]]


@dataclass(frozen=True)
class Edition:
    """One edition of HJ 633 with its breakpoints in tenths, one for each index of `steps`.

    A row shorter than `steps` has no index above its last breakpoint. An edition known to exist but whose table is not
    known here has empty tables and refuses to compute.
    """

    name: str
    valid_from: date
    daily: _Table = field(default_factory=dict)
    hourly: _Table = field(default_factory=dict)
    steps: tuple[int, ...] = (0, 50, 100, 150, 200, 300, 400, 500)

    def daily_index(self, values_x10: Values) -> Index | None:
        """The index of a day from its means; ozone counts by the 8-hour maximum, by the 1-hour one where that ends.

        None where no pollutant has a sub-index. The values are rounded as printed: see `daily_values`.
        """
        self._refuse_if_unknown()
        sub_indices = self._sub_indices(self.daily, values_x10)
        if Pollutant.O3_8H in sub_indices or values_x10.get(Pollutant.O3_8H) is None:
            sub_indices.pop(Pollutant.O3_1H, None)
        return Index(self.name, sub_indices) if sub_indices else None

    def hourly_index(self, values_x10: Values) -> Index | None:
        """The index of one station's hour; particles by their 24-hour row, ozone by the 1-hour value."""
        self._refuse_if_unknown()
        sub_indices = self._sub_indices(self.hourly, values_x10)
        return Index(self.name, sub_indices) if sub_indices else None

    def sub_index(self, row: Sequence[int], value_x10: int) -> int | None:
        """In proportion between two breakpoints, rounded up; at most the last step; None beyond a short row."""
        if value_x10 < 0:
            raise ValueError(f"A concentration cannot be negative: {value_x10}")
        above = bisect_left(row, value_x10)
        if above == len(row):
            return self.steps[-1] if len(row) == len(self.steps) else None
        if above == 0:
            return self.steps[0]
        low, high = row[above - 1], row[above]
        start, end = self.steps[above - 1], self.steps[above]
        return start - (-(end - start) * (value_x10 - low) // (high - low))

    def _sub_indices(self, table: _Table, values_x10: Values) -> dict[Pollutant, int]:
        found: dict[Pollutant, int] = {}
        for pollutant, row in table.items():
            value_x10 = values_x10.get(pollutant)
            sub_index = None if value_x10 is None else self.sub_index(row, value_x10)
            if sub_index is not None:
                found[pollutant] = sub_index
        return found

    def _refuse_if_unknown(self) -> None:
        if not self.daily:
            raise EditionUnknown(
                format_lazy(
                    _("The breakpoints of {edition} are not in this system, so no index is given for its time."),
                    edition=self.name,
                )
            )


def _tenths(*breakpoints: int) -> tuple[int, ...]:
    return tuple(concentration * 10 for concentration in breakpoints)


_PARTICLES_2012: _Table = {
    Pollutant.PM25: _tenths(0, 35, 75, 115, 150, 250, 350, 500),
    Pollutant.PM10: _tenths(0, 50, 150, 250, 350, 420, 500, 600),
}

HJ_633_2012 = Edition(
    name="HJ 633-2012",
    # Nationwide; single cities began earlier, and their days of beginning are not known here.
    valid_from=date(2016, 1, 1),
    daily={
        **_PARTICLES_2012,
        Pollutant.SO2: _tenths(0, 50, 150, 475, 800, 1600, 2100, 2620),
        Pollutant.NO2: _tenths(0, 40, 80, 180, 280, 565, 750, 940),
        Pollutant.CO: _tenths(0, 2, 4, 14, 24, 36, 48, 60),
        Pollutant.O3_1H: _tenths(0, 160, 200, 300, 400, 800, 1000, 1200),
        Pollutant.O3_8H: _tenths(0, 100, 160, 215, 265, 800),
    },
    hourly={
        **_PARTICLES_2012,
        Pollutant.SO2: _tenths(0, 150, 500, 650, 800),
        Pollutant.NO2: _tenths(0, 100, 200, 700, 1200, 2340, 3090, 3840),
        Pollutant.CO: _tenths(0, 5, 10, 35, 60, 90, 120, 150),
        Pollutant.O3_1H: _tenths(0, 160, 200, 300, 400, 800, 1000, 1200),
    },
)

HJ_633_2026 = Edition(name="HJ 633-2026", valid_from=date(2026, 3, 1))
"""Known to be in force and to have changed the particles' breakpoints; which they are is not known here."""

EDITIONS = (HJ_633_2012, HJ_633_2026)
"""Oldest first."""


def in_force(day: date) -> Edition:
    """The edition of that day; refuses days before the first."""
    begun = [edition for edition in EDITIONS if edition.valid_from <= day]
    if not begun:
        raise EditionUnknown(
            format_lazy(
                _("No edition of the index known here was in force on {day}."),
                day=day.isoformat(),
            )
        )
    return begun[-1]


def published_hour(values_x10: Values, published_aqi: int | None, edition: Edition) -> Index | None:
    """The index of an hour for which the network published one, computed anew; none where it published none.

    An hour without a published index was judged invalid by the network, also where single pollutants were read.
    """
    return None if published_aqi is None else edition.hourly_index(values_x10)


def reading_x10(text: str) -> int | None:
    """A reading as published, in tenths; None for an empty one or a dash. Refuses what is finer than a tenth.

    >>> reading_x10("0.9"), reading_x10("36"), reading_x10("—")
    (9, 360, None)
    """
    text = text.strip()
    if text in {"", "—", "-"}:
        return None
    if not _READING.fullmatch(text):
        raise ValueError(f"Not a reading in tenths: {text[:40]}")
    return int(Decimal(text) * 10)


# Means


def mean(values: Iterable[int | Fraction | None]) -> Fraction | None:
    """The unrounded mean of what was read; None where nothing was."""
    read = [Fraction(value) for value in values if value is not None]
    return sum(read, Fraction(0)) / len(read) if read else None


def daily_mean(hours: Iterable[Hour], valid_hours: int = VALID_HOURS) -> Fraction | None:
    """The unrounded mean of a day in tenths; None where fewer than 20 hours of it were read. An hour counts once."""
    read = {hour: value for hour, value in hours if value is not None}
    return mean(read.values()) if len(read) >= valid_hours else None


def eight_hour_means(hours: Iterable[Hour]) -> list[tuple[int, Fraction]]:
    """Moving 8-hour means of ozone, by the hour they end with; hours with fewer than six of eight read are left out.

    Hours are numbered through, so that the mean ending at 3 reaches back into the day before: -4 to 3.
    """
    read = {hour: value for hour, value in hours if value is not None}
    windows = ((end, [read[hour] for hour in range(end - 7, end + 1) if hour in read]) for end in sorted(read))
    return [(end, Fraction(sum(window), len(window))) for end, window in windows if len(window) >= VALID_HOURS_OF_EIGHT]


def daily_ozone_8h(means: Iterable[tuple[int, int | Fraction | None]], limit_x10: int = 1600) -> Fraction | None:
    """The greatest 8-hour mean that ends between 8:00 and 24:00, in tenths.

    None where fewer than 14 of them are valid, unless the greatest is above the limit all the same.
    """
    read = {hour: Fraction(value) for hour, value in means if value is not None and 8 <= hour <= 24}
    greatest = max(read.values(), default=None)
    if greatest is None or (len(read) < VALID_OZONE_MEANS and greatest <= limit_x10):
        return None
    return greatest


def daily_ozone_1h(hours: Iterable[Hour], valid_hours: int = VALID_HOURS) -> Fraction | None:
    """The greatest hourly value of a day in tenths; None where fewer than 20 hours were read."""
    read = {hour: value for hour, value in hours if value is not None}
    return Fraction(max(read.values())) if len(read) >= valid_hours else None


_OF_A_DAY: Mapping[Pollutant, Callable[[Iterable[Hour]], Fraction | None]] = {
    Pollutant.O3_1H: daily_ozone_1h,
    Pollutant.O3_8H: daily_ozone_8h,
}


def station_day(readings: Mapping[Pollutant, Sequence[Hour]]) -> Means:
    """What a station's day comes to: means, for ozone the maxima; pollutants without a valid value are left out.

    The 8-hour ozone readings are the moving means the network publishes; where only hourly values are at hand, pass
    `eight_hour_means` of them.
    """
    found = {pollutant: _OF_A_DAY.get(pollutant, daily_mean)(hours) for pollutant, hours in readings.items()}
    return {pollutant: value for pollutant, value in found.items() if value is not None}


def city_day(stations: Iterable[Means]) -> Means:
    """The mean over the stations of a set, pollutant by pollutant; a station without a valid value does not count."""
    days = list(stations)
    found = {pollutant: mean(day.get(pollutant) for day in days) for pollutant in Pollutant}
    return {pollutant: value for pollutant, value in found.items() if value is not None}


def printed_x10(value_x10: Fraction, pollutant: Pollutant) -> int:
    """Rounded as it is printed, half to even (GB/T 8170): whole µg/m³, for carbon monoxide tenths of a mg/m³."""
    return round(value_x10) if pollutant == Pollutant.CO else round(value_x10 / 10) * 10


def daily_values(means: Means) -> dict[Pollutant, int]:
    """The means of a day rounded as printed, which is what its index is computed from."""
    return {pollutant: printed_x10(value, pollutant) for pollutant, value in means.items()}


def day_index(means: Means, day: date) -> Index | None:
    """The index of a station's or a city's day by the edition in force on it."""
    return in_force(day).daily_index(daily_values(means))


# The year (HJ 663-2013)

PERCENTILES: Mapping[Pollutant, Fraction] = {
    Pollutant.SO2: Fraction(98, 100),
    Pollutant.NO2: Fraction(98, 100),
    Pollutant.PM10: Fraction(95, 100),
    Pollutant.PM25: Fraction(95, 100),
    Pollutant.CO: Fraction(95, 100),
    Pollutant.O3_8H: Fraction(90, 100),
}
"""Which percentile of the daily values a year is judged by."""


def percentile(values: Iterable[int | Fraction], p: Fraction) -> Fraction | None:
    """The value at place k = 1 + (n − 1)·p of the sorted values, between two neighbours in proportion."""
    ordered = sorted(Fraction(value) for value in values)
    if not ordered:
        return None
    place = (len(ordered) - 1) * p
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def year_is_valid(days: Iterable[date], year: int) -> bool:
    """Whether days with a valid daily value are enough for an annual one: 324, and 27 of each month, 25 of February."""
    known = {day for day in days if day.year == year}
    by_month = [sum(day.month == month for day in known) for month in range(1, 13)]
    needed = [VALID_DAYS_OF_FEBRUARY if month == 2 else VALID_DAYS_OF_A_MONTH for month in range(1, 13)]
    return len(known) >= VALID_DAYS_OF_A_YEAR and all(
        known_days >= enough for known_days, enough in zip(by_month, needed, strict=True)
    )


# Stuck instruments


@dataclass(frozen=True)
class Stuck:
    """A stretch of hours in which the same was read again and again; both hours belong to it."""

    first: int
    last: int

    @property
    def hours(self) -> int:
        return self.last - self.first + 1


def stuck_pollutant(hours: Iterable[Hour], at_least: int) -> list[Stuck]:
    """Stretches of consecutive hours with one and the same reading of one pollutant, oldest first.

    How long is suspicious depends on the pollutant: carbon monoxide, read in tenths of a mg/m³, stays the same for
    twelve hours of clean air; particles hardly for six. A missing hour ends a stretch.
    """
    return _stretches({hour: value for hour, value in hours if value is not None}, at_least)


def stuck_station(hours: Iterable[tuple[int, Values]], at_least: int = 4) -> list[Stuck]:
    """Stretches in which a station repeated all its readings, oldest first: the instruments or the line stood still.

    An hour with fewer than two readings says nothing and ends a stretch.
    """
    return _stretches({hour: read for hour, values in hours if len(read := _read(values)) > 1}, at_least)


def _read(values_x10: Values) -> frozenset[tuple[Pollutant, int]]:
    return frozenset((pollutant, value) for pollutant, value in values_x10.items() if value is not None)


def _stretches(read: Mapping[int, object], at_least: int) -> list[Stuck]:
    hours = sorted(read)
    breaks = [(hour, after) for hour, after in pairwise(hours) if after != hour + 1 or read[after] != read[hour]]
    starts = hours[:1] + [after for _hour, after in breaks]
    ends = [hour for hour, _after in breaks] + hours[-1:]
    found = (Stuck(first, last) for first, last in zip(starts, ends, strict=True))
    return [stretch for stretch in found if stretch.hours >= at_least]
