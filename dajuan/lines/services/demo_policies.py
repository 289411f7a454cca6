"""Enterprises of the demo, and what they applied for: policy money, titles, tax refunds."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from dajuan.core.companies.models import CodeState, Company, CompanyParticulars
from dajuan.core.demo.stage import FIRST, SECOND, Stage
from dajuan.core.records.act import Act
from dajuan.core.records.models import Entry
from dajuan.lines.services import demo_words as words
from dajuan.lines.services.demo_catalogue import morning
from dajuan.lines.services.models import (
    Condition,
    PolicyApplication,
    PolicyApplied,
    PolicyApproved,
    PolicyIssued,
    PolicyItem,
    PolicyNotice,
    PolicyPaid,
    PolicyRecommended,
    PolicyRefused,
    Refund,
    TitleApplication,
    TitleApplied,
    TitleGranted,
    TitleRefused,
)
from dajuan.lines.services.models.conditions import About
from dajuan.values.credit_codes import ALPHABET, State, check, organisation_check

LINE = "services"
SEED = 20200421
WAN = 1_000_000  # in fen
BEGUN = datetime(2019, 1, 3, 2, tzinfo=UTC)
LAST = date(2020, 12, 28)
SIZES = ("micro",) * 9 + ("small",) * 8 + ("medium",) * 2 + ("large", "")
HOUR = timedelta(hours=1)
Step = tuple[date, Callable[[], Entry]]


def part(stage: Stage) -> float:
    """What share of a whole zone's policies, titles and refunds a demo has; a tenth of a zone has them all."""
    return min(1.0, stage.size * 10)


def put_on(stage: Stage) -> list[Company]:
    """Enterprises at the start, policies with them, then what was applied for, recorded week by week."""
    chance = random.Random(SEED)
    firms = list(_firms(stage, chance, round(600 * part(stage))))
    stage.record_at(LINE, BEGUN, partial(_enter_firms, firms))
    policies = [_policy(stage, number, *row) for number, row in enumerate(words.POLICIES, 1)]
    stage.record_at(LINE, BEGUN + timedelta(minutes=5), partial(_enter_policies, policies))
    subjects: list[Any] = []
    steps: list[Step] = []
    for year, times in ((2019, 0.8), (2020, 1.0)):
        _titles(stage, chance, firms, year, times, subjects, steps)
        _applications(stage, chance, firms, [policy for policy, _row in policies], year, times, subjects, steps)
    stage.record_at(LINE, BEGUN + timedelta(minutes=10), partial(_save, subjects))
    _record_weeks(stage, steps)
    _refunds(stage, chance, firms)
    return firms


# Enterprises


def _firms(stage: Stage, chance: random.Random, number: int) -> Iterator[Company]:
    for at in range(number):
        what, industry = words.FIRMS[at % len(words.FIRMS)]
        yield Company(
            zone=stage.zone,
            office=stage.offices[LINE],
            code=_code(20_000_000 + at),
            code_state=CodeState.CHECKED,
            name=f"渭川{FIRST[at % len(FIRST)]}{SECOND[at * 7 % len(SECOND)]}{what}有限公司",
            division=chance.choice(("610112", "610112", "610117", "")),
            industry=industry if chance.random() < 0.9 else "",
            size=chance.choice(SIZES),
            founded_on=date(chance.randint(2004, 2018), chance.randint(1, 12), chance.randint(1, 28))
            if chance.random() < 0.9
            else None,
            created_at=BEGUN,
        )


def _code(number: int) -> str:
    """A code of its own with the digit that checks it."""
    eight = f"Y{number % 10_000_000:07}"
    body = f"91610132{eight}{organisation_check(eight)}"
    return next(body + digit for digit in ALPHABET if check(body + digit).state is State.VALID)


def _enter_firms(firms: list[Company], act: Act) -> None:
    Company.objects.bulk_create(firms)
    act.enter_many(
        CompanyParticulars(
            company=one,
            happened_on=date(2019, 1, 3),
            **{name: getattr(one, name) for name in ("name", "industry", "size", "division")},
        )
        for one in firms
    )


# Policies


