"""Ledgers that come in as spreadsheets: applications for policy money, and for titles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dajuan.core.companies.models import Company
from dajuan.core.records.models import Entry, Refused
from dajuan.core.spreadsheets.register import Column, Register, Staging, Values
from dajuan.core.staff.models import Office, Zone
from dajuan.lines.services.models import (
    PolicyApplication,
    PolicyApplied,
    PolicyItem,
    TitleApplication,
    TitleApplied,
    TitleGranted,
)
from dajuan.lines.services.models.conditions import Title
from dajuan.lines.services.models.enterprises import Level


def companies(zone: Zone) -> Mapping[str, Any]:
    """The zone's enterprises by credit code and by name."""
    rows = list(Company.objects.filter(zone=zone).standing())
    return {**{row.name: row for row in rows}, **{row.code: row for row in rows}}


def policies(zone: Zone) -> Mapping[str, Any]:
    """The zone's policies in force by number and by name."""
    rows = list(PolicyItem.objects.filter(zone=zone, stage=PolicyItem.Stage.IN_FORCE))
    return {**{row.name: row for row in rows}, **{row.code: row for row in rows}}


def offices(zone: Zone) -> Mapping[str, Any]:
    """The zone's offices by name."""
    return {row.name: row for row in Office.objects.filter(zone=zone)}


NUMBER = Column(
    "code", pgettext_lazy("application", "Number"), kind="code", key=True, required=True, aliases=("编号", "申报编号")
)
COMPANY = Column(
    "company",
    _("Enterprise"),
    kind="name",
    required=True,
    candidates=companies,
    aliases=("企业名称", "申报单位", "统一社会信用代码"),
)
HANDED_IN = Column(
    "happened_on", _("Handed in on"), kind="date", required=True, aliases=("申报时间", "申报日期", "上报时间")
)
OFFICE = Column("office", _("Responsible office"), kind="name", candidates=offices, aliases=("责任部门", "主管部门"))


class PolicyApplicationRegister(Register):
    """Applications as handed in; recommendation, approval and payment are recorded at each."""

    name = "services.policy-applications"
    title = _("Policy applications")
    note = _("One row an application as handed in. The enterprise and the policy must be entered already.")
    records = (PolicyApplied,)
    columns: ClassVar[Any] = (
        NUMBER,
        Column(
            "policy",
            _("Policy"),
            kind="name",
            required=True,
            candidates=policies,
            aliases=("政策名称", "项目类别", "政策编号"),
        ),
        COMPANY,
        HANDED_IN,
        Column(
            "asked_fen",
            _("Asked for"),
            kind="decimal",
            unit="元",
            scale=100,
            required=True,
            aliases=("申请金额", "申报金额", "申请资金"),
        ),
        OFFICE,
    )

    def row(self, act: Staging, values: Values) -> Entry:
        """The application and its submission."""
        one: PolicyApplication = _known(PolicyApplication, act, values, ("policy", "company"))
        return one.apply(act, happened_on=values["happened_on"], asked_fen=values["asked_fen"])


class TitleRegister(Register):
    """Applications for titles, with the grant where there is one."""

    name = "services.titles"
    title = _("Title applications")
    note = _("One row an application; with a document and a day of grant it is granted as well.")
    records = (TitleApplied, TitleGranted)
    columns: ClassVar[Any] = (
        NUMBER,
        Column(
            "title",
            pgettext_lazy("of an enterprise", "Title"),
            kind="choice",
            choices=dict(Title.choices),
            required=True,
            aliases=("称号", "荣誉称号", "资质名称"),
        ),
        Column(
            "level",
            _("Level that decides"),
            kind="choice",
            choices=dict(Level.choices),
            required=True,
            aliases=("级别", "层级"),
        ),
        COMPANY,
        HANDED_IN,
        Column("granted_on", _("Granted on"), kind="date", aliases=("认定时间", "获批时间")),
        Column(
            "document",
            pgettext_lazy("enterprise", "Number of the document"),
            longest=160,
            aliases=("文号", "认定文件"),
        ),
        Column("valid_to", _("Held until"), kind="date", aliases=("有效期至", "到期时间")),
        OFFICE,
    )

    def row(self, act: Staging, values: Values) -> Iterable[Entry]:
        """The application and its submission, and the grant where the row names one."""
        one: TitleApplication = _known(TitleApplication, act, values, ("title", "level", "company"))
        yield one.apply(act, happened_on=values["happened_on"])
        if granted := values["granted_on"]:
            if granted < values["happened_on"]:
                raise Refused(gettext("Nothing is granted before it was applied for."), field="granted_on")
            facts = {"document": values["document"] or "", "valid_to": values["valid_to"]}
            yield act.enter(one.entry(TitleGranted, happened_on=granted, **facts))  # the application is not written yet


def _known(subject: type[Any], act: Staging, values: Values, own: tuple[str, ...]) -> Any:
    """The application of this number, made where it is new."""
    found = subject.objects.filter(zone=act.zone, code=values["code"]).first()
    said = {name: values[name] for name in ("code", *own)}
    return found or act.make(subject(zone=act.zone, office=values["office"] or act.office, **said))


__all__ = ["PolicyApplicationRegister", "TitleRegister"]
