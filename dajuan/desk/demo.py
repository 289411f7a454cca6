"""The demo zone: an office that does not exist does two years of work and goes on a little into the third.

Each room puts its own events on the stage (`lines/<room>/demo.py`); here they are recorded in order, in one
transaction: the demo is loaded as a whole or not at all.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import module_has_submodule

from dajuan.core.demo import notices, problems
from dajuan.core.demo.stage import Stage
from dajuan.core.records.act import act, ledger_clock
from dajuan.core.staff.models import Charge, Office, Post, User, Zone
from dajuan.figures import catalogue
from dajuan.figures.models import SCALE, Attested, Target

SEED = 20201231
START = date(2019, 1, 1)
R = Post.Role

OFFICES = {
    "general": ("党政办公室", "General Office"),
    "investment": ("投资合作局", "Investment Cooperation Bureau"),
    "projects": ("发展改革局", "Development and Reform Bureau"),
    "city": ("城市建设局", "Urban Construction Bureau"),
    "livelihood": ("社会事业局", "Social Affairs Bureau"),
    "services": ("行政审批服务局", "Administrative Approval Service Bureau"),
    "audit": ("审计室", "Audit Office"),
    "system": ("信息中心", "Information Centre"),
    "community": ("凤栖街道办事处", "Fengqi Sub-district Office"),
}
PEOPLE: tuple[tuple[str, str, str | None, Post.Role], ...] = (
    ("zhou", "周正", None, R.LEADER),
    ("qian", "钱进", "general", R.OFFICE),
    ("lu", "陆一鸣", "general", R.CLERK),  # dispatches problems: the general office keeps that line
    ("gao", "高建业", "investment", R.HEAD),
    ("yan", "严慧敏", "investment", R.CHIEF),
    ("meng", "孟晓楠", "investment", R.SPECIALIST),
    ("ning", "宁海涛", "investment", R.SPECIALIST),
    ("tan", "谭雪", "investment", R.SPECIALIST),
    ("fang", "方启明", "projects", R.HEAD),
    ("ji", "纪雪", "projects", R.CHIEF),
    ("ye", "叶欣", "projects", R.CLERK),
    ("yu", "于国栋", "projects", R.SPECIALIST),
    ("shi", "石磊", "projects", R.SPECIALIST),
    ("wang", "王建国", "city", R.HEAD),
    ("chen", "陈立新", "city", R.CHIEF),
    ("li", "李文静", "city", R.CLERK),
    ("feng", "冯海峰", "city", R.SPECIALIST),
    ("sun", "孙晓东", "livelihood", R.HEAD),
    ("luo", "罗春梅", "livelihood", R.CHIEF),
    ("zhao", "赵敏", "livelihood", R.CLERK),
    ("qin", "秦立群", "services", R.HEAD),
    ("bai", "白雪梅", "services", R.CHIEF),
    ("tian", "田小雨", "services", R.CLERK),
    ("hao", "郝明", "services", R.CLERK),
    ("fan", "范思远", "services", R.SPECIALIST),
    ("deng", "邓秀英", "community", R.COMMUNITY),
    ("he", "何明", "audit", R.AUDITOR),
    ("xu", "许宁", "system", R.SYSTEM),
)

Progress = Callable[[int, int], None]


@transaction.atomic
def load(size: float, *, seed: int = SEED, progress: Progress = lambda done, all_: None) -> Zone:
    """Fill an empty installation. `size` 1 is a whole zone (domain.md section 5); refuses a ledger with entries."""
    with ledger_clock() as clock:
        zone, offices, people = _people()
        clock(datetime(2019, 1, 1, 0, 30, tzinfo=UTC))
        stage = Stage(
            zone=zone,
            size=size,
            random=random.Random(seed),  # chance from a seed is what a demo wants
            offices=offices,
            recorders={
                "investment": people["yan"],
                "projects": people["ji"],
                "city": people["chen"],
                "livelihood": people["luo"],
                "services": people["bai"],
                "general": people["qian"],
            },
            clerks={
                "investment": people["meng"],
                "projects": people["ye"],
                "city": people["li"],
                "livelihood": people["zhao"],
                "services": people["tian"],
            },
        )
        plans = _put_rooms_on(stage)
        _plans(stage, plans)
        _indicators(stage)
        for number, event in enumerate(sorted(stage.events)):
            clock(event.recorded_at)
            with act(by=stage.recorders[event.line], office=stage.offices[event.line], origin="demo") as a:
                event.do(a)
            progress(number + 1, len(stage.events))
        _write_reports(stage)
    return zone


def _write_reports(stage: Stage) -> None:
    """What is written of the years once everything is on record."""
    for reports in _reports():
        if hasattr(reports, "after"):
            reports.after(stage)


def _reports() -> list[Any]:
    """The demos of the report's own apps, those that others build upon first."""
    found = [config for config in apps.get_app_configs() if config.name.startswith("dajuan.sheet.")]
    return [import_module(f"{one.name}.demo") for one in reversed(found) if module_has_submodule(one.module, "demo")]


