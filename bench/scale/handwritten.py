"""The same answers by hand: SQL for the whole catalogue, written for DuckDB as well as we can.

One scan a table and day that counts, conditions as FILTER, keys that may repeat made distinct before they are counted,
keys of which one stands counted as rows. `{label}` stands for the zone's entries as known at the moment, `[end]` for
the day after a year, `[year]` for the year. Every statement gives columns named `key__year`; a part of a figure that
has no key of its own is named by its place in the figure, `tickets-reopened/0__2020`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from dajuan.figures.vocabulary import Change, Daily, Figure, Interval, Measure, Ratio

YEARS = (2019, 2020)
LABEL = re.compile(r"\{([a-z]+\.[a-z]+)\}")
FIRST, LAST = "date '2019-01-01'", "date '2021-01-01'"
IN_YEAR = "t.{on} >= date '[year]-01-01' and t.{on} < [end]"
BY_END = "t.{on} < [end]"
Run = Callable[[str], list[dict[str, Any]]]
Measures = Mapping[str, str]
"""A figure's key to its aggregate, or to `aggregate if condition`."""


def _of(label: str, on: str, measures: Measures, joins: str = "", at: Measures | None = None) -> str:
    """One row: each measure in both years, and what stands at the end of both (`at`)."""
    parts = [*_columns(IN_YEAR.format(on=on), measures), *_columns(BY_END.format(on=on), at or {})]
    since = f"t.{on} >= {FIRST} and " if not at else ""
    return f"select {', '.join(parts)} from {{{label}}} t {joins} where {since}t.{on} < {LAST}"


def _columns(days: str, measures: Measures) -> list[str]:
    found = []
    for key, text in measures.items():
        aggregates, _if, condition = text.partition(" if ")
        fits = f"{days} and {condition}" if condition else days
        # an aggregate that says itself where it counts has [fits] in it
        one = aggregates.replace("[fits]", fits)
        one = one if "[fits]" in aggregates else f"{aggregates} filter (where {fits})"
        found += [_of_year(f'{one} as "{key}__{year}"', year) for year in YEARS]
    return found


def _of_year(text: str, year: int) -> str:
    return text.replace("[end]", f"date '{year + 1}-01-01'").replace("[year]", str(year))


def _mixed(key: str, subject: str) -> str:
    """Keys that had to do with a merger, and the one each is kept as."""
    mergers = f"select gone, kept from {{records.merged}} where type = '{subject}'"
    kept = f"select distinct kept, kept from ({mergers}) where kept not in (select gone from ({mergers}))"
    return f" left join ({mergers} union all {kept}) x on x.gone = t.{key}"


ROWS = "count(*) filter (where [fits] and x.gone is null) + count(distinct x.kept) filter (where [fits])"
"""Different keys where one row of a key stands: its rows, and what became of those that were merged."""


def _gone(key: str, subject: str) -> str:
    """The day a key was merged into another."""
    return _first("records.merged", "gone", f"t.{key}", "g", f"type = '{subject}'")


def _first(label: str, key: str, of: str, alias: str, condition: str = "true", *, once: bool = False) -> str:
    """The first day of another type's rows by key, joined; `once`: a key has one row."""
    day = "happened_on as day" if once else "min(happened_on) as day"
    grouped = "" if once else " group by 1"
    rows = f"select {key} as k, {day} from {{{label}}} where {condition}{grouped}"
    return f" left join ({rows}) {alias} on {alias}.k = {of}"


def _among(alias: str) -> str:
    return f"{alias}.day < [end]"


def _unless(*aliases: str) -> str:
    return " and ".join(f"({alias}.day is null or {alias}.day >= [end])" for alias in aliases)


def _keys(label: str, on: str, key: str, subject: str, measures: Measures, joins: str = "", *, at: bool = False) -> str:
    """Different keys where one may have several rows: a bit a measure and year, put together by key, then counted."""
    days = (BY_END if at else IN_YEAR).format(on=on)
    bits, counted = [], []
    for measure, condition in measures.items():
        for year in YEARS:
            bit = 1 << len(bits)
            fits = _of_year(f"{days} and {condition}" if condition else days, year)
            bits.append(f"case when {fits} then {bit} else 0 end")
            counted.append(f'count(*) filter (where m & {bit} <> 0) as "{measure}__{year}"')
    mergers = f" left join (select gone, kept from {{records.merged}} where type = '{subject}') x on x.gone = t.{key}"
    named, joined = (f"coalesce(x.kept, t.{key})", mergers + joins) if subject else (f"t.{key}", joins)
    since = "" if at else f"t.{on} >= {FIRST} and "
    either = " or ".join(f"({one})" for one in dict.fromkeys(measures.values()))
    narrowed = f" and ({either})" if all(measures.values()) and "[" not in either else ""
    rows = (
        f"select {named} as k, {' | '.join(bits)} as m from {{{label}}} t{joined}"
        f" where {since}t.{on} < {LAST}{narrowed}"
    )
    return (
        f"select {', '.join(counted)} from (select k, bit_or(m) as m from ({rows})"
        " where m <> 0 and k is not null group by k)"
    )