def _policy(stage: Stage, number: int, *row: Any) -> tuple[PolicyItem, list[tuple[str, list[Any]]]]:
    name, english, kind, level, way, most, sizes, industries, titles, least, longest = row
    policy = PolicyItem(
        zone=stage.zone,
        office=stage.offices[LINE],
        code=f"HQ-{number:03}",
        name=name,
        name_en=english,
        kind=kind,
        level=level,
        way=way,
        basis=f"管发〔2019〕{number + 10}号" if level == "zone" else f"{name}管理办法",
        said=f"单户企业最高支持{most}万元。",
        most_fen=most * WAN,
        created_at=BEGUN,
    )
    asked = (
        (About.SIZE, list(sizes)),
        (About.INDUSTRY, list(industries)),
        (About.REGISTERED, ["610112", "610117"] if level == "zone" else []),
        (About.AGE_LEAST, [least] if least else []),
        (About.AGE_MOST, [longest] if longest else []),
        (About.TITLE, list(titles)),
    )
    return policy, [(about, values) for about, values in asked if values]


def _enter_policies(policies: list[tuple[PolicyItem, list[tuple[str, list[Any]]]]], act: Act) -> None:
    PolicyItem.objects.bulk_create(policy for policy, _asked in policies)
    Condition.objects.bulk_create(
        Condition(policy=policy, about=about, values=values) for policy, asked in policies for about, values in asked
    )
    for policy, _asked in policies:
        act.enter(policy.entry(PolicyIssued, happened_on=date(2019, 1, 3), document=policy.basis))


def _applications(
    stage: Stage,
    chance: random.Random,
    firms: list[Company],
    policies: list[PolicyItem],
    year: int,
    times: float,
    subjects: list[Any],
    steps: list[Step],
) -> None:
    """Some 300 projects a year, and as many rewards and subsidies, some of them without an application."""
    projects = [policy for policy in policies if policy.kind == "project"]
    others = [policy for policy in policies if policy.kind != "project"]
    for number in range(max(6, round(620 * part(stage) * times))):
        policy = chance.choice(projects if number % 2 == 0 else others)
        code = f"SB-{year}-{number + 1:04}"
        own = {"zone": stage.zone, "office": stage.offices[LINE], "code": code, "created_at": BEGUN}
        one = PolicyApplication(
            **own,
            policy=policy,
            company=chance.choice(firms),
            helped=policy.kind == "project" and chance.random() < 0.9,
        )
        subjects.append(one)
        steps += _course(chance, one, policy, date(year, 1, 8) + timedelta(days=chance.randint(0, 350)))


