"""Two years of government services on the demo's stage, in the proportions of domain.md section 5.

430 matters, 120 packages in 8 batches, policies, titles and refunds stand in every demo but the tiny ones of tests.
Cases are what is many: 375,000 a year in a whole zone. They grow with the cube of the demo's size, so that the usual
demo (half a zone) has an eighth of them, 47,000 a year, and is ready in good time (decision 0021). Chance is the room's
own, so that other rooms' years stay as they were.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from dajuan.core.demo.stage import Stage
from dajuan.core.records.act import Act
from dajuan.figures.models import SCALE, Attested, Target
from dajuan.lines.services import demo_cases, demo_catalogue, demo_open, demo_policies, demo_portal

LINE = "services"
PLANS: dict[str, int] = {}  # set here, for they do not grow with the demo's size


def put_on(stage: Stage) -> None:
    """Everything of the room, ready to be recorded."""
    catalogue = demo_catalogue.put_on(stage)
    firms = demo_policies.put_on(stage)
    decided = demo_cases.put_on(stage, catalogue, firms)
    demo_open.put_on(stage, catalogue, firms)
    demo_portal.put_on(stage)
    _documents(stage)
    _targets(stage, decided)


def _documents(stage: Stage) -> None:
    """What others attest: places in an index, with edition and sample, and a first."""
    index = "开发区营商环境指数报告（2020），样本为商务部考评前30家"
    for day, figure, value, issuer, document in (
        (date(2019, 11, 28), "soft-environment-rank", 4, "21世纪经济研究院", index.replace("2020", "2019")),
        (date(2020, 11, 26), "soft-environment-rank", 3, "21世纪经济研究院", index),
        (date(2020, 11, 26), "soft-environment-rank-west", 1, "21世纪经济研究院", index),
        (date(2020, 11, 6), "cross-province-first", 1, "省市场监督管理局", "沿黄省会城市跨省通办首张营业执照通报"),
    ):
        said = {"figure": figure, "value_x10000": value * SCALE, "issuer": issuer, "document": document}
        stage.record_at(LINE, demo_catalogue.morning(day), partial(_attest, said, day))


def _attest(said: dict[str, Any], day: date, act: Act) -> None:
    act.enter(Attested(happened_on=day, **said))


def _targets(stage: Stage, decided: int) -> None:
    """The zone's targets of January and May: what was to be decided, and how well."""
    for version, day, share in (("年初计划", date(2020, 1, 10), 1.04), ("五月调整", date(2020, 5, 20), 0.98)):
        aims = {
            "cases-decided": round(decided * share),
            "packages-issued": round(demo_catalogue.many(stage, 80) * share),
            "project-funds-won": round(demo_policies.part(stage) * 340_000_000 * share),
            "titles-granted": round(demo_policies.part(stage) * 150 * share),
        }
        stage.record_at("general", demo_catalogue.morning(day), partial(_aim, aims, version, day))


def _aim(aims: dict[str, int], version: str, day: date, act: Act) -> None:
    for figure, value in aims.items():
        said = {"figure": figure, "year": 2020, "value_x10000": max(1, value) * SCALE, "version": version}
        act.enter(Target(happened_on=day, **said))
