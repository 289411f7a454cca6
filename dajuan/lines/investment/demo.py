"""Two years of investment promotion on the demo's stage, in the proportions of domain.md section 5.

At full size 60 to 120 foreign and 600 to 1,500 domestic arrivals a year; a tenth of a zone's demo has them all, so that
lists are as long as in an office. What is many is poured month by month; what tells a story goes through the methods.
Chance is the room's own, so that other rooms' years stay as they were.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from dajuan.core.calendar.models import issue_rule_set
from dajuan.core.companies.models import Company, enter_company
from dajuan.core.demo.stage import FIRST, SECOND, Stage
from dajuan.core.records.act import Act
from dajuan.core.records.models import Entry
from dajuan.core.records.pouring import Pouring
from dajuan.core.staff.models import User
from dajuan.figures.models import SCALE, Target
from dajuan.lines.investment.completion import FORECAST, WEIGHTS
from dajuan.lines.investment.models import (
    Arrival,
    ArrivalCheck,
    ArrivalReport,
    ChainLink,
    Contract,
    Lead,
    PromotionEvent,
    Recognition,
    Rejection,
    Step,
    Version,
    YearPlan,
)
from dajuan.lines.investment.models.chain import Tier
from dajuan.lines.investment.models.counted import KIND, REPORTS
from dajuan.lines.investment.models.leads import ORDER
from dajuan.lines.investment.models.money import Money
from dajuan.lines.investment.models.words import CapitalForm, Currency, Industry, Method, Origin
from dajuan.values.credit_codes import ALPHABET, State, check, organisation_check

YI, WAN = 10_000_000_000, 1_000_000  # in fen or cents
PLANS: dict[str, int] = {}  # set here, for they do not grow with the demo's size
LINE = "investment"
PARITY = {2018: 66_000, 2019: 69_000, 2020: 68_900}  # yuan for a dollar, near enough for a demo
SOURCE = "中国外汇交易中心当日中间价"
PRODUCTS = {
    Industry.CARS: ("新能源客车", "动力总成", "车用电驱", "汽车线束", "智能座舱", "车身冲压", "商用车轴"),
    Industry.EQUIPMENT: ("数控机床", "航空部件", "轨道装备", "输变电装备", "工业机器人", "精密减速器"),
    Industry.MATERIALS: ("钛合金板材", "碳纤维", "铜箔", "特种陶瓷", "硅片", "合金粉末"),
    Industry.ENERGY: ("光伏组件", "储能电池", "氢能装备", "风电叶片", "动力电池"),
    Industry.SERVICES: ("软件园", "供应链中心", "检测认证", "工业设计", "数据中心"),
    Industry.PROPERTY: ("城市综合体", "总部基地", "会展商业"),
    Industry.OTHER: ("食品加工", "印刷包装", "医药器械"),
}
OFTEN = {
    Industry.CARS: 5,
    Industry.EQUIPMENT: 5,
    Industry.MATERIALS: 4,
    Industry.ENERGY: 3,
    Industry.SERVICES: 3,
    Industry.PROPERTY: 1,
    Industry.OTHER: 1,
}
INDUSTRIES = [industry for industry, often in OFTEN.items() for _once in range(often)]
METHODS = (Method.CHAIN,) * 4 + (Method.INVESTORS,) * 3 + (Method.CAPITAL,) * 2 + (Method.TECHNOLOGY,) * 2
BIG = (
    # code, name, investor, industry, method, signed on, total and domestic part in 亿, event
    ("HT-2020-001", "陕汽重卡扩能项目", "陕汽控股", Industry.CARS, Method.INVESTORS, date(2020, 3, 18), 62, 62, 0),
    ("HT-2020-002", "北汽双园项目", "北汽集团", Industry.CARS, Method.CHAIN, date(2020, 5, 14), 120, 96, 1),
    ("HT-2020-003", "西安绿地之心项目", "绿地集团", Industry.PROPERTY, Method.CAPITAL, date(2020, 8, 12), 260, 230, 2),
)
MAJOR = {
    2019: ("新春招商推介会", "京津冀招商推介会", "长三角专题推介", "丝博会专场签约", "德国专题推介", "深圳对接会"),
    2020: (
        "重点项目云签约仪式",
        "上半年重点项目集中签约",
        "第三届丝博会经开区专场签约",
        "粤港澳大湾区招商推介会",
        "新能源产业链推介会",
        "跨国公司云推介",
        "资本招商专场对接会",
        "科技成果转化签约",
    ),
}
TOWNS = ("西安", "北京", "上海", "深圳", "广州")
PLACES = {
    "丝博会": "西安",
    "京津冀": "北京",
    "长三角": "上海",
    "德国": "法兰克福",
    "深圳": "深圳",
    "粤港澳": "深圳",
    "集中签约": "西安",
}
CHAINS = {
    Industry.CARS: (
        ("车用钢材", 1, 3, ""),
        ("动力电池", 1, 0, "电驱总成"),
        ("车规芯片", 1, 0, "电驱总成"),
        ("车轴与传动", 1, 2, "重型卡车整车"),
        ("电驱总成", 2, 1, "新能源整车"),
        ("发动机", 2, 2, "重型卡车整车"),
        ("座舱与线束", 2, 2, "新能源整车"),
        ("重型卡车整车", 3, 1, ""),
        ("新能源整车", 3, 1, ""),
        ("智能网联服务", 3, 0, ""),
    ),
    Industry.ENERGY: (
        ("多晶硅料", 1, 0, "单晶硅片"),
        ("单晶硅片", 2, 2, "光伏组件"),
        ("光伏组件", 3, 1, ""),
        ("储能系统", 3, 0, ""),
    ),
}


@dataclass
class Year:
    """What is made on the stage: chance, subjects, and what is still to be poured by month."""

    stage: Stage
    chance: random.Random
    people: list[User]
    part: float
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    seconds: Iterator[int] = field(default_factory=count)
    events: dict[int, list[PromotionEvent]] = field(default_factory=lambda: defaultdict(list))
    contracts: list[tuple[Contract, date, int, int]] = field(default_factory=list)  # signed on, fen and cents

    def many(self, number: int, least: int = 1) -> int:
        return max(least, round(number * self.part))

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.chance.randint(0, max(0, (last - first).days)))

    def place(self) -> str:
        return self.chance.choice(FIRST) + self.chance.choice(SECOND)

    def name(self, industry: Industry) -> str:
        return f"{self.place()}{self.chance.choice(PRODUCTS[industry])}项目"

    def own(self, **more: Any) -> dict[str, Any]:
        """Zone, office and specialist of a new subject."""
        office = self.stage.offices[LINE]
        return {"zone": self.stage.zone, "office": office, "specialist": self.chance.choice(self.people), **more}

    def record(self, day: date, do: Callable[[Act], Any], line: str = LINE) -> None:
        """Recorded in the morning of a day, in the order in which it was put on."""
        at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(seconds=next(self.seconds))
        self.stage.record_at(line, at, do)


def put_on(stage: Stage) -> None:
    """Everything of the room, ready to be recorded."""
    people = [stage.clerks[LINE], *User.objects.filter(zone=stage.zone, username__in=("ning", "tan"))]
    year = Year(stage, random.Random(20200318), people, min(1.0, stage.size * 10))
    _rules(year)
    for number in (2019, 2020):
        _events(year, number)
    for number, many in ((2018, 70), (2019, 80), (2020, 90)):
        _contracts(year, number, many)
    _big(year)
    _arrivals(year)
    _reversed_in_january(year)
    _leads(year)
    _chain(year)
    _targets(year)


def _rules(year: Year) -> None:
    """What counts for which report, and the weights of the forecast, as the zone's own papers say."""

    def issue(act: Act) -> None:
        told = {name: {"least": report.least, "currency": str(report.currency)} for name, report in REPORTS.items()}
        for kind, content in ((KIND, told), (FORECAST, WEIGHTS)):
            issue_rule_set(
                act,
                kind=kind,
                edition="2019年版",
                issued_on=date(2019, 1, 2),
                valid_from=date(2018, 1, 1),
                document="管委会招商引资统计办法",
                content=content,
            )

    year.stage.record_at(LINE, datetime(2019, 1, 2, 3, tzinfo=UTC), issue)