def _course(chance: random.Random, one: PolicyApplication, policy: PolicyItem, day: date) -> Iterator[Step]:
    """From application to payment, as far as the demo goes; three of ten projects are refused."""
    most = (policy.most_fen or 0) // WAN
    asked = chance.randint(max(1, most // 5), most) * WAN
    if policy.way != "no-application":
        yield day, partial(one.entry, PolicyApplied, happened_on=day, asked_fen=asked)
        day += timedelta(days=chance.randint(4, 15))
        yield day, partial(one.entry, PolicyRecommended, happened_on=day, document=f"推荐函〔{day.year}〕")
        day += timedelta(days=chance.randint(20, 60))
        if chance.random() < (0.3 if policy.kind == "project" else 0.1):
            yield day, partial(one.entry, PolicyRefused, happened_on=day, because="评审未通过")
            return
    granted = asked * chance.choice((5, 6, 7, 8, 10)) // 10 // WAN * WAN or WAN
    document = f"资金安排通知〔{day.year}〕{day.month}号"
    yield day, partial(one.entry, PolicyApproved, happened_on=day, granted_fen=granted, document=document)
    shown = day + timedelta(days=chance.randint(1, 4))
    ends = shown + timedelta(days=7)
    yield shown, partial(one.entry, PolicyNotice, happened_on=shown, ends_on=ends, place="管委会门户网站")
    paid = ends + timedelta(days=chance.randint(2, 30))
    yield paid, partial(one.entry, PolicyPaid, happened_on=paid, paid_fen=granted)


# Titles


def _titles(
    stage: Stage,
    chance: random.Random,
    firms: list[Company],
    year: int,
    times: float,
    subjects: list[Any],
    steps: list[Step],
) -> None:
    """Some 240 applications a year, most of them for high-tech enterprises; granted in autumn."""
    kinds = [row for row in words.TITLES for _once in range(row[2])]
    for number in range(max(6, round(240 * part(stage) * times))):
        title, level, _often, granted, term = chance.choice(kinds)
        own = {"zone": stage.zone, "office": stage.offices[LINE], "code": f"CH-{year}-{number + 1:04}"}
        helped = chance.random() < 0.93
        one = TitleApplication(
            **own, company=chance.choice(firms), title=title, level=level, helped=helped, created_at=BEGUN
        )
        subjects.append(one)
        day = date(year, 3, 1) + timedelta(days=chance.randint(0, 170))
        steps.append((day, partial(one.entry, TitleApplied, happened_on=day)))
        end = day + timedelta(days=chance.randint(60, 125))
        if chance.randint(1, 10) <= granted:
            facts = {
                "document": f"{year}年第{1 + end.month % 3}批认定名单",
                "valid_to": date(end.year + term, end.month, 1),
            }
            steps.append((end, partial(one.entry, TitleGranted, happened_on=end, **facts)))
        else:
            steps.append((end, partial(one.entry, TitleRefused, happened_on=end, because="指标未达到要求")))


def _save(subjects: list[Any], act: Act) -> None:
    for one in subjects:
        one.company_id = one.company.pk  # it has a key by now
    PolicyApplication.objects.bulk_create(one for one in subjects if isinstance(one, PolicyApplication))
    TitleApplication.objects.bulk_create(one for one in subjects if isinstance(one, TitleApplication))


def _record_weeks(stage: Stage, steps: list[Step]) -> None:
    """All of a week in one act, on the Monday after; what lies after the demo's end has not happened."""
    weeks: dict[date, list[Callable[[], Entry]]] = defaultdict(list)
    for day, make in steps:
        if day <= LAST:
            weeks[min(day + timedelta(days=7 - day.weekday()), date(day.year, 12, 31))].append(make)
    for day, makes in sorted(weeks.items()):
        stage.record_at(LINE, morning(day), partial(_enter_all, makes))


def _enter_all(makes: list[Callable[[], Entry]], act: Act) -> None:
    act.enter_many(make() for make in makes)


# Tax refunds


def _refunds(stage: Stage, chance: random.Random, firms: list[Company]) -> None:
    """The one the report speaks of, accepted and paid in a day with a stop, and some more."""
    number = count(1)
    morning = datetime(2020, 4, 21, 1, 10, tzinfo=UTC)  # ten past nine by the zone's clock
    longi = Company(
        zone=stage.zone,
        office=stage.offices[LINE],
        code=_code(29_999_999),
        code_state=CodeState.CHECKED,
        name="隆基乐叶光伏科技（渭川）有限公司",
        division="610112",
        industry="C3825",
        size="large",
        founded_on=date(2015, 2, 27),
        created_at=BEGUN,
    )
    firms.append(longi)  # entered with the others: nothing has been recorded yet
    one = _refund(stage, longi, next(number), "vat-credit", "longi-refund")
    stop = (morning + 2 * HOUR, morning + 4 * HOUR + HOUR / 2)
    _tell(stage, one, morning, 12_360 * WAN, stop, morning + 6 * HOUR + HOUR / 2)
    for _once in range(max(3, round(60 * part(stage)))):
        day = date(2019, 2, 1) + timedelta(days=chance.randint(0, 680))
        at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        tax = chance.choice(("vat-credit", "vat-credit", "export", "overpaid"))
        hours = chance.randint(20, 200 if day.year == 2019 else 90)
        other = _refund(stage, chance.choice(firms[:-1]), next(number), tax, "")
        stop_at = (at + 3 * HOUR, at + 12 * HOUR) if chance.random() < 0.2 else None
        _tell(stage, other, at, chance.randint(5, 900) * WAN, stop_at, at + hours * HOUR)


def _refund(stage: Stage, company: Company, number: int, tax: str, landmark: str) -> Refund:
    own = {"zone": stage.zone, "office": stage.offices[LINE], "created_at": BEGUN}
    return Refund(**own, code=f"TS-{number:03}", company=company, tax=tax, landmark=landmark)


def _tell(
    stage: Stage,
    one: Refund,
    accepted_at: datetime,
    fen: int,
    stop: tuple[datetime, datetime] | None,
    paid_at: datetime,
) -> None:
    """Its steps by its own methods, each recorded as it happened."""

    def accept(act: Act) -> None:
        one.company_id = one.company.pk  # it has a key by now
        one.save()
        one.accept(act, accepted_at=accepted_at, asked_fen=fen)

    stage.record_at(LINE, accepted_at + timedelta(minutes=1), accept)
    if stop:
        owed = partial(one.stop, from_at=stop[0], to_at=stop[1], because="补充留抵税额核对资料")
        stage.record_at(LINE, stop[1] + timedelta(minutes=1), owed)
    if paid_at.date() <= LAST:
        pay = partial(one.pay, paid_at=paid_at, paid_fen=fen)
        stage.record_at(LINE, paid_at + timedelta(minutes=1), pay)