def _completed() -> str:
    """Image progress of the projects on each level's list of the year, those removed by its end left out."""
    levels = ("national", "provincial", "municipal", "zone")
    bits, parts = [], []
    for level in levels:
        for year in YEARS:
            bit = 1 << len(bits)
            fits = f"level = '{level}' and first_on < [end] and (removed is null or removed >= [end])"
            bits.append(_of_year(f"case when {fits} then {bit} else 0 end", year))
            done = f"sum(t.done_fen) filter (where year(t.month) = {year} and l.m & {bit} <> 0)"
            parts.append(f'{done} as "{level}-investment-completed__{year}"')
    parts += [
        f'sum(t.done_fen) filter (where year(t.month) = {year}) as "investment-reported__{year}"' for year in YEARS
    ]
    listed = f"""select l.listed_key, bit_or({" | ".join(bits)}) as m from {{projects.listing}} l left join
        (select level, listed_key, min(happened_on) as removed from {{projects.removal}} group by all) r
        using (level, listed_key) where l.first_on < {LAST} group by 1"""
    return (
        f"select {', '.join(parts)} from {{projects.monthreport}} t left join ({listed}) l using (listed_key)"
        f" where month >= {FIRST} and month < {LAST}"
    )


def _listed() -> str:
    levels = ("national", "provincial", "municipal", "zone")
    removed = """ left join (select level, listed_key, min(happened_on) as day from {projects.removal} group by all) r
        on r.level = t.level and r.listed_key = t.listed_key"""
    measures = {f"{level}-key-projects": f"t.level = '{level}' and {_unless('r')}" for level in levels}
    return _keys("projects.listing", "first_on", "project_id", "projects.project", measures, removed)


# Problems of residents

TICKET = "tickets.ticket"
RETURNED = _first("tickets.return", "turn", "t.turn", "r", once=True)
SOLVED_IN_TIME = _first("tickets.solution", "turn", "t.turn", "s", "in_time", once=True)
_STILL = "happened_on < date '{end}' and coalesce(reopened >= date '{end}', true)"
_OPEN = f""" left join (select ticket_id as k, bool_or({_STILL.format(end="2020-01-01")}) as s2019,
    bool_or({_STILL.format(end="2021-01-01")}) as s2020 from {{tickets.solution}} left join
    (select turn, min(happened_on) as reopened from {{tickets.reopening}} group by 1) using (turn) group by 1) s
    on s.k = t.ticket_id"""
TICKETS = (
    _of("tickets.report", "happened_on", {"tickets-raised": ROWS}, _mixed("ticket_id", TICKET)),
    _of(
        "tickets.report",
        "happened_on",
        {},
        _OPEN + _gone("ticket_id", TICKET),
        {"tickets-open": f"count(*) if {_unless('g')} and not coalesce(s.s[year], false)"},
    ),
    _keys("tickets.solution", "happened_on", "ticket_id", TICKET, {"tickets-solved": ""}),
    _of("tickets.solution", "happened_on", {"tickets-reopened/1": "count(*)"}),
    _keys("tickets.confirmation", "happened_on", "ticket_id", TICKET, {"tickets-confirmed": ""}),
    _of(
        "tickets.confirmation",
        "happened_on",
        {
            "tickets-satisfaction/0": "count(*) if reached and satisfied = 'yes'",
            "tickets-satisfaction/1": "count(*) if reached and satisfied <> 'unrated'",
        },
    ),
    _of(
        "tickets.dispatch",
        "happened_on",
        {
            "tickets-dispatched": f"count(*) if {_unless('r', 'g')}",
            "tickets-in-time/0": f"count(*) if {_unless('r', 'g')} and not (t.due_on < [end] and {_unless('s')})",
        },
        RETURNED + SOLVED_IN_TIME + _gone("ticket_id", TICKET),
    ),
    _of(
        "tickets.dispatch",
        "due_on",
        {"tickets-late": f"count(*) if {_unless('r', 'g', 's')}"},
        RETURNED + SOLVED_IN_TIME + _gone("ticket_id", TICKET),
    ),
    _of("tickets.reopening", "happened_on", {"tickets-reopened/0": "count(*)"}),
    _of("tickets.extension", "happened_on", {"tickets-extended/0": "count(*)"}),
)

# Government services

