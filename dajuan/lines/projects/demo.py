"""Two years of key projects on the demo's stage, in the proportions of domain.md section 5.

Thirty-three municipal key projects in 2020, some two hundred at all levels whatever the demo's size: a list of three
shows nothing. What is many is entered by the day or poured by the month; what tells a story stands among them: the
heavy-truck project and its record, a ceremony before a start, one project under two names, a plan adjusted in May.
Chance is the room's own, so that other rooms' years stay as they were.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from dajuan.core.demo.stage import CENTRE, DEGREE_M, Stage
from dajuan.core.dossiers.models import Dossier
from dajuan.core.places.geometry import stored_shape
from dajuan.core.records.act import Act
from dajuan.core.records.merging import merge
from dajuan.core.records.models import Entry
from dajuan.core.records.pouring import Pouring
from dajuan.core.staff.models import User
from dajuan.figures.models import SCALE, Attested, Target
from dajuan.lines.projects import demo_beside
from dajuan.lines.projects.models import (
    Category,
    Ceremony,
    Connection,
    FixedInvestment,
    Freeze,
    Industry,
    KeyList,
    Level,
    LightShown,
    Listing,
    ListIssue,
    MonthReport,
    MonthTable,
    Node,
    NodeKind,
    PlannedNode,
    Project,
    ProjectType,
    Removal,
    Start,
    TotalInvestment,
    issue_from_the_box,
)
from dajuan.lines.projects.models.connections import DEFAULT
from dajuan.lines.projects.models.lights import IN_THE_BOX, Cause, Standing, judged
from dajuan.lines.projects.models.lists import COMPLETED, listed_key
from dajuan.lines.projects.models.nodes import LETS_START, RANKS
from dajuan.values.lights import Light

LINE = "projects"
SEED = 20200107
PLANS: dict[str, int] = {}  # set here, for they do not grow with the demo's size
YI, WAN = 10_000_000_000, 1_000_000  # in fen
EDITION = "银川2025"
NATIONAL = "隆基乐叶光伏组件项目"  # the one on the national list
BEGUN = datetime(2019, 1, 4, 1, tzinfo=UTC)
K, T, IND = NodeKind, ProjectType, Industry
INDUSTRIES = (IND.CARS,) * 2 + (IND.EQUIPMENT,) * 2 + (IND.MATERIALS, IND.ENERGY, IND.SERVICES, IND.PUBLIC)
TYPES = {IND.PUBLIC: T.LIVELIHOOD, IND.SERVICES: T.HEADQUARTERS}
LEADERS = ("管委会主任", "分管工业副主任", "分管建设副主任", "分管招商副主任")
LEVELS = (Level.ZONE, Level.MUNICIPAL, Level.PROVINCIAL, Level.NATIONAL)
MANY = {2019: {Level.ZONE: 138, Level.MUNICIPAL: 30, Level.PROVINCIAL: 7, Level.NATIONAL: 1}}
MANY[2020] = {Level.ZONE: 172, Level.MUNICIPAL: 33, Level.PROVINCIAL: 8, Level.NATIONAL: 1}
TINY = 0.05  # of a zone: below it nobody looks at proportions
PLAN_YI = {2019: 105, 2020: 120.7}  # of the municipal list in force
FIRST_PART = 0.945  # of the plan in the list of January
WEIGHTS = {2019: (7, 6, 8, 8, 9, 9, 9, 9, 9, 9, 9, 8), 2020: (5, 4, 9, 9, 10, 10, 10, 9, 9, 8, 8, 9)}
WHAT = {
    IND.CARS: ("新能源客车", "动力总成", "车用电驱", "汽车线束", "车身冲压", "商用车轴", "变速器"),
    IND.EQUIPMENT: ("数控机床", "航空部件", "轨道装备", "输变电装备", "工业机器人", "石油装备"),
    IND.MATERIALS: ("钛合金板材", "碳纤维", "铜箔", "特种陶瓷", "硅片", "合金粉末"),
    IND.ENERGY: ("光伏组件", "储能电池", "氢能装备", "风电叶片", "智能电网"),
    IND.SERVICES: ("供应链中心", "检测认证中心", "工业设计园", "数据中心", "总部大厦"),
    IND.PUBLIC: ("小学", "初级中学", "幼儿园", "社区卫生中心", "人才公寓", "便民市场"),
}
IMAGES = ("场地平整", "基坑开挖", "基础施工", "主体施工", "主体封顶", "二次结构及机电安装", "设备安装调试", "室外工程")
TROUBLES = ("用地指标待落实", "高压线迁改未完成", "施工许可办理中", "资金拨付滞后", "设备到货延期")


@dataclass
class Plan:
    """One project of the demo: what it is, when its nodes were done, its places on lists, its investment by month."""

    name: str
    type: str
    industry: str
    total_fen: int
    nodes: dict[str, date] = field(default_factory=dict)
    began_on: date | None = None
    ceremony_on: date | None = None
    levels: dict[int, tuple[str, ...]] = field(default_factory=dict)
    plans: dict[int, int] = field(default_factory=dict)  # of the list in force, in fen
    since: dict[int, date] = field(default_factory=dict)  # on the list since this day, if not since January
    months: dict[date, int] = field(default_factory=dict)
    booked: dict[date, int] = field(default_factory=dict)
    slipped: bool = False  # a start planned for the year and not made
    landmark: str = ""
    dossier: str = ""
    shape: Any = None
    subject: Project | None = None

    @property
    def project(self) -> Project:
        """The project once it was entered."""
        if self.subject is None:
            raise LookupError(self.name)
        return self.subject

    def category(self, year: int) -> str:
        """What it is on the list of a year for."""
        started = self.nodes.get(K.STARTED)
        if started and started.year < year:
            return Category.CONTINUED
        return Category.NEW if self.slipped or (started and started.year == year) else Category.PREPARED

    def start_by(self, year: int) -> date | None:
        """The month in which a new start was planned: the one of the start, or June where there was none."""
        if self.category(year) != Category.NEW:
            return None
        started = self.nodes.get(K.STARTED)
        return started.replace(day=28) if started and started.year == year else date(year, 6, 30)


def put_on(stage: Stage) -> None:
    """Everything of the room, ready to be recorded."""
    Years(stage).record_all()


class Years:
    """Both years of the room: its projects, and what is to be recorded of them."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.chance = random.Random(SEED)
        self.office = stage.offices[LINE]
        self.projects = [*_named(), *self._others()]
        self._listed()
        for plan in self.projects:
            plan.shape = _block(self.chance, plan.total_fen)
            self._invest(plan)

    # What there is

    def _many(self, number: int) -> int:
        """So many; a quarter of them in the tiny zones that tests walk."""
        return number if self.stage.size >= TINY else max(1, number // 4)

    def _others(self) -> Iterator[Plan]:
        """The projects nobody asks for by name: industry, headquarters and livelihood, begun from 2018 to 2021."""
        names: set[str] = set()
        for number in range(self._many(205)):
            industry = self.chance.choice(INDUSTRIES)
            kind = TYPES.get(industry, T.INDUSTRY)
            name = self._name(industry, names)
            total = round(self.chance.uniform(6, 15) if number < self._many(24) else self.chance.uniform(0.6, 4.5), 1)
            plan = Plan(name, kind, industry, round(total * 100) * YI // 100)
            year = self.chance.choices((2018, 2019, 2020, 2021), (42, 52, 72, 39))[0]
            started = date(year, 1, 10) + timedelta(days=self.chance.randint(0, 340))
            self._course(plan, started, days=self.chance.randint(99, 420))
            plan.slipped = K.STARTED not in plan.nodes and self.chance.random() < 0.15
            if self.chance.random() < 0.2:
                plan.ceremony_on = started - timedelta(days=self.chance.randint(8, 60))
            yield plan

    def _name(self, industry: str, names: set[str]) -> str:
        firm = "".join(self.chance.sample("华泰恒瑞中科联盛天元宏远嘉信达", 2))
        ending = (
            "项目"
            if industry in (IND.PUBLIC, IND.SERVICES)
            else self.chance.choice(("产业园", "生产基地", "项目", "扩能项目"))
        )
        name = f"{firm}{self.chance.choice(WHAT[Industry(industry)])}{ending}"
        if name in names:
            return self._name(industry, names)
        names.add(name)
        return name

    def _course(self, plan: Plan, started: date, *, days: int) -> None:
        """Its nodes around the start: so many days from the clearance task to it, as far as the demo goes."""
        cleared = started - timedelta(days=days)
        nodes = {
            K.FILED: cleared - timedelta(days=self.chance.randint(20, 70)),
            K.SITED: cleared - timedelta(days=self.chance.randint(2, 15)),
            K.CLEARING: cleared,
            K.CLEARED: cleared + timedelta(days=days * 4 // 10),
            K.CONNECTED: cleared + timedelta(days=days * 6 // 10),
            K.LAND: cleared + timedelta(days=days * 6 // 10 + 3),
            K.LAND_PERMIT: cleared + timedelta(days=days * 7 // 10 + 4),
            K.PIT_PERMIT: cleared + timedelta(days=days * 9 // 10),
            K.STARTED: started,
            K.REGISTERED: started + timedelta(days=self.chance.choice((6, 12, 18, 25, 40, 75))),
            K.PLANNING_PERMIT: started + timedelta(days=20),
            K.PERMIT: started + timedelta(days=45),
            K.TOPPED_OUT: started + timedelta(days=self.chance.randint(240, 420)),
        }
        accepted = nodes[K.TOPPED_OUT] + timedelta(days=self.chance.randint(120, 260))
        nodes[K.ACCEPTED] = accepted
        if plan.type == T.INDUSTRY:
            nodes[K.EQUIPPED] = nodes[K.TOPPED_OUT] + timedelta(days=80)
            nodes[K.PRODUCING] = accepted + timedelta(days=self.chance.randint(15, 60))
        plan.nodes = {kind: day for kind, day in nodes.items() if day <= date(2020, 12, 26)}
        plan.began_on = started - timedelta(days=self.chance.randint(1, 8)) if K.STARTED in plan.nodes else None

    def _listed(self) -> None:
        """Who stands on which list of which year, with which plan: the largest on the highest."""
        for year, numbers in MANY.items():
            active = [one for one in self.projects if self._is_active(one, year)]
            for one in active:
                one.plans[year] = self._plan_of(one, year)
            active.sort(key=lambda one: (one.name == NATIONAL, one.plans[year]), reverse=True)
            for place, one in enumerate(active[: self._many(numbers[Level.ZONE])]):
                one.levels[year] = tuple(level for level in LEVELS if place < self._many(numbers[level]))
            _scale([one for one in active if Level.MUNICIPAL in one.levels.get(year, ())], year)
            for one in active:
                if year not in one.levels:
                    del one.plans[year]

    def _is_active(self, plan: Plan, year: int) -> bool:
        accepted, started = plan.nodes.get(K.ACCEPTED), plan.nodes.get(K.STARTED)
        early = plan.nodes.get(K.FILED, date(2021, 1, 1))
        if plan.dossier:
            return year in plan.since
        if accepted and accepted.year < year:
            return False
        return early.year <= year and (started is None or started.year <= year + 1)

    def _plan_of(self, plan: Plan, year: int) -> int:
        started = plan.nodes.get(K.STARTED)
        if started is None or started.year > year:
            return plan.total_fen * self.chance.randint(4, 12) // 100 // WAN * WAN
        share = self.chance.randint(24, 42) if started.year < year else self.chance.randint(14, 30)
        return plan.total_fen * share // 100 // WAN * WAN

    def _invest(self, plan: Plan) -> None:
        """Investment by month: the year's plan times a factor of its own, after the start, by the year's weights."""
        for year, planned in plan.plans.items():
            factor = self.chance.choice((0.4, 0.72, 0.9, 1.0, 1.04, 1.06, 1.1, 1.12, 1.16, 1.2, 1.24, 1.3, 1.36))
            started, registered = plan.nodes.get(K.STARTED), plan.nodes.get(K.REGISTERED)
            months = [date(year, number, 1) for number in range(1, 13)]
            since = plan.since.get(year, months[0]).replace(day=1)
            shares = [_share(WEIGHTS[year][one.month - 1], started, one) if one >= since else 0 for one in months]
            for month, share in zip(months, shares, strict=True):
                done = int(planned * factor * share / sum(shares) * self.chance.uniform(0.92, 1.08)) // WAN * WAN
                plan.months[month] = done
                if done and registered and registered < month.replace(day=28):
                    plan.booked[month] = int(done * self.chance.uniform(0.62, 0.94)) // WAN * WAN

    # What is recorded

    def record_all(self) -> None:
        """Rules, lists, projects and their nodes day by day, the months, and what stands out."""
        at = self.stage.record_at
        at(LINE, datetime(2019, 1, 3, 2, tzinfo=UTC), partial(_rules))
        at(LINE, datetime(2019, 1, 4, 2, tzinfo=UTC), self._enter_projects)
        self._record_lists()
        self._record_days()
        for month in (date(year, number, 1) for year in MANY for number in range(1, 13)):
            self._record_month(month)
        self._stand_out()
        demo_beside.put_on(self.stage, self.projects)

    def _enter_projects(self, act: Act) -> None:
        """The projects that wait for no dossier, with the totals known by then."""
        people = list(User.objects.filter(zone=self.stage.zone, username__in=("yu", "shi")).order_by("pk"))
        for number, plan in enumerate(self.projects):
            plan.subject = Project(
                zone=self.stage.zone,
                office=self.office,
                name=plan.name,
                code="" if plan.dossier else f"2018-610162-{36 + number % 7}-03-{number:06}",
                type=plan.type,
                industry=plan.industry,
                landmark=plan.landmark,
                specialist=people[number % len(people)],
                leader=LEADERS[number % len(LEADERS)],
                created_at=act.clock(),
            )
            plan.subject.put_shape(plan.shape)
        subjects = [plan.project for plan in self.projects if not plan.dossier]
        for subject in Project.objects.bulk_create(subjects):
            subject.level = ""
        act.enter_many(self._total(plan, date(2019, 1, 4)) for plan in self.projects if not plan.dossier)

    def _total(self, plan: Plan, day: date) -> TotalInvestment:
        return plan.project.entry(TotalInvestment, happened_on=day, total_fen=plan.total_fen, document="备案通知")

    def _record_lists(self) -> None:
        """Each year's lists in January, lowest first, and the adjustment of May 2020."""
        lists = {
            (year, level): KeyList(zone=self.stage.zone, office=self.office, year=year, level=level, created_at=BEGUN)
            for year in MANY
            for level in LEVELS
        }
        KeyList.objects.bulk_create(lists.values())
        for year, version, day, part in (
            (2019, "年初", date(2019, 1, 16), 1.0),
            (2020, "年初", date(2020, 1, 15), FIRST_PART),
            (2020, "五月调整", date(2020, 5, 20), 1.0),
        ):
            at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
            for order, level in enumerate(LEVELS):
                do = partial(self._issue, lists[year, level], version, day, part)
                self.stage.record_at(LINE, at + timedelta(minutes=order), do)

    def _issue(self, key_list: KeyList, version: str, day: date, part: float, act: Act) -> None:
        """A version of a list with every project on it by that day."""
        year, level = key_list.year, key_list.level
        on_it = [one for one in self.projects if level in one.levels.get(year, ())]
        on_it = [one for one in on_it if one.since.get(year, day) <= day]
        plans = {one.name: int(one.plans[year] * part) // WAN * WAN for one in on_it}
        facts = {"version": version, "document": f"管发〔{year}〕{day.month * 6 + LEVELS.index(Level(level))}号"}
        issue = ListIssue(key_list=key_list, office=self.office, year=year, level=level, happened_on=day, **facts)
        issue.projects, issue.plan_fen = len(on_it), sum(plans.values())
        act.enter(issue)
        target = {"figure": COMPLETED.format(level=level), "value_x10000": issue.plan_fen * SCALE // 100}
        act.enter(Target(year=year, happened_on=day, **target, **facts))
        for one in on_it:
            one.project.level = level  # lower lists are issued first, so the highest stays
            own = {"key_list": key_list, "year": year, "version": version, "plan_fen": plans[one.name]}
            own |= {"category": one.category(year), "start_by": one.start_by(year), "first_on": date(year, 1, 1)}
            own["listed_key"] = listed_key(one.project.pk, year)
            act.enter(one.project.entry(Listing, happened_on=day, **own))

    def _record_days(self) -> None:
        """Nodes, starts and ceremonies, all of a week in one act; what was before the system came in at its start."""
        weeks: dict[date, list[Callable[[], Entry]]] = defaultdict(list)
        for plan in self.projects:
            if plan.dossier:
                continue
            for kind, day in plan.nodes.items():
                weeks[_week_of(day)].append(partial(_node, plan, kind, day))
            if plan.ceremony_on:
                weeks[_week_of(plan.ceremony_on)].append(partial(_ceremony, plan, plan.ceremony_on))
        begun = date(2019, 1, 6)
        before = [make for last in sorted(weeks) if last <= begun for make in weeks[last]]
        self.stage.record_at(LINE, datetime(2019, 1, 6, 2, tzinfo=UTC), partial(_enter_all, before))
        for last in sorted(weeks):
            if last > begun:
                self.stage.record(LINE, last, partial(_enter_all, weeks[last]), late=1)

    def _record_month(self, month: date) -> None:
        """The reports on the third of the next month, December's before the year ends; the freeze three days later."""
        after = (month + timedelta(days=32)).replace(day=1)
        day = date(month.year, 12, 30) if month.month == 12 else after.replace(day=3)
        at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        own = {"zone": self.stage.zone, "office": self.office, "created_at": BEGUN}
        table = MonthTable.objects.create(month=month, **own)
        self.stage.record_at(LINE, at, partial(self._report, table, day))
        self.stage.record_at(LINE, at + timedelta(minutes=20), partial(self._book, month, day))
        frozen = after.replace(day=6)
        at = datetime(frozen.year, frozen.month, frozen.day, 3, tzinfo=UTC)
        self.stage.record_at(LINE, at, partial(self._freeze, table, frozen))

    def _reporting(self, month: date) -> list[Plan]:
        """Who reports a month: on the list of the year by then, not accepted before."""
        return [
            one
            for one in self.projects
            if month.year in one.levels
            and one.since.get(month.year, month) <= month.replace(day=28)
            and one.nodes.get(K.ACCEPTED, month) >= month
            and one.project.pk
        ]

    def _report(self, table: MonthTable, day: date, act: Act) -> None:
        """One row a project, poured."""
        rows = []
        for one in self._reporting(table.month):
            done, image = one.months[table.month], _image(one, table.month)
            trouble = self.chance.choice(TROUBLES) if self.chance.random() < 0.07 else ""
            own = {"done_fen": done, "image": image, "trouble": trouble, "table": table.pk, "month": table.month}
            rows.append(_row(one, day, own | {"unit": "", "listed_key": listed_key(one.project.pk, table.month.year)}))
        self._pour(act, MonthReport, rows)

    def _book(self, month: date, day: date, act: Act) -> None:
        """The statistics' table of the month, poured."""
        booked = [one for one in self._reporting(month) if one.booked.get(month)]
        rows = [_row(one, day, {"month": month, "amount_fen": one.booked[month]}) for one in booked]
        self._pour(act, FixedInvestment, rows)

    def _freeze(self, table: MonthTable, day: date, act: Act) -> None:
        """The month is frozen, and each project's light poured beside it."""
        on_list = self._reporting(table.month)
        act.enter(Freeze(table=table, reports=len(on_list), edition=EDITION, happened_on=day))
        rows = []
        for one in on_list:
            told = judged(self._standing(one, table.month), table.month, IN_THE_BOX[EDITION][1])
            own = {"table": table.pk, "month": table.month, "light": str(told.light), "edition": EDITION}
            own |= {"causes": ",".join(told.causes), "planned_x10": told.planned_x10, "version": told.standing.version}
            rows.append(_row(one, day, own | {"done_x10": told.standing.done_x10}))
        self._pour(act, LightShown, rows)

    def _standing(self, one: Plan, month: date) -> Standing:
        done = sum(fen for at, fen in one.months.items() if at.year == month.year and at <= month)
        is_first = month < date(2020, 5, 1) and month.year == 2020
        plan = int(one.plans[month.year] * (FIRST_PART if is_first else 1)) // WAN * WAN
        version = "五月调整" if month >= date(2020, 5, 1) else "年初"
        days = one.start_by(month.year), one.nodes.get(K.STARTED), one.nodes.get(K.REGISTERED)
        return Standing(one.category(month.year), plan, done, version, *days)

    def _pour(self, act: Act, entry: type[Entry], rows: list[dict[str, Any]]) -> None:
        if rows:
            columns = list(rows[0])
            act.take(Pouring(entry, self.stage.zone, columns, ([row[name] for name in columns] for row in rows)))

    # What stands out

    def _stand_out(self) -> None:
        """Signed dossiers taken up, a total raised with its reason, two names, a removal, plans of nodes, the rest."""
        for plan in self.projects:
            if plan.dossier:
                self._take_up(plan)
        record = self.stage.record
        record(LINE, date(2020, 9, 8), self._merge_names, late=0)
        record(LINE, date(2020, 8, 18), partial(self._raise_total), late=0)
        record(LINE, date(2020, 10, 12), partial(self._remove), late=0)
        for day, version in ((date(2020, 1, 17), 1), (date(2020, 5, 22), 2)):
            record(LINE, day, partial(self._plan_nodes, day, version), late=0)
        for month in (date(2020, 3, 1), date(2020, 6, 1), date(2020, 9, 1)):
            day = (month + timedelta(days=32)).replace(day=12)
            record(LINE, day, partial(self._hold_to_account, month, day), late=0)
        self._places()

    def _take_up(self, plan: Plan) -> None:
        """A signed dossier becomes a project a few days after it was signed; its nodes follow day by day."""
        days = sorted(plan.nodes.items(), key=lambda item: item[1])
        first = days[0][1] - timedelta(days=1)
        at = datetime(first.year, first.month, first.day, 4, tzinfo=UTC)
        self.stage.record_at(LINE, at, partial(self._open, plan, first))
        for kind, day in days:
            self.stage.record(LINE, day, partial(_enter_all, [partial(_node, plan, kind, day)]), late=1)
        if plan.landmark:
            for item, day in _connected(plan.nodes):
                self.stage.record(LINE, day, partial(_connect, plan, item, day), late=0)
        if plan.ceremony_on:
            day = plan.ceremony_on
            self.stage.record(LINE, day, partial(_enter_all, [partial(_ceremony, plan, day)]), late=0)

    def _open(self, plan: Plan, day: date, act: Act) -> None:
        dossier = Dossier.objects.filter(zone=self.stage.zone, number=plan.dossier).first()
        if dossier and dossier.signing:
            dossier.take_up(act, line=LINE, happened_on=day)
            plan.project.dossier = dossier
            plan.project.name = plan.name or dossier.title
        plan.project.save()
        act.enter(self._total(plan, day))

    def _merge_names(self, act: Act) -> None:
        """What the street had entered under another name is the same project: its start counts once from here on."""
        one = next(p for p in self.projects if p.nodes.get(K.STARTED, date.max) < date(2020, 8, 1) and not p.dossier)
        twin = Project(
            zone=act.zone, office=self.office, name=f"{one.name}（一期）", type=one.type, industry=one.industry
        )
        twin.save()
        other = Plan(twin.name, one.type, one.industry, one.total_fen, subject=twin, began_on=one.began_on)
        for kind in (K.FILED, K.SITED, K.LAND, K.LAND_PERMIT, K.PIT_PERMIT, K.STARTED):
            act.enter(_node(other, kind, one.nodes[kind]))
        merge(act, twin, one.project, happened_on=date(2020, 9, 8))

    def _raise_total(self, act: Act) -> None:
        one = next(p for p in self.projects if Level.MUNICIPAL in p.levels.get(2020, ()) and not p.dossier)
        total, because = one.total_fen * 115 // 100, "增加二期生产线，重新备案"
        facts = {"happened_on": date(2020, 8, 18), "total_fen": total, "because": because, "document": "变更备案通知"}
        act.enter(one.project.entry(TotalInvestment, **facts))

    def _remove(self, act: Act) -> None:
        """One that is still in reserve leaves the zone's list."""
        one = next(p for p in self.projects if p.levels.get(2020) == (Level.ZONE,) and K.STARTED not in p.nodes)
        key_list = KeyList.objects.get(zone=act.zone, year=2020, level=Level.ZONE)
        own = {"key_list": key_list, "year": 2020, "because": "投资方调整布局", "happened_on": date(2020, 10, 12)}
        act.enter(one.project.entry(Removal, listed_key=listed_key(one.project.pk, 2020), **own))

    def _plan_nodes(self, day: date, version: int, act: Act) -> None:
        """The plan of nodes of the municipal projects; in May of those the epidemic put back."""
        on_it = [one for one in self.projects if Level.MUNICIPAL in one.levels.get(2020, ()) and one.project.pk]
        for number, one in enumerate(on_it):
            put_back = 0 if version == 1 else 30
            if version == 2 and number % 3:
                continue
            for kind in (K.STARTED, K.TOPPED_OUT, K.ACCEPTED):
                done = one.nodes.get(kind, date(2021, 3, 20) + timedelta(days=40 * RANKS[kind] // 4))
                if done > date(2019, 12, 1):
                    planned = done - timedelta(days=(number * 7) % 40 - put_back // 2)
                    own = {"kind": kind, "planned_on": planned, "version": version, "document": "年度节点计划"}
                    act.enter(one.project.entry(PlannedNode, happened_on=day, **own))

    def _hold_to_account(self, month: date, day: date, act: Act) -> None:
        """An interview for a few that were red, by the method of the project itself."""
        red = LightShown.objects.standing().filter(month=month, light=Light.RED, causes__contains=Cause.BEHIND)
        worst = red.select_related("project").order_by("done_x10", "pk")[:3]
        for number, shown in enumerate(sorted(worst, key=lambda one: one.project_id)):  # an act locks in key order
            step = ("letter", "notice", "interview")[number]
            facts = {"step": step, "demand": "限期赶上序时进度", "due_on": day + timedelta(days=45)}
            shown.project.hold_to_account(act, happened_on=day, document=f"督查〔{day.year}〕{day.month}号", **facts)

    def _places(self) -> None:
        """Places in observations, and the plan of starts: both by documents of others."""
        for figure, day, issuer, place in (
            ("municipal-observation-place", date(2020, 11, 20), "市委办公厅", 1),
            ("provincial-observation-place", date(2020, 12, 8), "省发展改革委", 3),
        ):
            said = {"figure": figure, "value_x10000": place * SCALE, "issuer": issuer, "document": "重点项目观摩通报"}
            self.stage.record(LINE, day, partial(_attest, said, day), late=1)
        for version, day, value in (("年初计划", date(2020, 1, 10), 80), ("五月调整", date(2020, 5, 20), 74)):
            said = {"figure": "projects-started", "year": 2020, "value_x10000": value * SCALE, "version": version}
            self.stage.record(LINE, day, partial(_aim, said, day), late=0)


def _named() -> Iterator[Plan]:
    """The projects the report speaks of by name."""
    truck = Plan("陕汽重卡扩能项目", T.INDUSTRY, IND.CARS, 62 * YI, landmark="heavy-truck", dossier="XM-2020-001")
    truck.nodes = {
        K.FILED: date(2020, 3, 20),
        K.SITED: date(2020, 3, 24),
        K.CLEARING: date(2020, 3, 26),
        K.CLEARED: date(2020, 4, 22),
        K.CONNECTED: date(2020, 5, 30),
        K.LAND: date(2020, 5, 31),
        K.LAND_PERMIT: date(2020, 6, 3),
        K.PIT_PERMIT: date(2020, 6, 9),
        K.STARTED: date(2020, 6, 15),
        K.REGISTERED: date(2020, 6, 28),
        K.PLANNING_PERMIT: date(2020, 7, 6),
        K.PERMIT: date(2020, 7, 24),
    }
    truck.began_on, truck.ceremony_on, truck.since = date(2020, 6, 10), date(2020, 5, 28), {2020: date(2020, 5, 20)}
    yield truck
    park = Plan("北汽双园项目", T.INDUSTRY, IND.CARS, 120 * YI, dossier="XM-2020-002")
    park.nodes = {K.FILED: date(2020, 5, 26), K.SITED: date(2020, 6, 18), K.CLEARING: date(2020, 7, 2)}
    yield park
    yield Plan(
        "西安绿地之心项目",
        T.HEADQUARTERS,
        IND.SERVICES,
        260 * YI,
        dossier="XM-2020-003",
        nodes={K.FILED: date(2020, 9, 3)},
    )
    for name, kind, industry, total, started, days in (
        (NATIONAL, T.INDUSTRY, IND.ENERGY, 28, date(2019, 4, 18), 171),
        ("博世汽车部件产业园", T.INDUSTRY, IND.CARS, 15, date(2019, 6, 5), 188),
        ("力士乐液压装备项目", T.INDUSTRY, IND.EQUIPMENT, 11, date(2019, 9, 12), 97),
        ("众邦电缆产业园", T.INDUSTRY, IND.MATERIALS, 52, date(2019, 10, 8), 203),
        ("延长新材料产业园", T.INDUSTRY, IND.MATERIALS, 24, date(2020, 4, 21), 156),
        ("中建商务广场", T.HEADQUARTERS, IND.SERVICES, 19, date(2019, 7, 22), 240),
        ("经开学校", T.LIVELIHOOD, IND.PUBLIC, 3, date(2020, 3, 30), 132),
    ):
        plan = Plan(name, kind, industry, total * YI)
        _course_of_named(plan, started, days)
        yield plan


def _course_of_named(plan: Plan, started: date, days: int) -> None:
    cleared = started - timedelta(days=days)
    plan.nodes = {
        K.FILED: cleared - timedelta(days=40),
        K.SITED: cleared - timedelta(days=10),
        K.CLEARING: cleared,
        K.CLEARED: cleared + timedelta(days=days // 2),
        K.CONNECTED: cleared + timedelta(days=days * 7 // 10),
        K.LAND: cleared + timedelta(days=days * 7 // 10 + 2),
        K.LAND_PERMIT: cleared + timedelta(days=days * 8 // 10),
        K.PIT_PERMIT: started - timedelta(days=6),
        K.STARTED: started,
        K.REGISTERED: started + timedelta(days=14),
        K.PLANNING_PERMIT: started + timedelta(days=12),
        K.PERMIT: started + timedelta(days=35),
    }
    plan.began_on = started - timedelta(days=3)


def _connected(nodes: dict[str, date]) -> list[tuple[str, date]]:
    """The days of the checklist's items, the last on the day of the node."""
    last = nodes[K.CONNECTED]
    items = [key for key, _name in DEFAULT]
    return [(item, last - timedelta(days=4 * (len(items) - place))) for place, item in enumerate(items, 1)]


def _scale(listed: list[Plan], year: int) -> None:
    """Bring the municipal plans of a year to the sum that the zone has published, keeping their proportions."""
    whole = sum(one.plans[year] for one in listed)
    for one in listed:
        one.plans[year] = int(one.plans[year] * PLAN_YI[year] * YI / whole) // WAN * WAN


def _week_of(day: date) -> date:
    """The Sunday that ends the week of a day."""
    return day + timedelta(days=6 - day.weekday())


def _share(weight: int, started: date | None, month: date) -> float:
    """How much of the year falls into a month: before the start only land and preparation."""
    open_ = started is not None and (started.year, started.month) <= (month.year, month.month)
    return weight if open_ else weight * 0.6


def _image(one: Plan, month: date) -> str:
    started = one.nodes.get(K.STARTED)
    if started is None or started > month.replace(day=28):
        return "办理前期手续"
    months = (month.year - started.year) * 12 + month.month - started.month
    return IMAGES[min(months // 2, len(IMAGES) - 1)]


def _row(one: Plan, day: date, facts: dict[str, Any]) -> dict[str, Any]:
    """A row of an entry about a project, by column; keys of other tables as numbers."""
    project = one.project
    columns: dict[str, Any] = {
        "happened_on": day,
        "project_id": project.pk,
        "office_id": project.office_id,
        "area_id": project.area_id,
        "type": str(project.type),
        "industry": str(project.industry),
        "level": str(project.level),
        "landmark": project.landmark,
    }
    if "table" in facts:
        columns["table_id"] = facts.pop("table")
    return columns | facts


def _node(one: Plan, kind: str, day: date) -> Entry:
    """A node that was done, the start as its own entry."""
    if kind == K.STARTED:
        own = {"began_on": one.began_on or day, "total_fen": one.total_fen, "document": f"开工报告〔{day.year}〕"}
        return one.project.entry(Start, happened_on=day, **own)
    own = {"kind": kind, "rank": RANKS[kind], "lets_start": kind in LETS_START, "document": ""}
    return one.project.entry(Node, happened_on=day, **own)


def _ceremony(one: Plan, day: date) -> Entry:
    return one.project.entry(Ceremony, happened_on=day, occasion="重点项目集中开工")


def _connect(one: Plan, item: str, day: date, act: Act) -> None:
    act.enter(one.project.entry(Connection, item=item, happened_on=day, document="通达确认单"))


def _enter_all(makes: Iterable[Callable[[], Entry]], act: Act) -> None:
    act.enter_many(make() for make in makes)


def _rules(act: Act) -> None:
    """The thresholds of the lights, from the box."""
    issue_from_the_box(act, EDITION, valid_from=date(2019, 1, 1), issued_on=date(2019, 1, 3))


def _attest(said: dict[str, Any], day: date, act: Act) -> None:
    act.enter(Attested(happened_on=day, **said))


def _aim(said: dict[str, Any], day: date, act: Act) -> None:
    act.enter(Target(happened_on=day, **said))


def _block(chance: random.Random, total_fen: int) -> Any:
    """A block in the zone whose size grows with the total."""
    lon = round(CENTRE[0] + chance.uniform(-0.05, 0.05), 6)
    lat = round(CENTRE[1] + chance.uniform(-0.04, 0.04), 6)
    width = round((20_000 + total_fen / YI * 9_000) ** 0.5 / DEGREE_M, 6)
    height = round(width * 0.83, 6)
    ring = [[lon, lat], [lon + width, lat], [lon + width, lat + height], [lon, lat + height], [lon, lat]]
    corners = ", ".join(f"[{x:.6f}, {y:.6f}]" for x, y in ring)
    return stored_shape(f'{{"type": "Polygon", "coordinates": [[{corners}]]}}')
