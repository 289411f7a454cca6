"""Two years of city quality on the demo's stage, in the proportions of domain.md section 5.

Sixty estates, eight dead-end roads, forty-five lanes and seventy overhead sections a year at full size.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.urls import reverse

from dajuan.core.calendar.models import issue_rule_set
from dajuan.core.demo.stage import Stage
from dajuan.core.records.act import Act
from dajuan.core.records.models import Draft
from dajuan.figures.models import SCALE, Attested
from dajuan.lines.city.forms import CompletionForm
from dajuan.lines.city.models import (
    GreenPlot,
    Greenway,
    IllegalBuilding,
    Opening,
    OverheadSection,
    Programme,
    WastePoint,
    Work,
)
from dajuan.lines.city.models.illegal import Outcome
from dajuan.lines.city.models.lights import KIND

K = Work.Kind
YEARS = (2019, 2020)
A_YEAR = {K.DEAD_END: (6, 8), K.ESTATE: (48, 60), K.LANE: (38, 45), K.ROAD: (3, 4), K.VILLAGE: (1, 1)}
SUFFIX = {
    K.DEAD_END: "路断头路打通",
    K.ESTATE: "小区改造",
    K.LANE: "巷提升",
    K.ROAD: "路改造提升",
    K.VILLAGE: "村整村拆除",
}
PHASES = ("preparation", "land", "pipes", "structure", "finish", "tidying")
PLANS = {"roads-opened": 8, "estates-renovated": 60, "lanes-improved": 45, "greenway-built": 12_000}


def put_on(stage: Stage) -> None:
    """Everything of the room, ready to be recorded."""
    _documents(stage)
    for year, which in zip(YEARS, (0, 1), strict=True):
        for kind, numbers in A_YEAR.items():
            for _ in range(stage.many(numbers[which])):
                _work(stage, kind, year)
        for _ in range(stage.many(70 if which else 55)):
            _section(stage, year)
        for _ in range(stage.many(24 if which else 18)):
            _green(stage, year)
        for _ in range(stage.many(60 if which else 20)):
            _illegal(stage, year)
    _power_line(stage)
    for _ in range(stage.many(120, least=4)):
        _waste_point(stage)
    _late_and_wrong(stage)


def _documents(stage: Stage) -> None:
    """What others attest: how many households there are, and a title."""
    households = stage.many(180_000)
    for day, figure, value, issuer, document in (
        (date(2019, 1, 2), "households-in-zone", households, "市统计局", "2018年住户台账"),
        (date(2020, 11, 26), "waste-sorting-title", 1, "省住房和城乡建设厅", "生活垃圾分类省级示范区名单"),
    ):
        facts = {"figure": figure, "value_x10000": value * SCALE, "issuer": issuer, "document": document}
        stage.record("city", day, _attest(facts, day), late=0)
    stage.record_at("city", datetime(2019, 1, 2, 2, tzinfo=UTC), _lights)


def _lights(act: Act) -> None:
    """The thresholds of the lights, as the zone's own rules say them (domain.md 2.3)."""
    issue_rule_set(
        act,
        kind=KIND,
        edition="2019年版",
        issued_on=date(2019, 1, 2),
        valid_from=date(2019, 1, 1),
        document="管委会重点工程调度办法",
        content={"warning_days": 30, "yellow_x10": 100, "red_x10": 300},
    )


def _attest(facts: dict[str, Any], day: date) -> Any:
    return lambda act: act.enter(Attested(**facts, happened_on=day))


def _work(stage: Stage, kind: Any, year: int) -> None:
    listed, started = date(year, 1, 15), stage.day(date(year, 2, 20), date(year, 5, 31))
    ends = stage.day(date(year, 8, 1), date(year, 12, 20))
    is_done = stage.chance(0.88)
    amounts = _amounts(stage, kind)
    name = stage.place_name() + SUFFIX[kind]
    shape = stage.line_shape(amounts["length_cm"] / 100) if "length_cm" in amounts else stage.block_shape(9_000)
    made: list[Work] = []

    def enlist(act: Act) -> None:
        work = Work(
            zone=stage.zone,
            office=stage.offices["city"],
            kind=kind,
            name=name,
            planned_end_on=ends,
            contractor=f"{stage.zone.name[:2]}市政{stage.random.randint(1, 9)}公司",
            created_at=act.clock(),
        )
        work.put_shape(shape)
        work.save()
        made.append(work)
        work.enlist(act, happened_on=listed, document=f"管建发〔{year}〕{stage.random.randint(3, 30)}号", **amounts)

    stage.record("city", listed, enlist)
    stage.record("city", started, lambda act: made[0].start(act, happened_on=started))
    _reports(stage, made, started, ends, is_done)
    if kind == K.VILLAGE:
        _village(stage, made, amounts, started, ends)
    elif is_done:
        _finish(stage, made, kind, amounts, ends)


