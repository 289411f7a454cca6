"""Figures of government services (C8, C40 to C53): cases and ratings, the catalogue, money, titles and refunds.

Everything is counted on entries, by the day that counts (domain.md 1.1): packages on issue, cases on acceptance or
decision, money won on approval, titles on grant. What nobody rated is not satisfied; what was done with papers missing
or on the spot is a share of what was decided, never of what was handed in.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.figures.models import SCALE, Attested
from dajuan.figures.vocabulary import Rows, Span, net, row, stock
from dajuan.lines.services.models import (
    Acceptance,
    Decision,
    LicenceIssued,
    MatterIssued,
    MatterOpened,
    MatterWithdrawn,
    MissingCommitment,
    MissingLapsed,
    MissingSupplied,
    PackageEnded,
    PackageIssued,
    PolicyApplied,
    PolicyApproved,
    PolicyEnded,
    PolicyIssued,
    PolicyPaid,
    Rating,
    RatingCalledBack,
    RatingRectified,
    RatingVerified,
    RefundPaid,
    Refusal,
    SpecialProcedure,
    StepDone,
    Submission,
    SupplementNotice,
    TitleApplied,
    TitleGranted,
    TitleRefused,
)

COMPANY = "companies.company"
FEN, AN_HOUR = 100, 60
IN_MEANS = 100  # a ratio is in per cent, so a mean divides hundreds by a count
CASES = pgettext_lazy("unit", "cases")
DAYS = _("working days")
CASE = {
    "office_id": _("responsible office"),
    "matter_id": pgettext_lazy("breakdown", "government service"),
    "matter_kind": pgettext_lazy("breakdown", "kind of matter"),
    "channel": pgettext_lazy("breakdown", "channel"),
    "window": _("window"),
}
DECIDED = {**CASE, "granted": pgettext_lazy("decision", "granted"), "in_package": _("part of a package")}


def _cases(counts: Any, **more: Any) -> Any:
    return {"unit": CASES, "counts": counts, "by": CASE, **more}


# Cases: handed in, accepted, decided, in hand. A package is counted as its matters; its own case apart

OF_A_MATTER = row.matter_id.notnull()
cases_submitted = (
    Rows(Submission)
    .where(OF_A_MATTER)
    .count(
        _("Applications handed in"),
        public=True,
        **_cases(
            _("On the day it was handed in, whatever became of it."),
            by={**CASE, "by_clerk": _("entered by a clerk"), "in_package": _("part of a package")},
        ),
    )
)
accepted = Rows(Acceptance).where(OF_A_MATTER)
decided = Rows(Decision).where(OF_A_MATTER)
package_cases_decided = (
    Rows(Decision)
    .where(row.package_id.notnull())
    .count(
        _("Packages decided for applicants"),
        unit=CASES,
        counts=_("On the day the package's own case was decided; its matters are counted as cases."),
        by={"package_id": pgettext_lazy("breakdown", "package"), "office_id": _("responsible office")},
        public=True,
    )
)
cases_accepted = accepted.count(
    _("Cases accepted"),
    public=True,
    **_cases(
        _("On the day of acceptance; what was refused or taken back before is no case."),
        by={**CASE, "with_missing": _("with papers missing")},
    ),
)
cases_decided = decided.count(
    _("Cases decided"),
    public=True,
    **_cases(_("On the day of the decision, granted or denied."), by=DECIDED),
)
decisions_made = decided.count(
    _("Decisions made, by who decided"),
    **_cases(
        _("As cases decided; broken down by members of staff, so never public."),
        by={"examiner_id": _("decided by"), **CASE},
    ),
)
cases_lapsed_undecided = (
    Rows(MissingLapsed)
    .where(OF_A_MATTER)
    .unless("case_id", decided, "case_id")
    .count(
        _("Cases returned undecided, for papers that did not come"),
        better="down",
        **_cases(_("On the day the commitment lapsed; a case decided before is out by its decision.")),
    )
)
cases_undecided = stock(
    cases_accepted,
    cases_decided,
    _("Cases accepted and not decided"),
    better="down",
    **_cases(_("Accepted by that day and not decided by it.")),
)
cases_in_hand = stock(
    cases_undecided,
    cases_lapsed_undecided,
    _("Cases in hand"),
    better="down",
    **_cases(
        _(
            "Accepted by that day, neither decided nor returned by it: what was in hand before, and what came, less"
            " what went."
        )
    ),
)
cases_not_accepted = Rows(Refusal).count(
    _("Applications not accepted"),
    better="down",
    **_cases(_("On the day of the refusal or of taking it back."), by={"cause": _("reason"), **CASE}),
)
cases_denied = decided.where(~row.granted).count(
    _("Cases denied"),
    better="down",
    **_cases(_("On the day of the decision."), by={"cause": _("reason"), **CASE}),
)
supplement_notices = Rows(SupplementNotice).count(
    _("Supplement notices"), better="down", **_cases(_("Told once and completely, on the day of the notice."))
)
special_procedures = Rows(SpecialProcedure).count(
    _("Special procedures"),
    unit=pgettext_lazy("unit", "procedures"),
    better="down",
    counts=_("On the day the clock was stopped; its time is not counted into the limit."),
    by={"why": _("reason"), **CASE},
)
licences_issued = Rows(LicenceIssued).count(
    _("Electronic licences issued"),
    unit=pgettext_lazy("unit", "licences"),
    counts=_("On the day of issue, revoked later or not."),
    by=CASE,
    public=True,
)

# Time

timed = decided.where(row.in_time.notnull())
cases_with_limit = timed.count(
    _("Cases decided that had a promised limit"), **_cases(_("On the day of the decision; of the others no clock ran."))
)
cases_in_time = timed.where(row.in_time).count(
    _("Cases decided in time"),
    **_cases(_("On the day of the decision, within the promised limit; time stopped by law is not counted.")),
)
on_time_rate = cases_in_time.over(
    cases_with_limit,
    _("Cases decided in time, share"),
    counts=_("In time / decided, of cases with a promised limit."),
    by=CASE,
    public=True,
)
with_days = decided.where(row.working_days.notnull())
working_days_used = with_days.total(
    "working_days",
    _("Working days used, in hundreds"),
    unit=_("hundred working days"),
    scale=IN_MEANS,
    decimals=2,
    better="down",
    counts=_("From acceptance to decision, on the day of the decision; time stopped by law is not counted."),
    by=CASE,
)
cases_with_days = with_days.count(
    _("Cases decided whose working days are known"), **_cases(_("On the day of the decision."))
)
average_working_days = working_days_used.over(
    cases_with_days,
    _("Average working days of a case"),
    unit=DAYS,
    decimals=2,
    better="down",
    counts=_("Working days used / cases, both of the decisions of the period."),
    by=CASE,
    public=True,
)
STEP = {"step": pgettext_lazy("breakdown", "step"), **CASE}
steps_timed = Rows(StepDone).where(row.took_days.notnull())
steps_done = steps_timed.count(
    _("Steps of examination done"),
    unit=pgettext_lazy("unit", "steps"),
    counts=_("On the day the step was done."),
    by=STEP,
)
step_days = steps_timed.total(
    "took_days",
    _("Working days taken by steps, in hundreds"),
    unit=_("hundred working days"),
    scale=IN_MEANS,
    decimals=2,
    better="down",
    counts=_("Since the step before, or since acceptance; on the day the step was done."),
    by=STEP,
)
average_step_days = step_days.over(
    steps_done,
    _("Average working days of a step"),
    unit=DAYS,
    decimals=2,
    better="down",
    counts=_("Working days taken / steps done."),
    by=STEP,
)

# Modes of service (C53)


def _mode(predicate: Any, name: Any, counts: Any) -> Any:
    return decided.where(predicate).count(name, claim="C53", public=True, **_cases(counts))


def _share(part: Any, name: Any) -> Any:
    words = _("Decided in this mode / all decided, on the day of the decision.")
    return part.over(cases_decided, name, claim="C53", public=True, by=CASE, counts=words)


cases_with_missing = _mode(
    row.with_missing, _("Cases decided that were accepted with papers missing"), _("On the day of the decision.")
)
missing_papers_share = _share(cases_with_missing, _("Share accepted with papers missing (容缺受理)"))
cases_assisted = _mode(row.assisted, _("Cases decided with personal assistance"), _("On the day of the decision."))
assisted_share = _share(cases_assisted, _("Share with personal assistance (专人协办)"))
cases_on_the_spot = _mode(
    row.on_the_spot, _("Cases done on the spot"), _("Accepted and decided in one visit, on that day.")
)
on_the_spot_share = _share(cases_on_the_spot, _("Share done on the spot (当场办结)"))
cases_in_packages = decided.where(row.in_package).count(
    _("Cases decided as parts of packages"), public=True, **_cases(_("On the day of the decision."))
)
commitments_due = Rows(MissingCommitment, on="due_on").count(
    _("Commitments to supply papers that fell due"),
    **_cases(_("On the day the papers were due, supplied or not.")),
)
commitments_kept = (
    Rows(MissingCommitment, on="due_on")
    .tied("case_id", Rows(MissingSupplied), "case_id")
    .count(
        _("Of them kept"), **_cases(_("On the day the papers were due, where they came, or force majeure excused it."))
    )
)
commitments_kept_share = commitments_kept.over(
    commitments_due, _("Commitments kept"), by=CASE, counts=_("Kept / fell due in the period.")
)
commitments_lapsed = Rows(MissingLapsed).count(
    _("Commitments lapsed"),
    better="down",
    **_cases(_("On the day it lapsed."), by={"consequence": _("consequence"), **CASE}),
)

# Ratings: unrated is never satisfied

GOOD, BAD = row.level >= 3, row.level <= 2
found_false = Rows(RatingVerified).where(~row.true)
ratings = Rows(Rating).unless("number", found_false, "rating_id")
RATED = {"level": _("rating"), "way": _("way of rating"), **CASE}
RATINGS = pgettext_lazy("unit", "ratings")


def _ratings(counts: Any, **more: Any) -> Any:
    return {"unit": RATINGS, "counts": counts, "by": RATED, **more}


ratings_given = ratings.count(
    _("Ratings"),
    public=True,
    **_ratings(_("On the day it was given, of visits and of matters; those found false or malicious are left out.")),
)
ratings_good = ratings.where(GOOD).count(
    _("Satisfied ratings"), **_ratings(_("The upper three of five levels, on the day it was given."))
)
ratings_bad = ratings.where(BAD).count(
    _("Bad ratings"), better="down", **_ratings(_("The lower two of five levels, on the day it was given."))
)
satisfaction = ratings_good.over(
    ratings_given,
    _("Satisfaction with government services"),
    counts=_("Levels 5, 4 and 3 / rated; what nobody rated is left out and never satisfied."),
    by=RATED,
    public=True,
)
cases_rated = ratings.distinct(
    "case_id",
    _("Cases rated"),
    subject="services.case",
    **_cases(_("On the day of the rating; a case rated after several visits counts once.")),
)
rating_rate = cases_rated.over(
    cases_decided,
    _("Rating rate"),
    by=CASE,
    public=True,
    counts=_("Cases rated / cases decided, both of the period."),
)
due_ratings = Rows(Rating, on="due_on").where(BAD).unless("number", found_false, "rating_id")
bad_ratings_due = due_ratings.count(
    _("Bad ratings whose rectification fell due"), **_ratings(_("On the last day for rectifying it."))
)
bad_ratings_rectified = due_ratings.tied("number", Rows(RatingRectified).where(row.in_time), "rating_id").count(
    _("Of them rectified in time"), **_ratings(_("On the last day for rectifying it, where it was rectified by then."))
)
rectification_rate = bad_ratings_rectified.over(
    bad_ratings_due,
    _("Bad ratings rectified in time"),
    by=RATED,
    public=True,
    counts=_("Rectified in time / fell due in the period; those found false are left out."),
)
bad_ratings_called_back = due_ratings.tied("number", Rows(RatingCalledBack), "rating_id").count(
    _("Of them called back"), **_ratings(_("On the last day for rectifying it, where the rater was called back."))
)
call_back_rate = bad_ratings_called_back.over(
    bad_ratings_due, _("Bad ratings called back"), by=RATED, counts=_("Called back / fell due in the period.")
)

# The catalogue: matters, packages, handled anywhere (C40 to C42, C45)

withdrawn = Rows(MatterWithdrawn)
MATTER = {"office_id": _("responsible office"), "kind": pgettext_lazy("breakdown", "kind of matter")}
MATTERS = pgettext_lazy("unit", "matters")
matters_in_force = (
    Rows(MatterIssued)
    .unless("matter_id", withdrawn, "matter_id")
    .distinct(
        "matter_id",
        _("Government services in force"),
        unit=MATTERS,
        span=Span.AT,
        subject="services.matter",
        counts=_("Matters with a version in force by that day and not taken out by it."),
        by=MATTER,
        public=True,
    )
)
opened = Rows(MatterOpened).unless("matter_id", withdrawn, "matter_id")
matters_in_any_zone = opened.where(row.all_live, ~row.across_provinces).distinct(
    "matter_id",
    _("Government services handled in any of the partner zones"),
    unit=MATTERS,
    claim="C42",
    span=Span.AT,
    subject="services.matter",
    counts=_("Matters open in every partner zone by that day; a matter in many zones counts once."),
    by={**MATTER, "partnership_id": pgettext_lazy("breakdown", "partnership")},
    public=True,
)
matters_across_provinces = opened.where(row.across_provinces).distinct(
    "matter_id",
    _("Government services handled across provinces"),
    unit=MATTERS,
    span=Span.AT,
    subject="services.matter",
    counts=_("Matters open to at least one partner in another province by that day."),
    by={**MATTER, "partnership_id": pgettext_lazy("breakdown", "partnership")},
    public=True,
)
standing_packages = Rows(PackageIssued).unless("package_id", Rows(PackageEnded), "package_id")
PACKAGE = {"batch_name": pgettext_lazy("breakdown", "batch"), "office_id": _("responsible office")}
PACKAGES = pgettext_lazy("unit", "packages")
package_batches_issued = standing_packages.distinct(
    "batch_name",
    _("Batches of packages issued (一件事一次办)"),
    unit=pgettext_lazy("unit", "batches"),
    claim="C40",
    counts=_("On the day of issue; a batch of which every package was merged or withdrawn is out."),
    by={"office_id": _("responsible office")},
    public=True,
)
packages_issued = standing_packages.distinct(
    "package_id",
    _("Packages issued (一件事一次办)"),
    unit=PACKAGES,
    claim="C41",
    subject="services.package",
    counts=_("On the day of issue; those merged into another or withdrawn by the end of the period are out."),
    by=PACKAGE,
    public=True,
)
packages_in_force = standing_packages.distinct(
    "package_id",
    _("Packages in force"),
    unit=PACKAGES,
    span=Span.AT,
    subject="services.package",
    counts=_("Issued by that day, neither merged nor withdrawn by it."),
    by=PACKAGE,
    public=True,
)


def _saved(column: str, name: Any, unit: Any) -> Any:
    words = _("As measured when the package was issued, on that day; packages merged or withdrawn are out.")
    return standing_packages.total(column, name, unit=unit, better="down", counts=words, by=PACKAGE)


PAPERS = pgettext_lazy("unit", "papers")
package_papers_before = _saved("papers_before", _("Papers asked for before the packages"), PAPERS)
package_papers_after = _saved("papers_after", _("Papers asked for by the packages"), PAPERS)
package_papers_saved = net(
    package_papers_before,
    package_papers_after,
    _("Papers saved by packages"),
    unit=PAPERS,
    counts=_("Before less after, of the packages issued in the period."),
    by=PACKAGE,
)
package_papers_cut = package_papers_saved.over(
    package_papers_before, _("Papers cut by packages"), by=PACKAGE, counts=_("Saved / before.")
)
package_days_before = _saved("days_before", _("Working days promised before the packages"), DAYS)
package_days_after = _saved("days_after", _("Working days promised by the packages"), DAYS)
package_days_saved = net(
    package_days_before,
    package_days_after,
    _("Working days saved by packages"),
    unit=DAYS,
    counts=_("Before less after, of the packages issued in the period."),
    by=PACKAGE,
)

BY_DOCUMENT = _("By the document that says so, kept as evidence; it cannot be counted from own rows.")
cross_province_first = (
    Rows(Attested)
    .where(row.figure == "cross-province-first")
    .count(
        _("First licence across provinces along the Yellow River"),
        unit=pgettext_lazy("unit", "firsts"),
        claim="C45",
        span=Span.AT,
        counts=BY_DOCUMENT,
        public=True,
    )
)


def _rank(key: str, name: Any, claim: Any) -> Any:
    return (
        Rows(Attested)
        .where(row.figure == key)
        .latest(
            "value_x10000",
            name,
            unit=pgettext_lazy("rank", "place"),
            scale=SCALE,
            claim=claim,
            better="down",
            counts=_("By the index's publisher; edition and sample stand with its document."),
            public=True,
        )
    )


soft_environment_rank = _rank(
    "soft-environment-rank", _("Place in the index of business soft environment, national zones"), ("C8", "C52")
)
soft_environment_rank_west = _rank(
    "soft-environment-rank-west", _("Place in the index of business soft environment, western zones"), "C52"
)

# Money of policies (C46 to C48): won on approval, arrived on payment

HELP = {"office_id": _("responsible office"), "level": _("level that decides")}
POLICY = {
    **HELP,
    "kind": pgettext_lazy("breakdown", "kind of money"),
    "policy_id": pgettext_lazy("breakdown", "policy"),
}
YUAN: dict[str, Any] = {"unit": _("yuan"), "scale": FEN, "by": POLICY}
helped_project = (row.helped, row.kind == "project", row.level != "zone")
projects_applied = Rows(PolicyApplied).where(*helped_project)
enterprises_helped_with_projects = projects_applied.distinct(
    "company_id",
    _("Enterprises helped to apply for project funds"),
    unit=pgettext_lazy("unit", "enterprises"),
    claim="C46",
    subject=COMPANY,
    counts=_(
        "National, provincial and municipal projects the zone helped with, on the day of application; an enterprise,"
        " known by its credit code, counts once."
    ),
    by=POLICY,
    public=True,
)
project_applications = projects_applied.distinct(
    "application_id",
    _("Applications for project funds"),
    unit=pgettext_lazy("unit", "applications"),
    claim="C47",
    subject="services.policyapplication",
    counts=_("National, provincial and municipal projects the zone helped with, on the day of application."),
    by=POLICY,
    public=True,
)
project_funds_won = (
    Rows(PolicyApproved)
    .where(*helped_project)
    .total(
        "granted_fen",
        _("Project funds won"),
        claim="C48",
        public=True,
        counts=_(
            "Granted amounts, on the day of approval, of projects the zone helped with; each level's grant once. What"
            " was paid is counted apart."
        ),
        **YUAN,
    )
)
policies_in_force = (
    Rows(PolicyIssued)
    .unless("policy_id", Rows(PolicyEnded), "policy_id")
    .distinct(
        "policy_id",
        _("Policies for enterprises in force"),
        unit=pgettext_lazy("unit", "policies"),
        span=Span.AT,
        subject="services.policyitem",
        counts=_("Issued by that day and not ended by it."),
        by={**HELP, "kind": pgettext_lazy("breakdown", "kind of money"), "way": _("way to it")},
        public=True,
    )
)
policy_money_granted = Rows(PolicyApproved).total(
    "granted_fen",
    _("Policy money granted"),
    public=True,
    counts=_("On the day of approval, of every level and kind; paid or not yet."),
    **{**YUAN, "by": {**POLICY, "way": _("way to it")}},
)
policy_money_paid = Rows(PolicyPaid).total(
    "paid_fen",
    _("Policy money paid"),
    public=True,
    counts=_("On the day it reached the enterprise, whenever it was granted."),
    **{**YUAN, "by": {**POLICY, "way": _("way to it")}},
)
granted_without_application = (
    Rows(PolicyApproved)
    .where(row.way == "no-application")
    .total(
        "granted_fen",
        _("Policy money granted without application (免申即享)"),
        public=True,
        counts=_("On the day of approval, of policies that need no application."),
        **YUAN,
    )
)
enterprises_without_application = (
    Rows(PolicyApproved)
    .where(row.way == "no-application")
    .distinct(
        "company_id",
        _("Enterprises that were granted money without applying"),
        unit=pgettext_lazy("unit", "enterprises"),
        subject=COMPANY,
        counts=_("On the day of approval; an enterprise counts once."),
        by=POLICY,
        public=True,
    )
)

# Titles (C49 to C51)

TITLE = {**HELP, "title": pgettext_lazy("breakdown", "title")}
titles_sought = Rows(TitleApplied).where(row.helped)
enterprises_helped_with_titles = titles_sought.distinct(
    "company_id",
    _("Enterprises helped to apply for titles"),
    unit=pgettext_lazy("unit", "enterprises"),
    claim="C49",
    subject=COMPANY,
    counts=_("On the day of application; an enterprise, known by its credit code, counts once."),
    by=TITLE,
    public=True,
)
title_applications = titles_sought.distinct(
    "application_id",
    _("Titles applied for"),
    unit=pgettext_lazy("unit", "applications"),
    claim="C50",
    subject="services.titleapplication",
    counts=_("Applications the zone helped with, on the day of application."),
    by=TITLE,
    public=True,
)
titles_granted = (
    Rows(TitleGranted)
    .where(row.helped)
    .tied("application_id", titles_sought, "application_id")
    .distinct(
        "application_id",
        _("Titles granted"),
        unit=pgettext_lazy("unit", "grants"),
        claim="C51",
        subject="services.titleapplication",
        counts=_("On the day of the grant, of applications the zone helped with, whenever they were handed in."),
        by=TITLE,
        public=True,
    )
)
titles_refused = Rows(TitleRefused).distinct(
    "application_id",
    _("Titles refused"),
    unit=pgettext_lazy("unit", "applications"),
    subject="services.titleapplication",
    better="down",
    counts=_("On the day of the refusal."),
    by=TITLE,
)

# Tax refunds (C43, C44)

refunds = Rows(RefundPaid)
longi = refunds.where(row.landmark == "longi-refund")
REFUND = {"tax": pgettext_lazy("breakdown", "tax given back"), "office_id": _("responsible office")}
HOURS = _("hours")
longi_refund_hours = longi.latest(
    "minutes",
    _("Hours of the LONGi Leye refund"),
    unit=HOURS,
    scale=AN_HOUR,
    decimals=1,
    claim="C43",
    better="down",
    counts=_("From acceptance to the treasury's payment order, time stopped taken off, on the day of payment."),
    public=True,
)
longi_refund_amount = longi.latest(
    "paid_fen",
    _("Amount of the LONGi Leye refund"),
    unit=_("yuan"),
    scale=FEN,
    claim="C44",
    counts=_("As the treasury paid it, on the day of payment."),
    public=True,
)
refunds_paid = refunds.count(
    _("Tax refunds paid"),
    unit=pgettext_lazy("unit", "refunds"),
    counts=_("On the day of the treasury's payment order."),
    by=REFUND,
    public=True,
)
refund_amount = refunds.total(
    "paid_fen",
    _("Tax refunded"),
    unit=_("yuan"),
    scale=FEN,
    counts=_("On the day of the treasury's payment order."),
    by=REFUND,
    public=True,
)
refund_time = refunds.total(
    "minutes",
    _("Time of tax refunds, in hundred hours"),
    unit=_("hundred hours"),
    scale=AN_HOUR * IN_MEANS,
    decimals=2,
    better="down",
    counts=_("From acceptance to payment, time stopped taken off, on the day of payment."),
    by=REFUND,
)
average_refund_hours = refund_time.over(
    refunds_paid,
    _("Average hours of a tax refund"),
    unit=HOURS,
    decimals=1,
    better="down",
    counts=_("Time / refunds, both of the payments of the period."),
    by=REFUND,
    public=True,
)
