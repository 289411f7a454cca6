"""The figures of livelihood (C66–C77)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.figures.vocabulary import Rows, Span, change, daily, row, stock
from dajuan.lines.livelihood import air
from dajuan.lines.livelihood.aqi import HJ_633_2012
from dajuan.lines.livelihood.models import (
    HospitalCompletion,
    HospitalStart,
    HospitalTopping,
    Leaving,
    Membership,
    Reading,
    RenovationCompletion,
    RenovationProgress,
    RenovationStart,
    SchoolClosing,
    SchoolOpening,
    SeatsAdded,
    SurveyOutcome,
    UnionDissolution,
    UnionFounding,
)

# Schools

opened = Rows(SchoolOpening)
closed = Rows(SchoolClosing)
in_operation = opened.unless("school_id", closed, "school_id")
SCHOOL = {"unit": _("counted as"), "kind": _("kind of school"), "ownership": _("ownership")}

schools_opened = opened.distinct(
    "school_id",
    _("Schools opened"),
    unit=pgettext_lazy("unit", "schools"),
    claim="C66",
    subject="livelihood.school",
    counts=_(
        "On the day teaching began, not on acceptance of the building. Independent schools and phases with a campus of"
        " their own are counted alike; the breakdown keeps them apart."
    ),
    by=SCHOOL,
    public=True,
)
schools_operating = in_operation.distinct(
    "school_id",
    _("Schools in operation"),
    unit=pgettext_lazy("unit", "schools"),
    subject="livelihood.school",
    counts=_("Opened by that day and not closed by it; phases with a campus of their own are counted."),
    by=SCHOOL,
    span=Span.AT,
    public=True,
)
seats_added = (
    Rows(SeatsAdded)
    .where(row.step == "in_use")
    .total(
        "seats",
        _("School seats added"),
        unit=pgettext_lazy("unit", "seats"),
        claim="C67",
        counts=_("Classes times class size, on the day they were taken into use; closed seats are not taken off."),
        by={"schooling": _("stage of schooling"), "ownership": _("ownership")},
        public=True,
    )
)

# Unions

founded = Rows(UnionFounding)
dissolved = Rows(UnionDissolution)
joined = Rows(Membership).unless("membership_key", Rows(Leaving), "membership_key")
compulsory = in_operation.where(row.compulsory)
UNION = {"mode": _("mode of the union")}

unions_city = stock(
    founded.where(row.level == "city").count(by=UNION),
    dissolved.where(row.level == "city").count(by=UNION),
    _("Famous-school unions, municipal level"),
    unit=pgettext_lazy("unit", "unions"),
    claim="C68",
    counts=_("Founded by that day and not dissolved by it."),
    by=UNION,
    public=True,
)
unions_district = stock(
    founded.where(row.level == "district").count(by=UNION),
    dissolved.where(row.level == "district").count(by=UNION),
    _("Famous-school unions, district level"),
    unit=pgettext_lazy("unit", "unions"),
    claim="C69",
    counts=_("Founded by that day and not dissolved by it."),
    by=UNION,
    public=True,
)
schools_compulsory = compulsory.distinct(
    "school_id",
    _("Schools of compulsory education in operation"),
    unit=pgettext_lazy("unit", "schools"),
    subject="livelihood.school",
    counts=_("Schools and phases that teach primary or junior secondary classes and are in operation on that day."),
    by=SCHOOL,
    span=Span.AT,
    public=True,
)
schools_covered = compulsory.tied("school_id", joined, "school_id").distinct(
    "school_id",
    _("Schools covered by a union"),
    unit=pgettext_lazy("unit", "schools"),
    subject="livelihood.school",
    counts=_("Schools of compulsory education that lead or belong to at least one union in force on that day."),
    by=SCHOOL,
    span=Span.AT,
    public=True,
)
union_coverage = schools_covered.over(
    schools_compulsory,
    _("Coverage by famous-school unions"),
    claim="C70",
    counts=_("A school in several unions counts once; 100 % means that no school is missing."),
    by=SCHOOL,
    span=Span.AT,
    public=True,
)

# Hospitals

started = Rows(HospitalStart)
completed = Rows(HospitalCompletion)
RATING = {"parent_rating": _("rating of the parent")}

hospitals_building = stock(
    started.where(row.parent_rating == "tertiary_a").count(),
    completed.where(row.parent_rating == "tertiary_a").count(),
    _("Grade-A tertiary hospitals under construction"),
    unit=pgettext_lazy("unit", "hospitals"),
    claim="C71",
    counts=_(
        "Started by that day and not completed by it. A campus under construction has no rating: its parent's counts."
    ),
    public=True,
)
hospitals_all_building = stock(
    started.count(by=RATING),
    completed.count(by=RATING),
    _("Hospitals under construction"),
    unit=pgettext_lazy("unit", "hospitals"),
    counts=_("Started by that day and not completed by it."),
    by=RATING,
    public=True,
)
hospitals_topped = Rows(HospitalTopping).count(
    _("Hospitals topped out"),
    unit=pgettext_lazy("unit", "hospitals"),
    counts=_("On the day the main structure was closed."),
    by=RATING,
)
hospitals_completed = completed.count(
    _("Hospitals completed"),
    unit=pgettext_lazy("unit", "hospitals"),
    counts=_("On the day of acceptance."),
    by=RATING,
    public=True,
)

# Venues

renovations_started = Rows(RenovationStart)
renovations_completed = Rows(RenovationCompletion)

venues_renovating = stock(
    renovations_started.count(),
    renovations_completed.count(),
    _("Games venues under renovation"),
    unit=pgettext_lazy("unit", "venues"),
    claim="C72",
    counts=_("Started by that day and not yet accepted."),
    public=True,
)
venues_done = Rows(RenovationProgress).total(
    "advanced_x10",
    _("Renovation done, in whole venues"),
    unit=pgettext_lazy("unit", "venues"),
    scale=1000,
    decimals=2,
    counts=_("Progress reported by that day; two venues half done are one."),
    span=Span.AT,
)
venues_started = renovations_started.count(
    _("Renovations of venues started"),
    unit=pgettext_lazy("unit", "venues"),
    counts=_("Started by that day, whether or not completed since."),
    span=Span.AT,
)
renovation_progress = venues_done.over(
    venues_started,
    _("Progress of the games venues"),
    counts=_("The mean progress of all venues whose renovation has started, each of the same weight."),
    span=Span.AT,
    public=True,
)

# Air: the evaluation stations, valid readings only

air_read = Rows(Reading).where(row.network != "micro", row.mark == "")
STATION_DAY = ("station_id", "ozone_day")
JUDGED = _(
    "The mean over the evaluation stations (state-run and provincial), by the edition of HJ 633 in force on the day; a"
    " day needs 20 valid hours a station and all six pollutants, unless one alone exceeds. Readings of a stuck"
    " instrument are left out."
)

air_good_days = daily(
    air_read,
    _("Days of good air"),
    keys=STATION_DAY,
    columns=air.COLUMNS,
    fold=air.good_days,
    edition=HJ_633_2012.name,
    unit=pgettext_lazy("unit", "days"),
    claim="C73",
    counts=JUDGED,
    public=True,
)
air_good_days_more = change(
    air_good_days,
    _("Days of good air, more than last year"),
    claim="C74",
    counts=_("Against the same days of last year, by the same edition."),
    public=True,
)
air_judged_days = daily(
    air_read,
    _("Days with a valid air quality index"),
    keys=STATION_DAY,
    columns=air.COLUMNS,
    fold=air.judged_days,
    edition=HJ_633_2012.name,
    unit=pgettext_lazy("unit", "days"),
    counts=JUDGED,
    public=True,
)
air_good_share = air_good_days.over(
    air_judged_days,
    _("Share of days with good air"),
    counts=_("Of the days that have a valid index, not of the calendar."),
    public=True,
)
air_heavy_days = daily(
    air_read,
    _("Days of heavy or severe pollution"),
    keys=STATION_DAY,
    columns=air.COLUMNS,
    fold=air.heavy_days,
    edition=HJ_633_2012.name,
    unit=pgettext_lazy("unit", "days"),
    counts=JUDGED,
    better="down",
    public=True,
)
pm25_mean = daily(
    air_read,
    _("PM2.5, mean concentration"),
    keys=STATION_DAY,
    columns=air.COLUMNS,
    fold=air.pm25_mean,
    unit=pgettext_lazy("unit", "µg/m³"),
    claim="C75",
    counts=_("The mean of the zone's valid daily means over its evaluation stations, rounded half to even."),
    better="down",
    public=True,
)
pm10_mean = daily(
    air_read,
    _("PM10, mean concentration"),
    keys=STATION_DAY,
    columns=air.COLUMNS,
    fold=air.pm10_mean,
    unit=pgettext_lazy("unit", "µg/m³"),
    claim="C76",
    counts=_("The mean of the zone's valid daily means over its evaluation stations, rounded half to even."),
    better="down",
    public=True,
)

# What residents say

outcomes = Rows(SurveyOutcome)
TOPIC = {"topic": _("topic")}

survey_answers = outcomes.total(
    "sample",
    _("Residents who answered a survey"),
    unit=pgettext_lazy("unit", "answers"),
    counts=_("On the day the round of calls ended; who answered twice counts twice."),
    by=TOPIC,
)
survey_satisfied = outcomes.total(
    "satisfied",
    _("Residents satisfied in a survey"),
    unit=pgettext_lazy("unit", "answers"),
    counts=_("On the day the round of calls ended."),
    by=TOPIC,
)
livelihood_satisfaction = survey_satisfied.over(
    survey_answers,
    _("Satisfaction of residents"),
    claim="C77",
    counts=_("Of those who answered, all rounds of the period together."),
    by=TOPIC,
    public=True,
)
