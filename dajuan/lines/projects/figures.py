"""Figures of key projects (C4 to C6, C22, C26 to C29). A start counts when its report is confirmed, never its ceremony.

Lists are nested, so each level has figures of its own and no breakdown adds them up; the breakdown by *highest level*
names each project once. Completed investment is image progress; the statistics stand beside it, never in it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.figures.models import SCALE, Attested
from dajuan.figures.vocabulary import Rows, Span, net, pair, row, stock
from dajuan.lines.projects.models import (
    Ceremony,
    Consequence,
    FixedInvestment,
    LightShown,
    Listing,
    MonthReport,
    Node,
    Removal,
    Start,
    TotalInvestment,
)

FEN = 100  # in a yuan
LARGE_FEN = 10_000_000_000  # a hundred million yuan: the size from which a record is one
PROJECT = "projects.project"
WHERE = {"office_id": _("responsible office"), "area_id": _("part of the zone")}
KIND = {"type": pgettext_lazy("project", "type"), "industry": _("leading industry"), **WHERE}
BY = {**KIND, "level": _("highest level")}
LISTED = {"category": _("category"), **KIND}


def on_list(level: str) -> Rows:
    """Places on the lists of a level, from the first day of their year; those removed by the period's end are out."""
    removed = Rows(Removal).where(row.level == level)
    return Rows(Listing, on="first_on").where(row.level == level).unless("listed_key", removed, "listed_key")


def completed_on(level: str) -> Rows:
    """The reports of the months of projects that stand on a level's list of the year."""
    return reports.tied("listed_key", on_list(level), "listed_key")


reports = Rows(MonthReport, on="month")
booked = Rows(FixedInvestment, on="month")
starts = Rows(Start)
nodes = Rows(Node)
accepted = nodes.where(row.kind == "accepted")

# Starts and what is under construction

projects_started = starts.distinct(
    "project_id",
    _("Projects that started construction"),
    unit=_("projects"),
    claim="C4",
    subject=PROJECT,
    counts=_(
        "On the day the start report was confirmed by the development or statistics bureau; a ceremony counts for"
        " nothing. All levels, each project once, one under two names too."
    ),
    by=BY,
    public=True,
)
ceremonies_held = Rows(Ceremony).count(
    _("Ceremonies of starting held"),
    unit=_("ceremonies"),
    counts=_("On the day of the ceremony. It says nothing about starts: see there."),
    by=BY,
)
projects_under_construction = stock(
    starts.distinct("project_id", subject=PROJECT, by=BY),
    accepted.distinct("project_id", subject=PROJECT, by=BY),
    _("Projects under construction"),
    unit=_("projects"),
    claim="C26",
    counts=_(
        "Start confirmed by that day and completion not accepted by it, by type: industry, headquarters, livelihood."
    ),
    by=BY,
    public=True,
)
projects_completed = accepted.distinct(
    "project_id",
    _("Projects completed"),
    unit=_("projects"),
    subject=PROJECT,
    counts=_("On the day of completion acceptance."),
    by=BY,
    public=True,
)
projects_in_production = nodes.where(row.kind == "producing").distinct(
    "project_id",
    _("Projects that went into production"),
    unit=_("projects"),
    subject=PROJECT,
    counts=_("On the day of going into production; industrial projects only."),
    by=BY,
    public=True,
)

# Lists and completed investment, a level at a time

national_key_projects = on_list("national").distinct(
    "project_id",
    _("National key projects"),
    unit=_("projects"),
    subject=PROJECT,
    counts=_("On the national list of the year, without those removed. They stand on the lower lists too: never add."),
    by=LISTED,
    public=True,
)
provincial_key_projects = on_list("provincial").distinct(
    "project_id",
    _("Provincial key projects"),
    unit=_("projects"),
    subject=PROJECT,
    counts=_(
        "On the provincial list of the year, without those removed. They stand on the lower lists too: never add."
    ),
    by=LISTED,
    public=True,
)
municipal_key_projects = on_list("municipal").distinct(
    "project_id",
    _("Municipal key projects"),
    unit=_("projects"),
    claim="C5",
    subject=PROJECT,
    counts=_("On the municipal list of the year, without those removed. They stand on the zone's list too: never add."),
    by=LISTED,
    public=True,
)
zone_key_projects = on_list("zone").distinct(
    "project_id",
    _("Key projects of the zone"),
    unit=_("projects"),
    subject=PROJECT,
    counts=_("On the zone's own list of the year, without those removed. It holds the higher lists: never add."),
    by=LISTED,
    public=True,
)

