"""Ledgers that come in as spreadsheets: the plan of works with their particulars, and accepted green plots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from dajuan.core.places.models import Area
from dajuan.core.places.shaped import SHAPED
from dajuan.core.records.models import Entry
from dajuan.core.spreadsheets.register import Column, Register, Staging, Values
from dajuan.core.staff.models import Office, Zone
from dajuan.lines.city.models import GreenAcceptance, GreenPlot, Listing, Programme, Work
from dajuan.lines.city.models.subjects import CitySubject

S = TypeVar("S", bound=CitySubject)
AMOUNTS = ("length_cm", "floor_area_dm2", "buildings", "households", "voltage_kv")


def offices_of(zone: Zone) -> Mapping[str, Any]:
    """The zone's offices by name."""
    return {office.name: office for office in Office.objects.filter(zone=zone)}


def areas_of(zone: Zone) -> Mapping[str, Any]:
    """The parts of the zone by name."""
    return {area.name: area for area in Area.objects.filter(zone=zone).defer("geojson")}


def kept(subject: type[S], act: Staging, batch: Sequence[Values], own: Sequence[str]) -> Iterator[S]:
    """The subject of each row, by code: made where it is new, its own fields changed where the row says otherwise."""
    rows = subject.objects.filter(zone=act.zone, code__in=[values["code"] for values in batch])
    known = {row.code: row for row in rows.select_related("office", "area").defer("geojson")}
    for values in batch:
        said = {name: values[name] for name in own if values[name] not in (None, "")}
        row = known.get(values["code"])
        if row is None:
            yield act.make(subject(zone=act.zone, code=values["code"], **{"office": act.office, **said}))
            continue
        changed = [name for name, value in said.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, said[name])
        act.change(row, changed)
        yield row


CODE = Column("code", _("Code"), kind="code", key=True, required=True, aliases=("编号", "项目编号", "工程编号"))
OFFICE = Column(
    "office", _("Responsible office"), kind="name", candidates=offices_of, aliases=("责任单位", "牵头单位", "责任部门")
)
AREA = Column("area", _("Part of the zone"), kind="name", candidates=areas_of, aliases=("片区", "所属片区", "街道"))
DOCUMENT = Column("document", _("Number of the document"), longest=120, aliases=("文号", "文件", "验收文号"))


SHAPE = Column("shape", _("Shape"), kind="geometry", aliases=("geometry", "图形", "空间数据"))


class WorkRegister(Register):
    """The plan of works: one row a work, with its particulars. A changed row replaces what the plan said before."""

    name = "city.works"
    title = _("Plan of works")
    note = _("One row a work. Amounts that a kind of work has not are left empty.")
    records = (Listing,)
    columns = (
        CODE,
        Column("name", _("Name"), required=True, longest=120, aliases=("项目名称", "工程名称", "名称")),
        Column(
            "kind", _("Kind"), kind="choice", required=True, choices=dict(Work.Kind.choices), aliases=("类别", "类型")
        ),
        Column(
            "programme",
            _("Programme"),
            kind="choice",
            choices=dict(Programme.choices),
            aliases=("所属专项", "专项行动"),
        ),
        Column("happened_on", _("In the plan since"), kind="date", required=True, aliases=("列入计划时间", "下达时间")),
        Column("planned_end_on", _("Planned end"), kind="date", aliases=("计划完工时间", "计划竣工时间")),
        Column("length_cm", _("Length"), kind="decimal", unit="米", scale=100, aliases=("长度", "全长")),
        Column(
            "floor_area_dm2", _("Floor area"), kind="decimal", unit="平方米", scale=100, aliases=("建筑面积", "面积")
        ),
        Column("buildings", _("Buildings"), kind="integer", aliases=("楼栋数", "栋数")),
        Column("households", _("Households"), kind="integer", aliases=("户数", "居民户数")),
        Column("voltage_kv", _("Voltage (kV)"), kind="integer", aliases=("电压等级",)),
        Column("contractor", _("Contractor"), longest=120, aliases=("施工单位",)),
        OFFICE,
        AREA,
        DOCUMENT,
        SHAPE,
    )

    def rows(self, act: Staging, batch: Sequence[Values]) -> Iterator[Entry]:
        """Each work, made where it is new, and its entry into the plan."""
        own = ("name", "kind", "programme", "contractor", "planned_end_on", "office", "area")
        for work, values in zip(kept(Work, act, batch, own), batch, strict=True):
            if values["shape"]:
                work.put_shape(values["shape"])
                act.change(work, SHAPED)
            amounts = {name: values[name] for name in AMOUNTS}
            yield work.enlist(act, happened_on=values["happened_on"], document=values["document"], **amounts)


