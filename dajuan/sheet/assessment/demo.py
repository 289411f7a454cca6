"""The demo's assessment: the classes and weights are those of the ministry's edition of 2021 (domain.md 4.1).

Its items were never published whole, so items, points and bounds here are examples, and the document says so.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from dajuan.core.calendar.models import issue_rule_set
from dajuan.core.demo.stage import Stage
from dajuan.core.records.act import Act
from dajuan.figures import catalogue
from dajuan.sheet.assessment.schemes import KIND

ITEMS = (
    ("对外开放", "实际使用外资", "foreign-capital", "value", "linear", "10", "0", "600000000"),
    ("对外开放", "实际使用外资增速", "foreign-capital", "growth", "linear", "5", "-10", "20"),
    ("对外开放", "进出口总额", "foreign-trade", "value", "linear", "10", "0", "50000000000"),
    ("对外开放", "进出口总额增速", "foreign-trade", "growth", "linear", "5", "-10", "15"),
    ("发展质量", "地区生产总值", "gdp", "value", "linear", "10", "0", "100000000000"),
    ("发展质量", "地区生产总值增速", "gdp", "growth", "linear", "10", "0", "12"),
    ("发展质量", "规模以上工业总产值", "industrial-output", "value", "linear", "5", "0", "350000000000"),
    ("发展质量", "固定资产投资增速", "fixed-investment", "growth", "linear", "5", "-5", "15"),
    ("科技创新", "高新技术企业数", "", "value", "linear", "10", "0", "600"),
    ("科技创新", "省级以上研发机构数", "", "value", "linear", "5", "0", "150"),
    ("绿色发展", "PM2.5平均浓度", "pm25-mean", "value", "linear", "8", "60", "35"),
    ("绿色发展", "优良天数比例", "air-good-share", "value", "linear", "7", "50", "85"),
    ("统筹协调", "诉求按时办理率", "tickets-in-time", "value", "ratio", "5", "0", "100"),
    ("统筹协调", "名校教育联合体覆盖率", "union-coverage", "value", "ratio", "5", "0", "100"),
    ("加分项", "省级以上称号", "", "value", "bonus", "2", "0", "1/2"),
)
NAMES = ("class", "item", "figure", "of", "way", "weight", "floor", "full")


def put_on(stage: Stage) -> None:
    """The general office brings the edition in once; every year is filled by it."""
    stage.record_at("general", datetime(2020, 1, 15, 2, tzinfo=UTC), _bring_in)


def _bring_in(a: Act) -> None:
    day = date(2020, 1, 10)
    issue_rule_set(
        a,
        kind=KIND,
        edition="综合发展水平考核评价表（演示）",
        issued_on=day,
        valid_from=day,
        document="类别与权重依据国家级经开区考核评价办法（2021年版），二级指标及计分标准为演示",
        content={"items": [_row(item) for item in ITEMS]},
    )


def _row(item: tuple[str, ...]) -> dict[str, str]:
    """One item; the figure of a line that is not installed is left out."""
    row = dict(zip(NAMES, item, strict=True))
    return row | {"figure": row["figure"] if catalogue.figure(row["figure"]) else ""}