UNTRUE = _first("services.ratingverified", "rating_id", "t.number", "v", 'not "true"')
SERVICES = (
    _of("services.submission", "happened_on", {"cases-submitted": "count(matter_id)"}),
    _of(
        "services.acceptance",
        "happened_on",
        {"cases-accepted": "count(matter_id)"},
        at={"cases-undecided/0": "count(matter_id)"},
    ),
    _of(
        "services.decision",
        "happened_on",
        {
            "package-cases-decided": "count(package_id)",
            "cases-decided": "count(matter_id)",
            "decisions-made": "count(matter_id)",
            "cases-denied": "count(matter_id) if not granted",
            "cases-with-limit": "count(matter_id) if in_time is not null",
            "cases-in-time": "count(matter_id) if in_time",
            "working-days-used": "sum(working_days) if matter_id is not null",
            "cases-with-days": "count(working_days) if matter_id is not null",
            "cases-with-missing": "count(matter_id) if with_missing",
            "cases-assisted": "count(matter_id) if assisted",
            "cases-on-the-spot": "count(matter_id) if on_the_spot",
            "cases-in-packages": "count(matter_id) if in_package",
        },
        at={"cases-undecided/1": "count(matter_id)"},
    ),
    _of("services.stepdone", "happened_on", {"steps-done": "count(took_days)", "step-days": "sum(took_days)"}),
    *(
        _of(f"services.{label}", "happened_on", {key: "count(*)"})
        for label, key in (
            ("licenceissued", "licences-issued"),
            ("supplementnotice", "supplement-notices"),
            ("refusal", "cases-not-accepted"),
            ("specialprocedure", "special-procedures"),
        )
    ),
    _of(
        "services.missinglapsed",
        "happened_on",
        {
            "commitments-lapsed": "count(*)",
            "cases-lapsed-undecided": f"count(matter_id) if case_id is not null and {_unless('d')}",
        },
        _first("services.decision", "case_id", "t.case_id", "d", "matter_id is not null"),
        {"cases-in-hand/1": f"count(matter_id) if case_id is not null and {_unless('d')}"},
    ),
    _of(
        "services.missingcommitment",
        "due_on",
        {"commitments-due": "count(*)", "commitments-kept": f"count(*) if {_among('s')}"},
        _first("services.missingsupplied", "case_id", "t.case_id", "s"),
    ),
    _of(
        "services.rating",
        "happened_on",
        {
            "ratings-given": f"count(*) if {_unless('v')}",
            "ratings-good": f"count(*) if level >= 3 and {_unless('v')}",
            "ratings-bad": f"count(*) if level <= 2 and {_unless('v')}",
        },
        UNTRUE,
    ),
    _keys("services.rating", "happened_on", "case_id", "services.case", {"cases-rated": _unless("v")}, UNTRUE),
    _of(
        "services.rating",
        "due_on",
        {
            "bad-ratings-due": f"count(*) if level <= 2 and {_unless('v')}",
            "bad-ratings-rectified": f"count(*) if level <= 2 and {_unless('v')} and {_among('i')}",
            "bad-ratings-called-back": f"count(*) if level <= 2 and {_unless('v')} and {_among('c')}",
        },
        UNTRUE
        + _first("services.ratingrectified", "rating_id", "t.number", "i", "in_time")
        + _first("services.ratingcalledback", "rating_id", "t.number", "c"),
    ),
    _keys(
        "services.matterissued",
        "happened_on",
        "matter_id",
        "services.matter",
        {"matters-in-force": _unless("w")},
        _first("services.matterwithdrawn", "matter_id", "t.matter_id", "w"),
        at=True,
    ),
    _keys(
        "services.matteropened",
        "happened_on",
        "matter_id",
        "services.matter",
        {
            "matters-in-any-zone": f"all_live and not across_provinces and {_unless('w')}",
            "matters-across-provinces": f"across_provinces and {_unless('w')}",
        },
        _first("services.matterwithdrawn", "matter_id", "t.matter_id", "w"),
        at=True,
    ),
    _of(
        "services.packageissued",
        "happened_on",
        {
            "package-batches-issued": f"count(distinct batch_name) if {_unless('e')}",
            **{
                f"package-{key.replace('_', '-')}": f"sum({key}) if {_unless('e')}"
                for key in ("papers_before", "papers_after", "days_before", "days_after")
            },
            "packages-issued": f"{ROWS} if {_unless('e')}",
        },
        _first("services.packageended", "package_id", "t.package_id", "e") + _mixed("package_id", "services.package"),
        {"packages-in-force": f"{ROWS} if {_unless('e')}"},
    ),
    _of(
        "services.policyapplied",
        "happened_on",
        {"project-applications": f"{ROWS} if helped and kind = 'project' and level <> 'zone'"},
        _mixed("application_id", "services.policyapplication"),
    ),
    _keys(
        "services.policyapplied",
        "happened_on",
        "company_id",
        "companies.company",
        {"enterprises-helped-with-projects": "helped and kind = 'project' and level <> 'zone'"},
    ),
    _of(
        "services.policyapproved",
        "happened_on",
        {
            "project-funds-won": "sum(granted_fen) if helped and kind = 'project' and level <> 'zone'",
            "policy-money-granted": "sum(granted_fen)",
            "granted-without-application": "sum(granted_fen) if way = 'no-application'",
        },
    ),
    _keys(
        "services.policyapproved",
        "happened_on",
        "company_id",
        "companies.company",
        {"enterprises-without-application": "way = 'no-application'"},
    ),
    _of(
        "services.policyissued",
        "happened_on",
        {},
        _first("services.policyended", "policy_id", "t.policy_id", "e") + _mixed("policy_id", "services.policyitem"),
        {"policies-in-force": f"{ROWS} if {_unless('e')}"},
    ),
    _of("services.policypaid", "happened_on", {"policy-money-paid": "sum(paid_fen)"}),
    _of(
        "services.titleapplied",
        "happened_on",
        {"title-applications": f"{ROWS} if helped"},
        _mixed("application_id", "services.titleapplication"),
    ),
    _keys(
        "services.titleapplied",
        "happened_on",
        "company_id",
        "companies.company",
        {"enterprises-helped-with-titles": "helped"},
    ),
    _of(
        "services.titlegranted",
        "happened_on",
        {"titles-granted": f"{ROWS} if helped and {_among('a')}"},
        _first("services.titleapplied", "application_id", "t.application_id", "a", "helped")
        + _mixed("application_id", "services.titleapplication"),
    ),
    _of(
        "services.titlerefused",
        "happened_on",
        {"titles-refused": ROWS},
        _mixed("application_id", "services.titleapplication"),
    ),
    _of(
        "services.refundpaid",
        "happened_on",
        {
            "refunds-paid": "count(*)",
            "refund-amount": "sum(paid_fen)",
            "refund-time": "sum(minutes)",
            **{
                key: f"arg_max({column}, (t.happened_on, t.number)) if landmark = 'longi-refund'"
                for key, column in (("longi-refund-hours", "minutes"), ("longi-refund-amount", "paid_fen"))
            },
        },
    ),
)