class RoadRegister(Register):
    """Roads as a map file draws them: each line is a road that is looked after and stands in no plan yet.

    A line that is drawn already is known again, whatever it is called. Where lines end alone, dead ends are found.
    """

    name = "city.road-lines"
    title = _("Road lines of a map")
    note = _(
        "A map file (GeoJSON), one line a road. Roads in no plan yet count for no figure; dead ends show on the map."
    )
    columns = (
        Column("name", _("Name"), longest=120, aliases=("name", "道路名称", "路名")),
        Column(
            "type", _("Road class"), longest=40, aliases=("type", "highway", "道路等级", "等级"), sample="residential"
        ),
        Column("shape", _("Line"), kind="geometry", key=True, required=True, aliases=("geometry", "中心线", "图形")),
    )

    def check(self, values: Values) -> Iterable[tuple[str, Any]]:
        """A road is a line."""
        if values["shape"].geometry.geom_type not in {"LineString", "MultiLineString"}:
            yield "shape", _("A road is a line, this is none.")

    def rows(self, act: Staging, batch: Sequence[Values]) -> Iterator[None]:
        """Each road, made where its line is new; nothing of it counts yet."""
        lines = [values["shape"].geojson for values in batch]
        drawn = Work.objects.filter(zone=act.zone, geojson__in=lines)
        known = set(drawn.values_list("geojson", flat=True))
        for values in batch:
            if values["shape"].geojson not in known:
                name = values["name"] or values["type"] or str(_("road without a name"))
                road = Work(zone=act.zone, office=act.office, name=name, kind=Work.Kind.ROAD)
                road.put_shape(values["shape"])
                act.make(road)
            yield None


class PlotRegister(Register):
    """Accepted green plots: one row a plot, by the acceptance document."""

    name = "city.plots"
    title = _("Accepted green plots")
    note = _("Areas in plan projection. A plot that was green before is no new green.")
    records = (GreenAcceptance,)
    columns = (
        CODE,
        Column("name", _("Name"), required=True, longest=120, aliases=("地块名称", "绿地名称", "名称")),
        Column(
            "green_class",
            _("Class (CJJ/T 85)"),
            kind="choice",
            required=True,
            choices=dict(GreenPlot.Class.choices),
            aliases=("绿地类别", "绿地分类"),
        ),
        Column(
            "converted",
            _("Was green before"),
            kind="choice",
            choices={"yes": _("yes"), "no": _("no")},
            aliases=("是否改造", "原为绿地"),
        ),
        Column("planned_on", _("In the plan since"), kind="date", required=True, aliases=("列入计划时间",)),
        Column("happened_on", _("Accepted on"), kind="date", required=True, aliases=("验收时间", "验收日期")),
        Column(
            "area_dm2",
            _("Green area"),
            kind="decimal",
            unit="平方米",
            scale=100,
            required=True,
            aliases=("绿地面积", "面积"),
        ),
        OFFICE,
        AREA,
        DOCUMENT,
    )

    def check(self, values: Values) -> Iterable[tuple[str, Any]]:
        """A plot without an area is no green plot."""
        if values["area_dm2"] == 0:
            yield "area_dm2", _("A plot without an area is no green plot.")

    def rows(self, act: Staging, batch: Sequence[Values]) -> Iterator[Entry]:
        """Each plot, made where it is new, and its acceptance."""
        batch = [values | {"converted": values["converted"] == "yes"} for values in batch]
        own = ("name", "green_class", "converted", "planned_on", "office", "area")
        for plot, values in zip(kept(GreenPlot, act, batch, own), batch, strict=True):
            amounts = {"area_dm2": values["area_dm2"], "document": values["document"]}
            yield plot.accept(act, happened_on=values["happened_on"], **amounts)