IMAGE = _(
    "Image progress as reported for each month of the year by the project units, of those on the list as it stands"
    " at the period's end. Not the statistics' fixed-asset investment. Levels are nested: never add."
)
national_investment_completed = completed_on("national").total(
    "done_fen",
    _("Investment completed by national key projects"),
    unit=_("yuan"),
    scale=FEN,
    counts=IMAGE,
    by=KIND,
)
provincial_investment_completed = completed_on("provincial").total(
    "done_fen",
    _("Investment completed by provincial key projects"),
    unit=_("yuan"),
    scale=FEN,
    counts=IMAGE,
    by=KIND,
)
municipal_investment_completed = completed_on("municipal").total(
    "done_fen",
    _("Investment completed by municipal key projects"),
    unit=_("yuan"),
    scale=FEN,
    claim="C6",
    counts=IMAGE,
    by=KIND,
    public=True,
)
zone_investment_completed = completed_on("zone").total(
    "done_fen",
    _("Investment completed by the zone's key projects"),
    unit=_("yuan"),
    scale=FEN,
    counts=IMAGE,
    by=KIND,
    public=True,
)
investment_reported = reports.total(
    "done_fen",
    _("Investment reported by image progress"),
    unit=_("yuan"),
    scale=FEN,
    counts=_("Of all projects that report, on a list or not, in the month it is reported for."),
    by=BY,
)
statistical_investment = booked.total(
    "amount_fen",
    _("Statistical investment of projects"),
    unit=_("yuan"),
    scale=FEN,
    counts=_(
        "Fixed-asset investment by the statistics bureau's table, in its month. Another measure than image progress."
    ),
    by=BY,
)
investment_gap = net(
    investment_reported,
    statistical_investment,
    _("Gap between image progress and statistics"),
    unit=_("yuan"),
    counts=_("Image progress reported for the months of the period, less statistical investment of the same months."),
    by=BY,
)

# Lights

lights_yellow = (
    Rows(LightShown, on="month")
    .where(row.light == "yellow")
    .count(
        _("Yellow lights shown"),
        unit=_("lights"),
        better="down",
        counts=_("One a project and month, as the month was frozen, by the rules in force then."),
        by=BY,
    )
)
lights_red = (
    Rows(LightShown, on="month")
    .where(row.light == "red")
    .count(
        _("Red lights shown"),
        unit=_("lights"),
        better="down",
        counts=_("One a project and month, as the month was frozen, by the rules in force then."),
        by=BY,
    )
)
lights_followed_up = Rows(Consequence).count(
    _("Consequences of lights"),
    unit=pgettext_lazy("consequences", "steps"),
    counts=_("Interviews, notices and supervision letters, on their day."),
    by={"step": _("consequence"), **BY},
)

# One project by name, and the record

cleared = nodes.where(row.kind == "clearing")
connected = nodes.where(row.kind == "connected")
started_large = starts.where(row.total_fen >= LARGE_FEN)

heavy_truck_total = (
    Rows(TotalInvestment)
    .where(row.landmark == "heavy-truck")
    .latest(
        "total_fen",
        _("Total investment of the heavy-truck project"),
        unit=_("yuan"),
        scale=FEN,
        claim="C22",
        span=Span.AT,
        counts=_("The total that holds on that day by the document it names; a rise has its reason beside it."),
        public=True,
    )
)
FROM_CLEARANCE = _(
    "Calendar days from the day the clearance task was issued to the day the start report was confirmed, with all seven"
    " connections and the levelling checked between the two."
)
heavy_truck_days = pair(
    cleared.where(row.landmark == "heavy-truck"),
    starts.where(row.landmark == "heavy-truck"),
    _("Days from clearance to start, heavy-truck project"),
    key="project_id",
    through=connected,
    unit=_("days"),
    claim="C27",
    counts=FROM_CLEARANCE,
    public=True,
)
start_record = pair(
    cleared,
    started_large,
    _("Fewest days from clearance to start"),
    key="project_id",
    through=connected,
    unit=_("days"),
    claim="C28",
    span=Span.AT,
    counts=_(
        "Calendar days from the clearance task to the confirmed start, all connections checked between: the fewest of"
        " all projects of a hundred million yuan and more, over all years on record up to that day."
    ),
)
start_runner_up = pair(
    cleared,
    started_large,
    _("Second fewest days from clearance to start"),
    key="project_id",
    through=connected,
    place=2,
    unit=_("days"),
    claim="C28",
    span=Span.AT,
    counts=_("The runner-up of the record: what it is a record against."),
)
fastest_start = pair(
    cleared,
    started_large,
    _("Fewest days from clearance to start this year"),
    key="project_id",
    through=connected,
    unit=_("days"),
    counts=_("The fewest among the projects of a hundred million yuan and more that started in the period."),
)

# Observations: places are decided by others

provincial_observation_place = (
    Rows(Attested)
    .where(row.figure == "provincial-observation-place")
    .latest(
        "value_x10000",
        _("Place in the provincial observation of projects"),
        unit=pgettext_lazy("rank", "place"),
        scale=SCALE,
        claim="C29",
        better="down",
        counts=_("By the document that publishes the places, kept as evidence; it cannot be counted from own rows."),
        public=True,
    )
)
municipal_observation_place = (
    Rows(Attested)
    .where(row.figure == "municipal-observation-place")
    .latest(
        "value_x10000",
        _("Place in the municipal observation of projects"),
        unit=pgettext_lazy("rank", "place"),
        scale=SCALE,
        claim="C29",
        better="down",
        counts=_("By the document that publishes the places, kept as evidence; it cannot be counted from own rows."),
        public=True,
    )
)