# Investment

CONTRACT = "investment.contract"
ENDED = _first("investment.termination", "contract_id", "t.contract_id", "e") + _gone("contract_id", CONTRACT)
ARRIVAL = "investment.arrival"
GONE = _gone("arrival_id", ARRIVAL)


def _capital(column: str, condition: str) -> str:
    return f"sum({column}) if {condition} and {_unless('g')}"


INVESTMENT = (
    _keys(
        "investment.step",
        "happened_on",
        "lead_id",
        "investment.lead",
        {f"leads-{stage}": f"to_stage = '{stage}'" for stage in ("contacted", "signed", "landed")},
    ),
    _of("investment.visit", "happened_on", {"visits-made": "count(*)"}),
    _of(
        "investment.promise",
        "due_on",
        {"promises-due": "count(*)", "promises-broken": f"count(t.promise_key) if {_unless('f')}"},
        _first("investment.fulfilment", "promise_key", "t.promise_key", "f", "in_time"),
    ),
    _of(
        "investment.holding",
        "happened_on",
        {
            "promotion-events-held": f"{ROWS} if level = 'major'",
            "cloud-signings-held": f"{ROWS} if level = 'major' and form = 'cloud'",
        },
        _mixed("event_id", "investment.promotionevent"),
    ),
    _of(
        "investment.version",
        "happened_on",
        {
            "investment-signed": f"sum(total_fen) if version = 1 and {_unless('e', 'g')}",
            "investment-amended": f"sum(change_fen) if version > 1 and {_unless('e', 'g')}",
            "investment-contracted": f"sum(contracted_fen) if version = 1 and {_unless('e', 'g')}",
        },
        ENDED,
        {
            "investment-in-force": f"sum(change_fen) if {_unless('e', 'g')}",
            "capital-contracted-in-all": f"sum(contracted_change_fen) if {_unless('e', 'g')}",
        },
    ),
    _keys(
        "investment.version",
        "happened_on",
        "contract_id",
        CONTRACT,
        {"contracts-signed": f"version = 1 and {_unless('e', 'g')}"},
        ENDED,
    ),
    _keys(
        "investment.version",
        "happened_on",
        "contract_id",
        CONTRACT,
        {"contracts-in-force": f"version = 1 and {_unless('e', 'g')}"},
        ENDED,
        at=True,
    ),
    _of("investment.termination", "happened_on", {"contracts-terminated": ROWS}, _mixed("contract_id", CONTRACT)),
    _of(
        "investment.recognition",
        "arrived_on",
        {
            "domestic-capital-gross": _capital("amount_fen", "outside_city = 'counts'"),
            "foreign-capital-gross": _capital("amount_cents", "abroad = 'counts'"),
            "capital-outside-province/0": _capital("amount_fen", "outside_province = 'counts'"),
            "capital-into-fixed-assets": _capital("amount_fen", "outside_city = 'counts' and form = 'fixed'"),
            "yuan-recognised": _capital("amount_fen", "currency = 'CNY'"),
            "dollars-recognised": _capital("amount_cents", "currency = 'USD'"),
            "arrivals-recognised": f"{ROWS} if {_unless('g')}",
        },
        GONE + _mixed("arrival_id", ARRIVAL),
        {"capital-arrived-in-all/0": f"sum(equivalent_fen) if {_unless('g')}"},
    ),
    _of(
        "investment.reversal",
        "happened_on",
        {
            "domestic-capital-reversed": _capital("amount_fen", "outside_city = 'counts'"),
            "foreign-capital-reversed": _capital("amount_cents", "abroad = 'counts'"),
            "capital-outside-province/1": _capital("amount_fen", "outside_province = 'counts'"),
        },
        GONE,
        {"capital-arrived-in-all/1": f"sum(equivalent_fen) if {_unless('g')}"},
    ),
    _of("investment.rejection", "happened_on", {"arrivals-rejected": ROWS}, _mixed("arrival_id", ARRIVAL)),
    _keys(
        "investment.placement",
        "happened_on",
        "company_id",
        "companies.company",
        {"companies-in-chains": f"t.placement_key is not null and {_unless('d')}"},
        _first("investment.departure", "placement_key", "t.placement_key", "d"),
        at=True,
    ),
)

