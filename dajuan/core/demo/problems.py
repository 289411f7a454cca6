"""Problems of residents on the demo's stage: raised, dispatched, solved, called back; a few returned or reopened."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dajuan.core.calendar.clocks import Unit
from dajuan.core.demo.stage import Stage
from dajuan.core.records.act import Act
from dajuan.core.records.evidence import store_bytes
from dajuan.core.records.models import Evidence
from dajuan.core.tickets.models import Category, Ticket, raise_ticket

A_YEAR = 240  # a sample: a whole zone has 20,000 to 40,000 (domain.md section 5)
CATEGORIES = (
    ("ROAD", "道路破损", "Damaged road", "city", 5, Unit.WORKING_DAYS, "路面有坑洼，影响通行"),
    ("LAMP", "路灯不亮", "Street lamp out", "city", 48, Unit.HOURS, "路灯连续几晚不亮"),
    ("WASTE", "垃圾清运", "Waste not collected", "city", 24, Unit.HOURS, "垃圾桶已满，无人清运"),
    ("NOISE", "施工噪声", "Building noise", "livelihood", 3, Unit.WORKING_DAYS, "夜间施工扰民"),
    ("SCHOOL", "入学咨询", "School places", "livelihood", 5, Unit.WORKING_DAYS, "咨询学区划分"),
    ("CABLE", "架空线垂落", "Hanging cable", "city", 24, Unit.HOURS, "线缆垂落，存在隐患"),
)


# Nobody on the stage raised one: it is there for whoever finds nothing that fits.
OTHER = ("OTHER", "其他", "Something else", "general", 5, Unit.WORKING_DAYS, "")


def put_on(stage: Stage) -> None:
    """Two years of problems, the last of them still open."""
    kept: dict[str, Any] = {}
    stage.record("general", date(2019, 1, 1), lambda act: _categories(stage, act, kept), late=0)
    for year in (2019, 2020):
        for _ in range(stage.many(A_YEAR)):
            _ticket(stage, stage.day(date(year, 1, 4), date(year, 12, 18)), kept)


def _categories(stage: Stage, act: Act, kept: dict[str, Any]) -> None:
    for code, name, english, line, limit, unit, _words in (*CATEGORIES, OTHER):
        kept[code] = Category.objects.create(
            zone=stage.zone,
            code=code,
            name=name,
            name_en=english,
            lead=stage.offices[line],
            limit=limit,
            unit=unit,
        )
    kept["proof"] = store_bytes(_picture(), name="现场照片.png", by=act.by, zone=stage.zone)


def _picture() -> bytes:
    """A plain grey picture of 16 by 16 dots, as PNG."""
    rows = b"".join(b"\x00" + b"\x9a" * 16 for _ in range(16))

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


def _ticket(stage: Stage, day: date, kept: dict[str, Any]) -> None:
    code, _name, _english, line, *_limit, words = stage.random.choice(CATEGORIES)
    at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(minutes=stage.random.randint(0, 480))
    lon, lat = stage.point()
    made: list[Ticket] = []
    source = stage.random.choice(["hotline", "hotline", "public", "visit", "inspection"])

    said: dict[str, Any] = {
        "source": source,
        "at": at,
        "title": words,
        "place": f"{stage.place_name()}路",
        "lon": lon,
        "lat": lat,
    }
    stage.record_at("general", at, lambda act: made.append(raise_ticket(act, category=kept[code], **said)[0]))
    stage.record_at("general", at + timedelta(minutes=20), _dispatch(stage, made, line, at + timedelta(minutes=20)))
    received = at + timedelta(hours=stage.random.choice([1, 2, 4]))
    stage.record_at(line, received, lambda act: made[0].receive(act, at=received))
    if stage.chance(0.06):
        return  # still open
    solved = received + timedelta(hours=stage.random.choice([2, 3, 5, 7, 12, 18, 21, 46]))
    stage.record_at(line, solved, _solve(stage, made, kept, solved))
    if stage.chance(0.85):
        called = solved + timedelta(hours=stage.random.choice([20, 40]))
        reached = stage.chance(0.85)
        rated = stage.random.choices(["yes", "no", "unrated"], weights=[80, 8, 12])[0] if reached else "unrated"
        stage.record_at("general", called, _confirm(made, called, rated, reached))


def _dispatch(stage: Stage, made: list[Ticket], line: str, at: datetime) -> Any:
    return lambda act: made[0].dispatch(act, office=stage.offices[line], at=at)


def _solve(stage: Stage, made: list[Ticket], kept: dict[str, Any], at: datetime) -> Any:
    outcome = stage.random.choices(["done", "explained", "planned"], weights=[80, 15, 5])[0]

    def do(act: Act) -> None:
        proof: Evidence = kept["proof"]
        made[0].solve(act, outcome=outcome, proof=[proof], at=at)

    return do


def _confirm(made: list[Ticket], at: datetime, satisfied: str, reached: bool) -> Any:
    return lambda act: made[0].confirm(act, satisfied=satisfied, at=at, reached=reached)
