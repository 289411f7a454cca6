"""Two years of livelihood on the demo's stage, in the proportions of domain.md section 5.

Sixty schools and kindergartens, ten new with ten thousand seats a year, twenty-five unions; two evaluated stations and
thirty micro stations read every hour.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from dajuan.core.demo.stage import Stage
from dajuan.core.records.act import Act
from dajuan.core.records.pouring import Pouring
from dajuan.lines.livelihood.aqi import HJ_633_2012, Pollutant
from dajuan.lines.livelihood.models import (
    Hospital,
    Membership,
    Reading,
    School,
    SchoolOpening,
    Station,
    Survey,
    Union,
    Venue,
)

FIRST, LAST = date(2019, 1, 1), date(2020, 12, 31)
K = School.Kind
NAMES = {K.KINDERGARTEN: "幼儿园", K.PRIMARY: "小学", K.JUNIOR: "初级中学", K.NINE_YEAR: "学校", K.COMPLETE: "中学"}
SCHOOLING = {
    K.KINDERGARTEN: ("kindergarten",),
    K.PRIMARY: ("primary",),
    K.JUNIOR: ("junior",),
    K.NINE_YEAR: ("primary", "junior"),
    K.COMPLETE: ("junior", "senior"),
}
SIZES = {"kindergarten": 30, "primary": 45, "junior": 50, "senior": 50}
COLUMNS = (
    "happened_on",
    "station_id",
    "network",
    "hour",
    "ozone_day",
    "pm25_x10",
    "pm10_x10",
    "so2_x10",
    "no2_x10",
    "co_x10",
    "o3_1h_x10",
    "o3_8h_x10",
    "published_aqi",
    "mark",
)
PLANS = {"schools-opened": 10, "seats-added": 10_000, "air-good-days": 245}


def put_on(stage: Stage) -> None:
    """Everything of the room, ready to be recorded."""
    schools = _schools(stage)
    _unions(stage, schools)
    _hospitals(stage)
    _venues(stage)
    _surveys(stage)
    _air(stage)
    _late_and_wrong(stage)


def _schools(stage: Stage) -> list[School]:
    """Those already teaching when the ledger begins, and the new ones of two Septembers."""
    made: list[School] = []
    for number in range(stage.many(60, least=8)):
        opened = date(stage.random.randint(1998, 2017), 9, 1)
        _school(stage, made, number, opened, written=date(2019, 1, 2))
    for year, number in ((2019, 8), (2020, 10)):
        for i in range(stage.many(number)):
            _school(stage, made, 1000 + year * 10 + i, date(year, 9, 1), written=date(year, 9, 1))
    return made


def _school(stage: Stage, made: list[School], number: int, opened: date, *, written: date) -> None:
    kind = stage.random.choices(list(NAMES), weights=[30, 16, 6, 6, 4])[0]
    name = f"{stage.zone.name[:2]}{stage.place_name()}{NAMES[kind]}"
    classes = [stage.random.choice([6, 9, 12, 18, 24, 30]) for _ in SCHOOLING[kind]]
    own = "private" if stage.chance(0.25) else "public"

    def open_school(act: Act) -> None:
        school = School(
            zone=stage.zone,
            office=stage.offices["livelihood"],
            code=f"61{number:08d}",
            name=name,
            kind=kind,
            ownership=own,
            created_at=act.clock(),
        )
        school.put_shape(stage.point_shape())
        school.save()
        made.append(school)
        school.open(act, happened_on=opened)

    stage.record("livelihood", written, open_school, late=0)
    for schooling, many in zip(SCHOOLING[kind], classes, strict=True):
        stage.record("livelihood", written + timedelta(days=1), _seats(made, name, opened, schooling, many), late=0)


def _seats(made: list[School], name: str, opened: date, schooling: str, classes: int) -> Any:
    def do(act: Act) -> None:
        school = next(one for one in reversed(made) if one.name == name)
        school.add_seats(
            act, step="in_use", schooling=schooling, classes=classes, class_size=SIZES[schooling], happened_on=opened
        )

    return do


def _unions(stage: Stage, made: list[School]) -> None:
    """Unions led by the oldest schools; by the end of 2020 all but two schools of compulsory education belong."""
    unions: list[Union] = []
    for i in range(stage.many(25, least=2)):
        day = date(2019, 3, 4) + timedelta(days=i * 20)
        level = "city" if i % 4 == 0 else "district"
        stage.record("livelihood", day, _found(stage, made, unions, level, day), late=0)
    for index in range(stage.many(60, least=8)):
        stage.record("livelihood", date(2020, 10, 12), _admit(made, unions, index, date(2020, 10, 9)), late=index % 20)


def _without_lead(made: list[School]) -> list[School]:
    """Schools of compulsory education that lead no union, oldest on record first."""
    leads = set(Membership.objects.standing().filter(role="lead").values_list("school", flat=True))
    return [school for school in made if school.is_compulsory and school.pk not in leads]


def _found(stage: Stage, made: list[School], unions: list[Union], level: str, day: date) -> Any:
    def do(act: Act) -> None:
        free = _without_lead(made)
        if not free:
            return
        union = Union.objects.create(
            zone=stage.zone,
            office=stage.offices["livelihood"],
            name=f"{free[0].name[2:]}教育联合体",
            level=level,
            mode=stage.random.choice(Union.Mode.values),
            created_at=act.clock(),
        )
        union.found(act, lead=free[0], happened_on=day)
        unions.append(union)

    return do


def _admit(made: list[School], unions: list[Union], index: int, day: date) -> Any:
    def do(act: Act) -> None:
        members = _without_lead(made)
        if index < len(members) - 2 and unions:
            unions[index % len(unions)].admit(act, school=members[index], role="member", happened_on=day)

    return do


def _hospitals(stage: Stage) -> None:
    for name, parent, rating, beds in (
        ("渭川国际医学中心", "省人民医院", "tertiary_a", 1500),
        ("渭川妇女儿童医院", "市儿童医院", "tertiary_a", 800),
        ("渭川中医医院", "市中医医院", "tertiary", 600),
    ):
        begun = stage.day(date(2019, 3, 1), date(2020, 4, 30))
        made: list[Hospital] = []
        stage.record("livelihood", begun, _begin_hospital(stage, made, name, parent, rating, beds, begun), late=1)
        topped = begun + timedelta(days=stage.random.randint(240, 420))
        if topped < date(2020, 12, 20):
            stage.record("livelihood", topped, _top_out(made, topped), late=2)


def _begin_hospital(
    stage: Stage, made: list[Hospital], name: str, parent: str, rating: str, beds: int, day: date
) -> Any:
    def do(act: Act) -> None:
        hospital = Hospital(
            zone=stage.zone,
            office=stage.offices["livelihood"],
            name=name,
            parent=parent,
            parent_rating=rating,
            beds=beds,
            area_dm2=beds * 12_000,
            created_at=act.clock(),
        )
        hospital.put_shape(stage.block_shape(60_000))
        hospital.save()
        made.append(hospital)
        hospital.begin(act, happened_on=day)

    return do


def _top_out(made: list[Hospital], day: date) -> Any:
    return lambda act: made[0].top_out(act, happened_on=day)


def _venues(stage: Stage) -> None:
    for name, purpose in (
        ("渭川体育中心", "第十四届全运会足球比赛场馆"),
        ("渭川综合体育馆", "第十四届全运会手球比赛场馆"),
    ):
        begun, made = date(2020, 3, 20), []  # type: tuple[date, list[Venue]]

        def begin(act: Act, name: str = name, purpose: str = purpose, made: list[Venue] = made) -> None:
            venue = Venue(
                zone=stage.zone, office=stage.offices["livelihood"], name=name, purpose=purpose, created_at=act.clock()
            )
            venue.put_shape(stage.block_shape(40_000))
            venue.save()
            made.append(venue)
            venue.begin(act, happened_on=date(2020, 3, 20))

        stage.record("livelihood", begun, begin, late=1)
        for month in range(5, 13):
            day = date(2020, month, 25)
            stage.record("livelihood", day, _advance(made, day, stage.random.randint(70, 115)), late=1)


def _advance(made: list[Venue], day: date, part: int) -> Any:
    return lambda act: made[0].advance(act, advanced_x10=part, happened_on=day)


def _surveys(stage: Stage) -> None:
    made: list[Survey] = []

    def begin(act: Act) -> None:
        for topic, name, question in (
            ("security", "群众安全感调查", "您对所在区域的社会治安状况是否满意？"),
            ("gain", "群众获得感调查", "过去一年您家的生活是否变好？"),
            ("traffic", "交通出行调查", "您对出行的便利程度是否满意？"),
        ):
            made.append(
                Survey.objects.create(
                    zone=stage.zone,
                    office=stage.offices["livelihood"],
                    name=name,
                    topic=topic,
                    question=question,
                    created_at=act.clock(),
                )
            )

    stage.record("livelihood", date(2019, 1, 3), begin, late=0)
    for year in (2019, 2020):
        for month in (3, 6, 9, 12):
            day = date(year, month, 15)
            for i in range(3):
                sample = stage.random.randint(400, 1000)
                satisfied = sample * stage.random.randint(91, 97) // 100
                stage.record("livelihood", day, _round(made, i, day, sample, satisfied), late=1)


def _round(made: list[Survey], i: int, day: date, sample: int, satisfied: int) -> Any:
    return lambda act: made[i].close_round(act, sample=sample, satisfied=satisfied, happened_on=day)


def _air(stage: Stage) -> None:
    """Stations, and for every day one act with all their hours."""
    stations: list[Station] = []

    def build(act: Act) -> None:
        for i in range(2 + stage.many(30, least=0)):
            network = ("state", "provincial")[i] if i < 2 else "micro"
            station = Station(
                zone=stage.zone,
                office=stage.offices["livelihood"],
                code=f"WC{i + 1:03d}",
                name=("渭川管委会站", "渭川北湖站")[i] if i < 2 else f"微站{i - 1}号{stage.place_name()}",
                network=network,
                area="中心片区",
                measures_since=FIRST,
                created_at=act.clock(),
            )
            station.put_shape(stage.point_shape())
            station.save()
            stations.append(station)

    stage.record("livelihood", FIRST, build, late=0)
    weather = _weather()
    for number, (day, base) in enumerate(weather):
        stage.record_at_night("livelihood", day, _pour(stage, stations, day, base, number))


def _weather() -> list[tuple[date, tuple[float, float]]]:
    """For each day how much dust and how much ozone: dusty in winter, ozone in summer, 2020 cleaner than 2019."""
    found, dust, chance = [], 1.0, random.Random(633)  # the same weather over a zone of any size
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        season = math.cos((day.timetuple().tm_yday - 12) / 366 * 2 * math.pi)
        dust = 0.72 * dust + 0.28 * math.exp(chance.gauss(0, 0.55))
        cleaner = 0.97 if day.year == 2020 else 1.0
        pm25 = (42 + 36 * season) * dust * cleaner
        ozone = (88 - 62 * season) * math.exp(chance.gauss(0, 0.16)) * (0.97 if day.year == 2020 else 1.0)
        found.append((day, (pm25, ozone)))
    return found


def _pour(stage: Stage, stations: list[Station], day: date, base: tuple[float, float], number: int) -> Any:
    return lambda act: act.take(Pouring(Reading, stage.zone, COLUMNS, _hours(stage, stations, day, base, number)))


def _hours(
    stage: Stage, stations: list[Station], day: date, base: tuple[float, float], number: int
) -> Iterator[tuple[Any, ...]]:
    """The rows of one day. A micro station is stuck now and then; an evaluated one misses some hours."""
    pm25_day, ozone_day = base
    chance = stage.random.random
    for station in stations:
        near = 0.92 + 0.16 * chance()
        is_stuck = station.network == "micro" and chance() < 0.004
        eight: list[float] = []
        for hour in range(24):
            if chance() < 0.012:
                continue
            swing = SWING[hour] * near * (0.94 + 0.12 * chance())
            pm25 = int(pm25_day * swing)
            ozone = max(2.0, ozone_day * SUN[hour] * (0.95 + 0.1 * chance()))
            eight = [*eight[-7:], ozone]
            o3_8h = int(sum(eight) / len(eight))
            values = (
                pm25 * 10,
                int(pm25 * 1.5 + 9) * 10,
                int(6 + pm25 * 0.08) * 10,
                int(18 + pm25 * 0.38) * 10,
                4 + pm25 // 9,
                int(ozone) * 10,
                o3_8h * 10,
            )
            mark = "stuck" if is_stuck and 6 <= hour <= 14 else ""
            published = None if station.network == "micro" else _index(values)
            yield (day, station.pk, station.network, hour, hour >= 8, *values, published, mark)


ORDER = (Pollutant.PM25, Pollutant.PM10, Pollutant.SO2, Pollutant.NO2, Pollutant.CO, Pollutant.O3_1H, Pollutant.O3_8H)
SWING = [1.0 + 0.18 * math.cos((hour - 8) / 24 * 2 * math.pi) for hour in range(24)]
SUN = [0.35 + 0.75 * max(0.0, math.sin((hour - 7) / 14 * math.pi)) if 7 <= hour <= 21 else 0.35 for hour in range(24)]


def _index(values: tuple[int, ...]) -> int | None:
    found = HJ_633_2012.hourly_index(dict(zip(ORDER, values, strict=True)))
    return found.aqi if found else None


def _late_and_wrong(stage: Stage) -> None:
    """After the year's end: a school entered late, another withdrawn because only the building was accepted."""
    made: list[School] = []

    def late_school(act: Act) -> None:
        school = School.objects.create(
            zone=stage.zone,
            office=stage.offices["livelihood"],
            code="6199999901",
            name="渭川第九幼儿园",
            kind=K.KINDERGARTEN,
            created_at=act.clock(),
        )
        made.append(school)
        school.open(act, happened_on=date(2020, 9, 1))

    stage.record("livelihood", date(2021, 1, 18), late_school, late=0)
    stage.record("livelihood", date(2021, 1, 19), _late_seats(made), late=0)
    stage.record("livelihood", date(2021, 2, 8), _withdraw_an_opening, late=0)


def _late_seats(made: list[School]) -> Any:
    return lambda act: made[0].add_seats(
        act, step="in_use", schooling="kindergarten", classes=9, class_size=30, happened_on=date(2020, 9, 1)
    )


def _withdraw_an_opening(act: Act) -> None:
    """One kindergarten had only been accepted as a building; its seats go with it."""
    rows = SchoolOpening.objects.standing().filter(happened_on=date(2020, 9, 1), kind=K.KINDERGARTEN)
    opening = rows.filter(moment__recorded_at__year=2020).order_by("-number").first()
    if opening is None:
        return
    for seats in opening.school.seats_added.standing():
        act.withdraw(seats, reason="学校尚未开学")
    act.withdraw(opening, reason="仅通过竣工验收，尚未开学")