# Projects

PROJECT = "projects.project"


def _fastest(measure: str, condition: str, days: str, clearing: str) -> str:
    """The fewest days from the first clearing to the start of one project, its connection between; and the second."""
    parts = []
    for year in YEARS:
        pairs = _of_year(
            f"""select t.happened_on - c.day as taken from {{projects.start}} t join
            (select project_id, min(happened_on) as day from {{projects.node}} where kind = 'clearing' and {clearing}
            and happened_on < [end] group by 1) c using (project_id)
            where {days} and {condition} and c.day <= t.happened_on and exists (select 1 from {{projects.node}} n
            where n.kind = 'connected' and n.project_id = t.project_id and n.happened_on < [end]
            and n.happened_on >= c.day and n.happened_on <= t.happened_on)""".replace("{on}", "happened_on"),
            year,
        )
        for key, place in ((measure, 1), ("start-runner-up", 2)) if measure == "start-record" else ((measure, 1),):
            listed = f"(select list(taken order by taken)[{place}] from (select taken from p{year} order by 1 limit 2))"
            parts.append((f"p{year} as materialized ({pairs})", f'{listed} as "{key}__{year}"'))
    tables = ", ".join(dict.fromkeys(one for one, _column in parts))
    return f"with {tables} select {', '.join(column for _table, column in parts)}"


PROJECTS = (
    _completed(),
    _listed(),
    _of("projects.fixedinvestment", "month", {"statistical-investment": "sum(amount_fen)"}),
    _of(
        "projects.lightshown",
        "month",
        {"lights-yellow": "count(*) if light = 'yellow'", "lights-red": "count(*) if light = 'red'"},
    ),
    _of("projects.consequence", "happened_on", {"lights-followed-up": "count(*)"}),
    _of("projects.ceremony", "happened_on", {"ceremonies-held": "count(*)"}),
    _of(
        "projects.start",
        "happened_on",
        {"projects-started": ROWS},
        _mixed("project_id", PROJECT),
        {"projects-under-construction/0": ROWS},
    ),
    _keys(
        "projects.node",
        "happened_on",
        "project_id",
        PROJECT,
        {"projects-completed": "kind = 'accepted'", "projects-in-production": "kind = 'producing'"},
    ),
    _keys(
        "projects.node",
        "happened_on",
        "project_id",
        PROJECT,
        {"projects-under-construction/1": "kind = 'accepted'"},
        at=True,
    ),
    _of(
        "projects.totalinvestment",
        "happened_on",
        {},
        "",
        {"heavy-truck-total": "arg_max(total_fen, (t.happened_on, t.number)) if landmark = 'heavy-truck'"},
    ),
    _fastest("start-record", "t.total_fen >= 10000000000", BY_END, "true"),
    _fastest("fastest-start", "t.total_fen >= 10000000000", IN_YEAR, "true"),
    _fastest("heavy-truck-days", "t.landmark = 'heavy-truck'", IN_YEAR, "landmark = 'heavy-truck'"),
)

# The city

WORK = _mixed("work_id", "city.work")
STARTED = _first("city.start", "work_id", "t.work_id", "b", "kind = 'road'")
ACCEPTED = _first("city.acceptance", "work_id", "t.work_id", "a", "kind = 'road'")


