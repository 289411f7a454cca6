"""Figures of city quality (C54–C65). What counts is the acceptance document; of roads, the day traffic was let on."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.figures.models import SCALE, Attested
from dajuan.figures.vocabulary import Cell, Rows, Span, daily, row, stock
from dajuan.lines.city.models import (
    Acceptance,
    CableDown,
    Clearance,
    Closure,
    Consent,
    Disposal,
    DuctBuilt,
    Funding,
    GreenAcceptance,
    GreenwayAcceptance,
    Inspection,
    Opening,
    Progress,
    SatisfactionSurvey,
    SetUp,
    Start,
    WholeDemolition,
)
from dajuan.values.periods import Period

WHERE = {"office_id": _("responsible office"), "area_id": _("part of the zone")}
WORK = {"programme": _("programme"), **WHERE}
M = 100  # centimetres in a metre, square decimetres in a square metre

# Works

accepted = Rows(Acceptance)
opened = Rows(Opening)
started = Rows(Start)
power_lines = accepted.where(row.kind == "power-line")
estates = accepted.where(row.kind == "estate")
lanes = accepted.where(row.kind == "lane")
dead_ends = opened.where(row.kind == "dead-end")
upgrades_started = started.where(row.kind == "road")
upgrades_accepted = accepted.where(row.kind == "road")
cleared = Rows(Clearance)

power_lines_buried = power_lines.distinct(
    "work_id",
    _("Power lines put underground"),
    unit=_("lines"),
    claim="C54",
    subject="city.work",
    counts=_("On the day of acceptance; a line accepted in several sections is one work."),
    by={"voltage_kv": _("voltage (kV)"), **WORK},
    public=True,
)
power_line_voltage = power_lines.latest(
    "voltage_kv",
    _("Voltage of the power line last put underground"),
    unit=pgettext_lazy("unit", "kV"),
    claim="C54",
    counts=_("The voltage in the acceptance document of the line accepted last."),
)
power_line_length = power_lines.total(
    "length_cm",
    _("Length of power lines put underground"),
    unit=pgettext_lazy("unit", "m"),
    scale=M,
    claim="C54",
    counts=_("Length of the acceptance document, on the day of acceptance."),
    by=WORK,
)
roads_opened = dead_ends.distinct(
    "work_id",
    _("Dead-end roads opened"),
    unit=_("roads"),
    claim="C55",
    subject="city.work",
    counts=_(
        "On the day traffic was let on, not on completion. A road opened in two sections is one work and counts once."
    ),
    by=WORK,
    public=True,
)
road_length_opened = dead_ends.total(
    "length_cm",
    _("Length of dead-end roads opened"),
    unit=pgettext_lazy("unit", "m"),
    scale=M,
    claim="C55",
    counts=_("Length let to traffic, on that day."),
    by=WORK,
    public=True,
)
estates_renovated = estates.distinct(
    "work_id",
    _("Old estates renovated"),
    unit=_("estates"),
    claim="C56",
    subject="city.work",
    counts=_("On the day of acceptance. The estate counts, not its contracts."),
    by=WORK,
    public=True,
)
estate_area_renovated = estates.total(
    "floor_area_dm2",
    _("Floor area of old estates renovated"),
    unit=pgettext_lazy("unit", "m²"),
    scale=M,
    claim="C56",
    counts=_("Floor area of the acceptance document, on the day of acceptance."),
    by=WORK,
    public=True,
)
estate_households = estates.total(
    "households",
    _("Households in renovated estates"),
    unit=_("households"),
    claim="C56",
    counts=_("Households of the acceptance document, on the day of acceptance."),
    by=WORK,
    public=True,
)
lanes_improved = lanes.distinct(
    "work_id",
    _("Back streets and lanes improved"),
    unit=_("streets"),
    claim="C57",
    subject="city.work",
    counts=_("On the day of acceptance. A street upgraded as a road is not counted here."),
    by=WORK,
    public=True,
)
lane_length_improved = lanes.total(
    "length_cm",
    _("Length of back streets and lanes improved"),
    unit=pgettext_lazy("unit", "m"),
    scale=M,
    claim="C57",
    counts=_("Length of the acceptance document, on the day of acceptance."),
    by=WORK,
    public=True,
)
villages_demolished = Rows(WholeDemolition).distinct(
    "work_id",
    _("Urban villages demolished as a whole"),
    unit=_("villages"),
    claim="C59",
    subject="city.work",
    counts=_("On the day the last house was down."),
    by=WORK,
    public=True,
)
village_area_demolished = cleared.total(
    "floor_area_dm2",
    _("Floor area pulled down in urban villages"),
    unit=pgettext_lazy("unit", "m²"),
    scale=M,
    claim="C59",
    counts=_("As reported, on the day of the report; new area, not cumulative."),
    by=WORK,
)
village_households_signed = cleared.total(
    "households",
    _("Households that signed in urban villages"),
    unit=_("households"),
    claim="C59",
    counts=_("As reported, on the day of the report; new households, not cumulative."),
    by=WORK,
)
road_upgrades_under_way = stock(
    upgrades_started.distinct("work_id", subject="city.work", by=WORK),
    upgrades_accepted.distinct("work_id", subject="city.work", by=WORK),
    _("Road upgrades under way"),
    unit=_("roads"),
    claim="C64",
    counts=_("Started by that day and not accepted by it."),
    by=WORK,
    public=True,
)


def mean_progress(cells: Iterable[Cell], period: Period) -> Fraction | None:
    """Mean over works, in per cent, of the highest progress reported; None of no work. Progress never falls."""
    by_work: dict[object, int] = {}
    for cell in cells:
        work = cell.keys[0]
        by_work[work] = max(by_work.get(work, 0), cell.highest["done_x10"])
    return Fraction(sum(by_work.values()), 10 * len(by_work)) if by_work else None


progress_under_way = (
    Rows(Progress)
    .where(row.kind == "road")
    .tied("work_id", upgrades_started, "work_id")
    .unless("work_id", upgrades_accepted, "work_id")
)
road_upgrades_reported = progress_under_way.distinct(
    "work_id",
    _("Road upgrades under way whose progress was reported"),
    unit=_("roads"),
    subject="city.work",
    span=Span.AT,
    counts=_("Of those started and not accepted by that day, the ones with a report of progress by then."),
    by=WORK,
)
road_upgrade_progress = daily(
    progress_under_way,
    _("Mean progress of road upgrades"),
    keys=("work_id",),
    columns=("done_x10",),
    fold=mean_progress,
    unit="%",
    decimals=1,
    claim="C64",
    span=Span.AT,
    counts=_(
        "The last progress reported by that day of the roads started and not accepted by it, each of the same weight."
    ),
    by={"work_id": _("work")},
)

# Overhead lines. Ducts and cables are never added; nor are buried and tidied.

ducts = Rows(DuctBuilt)
cables = Rows(CableDown)
telecom_down = cables.where(row.owner != "power", row.treatment == "buried")
power_down = cables.where(row.owner == "power", row.treatment == "buried")
tidied = cables.where(row.treatment == "tidied")
SECTION = {"owner": _("owner of the lines"), **WHERE}

telecom_cable_buried = telecom_down.total(
    "length_cm",
    _("Telecom lines put underground"),
    unit=pgettext_lazy("unit", "m"),
    scale=M,
    claim="C58",
    counts=_(
        "Length along the road of cables brought down and buried, signed for by their owner; telecom, broadcasting and"
        " traffic police. A duct built is no cable down."
    ),
    by=SECTION,
    public=True,
)
power_cable_buried = power_down.total(
    "length_cm",
    _("Overhead power lines put underground"),
    unit=pgettext_lazy("unit", "m"),
    scale=M,
    claim="C58",
    counts=_("Length along first-class roads of power cables brought down and buried, signed for by their owner."),
    by=SECTION,
    public=True,
)
cable_tidied = tidied.total(
    "length_cm",
    _("Overhead lines tidied"),
    unit=pgettext_lazy("unit", "m"),
    scale=M,
    claim="C58",
    counts=_("Length along second- and third-class roads of power lines tidied; these are not underground."),
    by=SECTION,
    public=True,
)
duct_built = ducts.total(
    "length_cm",
    _("Cable ducts built"),
    unit=pgettext_lazy("unit", "m"),
    scale=M,
    claim="C58",
    counts=_("Length of duct built, whether or not a cable lies in it yet. Never added to cables."),
    by=SECTION,
    public=True,
)
cables_buried = cables.where(row.treatment == "buried").total(
    "cables",
    _("Overhead cables put underground"),
    unit=_("cables"),
    claim="C58",
    counts=_("Cables brought down and buried, signed for by their owner; telecom and power together."),
    by=SECTION,
    public=True,
)
sections_buried = cables.where(row.treatment == "buried").distinct(
    "section_id",
    _("Sections with cables put underground"),
    unit=_("sections"),
    claim="C58",
    subject="city.overheadsection",
    counts=_("A section counts once, on the day its first cable was buried in the period."),
    by=SECTION,
    public=True,
)

# Green

greenway_built = Rows(GreenwayAcceptance).total(
    "length_cm",
    _("New greenway"),
    unit=pgettext_lazy("unit", "m"),
    scale=M,
    claim="C60",
    counts=_("Centre line, paths on both sides once, on the day of acceptance."),
    by={"greenway_class": _("class"), **WHERE},
    public=True,
)
green_area_added = (
    Rows(GreenAcceptance)
    .where(~row.converted)
    .total(
        "area_dm2",
        _("Urban green area added"),
        unit=pgettext_lazy("unit", "m²"),
        scale=M,
        claim="C61",
        counts=_(
            "Green area in plan projection, on the day of acceptance; land that was green before does not count as new."
        ),
        by={"green_class": _("class (CJJ/T 85)"), **WHERE},
        public=True,
    )
)

# Illegal buildings

disposed = Rows(Disposal)
around_games = disposed.where(row.programme == "games")
demolished_around_games = around_games.where(row.outcome == "demolished")
CASE = {"outcome": _("outcome"), **WHERE}

illegal_buildings_dealt_with = around_games.distinct(
    "case_id",
    _("Illegal buildings around the National Games areas dealt with"),
    unit=_("sites"),
    claim="C62",
    subject="city.illegalbuilding",
    counts=_("On the day the case was dealt with: demolished, confiscated or regularised."),
    by=CASE,
    public=True,
)
illegal_buildings_demolished = demolished_around_games.distinct(
    "case_id",
    _("Illegal buildings around the National Games areas demolished"),
    unit=_("sites"),
    claim="C62",
    subject="city.illegalbuilding",
    counts=_("Of those dealt with, the demolished ones, on the day of demolition."),
    by=WHERE,
    public=True,
)
illegal_area_dealt_with = around_games.total(
    "floor_area_dm2",
    _("Floor area of illegal buildings around the National Games areas dealt with"),
    unit=pgettext_lazy("unit", "m²"),
    scale=M,
    claim="C63",
    counts=_("Floor area, not land, on the day the case was dealt with."),
    by=CASE,
    public=True,
)
illegal_area_demolished = demolished_around_games.total(
    "floor_area_dm2",
    _("Floor area of illegal buildings around the National Games areas demolished"),
    unit=pgettext_lazy("unit", "m²"),
    scale=M,
    claim="C63",
    counts=_("Floor area, not land, on the day of demolition."),
    by=WHERE,
    public=True,
)
illegal_buildings_all = disposed.distinct(
    "case_id",
    _("Illegal buildings dealt with, whole zone"),
    unit=_("sites"),
    subject="city.illegalbuilding",
    counts=_("On the day the case was dealt with, under any programme."),
    by={"programme": _("programme"), **CASE},
)

# Satisfaction

surveys = Rows(SatisfactionSurvey)
works_residents_satisfied = surveys.total(
    "satisfied",
    _("Residents satisfied with works on the city"),
    unit=_("answers"),
    counts=_("Answers of satisfied residents, on the day of the survey."),
    by={"kind": _("kind"), **WORK},
)
works_residents_asked = surveys.total(
    "asked",
    _("Residents asked about works on the city"),
    unit=_("answers"),
    counts=_("Residents asked, on the day of the survey."),
    by={"kind": _("kind"), **WORK},
)
works_satisfaction = works_residents_satisfied.over(
    works_residents_asked,
    _("Satisfaction with works on the city"),
    counts=_("Satisfied residents over those asked, over all surveys of the period."),
    by={"kind": _("kind"), **WORK},
    public=True,
)

# Money and consent

works_funds = Rows(Funding).total(
    "amount_fen",
    _("Money granted for works on the city"),
    unit=_("yuan"),
    scale=M,
    counts=_(
        "New money by the documents of all levels of government, on the day of each document; not what was spent."
    ),
    by={"level": _("level of government"), "kind": _("kind"), **WORK},
)
consulted = Rows(Consent)
households_agreed = consulted.total(
    "agreed",
    _("Households that agree to a work"),
    unit=_("households"),
    counts=_("Households that said yes, on the day they were asked."),
    by={"kind": _("kind"), **WORK},
)
households_asked = consulted.total(
    "asked",
    _("Households asked about a work"),
    unit=_("households"),
    counts=_("Households asked whether they want a work; one asked twice counts twice."),
    by={"kind": _("kind"), **WORK},
)
residents_consent = households_agreed.over(
    households_asked,
    _("Consent of the residents to works"),
    counts=_("Households that agree over those asked, over all rounds of the period."),
    by={"kind": _("kind"), **WORK},
)

# Waste sorting

inspections = Rows(Inspection)
households_with_sorting = stock(
    Rows(SetUp).total("households", by=WHERE),
    Rows(Closure).total("households", by=WHERE),
    _("Households served by a waste-sorting point"),
    unit=_("households"),
    counts=_("Households of the points in use on that day."),
    by=WHERE,
    public=True,
)
households_in_zone = (
    Rows(Attested)
    .where(row.figure == "households-in-zone")
    .latest(
        "value_x10000",
        _("Households in the zone"),
        unit=_("households"),
        scale=SCALE,
        span=Span.AT,
        counts=_("By the last census or register on record, with its document."),
        public=True,
    )
)
waste_sorting_coverage = households_with_sorting.over(
    households_in_zone,
    _("Coverage by waste-sorting points"),
    counts=_("Households served on that day over all households by the last census or register."),
    span=Span.AT,
    public=True,
)
bins_right = inspections.total(
    "bins_right",
    _("Waste bins found sorted rightly"),
    unit=_("bins"),
    counts=_("Bins that held what their label says, on the day of inspection."),
    by=WHERE,
)
bins_inspected = inspections.total(
    "bins",
    _("Waste bins inspected"),
    unit=_("bins"),
    counts=_("Bins opened, on the day of inspection; a bin inspected twice counts twice."),
    by=WHERE,
)
waste_sorting_accuracy = bins_right.over(
    bins_inspected,
    _("Accuracy of waste sorting"),
    counts=_("Bins sorted rightly over bins inspected."),
    by=WHERE,
    public=True,
)
waste_sorting_title = (
    Rows(Attested)
    .where(row.figure == "waste-sorting-title")
    .count(
        _("Title: provincial demonstration district for waste sorting"),
        unit=_("titles"),
        claim="C65",
        span=Span.AT,
        counts=_("By the document that grants the title, kept as evidence; it cannot be counted from own rows."),
        public=True,
    )
)
