"""Registers of core's own entries; they stand here because those entries may not know spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dajuan.core.companies.models import Company, CompanyParticulars, Size, enter_company
from dajuan.core.places.models import Area, Counting
from dajuan.core.places.shaped import SHAPED
from dajuan.core.records.models import Entry, today
from dajuan.core.spreadsheets.register import Column, Register, Staging, Values
from dajuan.core.staff.models import Office
from dajuan.core.tickets.arrivals import Arrival, steps_of, tickets_of
from dajuan.core.tickets.models import Category, Dispatch, Report, Solution
from dajuan.values import credit_codes

MILLION = 1_000_000  # degrees are read with six places


class TicketRegister(Register):
    """Service requests as the open 311 exports of cities keep them; addresses and free text are not taken over."""

    name = "tickets.boston311"
    title = _("Problems from a city's 311 system")
    note = _("Addresses and descriptions stay in the system of record.")
    records = (Report, Dispatch, Solution)
    trusted = True  # each case was dealt with in its own system
    system = "boston311"
    foreign_number = "case_enquiry_id"
    columns = (
        Column("case_enquiry_id", _("Case number"), kind="code", key=True, required=True, aliases=("case_enquiry_id",)),
        Column("open_dt", _("Opened at"), kind="instant", required=True, aliases=("open_dt",)),
        Column("target_dt", _("Target"), kind="instant", aliases=("target_dt", "sla_target_dt")),
        Column("closed_dt", _("Closed at"), kind="instant", aliases=("closed_dt",)),
        Column("type", _("Type"), required=True, longest=80, aliases=("type",)),
        Column("department", _("Department"), longest=80, aliases=("department",)),
        Column("neighborhood", _("Part of the zone"), longest=40, aliases=("neighborhood",)),
        Column("latitude", _("Latitude"), kind="decimal", scale=MILLION, aliases=("latitude",)),
        Column("longitude", _("Longitude"), kind="decimal", scale=MILLION, aliases=("longitude",)),
    )

    def check(self, values: Values) -> Iterable[tuple[str, Any]]:
        """A case is not closed before it was opened."""
        if values["closed_dt"] and values["closed_dt"] < values["open_dt"]:
            yield "closed_dt", _("It was closed before it was opened.")

    def rows(self, act: Staging, batch: Sequence[Values]) -> Iterator[list[Entry]]:
        """Raised, dispatched and solved: one query for the tickets of a whole batch."""
        categories = _categories(act, {values["type"] for values in batch})
        areas = {area.name: area for area in Area.objects.filter(zone=act.zone)}
        offices = {office.name: office for office in Office.objects.filter(zone=act.zone)}
        arrivals = [
            Arrival(
                foreign_number=values["case_enquiry_id"],
                category=categories[values["type"]],
                office=offices.get(values["department"], act.office),
                raised_at=values["open_dt"],
                due_at=values["target_dt"],
                solved_at=values["closed_dt"],
                area=areas.get(values["neighborhood"]),
                lon=_degrees(values["longitude"]),
                lat=_degrees(values["latitude"]),
            )
            for values in batch
        ]
        for ticket, arrival in zip(tickets_of(act, self.system, arrivals), arrivals, strict=True):
            yield list(steps_of(ticket, arrival, act.by))


def _categories(act: Staging, types: set[str]) -> dict[str, Category]:
    """The category of each type of the other system, made where it is new; not offered to the public."""
    known = {one.code: one for one in Category.objects.filter(zone=act.zone, code__in=types)}
    for new in sorted(types - known.keys()):
        known[new] = act.make(Category(zone=act.zone, code=new, name=new, open_to_public=False))
    return known


def _degrees(scaled: int | None) -> float | None:
    return None if scaled is None else scaled / MILLION


class AreaRegister(Register):
    """The parts of the zone, from a map file or a table whose last column is a GeoJSON geometry.

    An area of the same name is the same area: a new shape replaces its shape. It counts for the zone from the day
    given; without one it is only drawn.
    """

    name = "places.areas"
    title = _("Areas of the zone")
    records = (Counting,)
    note = _("Outlines that cross themselves are repaired only with your consent; what lies outside the zone is told.")
    columns = (
        Column("name", _("Name"), key=True, required=True, longest=80, aliases=("name", "名称", "区域名称")),
        Column("division", _("Division code"), kind="code", longest=12, aliases=("code", "区划代码", "行政区划代码")),
        Column("happened_on", _("Counts from"), kind="date", aliases=("from", "起算日期", "纳入统计时间")),
        Column("document", _("Document it rests on"), longest=200, aliases=("文号", "依据文件")),
        Column("shape", _("Shape"), kind="geometry", aliases=("geometry", "图形", "空间数据")),
    )

    def row(self, act: Staging, values: Values) -> Entry | None:
        """The area, and that it counts where a day is given."""
        area = Area.objects.filter(zone=act.zone, name=values["name"]).first()
        area = area or Area(zone=act.zone, office=act.office, name=values["name"])
        area.division = values["division"] or area.division
        if values["shape"]:
            area.put_shape(values["shape"])
        if area.pk is None:
            act.make(area)
        else:
            act.change(area, ("division", *(SHAPED if values["shape"] else ())))
        if not values["happened_on"]:
            return None
        return area.count(act, happened_on=values["happened_on"], document=values["document"])


class CompanyRegister(Register):
    """Companies by their unified credit code. A real code that fails its check comes in with a reason."""

    name = "companies.companies"
    title = _("Companies")
    records = (CompanyParticulars,)
    note = _("A code that fails its check is taken only with a reason, for instance that the licence was seen.")
    columns = (
        Column(
            "code",
            _("Unified credit code"),
            kind="code",
            key=True,
            required=True,
            longest=40,
            aliases=("code", "统一社会信用代码", "信用代码"),
            sample="91610132MA6U000009",
        ),
        Column("name", _("Name"), required=True, longest=120, aliases=("企业名称", "单位名称", "name")),
        Column(
            "happened_on",
            _("Holds from"),
            kind="date",
            aliases=("起始日期", "变更日期", "生效日期"),
            sample="2020-01-01",
            note=_("empty: from the day of foundation"),
        ),
        Column(
            "founded_on",
            _("Founded on"),
            kind="date",
            aliases=("成立日期", "成立时间", "注册日期", "founded_on"),
            sample="2015-06-01",
        ),
        Column("industry", _("Industry"), kind="code", longest=5, aliases=("行业代码", "行业"), sample="C3611"),
        Column("size", _("Company size"), kind="choice", choices=dict(Size.choices), aliases=("企业规模", "规模")),
        Column("accepted_because", _("Why the code is right"), longest=200, aliases=("代码核实说明", "校验说明")),
    )

    def check(self, values: Values) -> Iterable[tuple[str, Any]]:
        """A day from which it holds, or that of foundation; nothing holds before a company is there."""
        holds, founded = values["happened_on"], values["founded_on"]
        if holds is None and founded is None:
            yield "happened_on", _("Say from which day this holds, or when the company was founded.")
        if founded and founded > today():
            yield "founded_on", _("This day lies in the future.")
        if holds and founded and holds < founded:
            yield "happened_on", _("This day lies before the foundation of the company.")

    def row(self, act: Staging, values: Values) -> None:
        """A new company with its particulars, or other particulars of a known one."""
        code = credit_codes.normalised(values["code"])
        known = Company.objects.filter(zone=act.zone, code=code).first()
        founded = values["founded_on"]
        happened_on = values["happened_on"] or founded
        particulars = {name: values[name] for name in ("name", "industry", "size")} | {"happened_on": happened_on}
        if known is None:
            reason = values["accepted_because"]
            enter_company(act, code=code, accepted_because=reason, founded_on=founded, **particulars)
            return
        if founded and known.founded_on != founded:
            known.founded_on = founded
            act.change(known, ["founded_on"])  # holds only when the whole import does
        known.describe(act, **particulars)
        known.accept_code(act, because=values["accepted_because"], happened_on=happened_on)