def _progress() -> str:
    """Each road's highest progress by the end of both years, of those started and not accepted by then."""
    parts, highest = [], []
    for year in YEARS:
        highest.append(_of_year(f"max(done_x10) filter (where happened_on < [end]) as h{year}", year))
        fits = _of_year(f"h{year} is not null and {_among('b')} and {_unless('a')}", year)
        parts.append(f'count(*) filter (where {fits}) as "road-upgrade-progress/works__{year}"')
        parts.append(f'sum(h{year}) filter (where {fits}) as "road-upgrade-progress/done__{year}"')
        kept = f"count(distinct coalesce(x.kept, t.work_id)) filter (where {fits})"
        parts.append(f'{kept} as "road-upgrades-reported__{year}"')
    rows = f"""select work_id, {", ".join(highest)} from {{city.progress}}
        where kind = 'road' and happened_on < {LAST} group by 1"""
    return f"select {', '.join(parts)} from ({rows}) t {STARTED}{ACCEPTED}{WORK}"


CITY = (
    _progress(),
    _of(
        "city.acceptance",
        "happened_on",
        {
            "power-lines-buried": f"{ROWS} if kind = 'power-line'",
            "power-line-voltage": "arg_max(voltage_kv, (t.happened_on, t.number)) if kind = 'power-line'",
            "power-line-length": "sum(length_cm) if kind = 'power-line'",
            "estates-renovated": f"{ROWS} if kind = 'estate'",
            "estate-area-renovated": "sum(floor_area_dm2) if kind = 'estate'",
            "estate-households": "sum(households) if kind = 'estate'",
            "lanes-improved": f"{ROWS} if kind = 'lane'",
            "lane-length-improved": "sum(length_cm) if kind = 'lane'",
        },
        WORK,
        {"road-upgrades-under-way/1": f"{ROWS} if kind = 'road'"},
    ),
    _of("city.start", "happened_on", {}, WORK, {"road-upgrades-under-way/0": f"{ROWS} if kind = 'road'"}),
    _of(
        "city.opening",
        "happened_on",
        {"roads-opened": f"{ROWS} if kind = 'dead-end'", "road-length-opened": "sum(length_cm) if kind = 'dead-end'"},
        WORK,
    ),
    _of("city.wholedemolition", "happened_on", {"villages-demolished": ROWS}, WORK),
    _of(
        "city.clearance",
        "happened_on",
        {"village-area-demolished": "sum(floor_area_dm2)", "village-households-signed": "sum(households)"},
    ),
    _of("city.consent", "happened_on", {"households-agreed": "sum(agreed)", "households-asked": "sum(asked)"}),
    _of("city.funding", "happened_on", {"works-funds": "sum(amount_fen)"}),
    _of(
        "city.satisfactionsurvey",
        "happened_on",
        {"works-residents-satisfied": "sum(satisfied)", "works-residents-asked": "sum(asked)"},
    ),
    _of(
        "city.cabledown",
        "happened_on",
        {
            "telecom-cable-buried": "sum(length_cm) if owner <> 'power' and treatment = 'buried'",
            "power-cable-buried": "sum(length_cm) if owner = 'power' and treatment = 'buried'",
            "cable-tidied": "sum(length_cm) if treatment = 'tidied'",
            "cables-buried": "sum(cables) if treatment = 'buried'",
        },
    ),
    _keys(
        "city.cabledown",
        "happened_on",
        "section_id",
        "city.overheadsection",
        {"sections-buried": "treatment = 'buried'"},
    ),
    _of("city.ductbuilt", "happened_on", {"duct-built": "sum(length_cm)"}),
    _of("city.greenwayacceptance", "happened_on", {"greenway-built": "sum(length_cm)"}),
    _of("city.greenacceptance", "happened_on", {"green-area-added": "sum(area_dm2) if not converted"}),
    _of(
        "city.disposal",
        "happened_on",
        {
            "illegal-buildings-dealt-with": f"{ROWS} if programme = 'games'",
            "illegal-buildings-demolished": f"{ROWS} if programme = 'games' and outcome = 'demolished'",
            "illegal-area-dealt-with": "sum(floor_area_dm2) if programme = 'games'",
            "illegal-area-demolished": "sum(floor_area_dm2) if programme = 'games' and outcome = 'demolished'",
            "illegal-buildings-all": ROWS,
        },
        _mixed("case_id", "city.illegalbuilding"),
    ),
    _of("city.inspection", "happened_on", {"bins-right": "sum(bins_right)", "bins-inspected": "sum(bins)"}),
    _of("city.setup", "happened_on", {}, "", {"households-with-sorting/0": "sum(households)"}),
    _of("city.closure", "happened_on", {}, "", {"households-with-sorting/1": "sum(households)"}),
)

# Livelihood

