"""The stage of the demo zone: invented places and people, chance from a seed, and the ledger's clock.

Rooms put on it what happens in a year (`lines/<room>/demo.py`); everything is then recorded in the order in which an
office would have recorded it. The same seed and size give the same zone to the last digit. Nobody here exists.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

from dajuan.core.places.geometry import stored_shape
from dajuan.core.records.act import Act
from dajuan.core.staff.models import Office, User, Zone

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = ("文静", "立新", "建国", "晓东", "明远", "思源", "雨桐", "嘉禾", "子涵", "海峰", "志强", "丽娟", "国栋", "向阳")
FIRST = "云泽锦瑞景凤朱明尚丰崇秀祥和宁延".strip()
SECOND = "麓川园泉华岭苑台溪林桥陵".strip()
CENTRE = (109.021, 34.412)
DEGREE_M = 92_000  # metres in a degree of longitude at this latitude, near enough for a drawing


@dataclass(order=True)
class Event:
    """Something an office records: when it is written down, and what."""

    recorded_at: datetime
    order: int
    line: str = field(compare=False)
    do: Callable[[Act], Any] = field(compare=False)


@dataclass
class Stage:
    """The zone, its offices by line, who passes records and who drafts them, chance, and what is to be recorded."""

    zone: Zone
    size: float
    random: random.Random
    offices: dict[str, Office]
    recorders: dict[str, User]
    clerks: dict[str, User]
    events: list[Event] = field(default_factory=list)
    _streets: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        names = [a + b for a, b in product(FIRST, SECOND)]
        self.random.shuffle(names)
        self._streets = iter(names * 200)

    def many(self, number: float, *, least: int = 1) -> int:
        """So many in a zone of this size."""
        return max(least, round(number * self.size))

    def place_name(self) -> str:
        """A name for a street or estate; after some two hundred they repeat."""
        return next(self._streets)

    def person(self) -> str:
        """A believable name that is nobody's."""
        return self.random.choice(FAMILY) + self.random.choice(GIVEN)

    def day(self, first: date, last: date) -> date:
        """A day between two, both possible."""
        return first + timedelta(days=self.random.randint(0, (last - first).days))

    def chance(self, share: float) -> bool:
        """True in so many of one."""
        return self.random.random() < share

    def record(self, line: str, day: date, do: Callable[[Act], Any], *, late: int | None = None) -> None:
        """What happened on a day is written down up to three days later, or `late` days later.

        Before the year ends the ledger is brought up to date: only what is planted after it is known later.
        """
        delay = self.random.randint(0, 3) if late is None else late
        # 01:00 UTC is nine in the morning of the zone.
        at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(days=delay)
        at += timedelta(minutes=self.random.randint(0, 9 * 60))
        self.events.append(Event(min(at, datetime(day.year, 12, 31, 12, tzinfo=UTC)), len(self.events), line, do))

    def record_at(self, line: str, at: datetime, do: Callable[[Act], Any]) -> None:
        """What is written down in the very moment it happens."""
        self.events.append(Event(at, len(self.events), line, do))

    def record_at_night(self, line: str, day: date, do: Callable[[Act], Any]) -> None:
        """What machines report is in the ledger before the day is over."""
        self.record_at(line, datetime(day.year, day.month, day.day, 15, 50, tzinfo=UTC), do)

    def point(self) -> list[float]:
        """A position in the zone."""
        return [
            round(CENTRE[0] + self.random.uniform(-0.05, 0.05), 6),
            round(CENTRE[1] + self.random.uniform(-0.04, 0.04), 6),
        ]

    def line_shape(self, metres: float) -> Any:
        """A street of about this length."""
        (lon, lat), slant = self.point(), self.random.uniform(-0.2, 0.2)
        step = metres / DEGREE_M
        if self.chance(0.5):
            end = [round(lon + step, 6), round(lat + step * slant * 0.2, 6)]
        else:
            end = [round(lon + step * slant * 0.2, 6), round(lat + step * 0.83, 6)]
        return stored_shape(f'{{"type": "LineString", "coordinates": [[{lon}, {lat}], [{end[0]}, {end[1]}]]}}')

    def block_shape(self, square_metres: float) -> Any:
        """A rectangular block of about this area."""
        lon, lat = self.point()
        width = round((square_metres**0.5) / DEGREE_M, 6)
        height = round(width * 0.83, 6)
        ring = [[lon, lat], [lon + width, lat], [lon + width, lat + height], [lon, lat + height], [lon, lat]]
        corners = ", ".join(f"[{x:.6f}, {y:.6f}]" for x, y in ring)
        return stored_shape(f'{{"type": "Polygon", "coordinates": [[{corners}]]}}')

    def point_shape(self) -> Any:
        """A point in the zone."""
        lon, lat = self.point()
        return stored_shape(f'{{"type": "Point", "coordinates": [{lon}, {lat}]}}')