def _people() -> tuple[Zone, dict[str, Office], dict[str, User]]:
    zone = Zone.objects.create(
        code="weichuan",
        name="渭川经济技术开发区",
        name_en="Weichuan Economic and Technological Development Zone",
        in_use_since=START,
    )
    committee = Office.objects.create(zone=zone, name="管理委员会", name_en="Administrative Committee", from_on=START)
    offices = {
        key: Office.objects.create(zone=zone, name=name, name_en=english, parent=committee, from_on=START)
        for key, (name, english) in OFFICES.items()
    }
    for line, key in (
        ("investment", "investment"),
        ("projects", "projects"),
        ("city", "city"),
        ("livelihood", "livelihood"),
        ("services", "services"),
        ("tickets", "general"),
    ):
        Charge.objects.create(office=offices[key], line=line, from_on=START)
    people = {}
    for username, name, place, role in PEOPLE:
        user = User(username=username, zone=zone, name=name)
        user.set_unusable_password()
        user.save()
        Post.objects.create(user=user, office=offices[place] if place else committee, role=role, from_on=START)
        people[username] = user
    return zone, offices, people


def _put_rooms_on(stage: Stage) -> dict[str, int]:
    """Every room's events; gives the rooms' plans for 2020 by figure."""
    plans: dict[str, int] = {}
    notices.put_on(stage)
    problems.put_on(stage)
    for config in apps.get_app_configs():
        if config.name.startswith("dajuan.lines.") and module_has_submodule(config.module, "demo"):
            room: Any = import_module(f"{config.name}.demo")
            room.put_on(stage)
            plans |= room.PLANS
    for reports in _reports():
        if hasattr(reports, "put_on"):
            reports.put_on(stage)
    return plans


def _plans(stage: Stage, plans: dict[str, int]) -> None:
    """The plan of January, and the one adjusted in May, which is lower by a tenth where the epidemic hindered."""
    known = {figure.key for figure in catalogue.every()}
    days = {"air-good-days": 1.0}
    for version, day, part in (("年初计划", date(2020, 1, 10), 1.0), ("五月调整", date(2020, 5, 20), 0.9)):
        for key, value in plans.items():
            if key in known:
                size = 1.0 if key in days else stage.size
                amount = max(1, round(value * size * (1.0 if key in days else part)))
                stage.record("general", day, _target(key, amount, version, day), late=0)


def _target(key: str, amount: int, version: str, day: date) -> Any:
    return lambda a: a.enter(
        Target(
            figure=key,
            year=2020,
            value_x10000=amount * SCALE,
            version=version,
            happened_on=day,
            document=f"管发〔2020〕{3 if '年初' in version else 27}号",
        )
    )


def _indicators(stage: Stage) -> None:
    """Main economic indicators: one value a month, cumulative since January, attested by the statistics office."""
    chance = stage.random.uniform
    for year, growth in ((2019, 1.0), (2020, 1.045)):
        for month in range(2, 13):
            last = date(year + month // 12, month % 12 + 1, 1)
            day = date.fromordinal(last.toordinal() - 1)
            share = month / 12
            values = {
                "gdp": 78_000_000_000 * share * growth,
                "industrial-output": 152_000_000_000 * share * growth,
                "fixed-investment": 36_000_000_000 * share * growth,
                "fiscal-revenue": 7_200_000_000 * share * growth,
                "foreign-trade": 41_000_000_000 * share * growth,
            }
            for key, value in values.items():
                amount = round(value * chance(0.985, 1.015) / 10_000) * 10_000
                stage.record("general", day, _attested(key, amount, day), late=15)


def _attested(key: str, amount: int, day: date) -> Any:
    return lambda a: a.enter(
        Attested(
            figure=key,
            value_x10000=amount * SCALE,
            stage=Attested.Stage.FINAL,
            issuer="市统计局",
            happened_on=day,
            document=f"{day.year}年1—{day.month}月主要经济指标",
        )
    )