HOURS_OF_ALL = 212_520  # the lowest common multiple of 20 to 24 hours
STATIONS_OF_ALL = 840  # and of one to eight stations
MEANS = {"pm25": (75, 150), "pm10": (150, 350), "so2": (150, 800), "no2": (80, 280), "co": (4, 24)}
"""Up to which printed value a day is good, and above which it is heavy; µg/m³, of carbon monoxide mg/m³."""


def _air() -> str:
    """Days by what the air was, and the sums of the particles' means, in whole numbers throughout."""
    columns = [*MEANS, "o3_8h", "o3_1h"]
    of_station = [f"count({name}_x10) as n_{name}, sum({name}_x10) as t_{name}" for name in MEANS]
    of_station += [
        "count(o3_8h_x10) filter (where ozone_day) as n_o3_8h, max(o3_8h_x10) filter (where ozone_day) as t_o3_8h",
        "count(o3_1h_x10) as n_o3_1h, max(o3_1h_x10) as t_o3_1h",
    ]
    of_zone = [
        f"sum((t_{name} * ({HOURS_OF_ALL} // n_{name}))::bigint) filter (where n_{name} >= 20)::bigint as s_{name},"
        f" count(*) filter (where n_{name} >= 20) as c_{name}"
        for name in MEANS
    ]
    of_zone += [
        "sum(t_o3_8h) filter (where n_o3_8h >= 14 or t_o3_8h > 1600)::bigint as s_o3_8h",
        "count(*) filter (where n_o3_8h >= 14 or t_o3_8h > 1600) as c_o3_8h",
        "sum(t_o3_1h) filter (where n_o3_1h >= 20)::bigint as s_o3_1h",
        "count(*) filter (where n_o3_1h >= 20) as c_o3_1h",
    ]
    limits = {**MEANS, "o3_8h": (160, 265), "o3_1h": (160, 400)}
    over = {name: [_above(name, limit) for limit in both] for name, both in limits.items()}
    all_six = " and ".join(f"c_{name} > 0" for name in columns if name != "o3_1h")
    bad, heavy = (
        " or ".join(
            [*(over[name][at] for name in columns if name != "o3_1h"), f"(c_o3_8h = 0 and {over['o3_1h'][at]})"]
        )
        for at in (0, 1)
    )
    days = f"""select year(day) as y, coalesce({bad}, false) as bad, coalesce({heavy}, false) as heavy,
        coalesce({all_six}, false) as six,
        s_pm25 * ({STATIONS_OF_ALL} // c_pm25) as m_pm25, s_pm10 * ({STATIONS_OF_ALL} // c_pm10) as m_pm10
        from (select day, {", ".join(of_zone)} from (select happened_on as day, station_id, {", ".join(of_station)}
        from {{livelihood.reading}} where network <> 'micro' and mark = '' and happened_on >= date '2018-01-01'
        and happened_on < {LAST} group by 1, 2) group by 1)"""
    parts = []
    for year in (2018, *YEARS):
        named = {"air-good-days": "six and not bad", "air-judged-days": "six or bad", "air-heavy-days": "heavy"}
        parts += [f'count(*) filter (where y = {year} and ({fits})) as "{key}__{year}"' for key, fits in named.items()]
        for name in ("pm25", "pm10"):
            parts.append(f'sum(m_{name}) filter (where y = {year}) as "{name}-mean/sum__{year}"')
            parts.append(f'count(m_{name}) filter (where y = {year}) as "{name}-mean/days__{year}"')
    return f"select {', '.join(parts)} from ({days})"


def _above(name: str, limit: int) -> str:
    """Whether a mean is printed above a limit; half is rounded to even."""
    hours = HOURS_OF_ALL if name in MEANS else 1
    twice = (2 * limit * 10 + 1) if name == "co" else (2 * limit + 1) * 10
    sign = ">" if name == "co" or limit % 2 == 0 else ">="
    return f"(c_{name} > 0 and 2 * s_{name} {sign} {twice * hours} * c_{name})"


SCHOOLS = (
    _first("livelihood.schoolclosing", "school_id", "t.school_id", "c")
    + _mixed("school_id", "livelihood.school")
    + """ left join (select school_id as k,
    bool_or(happened_on < date '2020-01-01' and coalesce(gone >= date '2020-01-01', true)) as u2019,
    bool_or(happened_on < date '2021-01-01' and coalesce(gone >= date '2021-01-01', true)) as u2020
    from {livelihood.membership} left join
    (select membership_key, min(happened_on) as gone from {livelihood.leaving} group by 1) using (membership_key)
    where membership_key is not null group by 1) u on u.k = t.school_id"""
)


