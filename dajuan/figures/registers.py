"""Values that come in as tables: what the statistics office attests month by month, and plans of a year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dajuan.core.records.models import Entry
from dajuan.core.spreadsheets.register import Column, Register, Staging, Values
from dajuan.core.staff.models import User, Zone
from dajuan.figures import catalogue
from dajuan.figures.models import SCALE, Attested, Target
from dajuan.figures.vocabulary import Figure, Measure

THOUSANDS = {"万": 10**4, "万元": 10**4, "亿": 10**8, "亿元": 10**8, "元": 1}
"""What the numbers of a row are multiplied by, as statistical tables write it."""


def measures(zone: Zone) -> Mapping[str, Any]:
    """The units a row may be counted in: those of tables in 万 and 亿, and the figures' own."""
    return {str(one.unit): 1 for one in catalogue.every() if one.unit} | THOUSANDS


def attested_by_name(zone: Zone) -> Mapping[str, Any]:
    """The figures whose value comes from an outside document, by key and name."""
    return _by_name([one for one in catalogue.every() if isinstance(one, Measure) and one.rows.entry is Attested])


def figures_by_name(zone: Zone) -> Mapping[str, Any]:
    """All figures, by key and name."""
    return _by_name(catalogue.every())


def _by_name(figures: list[Figure]) -> dict[str, Any]:
    """In the language of the reader; two figures of one name are known by their keys alone."""
    names = [str(one.name) for one in figures]
    found: dict[str, Any] = {one.key: one for one in figures}
    found |= {name: one for name, one in zip(names, figures, strict=True) if names.count(name) == 1}
    return found


class FigureRegister(Register):
    """What the two tables share: the general office and bureau heads fill them (figures/rules.py)."""

    def may_record(self, user: User) -> bool:
        return user.has_perm("figures.plan")

    def may_pass(self, user: User) -> bool:
        return user.has_perm("figures.plan")


MEASURE = Column(
    "measure",
    _("Counted in"),
    kind="name",
    candidates=measures,
    aliases=("计量单位", "单位"),
    sample="亿元",
    note=_("Empty where the value is in the figure's own unit."),
)
DOCUMENT = Column("document", _("Document"), longest=160, aliases=("文号", "文件", "来源文件", "依据文件"))


def value_column(*aliases: str, title: Any) -> Column:
    """The value of a row, kept in ten-thousandths."""
    return Column("value", title, kind="decimal", scale=SCALE, required=True, aliases=aliases, sample="1234.56")


class AttestedRegister(FigureRegister):
    """Main economic indicators and other values of outside documents: one row an indicator, month and stage."""

    name = "figures.attested"
    title = _("Attested values, month by month")
    note = _("Cumulative from January to the month. A month such as 2020.9 means its last day.")
    records = (Attested,)
    columns = (
        Column(
            "figure",
            _("Figure"),
            kind="name",
            key=True,
            required=True,
            candidates=attested_by_name,
            aliases=("指标", "指标名称"),
            sample="gdp",
        ),
        Column(
            "happened_on",
            _("Last day it speaks of"),
            kind="date",
            key=True,
            required=True,
            aliases=("月份", "截至月份", "统计期"),
            sample="2020-09-30",
        ),
        Column(
            "stage",
            _("Stage"),
            kind="choice",
            key=True,
            choices=dict(Attested.Stage.choices),
            aliases=("阶段", "数据阶段"),
            sample="final",
        ),
        value_column("数值", "累计值", "本期累计", title=_("Value")),
        MEASURE,
        Column("issuer", _("Issued by"), required=True, longest=80, aliases=("发布单位", "出具单位", "来源单位")),
        DOCUMENT,
        Column("embargo_on", _("Not to be published before"), kind="date", aliases=("解禁日期", "公布日期")),
    )

    def row(self, act: Staging, values: Values) -> Entry:
        """The value, in the printed base unit."""
        return Attested(
            figure=values["figure"].key,
            value_x10000=_in_own_unit(values),
            stage=values["stage"] or Attested.Stage.FINAL,
            issuer=values["issuer"],
            document=values["document"],
            embargo_on=values["embargo_on"],
            happened_on=values["happened_on"],
        )


class TargetRegister(FigureRegister):
    """Plans: one row a figure, year and version of the plan. Earlier versions stay and can be asked for."""

    name = "figures.targets"
    title = _("Plans of a year")
    note = _("One row a figure. The version decided last is the plan in force.")
    records = (Target,)
    columns = (
        Column(
            "figure",
            _("Figure"),
            kind="name",
            key=True,
            required=True,
            candidates=figures_by_name,
            aliases=("指标", "指标名称", "目标任务"),
            sample="roads-opened",
        ),
        Column("year", _("Year"), kind="integer", key=True, required=True, aliases=("年度", "年份"), sample=2020),
        Column(
            "version",
            _("Version of the plan"),
            key=True,
            required=True,
            longest=60,
            aliases=("计划版本", "版本"),
            sample="年初计划",
        ),
        value_column("目标值", "计划数", "年度目标", title=_("Planned value")),
        MEASURE,
        Column(
            "happened_on",
            _("Decided on"),
            kind="date",
            required=True,
            aliases=("下达日期", "下达时间"),
            sample="2020-02-20",
        ),
        DOCUMENT,
    )

    def row(self, act: Staging, values: Values) -> Entry:
        """The plan, in the printed base unit."""
        return Target(
            figure=values["figure"].key,
            year=values["year"],
            value_x10000=_in_own_unit(values),
            version=values["version"],
            document=values["document"],
            happened_on=values["happened_on"],
        )


def _in_own_unit(values: Values) -> int:
    measured: int = values["value"] * (values["measure"] or 1)
    return measured