def _events(year: Year, number: int) -> None:
    """The major events of a year, one a month or so, and as many small ones."""
    names = [(name, "major") for name in MAJOR[number]] + [
        (f"{year.place()}产业对接会", "ordinary") for _ in range(year.many(8))
    ]
    for at, (name, level) in enumerate(names):
        day = date(number, 2 + at % 10, 6 + year.chance.randint(0, 20))
        occasion = "signing" if "签约" in name else "presentation" if "推介" in name else "forum"
        event = PromotionEvent(
            **_without_specialist(year.own()),
            name=name,
            place="网络会场" if "云" in name else _place_of(name, year.chance.choice(TOWNS)),
            form="cloud" if "云" in name else "on-site",
            level=level,
            occasion="expo" if "丝博会" in name else occasion,
            planned_on=_planned(name, day),
        )
        year.events[number].append(event)
        year.record(event.planned_on, partial(_hold, event, year.chance.randint(20, 180)))


def _place_of(name: str, usual: str) -> str:
    """Where an event is held: what its name says, else the usual place."""
    return next((place for word, place in PLACES.items() if word in name), usual)


def _planned(name: str, day: date) -> date:
    """The days of the events that contracts below name."""
    fixed = {"重点项目云签约仪式": (3, 18), "上半年重点项目集中签约": (5, 14), "第三届丝博会经开区专场签约": (8, 12)}
    return date(day.year, *fixed[name]) if name in fixed else day