LIVELIHOOD = (
    _air(),
    _of(
        "livelihood.schoolopening",
        "happened_on",
        {"schools-opened": ROWS},
        SCHOOLS,
        {
            "schools-operating": f"{ROWS} if {_unless('c')}",
            "schools-compulsory": f"{ROWS} if compulsory and {_unless('c')}",
            "schools-covered": f"{ROWS} if compulsory and {_unless('c')} and u.u[year]",
        },
    ),
    _of("livelihood.seatsadded", "happened_on", {"seats-added": "sum(seats) if step = 'in_use'"}),
    _of(
        "livelihood.unionfounding",
        "happened_on",
        {},
        "",
        {f"unions-{level}/0": f"count(*) if level = '{level}'" for level in ("city", "district")},
    ),
    _of(
        "livelihood.uniondissolution",
        "happened_on",
        {},
        "",
        {f"unions-{level}/1": f"count(*) if level = '{level}'" for level in ("city", "district")},
    ),
    _of(
        "livelihood.hospitalstart",
        "happened_on",
        {},
        "",
        {
            "hospitals-building/0": "count(*) if parent_rating = 'tertiary_a'",
            "hospitals-all-building/0": "count(*)",
        },
    ),
    _of(
        "livelihood.hospitalcompletion",
        "happened_on",
        {"hospitals-completed": "count(*)"},
        "",
        {
            "hospitals-building/1": "count(*) if parent_rating = 'tertiary_a'",
            "hospitals-all-building/1": "count(*)",
        },
    ),
    _of("livelihood.hospitaltopping", "happened_on", {"hospitals-topped": "count(*)"}),
    _of(
        "livelihood.renovationstart",
        "happened_on",
        {},
        "",
        {"venues-renovating/0": "count(*)", "venues-started": "count(*)"},
    ),
    _of("livelihood.renovationcompletion", "happened_on", {}, "", {"venues-renovating/1": "count(*)"}),
    _of("livelihood.renovationprogress", "happened_on", {}, "", {"venues-done": "sum(advanced_x10)"}),
    _of(
        "livelihood.surveyoutcome",
        "happened_on",
        {"survey-answers": "sum(sample)", "survey-satisfied": "sum(satisfied)"},
    ),
)

# What is attested

SERIES = (
    "gdp", "industrial-output", "fixed-investment", "fiscal-revenue", "foreign-trade", "provincial-observation-place",
    "municipal-observation-place", "soft-environment-rank", "soft-environment-rank-west",
)  # fmt: skip
LATEST = "arg_max(value_x10000, (t.happened_on, t.number)) if figure = "
ATTESTED = (
    _of(
        "figures.attested",
        "happened_on",
        {key: f"{LATEST}'{key}'" for key in SERIES},
        "",
        {
            "households-in-zone": f"{LATEST}'households-in-zone'",
            **{key: f"count(*) if figure = '{key}'" for key in ("waste-sorting-title", "cross-province-first")},
        },
    ),
)

STATEMENTS = (*TICKETS, *SERVICES, *INVESTMENT, *PROJECTS, *CITY, *LIVELIHOOD, *ATTESTED)


def answered(run: Run, table: Callable[[str], str]) -> dict[str, int | None]:
    """Every integer by `key__year`; `run` gives the rows of a statement by name, `table` what a label reads."""
    found: dict[str, int | None] = {}
    for statement in STATEMENTS:
        found |= run(LABEL.sub(lambda match: table(match[1]), statement))[0]
    return found


SAME = {"cases-in-hand/0": "cases-undecided"}
"""Parts of figures that another figure is as well."""


def value_of(figure: Figure, year: int, found: Mapping[str, int | None], name: str = "") -> Fraction | None:
    """What a figure comes to from the integers; LookupError where one of them was not asked for."""
    name = figure.key or SAME.get(name, name)
    if isinstance(figure, Measure | Interval | Daily):
        return _of_integers(figure, name, year, found)
    if isinstance(figure, Change):
        parts = [value_of(figure.of, one, found) for one in (year, year - 1)]
    else:
        parts = [value_of(part, year, found, f"{name}/{n}") for n, part in enumerate(figure.parts)]
    first, second = parts
    if first is None or second is None:
        return None
    if isinstance(figure, Ratio):
        return first / second * 100 if second else None
    return first - second


def _of_integers(figure: Figure, name: str, year: int, found: Mapping[str, int | None]) -> Fraction | None:
    if name.endswith("-mean"):
        total, days = found[f"{name}/sum__{year}"], found[f"{name}/days__{year}"]
        return Fraction(round(Fraction(total, HOURS_OF_ALL * STATIONS_OF_ALL * days * 10))) if total and days else None
    if name == "road-upgrade-progress":
        done, works = found[f"{name}/done__{year}"], found[f"{name}/works__{year}"]
        return Fraction(done or 0, 10 * works) if works else None
    value = found[f"{name}__{year}"]
    if value is None and isinstance(figure, Measure) and figure.kind == "total":
        value = 0
    return None if value is None else Fraction(value, figure.scale)