def _amounts(stage: Stage, kind: Any) -> dict[str, int]:
    if kind in (K.DEAD_END, K.LANE, K.ROAD):
        longest = {K.DEAD_END: 1100, K.LANE: 700, K.ROAD: 2400}[kind]
        return {"length_cm": stage.random.randint(longest // 3, longest) * 100}
    buildings = stage.random.randint(4, 18)
    per = {K.ESTATE: (760, 48), K.VILLAGE: (420, 3)}[kind]
    return {"floor_area_dm2": buildings * per[0] * 100, "buildings": buildings, "households": buildings * per[1]}


def _reports(stage: Stage, made: list[Work], started: date, ends: date, is_done: bool) -> None:
    """A report at the end of each month between start and end."""
    month, months = (started + timedelta(days=20)).replace(day=28), []
    while month < ends:
        if month > started + timedelta(days=5):
            months.append(month)
        month = (month + timedelta(days=7)).replace(day=28)
    top = 960 if is_done else 620
    for i, day in enumerate(months, 1):
        done = top * i // len(months)
        phase = PHASES[min(len(PHASES) - 1, done * len(PHASES) // 1000)]
        stage.record("city", day, _report(made, day, done, phase))


def _report(made: list[Work], day: date, done: int, phase: str) -> Any:
    return lambda act: made[0].report(act, happened_on=day, done_x10=done, phase=phase)


def _finish(stage: Stage, made: list[Work], kind: Any, amounts: dict[str, int], ends: date) -> None:
    completed = ends - timedelta(days=stage.random.randint(0, 12))
    accepted = min(date(ends.year, 12, 30), completed + timedelta(days=stage.random.randint(3, 10)))
    if kind in (K.DEAD_END, K.ROAD):
        length = amounts["length_cm"]
        stage.record("city", completed, lambda act: made[0].open(act, happened_on=completed, length_cm=length), late=1)
    stage.record("city", completed, lambda act: made[0].complete(act, happened_on=completed), late=2)
    document = f"验收〔{ends.year}〕{stage.random.randint(1, 200)}号"
    stage.record(
        "city", accepted, lambda act: made[0].accept(act, happened_on=accepted, document=document, **amounts), late=2
    )
    if kind == K.ESTATE and stage.chance(0.5):
        asked = stage.random.randint(60, 200)
        satisfied = asked * stage.random.randint(93, 100) // 100
        stage.record(
            "city",
            accepted,
            lambda act: made[0].survey(
                act, happened_on=accepted, question="您对小区改造是否满意？", asked=asked, satisfied=satisfied
            ),
            late=4,
        )


def _village(stage: Stage, made: list[Work], amounts: dict[str, int], started: date, ends: date) -> None:
    buildings = amounts["buildings"]
    day = started + timedelta(days=30)
    for i in range(buildings):
        on = day + timedelta(days=i * 5)
        stage.record("city", on, _clear(made, on, amounts, buildings), late=1)
    down = day + timedelta(days=buildings * 5 + 4)
    stage.record("city", down, lambda act: made[0].demolish(act, happened_on=down), late=3)
    over = down + timedelta(days=6)
    accepted: dict[str, Any] = dict(amounts)
    stage.record("city", over, lambda act: made[0].complete(act, happened_on=over), late=1)
    stage.record("city", over, lambda act: made[0].accept(act, happened_on=over, **accepted), late=2)


def _clear(made: list[Work], on: date, amounts: dict[str, int], buildings: int) -> Any:
    return lambda act: made[0].clear(
        act,
        happened_on=on,
        households=amounts["households"] // buildings,
        buildings=1,
        floor_area_dm2=amounts["floor_area_dm2"] // buildings,
    )


def _section(stage: Stage, year: int) -> None:
    owner = stage.random.choice(["telecom", "telecom", "telecom", "power", "power", "broadcast"])
    road_class = stage.random.choice([1, 2, 3])
    length = stage.random.randint(500, 2200) * 100
    planned, day = date(year, 1, 20), stage.day(date(year, 4, 1), date(year, 10, 10))
    name = f"{stage.place_name()}路架空线落地"
    made: list[OverheadSection] = []

    def plan(act: Act) -> None:
        section = OverheadSection(
            zone=stage.zone,
            office=stage.offices["city"],
            name=name,
            owner=owner,
            road_class=road_class,
            voltage_kv=10 if owner == "power" else None,
            planned_on=planned,
            created_at=act.clock(),
        )
        section.put_shape(stage.line_shape(length / 100))
        section.save()
        made.append(section)
        if section.is_buried:
            section.build_duct(act, happened_on=day, length_cm=length)

    stage.record("city", day, plan, late=1)
    if stage.chance(0.62 if year == YEARS[1] else 0.4):
        down = day + timedelta(days=stage.random.randint(20, 70))
        cables = stage.random.randint(2, 24)
        stage.record(
            "city", down, lambda act: made[0].bring_down(act, happened_on=down, length_cm=length, cables=cables)
        )


def _green(stage: Stage, year: int) -> None:
    planned, day = date(year, 1, 10), stage.day(date(year, 4, 1), date(year, 12, 15))
    area = stage.random.randint(3_000, 30_000) * 100
    name = stage.place_name()
    green_class = stage.random.choice(["G1", "G2", "G3", "XG"])

    def plot(act: Act) -> None:
        made = GreenPlot(
            zone=stage.zone,
            office=stage.offices["city"],
            name=f"{name}口袋公园" if green_class == "G1" else f"{name}绿地",
            green_class=green_class,
            converted=stage.chance(0.1),
            planned_on=planned,
            created_at=act.clock(),
        )
        made.put_shape(stage.block_shape(area / 100))
        made.save()
        made.accept(act, happened_on=day, area_dm2=area, document=f"绿验〔{year}〕{stage.random.randint(1, 90)}号")

    stage.record("city", day, plot)
    if stage.chance(0.3):
        length = stage.random.randint(600, 3200) * 100

        def way(act: Act) -> None:
            made = Greenway(
                zone=stage.zone,
                office=stage.offices["city"],
                name=f"{name}绿道",
                both_sides=stage.chance(0.3),
                greenway_class=stage.random.choice(["city", "community"]),
                planned_on=planned,
                created_at=act.clock(),
            )
            made.put_shape(stage.line_shape(length / 100))
            made.save()
            made.accept(
                act, happened_on=day, length_cm=length, document=f"绿验〔{year}〕{stage.random.randint(1, 90)}号"
            )

        stage.record("city", day, way, late=4)


def _illegal(stage: Stage, year: int) -> None:
    found = stage.day(date(year, 1, 5), date(year, 10, 20))
    area = stage.random.randint(20, 1800) * 100
    games = year == YEARS[1] and stage.chance(0.7)
    name = f"{stage.place_name()}路违法建设"
    made: list[IllegalBuilding] = []

    def find(act: Act) -> None:
        case = IllegalBuilding(
            zone=stage.zone,
            office=stage.offices["city"],
            name=name,
            created_at=act.clock(),
            programme=Programme.GAMES if games else Programme.NONE,
        )
        case.put_shape(stage.point_shape())
        case.save()
        made.append(case)
        case.find(act, happened_on=found, floor_area_dm2=area)

    stage.record("city", found, find, late=0)
    limit = found + timedelta(days=30)
    stage.record(
        "city",
        found + timedelta(days=2),
        lambda act: made[0].order_stop(
            act,
            happened_on=found + timedelta(days=2),
            demolish_by=limit,
            document=f"停字〔{year}〕{stage.random.randint(1, 300)}号",
        ),
        late=0,
    )
    if stage.chance(0.9):
        dealt = found + timedelta(days=stage.random.randint(6, 60))
        outcome = stage.random.choices(list(Outcome.values), weights=[17, 1, 2])[0]
        stage.record(
            "city",
            dealt,
            lambda act: made[0].deal_with(act, happened_on=dealt, outcome=outcome, floor_area_dm2=area),
            late=1,
        )


def _power_line(stage: Stage) -> None:
    """The line at the station hub (C54)."""
    made: list[Work] = []

    def enlist(act: Act) -> None:
        work = Work(
            zone=stage.zone,
            office=stage.offices["city"],
            kind=K.POWER_LINE,
            name="北站枢纽高压线落地",
            planned_end_on=date(2020, 9, 30),
            created_at=act.clock(),
        )
        work.put_shape(stage.line_shape(3100))
        work.save()
        made.append(work)
        work.enlist(
            act, happened_on=date(2019, 11, 4), document="管建发〔2019〕61号", length_cm=310_000, voltage_kv=330
        )

    stage.record("city", date(2019, 11, 4), enlist, late=1)
    steps = (
        (date(2020, 3, 16), lambda act: made[0].start(act, happened_on=date(2020, 3, 16))),
        (date(2020, 9, 12), lambda act: made[0].complete(act, happened_on=date(2020, 9, 12))),
        (
            date(2020, 9, 25),
            lambda act: made[0].accept(
                act, happened_on=date(2020, 9, 25), document="电验〔2020〕7号", length_cm=310_000, voltage_kv=330
            ),
        ),
    )
    for day, do in steps:
        stage.record("city", day, do, late=1)


def _waste_point(stage: Stage) -> None:
    day, households = stage.day(date(2019, 3, 1), date(2020, 6, 30)), stage.random.randint(150, 600)
    estate = stage.place_name() + "小区"
    made: list[WastePoint] = []

    def set_up(act: Act) -> None:
        point = WastePoint(
            zone=stage.zone,
            office=stage.offices["city"],
            name=f"{estate}分类投放点",
            estate=estate,
            created_at=act.clock(),
        )
        point.put_shape(stage.point_shape())
        point.save()
        made.append(point)
        point.set_up(act, happened_on=day, households=households)

    stage.record("city", day, set_up, late=0)
    inspected = day + timedelta(days=30)
    while inspected < date(2020, 12, 28):
        bins = stage.random.randint(4, 12)
        right = min(bins, round(bins * stage.random.uniform(0.6, 1.05)))
        stage.record("city", inspected, _inspect(made, inspected, bins, right), late=1)
        inspected += timedelta(days=90)


def _inspect(made: list[WastePoint], day: date, bins: int, right: int) -> Any:
    return lambda act: made[0].inspect(act, happened_on=day, bins=bins, bins_right=right)


def _late_and_wrong(stage: Stage) -> None:
    """What the office learned after the year's end: two openings entered late, one withdrawn, one entered anew."""

    def late_opening(name: str, length: int, opened: date) -> Any:
        def do(act: Act) -> None:
            work = Work(
                zone=stage.zone,
                office=stage.offices["city"],
                kind=K.DEAD_END,
                name=name,
                planned_end_on=opened,
                created_at=act.clock(),
            )
            work.put_shape(stage.line_shape(length / 100))
            work.save()
            made[name] = work
            work.enlist(act, happened_on=date(2020, 1, 15), document="管建发〔2020〕9号", length_cm=length)

        return do

    made: dict[str, Work] = {}
    for name, length, opened in (
        ("永宁路断头路打通", 86_000, date(2020, 12, 24)),
        ("泰和二路断头路打通", 54_000, date(2020, 12, 29)),
    ):
        stage.record("city", date(2021, 1, 11), late_opening(name, length, opened), late=0)
        stage.record("city", date(2021, 1, 12), _start_late(made, name), late=0)
        stage.record("city", date(2021, 1, 13), _open_late(made, name, opened, length), late=0)
    stage.record("city", date(2021, 1, 20), _withdraw_last_opening, late=0)
    stage.record("city", date(2021, 2, 3), _redate_an_opening, late=0)
    stage.record("city", date(2021, 2, 10), lambda act: _drafts(stage, act), late=0)


def _start_late(made: dict[str, Work], name: str) -> Any:
    return lambda act: made[name].start(act, happened_on=date(2020, 5, 6))


def _open_late(made: dict[str, Work], name: str, opened: date, length: int) -> Any:
    return lambda act: made[name].open(act, happened_on=opened, length_cm=length)


def _openings_of_2020() -> Any:
    found = Opening.objects.standing().filter(happened_on__year=2020, kind=K.DEAD_END, moment__recorded_at__year=2020)
    return found.order_by("-number")


def _withdraw_last_opening(act: Act) -> None:
    """One road had only been finished, not opened."""
    if last := _openings_of_2020().first():
        act.withdraw(last, reason="仅完成施工，尚未放行通车")


def _redate_an_opening(act: Act) -> None:
    """One opening had its day wrong: withdrawn and recorded anew in one act."""
    if last := _openings_of_2020().first():
        facts = {name: getattr(last, name) for name in ("work", "kind", "programme", "office", "area", "length_cm")}
        day = last.happened_on - timedelta(days=7)
        act.correct(last, Opening(**facts, happened_on=day), reason="通车日期填写有误")


def _drafts(stage: Stage, act: Act) -> None:
    """What lies on desks: a completion that waits for its review, and one that was sent back."""
    Work.objects.filter(zone=stage.zone).remember()
    running = Work.objects.filter(zone=stage.zone, stage=Work.Stage.STARTED).order_by("pk")[:3]
    for number, work in enumerate(running):
        draft = Draft(
            zone=stage.zone,
            office=stage.offices["city"],
            author=stage.clerks["city"],
            line="city",
            form=CompletionForm.name(),
            entry_type=CompletionForm.records._meta.label_lower,
            subject=work.pk,
            subject_name=work.name,
            page=reverse("city:recording", args=["works", work.pk, "complete"]),
            content={"happened_on": ["2020-12-18"]},
        )
        if number < 2:
            draft.submitted_at = act.clock()
        else:
            draft.returned_at, draft.returned_by = act.clock(), act.by
            draft.return_reason = "请补充竣工现场照片"
        draft.save()