def _hold(event: PromotionEvent, guests: int, act: Act) -> None:
    event.created_at = act.clock()
    event.save()
    event.hold(act, happened_on=event.planned_on, guests=guests)


def _without_specialist(own: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in own.items() if name != "specialist"}


def _contracts(year: Year, number: int, many: int) -> None:
    """The contracts of a year, poured on the last day of the month in which they were signed."""
    months: dict[date, list[tuple[Contract, dict[str, Any]]]] = defaultdict(list)
    for _ in range(year.many(many, least=4)):
        contract, version = _contract(year, number)
        months[_month_end(version["happened_on"])].append((contract, version))
    for end, made in months.items():
        year.record(max(end, date(2019, 1, 3)), partial(_save_contracts, [contract for contract, _version in made]))
        rows = [
            _row(contract, ("office", "specialist", "method", "industry", "origin", "event"), version)
            for contract, version in made
        ]
        _pour_later(year, max(end, date(2019, 1, 3)), Version, rows)


def _contract(year: Year, number: int) -> tuple[Contract, dict[str, Any]]:
    industry, method = year.chance.choice(INDUSTRIES), year.chance.choice(METHODS)
    signed, is_foreign = year.day(date(number, 1, 6), date(number, 12, 20)), year.chance.random() < 0.16
    domestic = round(year.chance.lognormvariate(0, 0.7) * 7, 1)
    cents = round(year.chance.uniform(0.1, 0.6), 2) if is_foreign else 0
    foreign = Money(Currency.USD, int(cents * YI), PARITY[number]).equivalent_fen
    fen = 0 if is_foreign and year.chance.random() < 0.5 else int(domestic * YI)
    origins = (Origin.ABROAD, Origin.HMT) if is_foreign else (Origin.PROVINCE,) * 7 + (Origin.CITY, Origin.SAME)
    contract = Contract(
        **year.own(),
        code=f"HT-{number}-{100 + next(year.numbers)}",
        name=year.name(industry),
        investor_name=f"{year.place()}集团",
        method=method,
        industry=industry,
        origin=year.chance.choice(origins),
    )
    total = int((fen + foreign) * year.chance.uniform(1.0, 1.25)) // WAN * WAN + WAN
    version = {
        "version": 1,
        "total_fen": total,
        "change_fen": total,
        "contracted_change_fen": fen + foreign,
        "domestic_fen": fen,
        "foreign_cents": int(cents * YI),
        "rate_x10000": PARITY[number] if cents else 0,
        "foreign_fen": foreign,
        "contracted_fen": fen + foreign,
        "land_dm2": year.chance.randint(20, 400) * 200_000 // 3,
        "happened_on": signed,
    }
    year.contracts.append((contract, signed, fen, int(cents * YI)))
    return contract, version


def _month_end(day: date) -> date:
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following - timedelta(days=1)


def _save_contracts(contracts: list[Contract], act: Act) -> None:
    for contract in contracts:
        contract.created_at = act.clock()
    Contract.objects.bulk_create(contracts)


def _row(subject: Any, copied: tuple[str, ...], facts: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    """A row once its subject has a key: what is copied of the subject, then its own facts; empty texts elsewhere."""

    def ready() -> dict[str, Any]:
        as_it_is = {name: getattr(subject, subject._meta.get_field(name).attname) for name in copied}
        return {subject._meta.model_name: subject.pk, **as_it_is, **facts}

    return ready


def _pour_later(year: Year, day: date, entry: type[Entry], rows: list[Callable[[], dict[str, Any]]]) -> None:
    """Rows of one type, made ready when they are poured: their subjects have keys by then."""
    if not rows:
        return

    def pour(act: Act) -> None:
        ready = [_complete(entry, row()) for row in rows]
        columns = [str(entry._meta.get_field(name).column) for name in ready[0]]  # type: ignore[union-attr]  # columns
        act.take(Pouring(entry, year.stage.zone, columns, [tuple(row.values()) for row in ready]))

    year.record(day, pour)


def _complete(entry: type[Entry], row: dict[str, Any]) -> dict[str, Any]:
    """A row with every column of the type: a default, an empty text or nothing where it says nothing."""
    common = {column.name for column in Entry._meta.get_fields() if hasattr(column, "attname")}
    found = {}
    for column in entry._meta.concrete_fields:
        if column.name in common - {"happened_on"}:
            continue
        usual = column.get_default() if column.has_default() else (None if column.null else "")
        value = row.get(column.name, usual)
        found[column.name] = str(value) if isinstance(value, str) else value  # a choice as plain text
    return found


def _big(year: Year) -> None:
    """The three the report names, signed at events, and others, each with the dossier that key projects take up."""
    for code, name, investor, industry, method, day, total, domestic, at in BIG:
        own = {"code": code, "name": name, "investor_name": investor, "industry": industry, "method": method}
        contract = Contract(**year.own(), **own, origin=Origin.PROVINCE, event=year.events[2020][at])
        facts = {"total_fen": total * YI, "domestic_fen": domestic * YI, "land_dm2": total * 2_000_000}
        year.record(day, partial(_sign, contract, day, code.replace("HT", "XM"), facts))
        year.contracts.append((contract, day, domestic * YI, 0))
    for number in range(4, 4 + year.many(26, least=3)):
        industry, day = year.chance.choice(INDUSTRIES[:17]), year.day(date(2019, 3, 1), date(2020, 10, 31))
        own = {"code": f"HT-2020-{number:03}", "name": year.name(industry), "investor_name": "某投资集团"}
        own |= {"industry": industry, "method": year.chance.choice(METHODS), "origin": Origin.PROVINCE}
        contract, fen = Contract(**year.own(), **own), int(year.chance.uniform(4, 22)) * YI
        year.record(day, partial(_sign, contract, day, f"XM-2020-{number:03}", {"total_fen": fen, "domestic_fen": fen}))
        year.contracts.append((contract, day, fen, 0))
        if number == 4:
            year.record(date(2020, 11, 9), partial(_amend, contract, fen + 6 * YI))
    _terminated(year)


def _terminated(year: Year) -> None:
    """One that came to nothing: signed in June, ended in November; no money arrived."""
    own = {"code": "HT-2020-900", "name": "云麓跨境物流园项目", "investor_name": "某物流集团"}
    own |= {"industry": Industry.SERVICES, "method": Method.CAPITAL, "origin": Origin.PROVINCE}
    contract, fen = Contract(**year.own(), **own), 9 * YI
    facts = {"total_fen": fen, "domestic_fen": fen}
    year.record(date(2020, 6, 17), partial(_sign, contract, date(2020, 6, 17), "", facts))
    ended = {"because": "投资方调整布局，双方协商解除", "document": "管投函〔2020〕41号"}
    year.record(date(2020, 11, 20), partial(_do, contract, "terminate", date(2020, 11, 20), ended))


def _sign(contract: Contract, day: date, number: str, facts: dict[str, Any], act: Act) -> None:
    contract.created_at = act.clock()
    contract.save()
    contract.sign(act, happened_on=day, dossier_number=number, **facts)


def _amend(contract: Contract, total: int, act: Act) -> None:
    facts: dict[str, Any] = {"total_fen": total, "domestic_fen": total, "because": "增加一条生产线"}
    contract.sign(act, happened_on=date(2020, 11, 9), **facts)


def _arrivals(year: Year) -> None:
    """Instalments of each contract since it was signed, poured on the last day of their month.

    Three acts a month: reported, checked, recognised. Those of the last days of 2020 wait on the worklist.
    """
    months: dict[date, list[tuple[Arrival, date, Money]]] = defaultdict(list)
    for contract, signed, fen, cents in year.contracts:
        for arrival, day, paid in _instalments(year, contract, signed, fen, cents):
            months[_month_end(day)].append((arrival, day, paid))
    for end, made in sorted(months.items()):
        year.record(end, partial(_save_arrivals, [arrival for arrival, _day, _paid in made]))
        settled = [one for one in made if one[1] < date(2020, 12, 19)]
        refused = [one for one in settled if one[0].origin == Origin.SAME and year.chance.random() < 0.3]
        counted = [one for one in settled if one not in refused]
        for entry, some, more in (
            (ArrivalReport, made, {}),
            (ArrivalCheck, counted, {"proof": "slip", "paper": "银行回单"}),
            (Recognition, counted, {}),
            (Rejection, refused, {"because": "本市资金，不属招商引资统计范围"}),
        ):
            _pour_later(year, end, entry, [_arrived(entry, one, end, more) for one in some])


def _instalments(
    year: Year, contract: Contract, signed: date, fen: int, cents: int
) -> Iterator[tuple[Arrival, date, Money]]:
    for currency, whole, many in ((Currency.CNY, fen, 11), (Currency.USD, cents, 5)):
        day, left = max(signed, date(2019, 1, 4)) + timedelta(days=year.chance.randint(3, 30)), whole * 9 // 10
        while day <= date(2020, 12, 28) and left > whole // 50:
            amount = min(left, int(whole * year.chance.uniform(0.4, 1.4)) // many // WAN * WAN)
            left -= amount
            if amount:
                yield _arrival(year, contract, currency), day, _paid(currency, amount, day.year)
            day += timedelta(days=year.chance.randint(30, 75))


def _arrival(year: Year, contract: Contract, currency: Currency) -> Arrival:
    forms = (CapitalForm.FIXED,) * 7 + (CapitalForm.WORKING,) * 2 + (CapitalForm.LAND,)
    return Arrival(
        **_without_specialist(year.own()),
        contract=contract,
        code=f"DZ-{next(year.numbers):05}",
        currency=currency,
        form=year.chance.choice(forms),
        origin=contract.origin
        if currency == Currency.USD or contract.origin not in {Origin.ABROAD, Origin.HMT}
        else Origin.PROVINCE,
    )


def _paid(currency: Currency, amount: int, number: int) -> Money:
    return Money(currency, amount, PARITY[number], SOURCE) if currency == Currency.USD else Money(currency, amount)


def _save_arrivals(arrivals: list[Arrival], act: Act) -> None:
    for arrival in arrivals:
        arrival.created_at = act.clock()
    Arrival.objects.bulk_create(arrivals)


def _arrived(entry: type[Entry], one: tuple[Arrival, date, Money], end: date, more: dict[str, Any]) -> Any:
    """A row about one arrival, made ready when it is poured."""
    arrival, day, paid = one

    def ready() -> dict[str, Any]:
        contract = arrival.contract
        facts: dict[str, Any] = {
            "happened_on": day if entry is ArrivalReport else end,
            "arrival": arrival.pk,
            "contract": contract.pk,
            "office": arrival.office_id,
            "specialist": contract.specialist_id,
            "method": contract.method,
            "industry": contract.industry,
            "event": contract.event_id,
            "currency": str(arrival.currency),
            "form": str(arrival.form),
            "origin": str(arrival.origin),
            "amount": paid.amount,
            "amount_fen": paid.fen,
            "amount_cents": paid.cents,
            "rate_x10000": paid.rate_x10000,
            "rate_source": paid.rate_source,
            "equivalent_fen": paid.equivalent_fen,
            **more,
        }
        if entry is Recognition:
            said: dict[str, Any] = {
                "origin": arrival.origin,
                "form": arrival.form,
                "industry": contract.industry,
                "amount": paid,
            }
            verdicts = {name: report.verdict(**said).value for name, report in REPORTS.items()}
            facts |= {"arrived_on": day, "rules": "2019年版", **verdicts}
        return facts

    return ready


def _reversed_in_january(year: Year) -> None:
    """An arrival of Christmas Eve, recognised before the year was over, that the bank took back in January."""
    contract = year.contracts[-1][0]
    arrival = Arrival(
        **_without_specialist(year.own()),
        contract=contract,
        code="DZ-20201224",
        form=CapitalForm.FIXED,
        origin=Origin.PROVINCE,
    )

    def arrive(act: Act) -> None:
        arrival.created_at = act.clock()
        arrival.save()
        arrival.report(act, happened_on=date(2020, 12, 24), amount=2_000 * WAN)

    steps: tuple[tuple[date, str, dict[str, Any]], ...] = (
        (date(2020, 12, 25), "verify", {"proof": "slip", "paper": "回单20201224"}),
        (date(2020, 12, 28), "recognise", {"exception": ""}),
        (date(2021, 1, 8), "reverse", {"because": "投资方资金退回，银行冲正"}),
    )
    year.record(date(2020, 12, 24), arrive)
    for day, verb, facts in steps:
        year.record(day, partial(_do, arrival, verb, day, facts))


def _leads(year: Year) -> None:
    """Leads in every stage, poured by the month of their first contact; a few with visits and promises."""
    months: dict[date, list[tuple[Lead, list[tuple[str, date]]]]] = defaultdict(list)
    for _ in range(year.many(160, least=8)):
        lead, steps = _lead(year)
        months[_month_end(steps[0][1])].append((lead, steps))
    for end, made in sorted(months.items()):
        leads = [lead for lead, _steps in made]
        year.record(end, partial(_save_leads, leads))
    by_day: dict[date, list[Callable[[], dict[str, Any]]]] = defaultdict(list)
    copied = ("office", "specialist", "method", "industry", "source", "origin")
    for made in months.values():
        for lead, steps in made:
            for stage, day in steps:
                facts = {"to_stage": stage, "expected_fen": lead.expected_fen, "happened_on": day}
                by_day[_month_end(day)].append(_row(lead, copied, facts))
    for end, rows in sorted(by_day.items()):
        _pour_later(year, end, Step, rows)
    early = [lead for end, made in months.items() if end < date(2020, 9, 1) for lead, steps in made if len(steps) > 1]
    _promised(year, early)


def _lead(year: Year) -> tuple[Lead, list[tuple[str, date]]]:
    industry, first = year.chance.choice(INDUSTRIES), year.day(date(2019, 2, 1), date(2020, 11, 30))
    source = year.chance.choice(("referral", "event", "visit", "agency", "city", "own"))
    lead = Lead(
        **year.own(),
        code=f"XS-{next(year.numbers):04}",
        name=year.name(industry),
        investor_name=f"{year.place()}股份",
        source=source,
        method=Method.INVESTORS if source == "referral" else year.chance.choice(METHODS),
        industry=industry,
        origin=year.chance.choice((Origin.PROVINCE, Origin.PROVINCE, Origin.CITY, Origin.ABROAD)),
        expected_fen=year.chance.randint(5, 120) * YI // 10,
        created_at=datetime(first.year, first.month, first.day, 1, tzinfo=UTC),
    )
    steps, day = [("contacted", first)], first
    for stage in ORDER[2:8]:
        day += timedelta(days=year.chance.randint(12, 70))
        if day > date(2020, 12, 26) or year.chance.random() < 0.22:
            break
        steps.append((stage, day))
    if steps[-1][0] in ORDER[1:5] and year.chance.random() < 0.2 and day + timedelta(days=40) < date(2020, 12, 26):
        steps.append(("dropped", day + timedelta(days=40)))
    return lead, steps


def _promised(year: Year, leads: list[Lead]) -> None:
    """Visits and promises of some leads, most of them kept; and one lead that was entered twice."""
    for lead in leads[: year.many(24, least=3)]:
        day = year.day(date(2020, 9, 1), date(2020, 12, 10))
        way = year.chance.choice(("in", "out", "online"))
        year.record(day, partial(_do, lead, "visit", day, {"way": way, "rank": "head"}))
        due = day + timedelta(days=year.chance.randint(10, 40))
        what = year.chance.choice(("提供用地方案", "提交可研报告", "办理工商注册"))
        facts = {"side": year.chance.choice(("ours", "theirs")), "what": what, "due_on": due}
        year.record(day, partial(_do, lead, "promise", day, facts))
        if due < date(2020, 12, 20) and year.chance.random() < 0.8:
            year.record(due, partial(_keep, lead, due))
    if leads:
        first = leads[0]
        twin = Lead(**year.own(), name=f"{first.name}（一期）", investor_name=first.investor_name, source="own")
        twin.method, twin.industry, twin.origin, twin.expected_fen = first.method, first.industry, first.origin, YI

        def enter(act: Act) -> None:
            twin.created_at = act.clock()
            twin.save()
            twin.advance(act, happened_on=date(2020, 12, 8), to_stage="contacted")

        year.record(date(2020, 12, 8), enter)


def _save_leads(leads: list[Lead], act: Act) -> None:
    Lead.objects.bulk_create(leads)


def _do(subject: Any, verb: str, day: date, facts: dict[str, Any], act: Act) -> None:
    getattr(subject, verb)(act, happened_on=day, **facts)


def _keep(lead: Lead, day: date, act: Act) -> None:
    lead.keep_promise(act, happened_on=day, promise_key=f"{lead.pk}-1")


def _chain(year: Year) -> None:
    """Two chains with their links, companies and gaps."""
    year.record(date(2020, 2, 10), partial(_links, year))


def _links(year: Year, act: Act) -> None:
    """Companies first, then links: subjects are locked in key order."""
    names: dict[str, ChainLink] = {}
    own = _without_specialist(year.own())
    companies = {
        name: [_company(act, f"{year.place()}{name}有限公司", 10_000_000 + next(year.numbers)) for _at in range(held)]
        for links in CHAINS.values()
        for name, _tier, held, _feeds in links
    }
    for industry, links in CHAINS.items():
        for name, tier, _held, feeds in reversed(links):
            to = names.get(feeds)
            names[name] = ChainLink.objects.create(**own, industry=industry, name=name, tier=tier, feeds=to)
            for at, company in enumerate(companies[name]):
                leads = at == 0 and tier == max(Tier.values)
                names[name].place(act, happened_on=date(2020, 2, 10), company=company, leads=leads)


def _company(act: Act, name: str, number: int) -> Company:
    """A company with a code of its own and the digit that checks it."""
    eight = f"X{number % 10_000_000:07}"
    body = f"91610132{eight}{organisation_check(eight)}"
    code = next(body + digit for digit in ALPHABET if check(body + digit).state is State.VALID)
    return enter_company(act, code=code, name=name, happened_on=date(2020, 1, 6))


def _targets(year: Year) -> None:
    """The zone's targets of 2020 and who is to bring them: at the year's beginning, and adjusted in May."""
    part = year.part
    zone = {
        "investment-signed": 1_320 * YI // 100,
        "domestic-capital": 850 * YI // 100,
        "foreign-capital": 4 * YI // 100,
    }
    plan = YearPlan(**_without_specialist(year.own()), year=2020)
    year.record(date(2020, 1, 9), lambda act: plan.save())
    for version, day, share, paper in (
        ("年初计划", date(2020, 1, 10), 1.0, 3),
        ("五月调整", date(2020, 5, 20), 0.92, 27),
    ):
        document = f"管发〔2020〕{paper}号"
        for key, value in zone.items():
            year.record(day, partial(_zone_target, key, int(value * part * share), version, document, day), "general")
        for person in year.people:
            facts = {"kind": "domestic", "amount": int(280 * YI * part * share), "person": person}
            year.record(day, partial(_do, plan, "aim", day, {**facts, "version": version, "document": document}))
        for method, aimed in zip(Method, (260, 480, 360, 150), strict=True):
            facts = {"kind": "signed", "amount": int(aimed * YI * part * share), "method": method.value}
            year.record(day, partial(_do, plan, "aim", day, {**facts, "version": version, "document": document}))
        facts = {"kind": "domestic", "amount": int(850 * YI * part * share), "office_aimed": year.stage.offices[LINE]}
        year.record(day, partial(_do, plan, "aim", day, {**facts, "version": version, "document": document}))


def _zone_target(key: str, value: int, version: str, document: str, day: date, act: Act) -> None:
    target = Target(figure=key, year=2020, value_x10000=value * SCALE, version=version, document=document)
    target.happened_on = day
    act.enter(target)
