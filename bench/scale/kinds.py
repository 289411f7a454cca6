"""What a zone's ledger is made of: kinds of subjects, how many entries each brings, and in what order.

Proportions follow the zone of the article: half of all entries are cases of government services and hourly readings of
the air, a fifth are problems of residents, the rest is capital, projects and works on the city. A kind whose room is
not installed is left out and the others take its place.

Columns not named here are filled by their field: a choice of its choices, a quantity by its unit, a foreign key by a
number of its range. `{s}` is the subject, `{i}` the entry's running number, `{day}` the day it happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Columns = Mapping[str, str]


@dataclass(frozen=True)
class Lot:
    """Entries of one type that the subjects of a kind bring.

    `share`: of a hundred subjects, how many come to it. `times`: entries of each, evenly over the years. `after`: days
    after the subject's beginning, and by how many days that varies.
    """

    entry: str
    share: int = 100
    times: int = 1
    after: int = 0
    spread: int = 10
    columns: Columns = field(default_factory=dict)

    @property
    def each(self) -> float:
        """Entries a subject."""
        return self.share / 100 * self.times


@dataclass(frozen=True)
class Kind:
    """Subjects of one kind and the share of all entries they bring, in thousandths."""

    name: str
    weight: int
    lots: tuple[Lot, ...]
    columns: Columns = field(default_factory=dict)


HOURS, WEEKS, MONTHS, YEARS = 26_304, 156, 36, 3  # in the three years
MONTH = "(date '{first}' + to_months({k}::int))::date"


def chance(salt: int, of: str = "{i}") -> str:
    """A number from 0 to 99 that hangs on the entry (or the subject) alone."""
    return f"(h({of}, {salt}) % 100)"


def one_of(salt: int, *values: str, of: str = "{i}") -> str:
    """One of the values; a value named twice is twice as frequent."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"[{listed}][(h({of}, {salt}) % {len(values)})::int + 1]"


def between(salt: int, low: int, high: int, of: str = "{i}") -> str:
    """A whole number from low to high."""
    return f"({low} + (h({of}, {salt}) % {high - low + 1})::bigint)"


def _season(salt: int, low: int, high: int) -> str:
    """A concentration in tenths, higher in winter; now and then no reading."""
    wave = "(40 + abs(({k} // 24) % 365 - 182))"
    return f"case when {chance(salt + 1)} < 2 then null else {between(salt, low, high)} * {wave} // 131 end"


READING: Columns = {
    "network": "case when {s} <= 4 then 'state' when {s} <= 8 then 'provincial' else 'micro' end",
    "hour": "({k} % 24)",
    "ozone_day": "({k} % 24 >= 8)",
    "happened_on": "(date '{first}' + ({k} // 24)::int)::date",
    "mark": f"case when {chance(3)} = 0 then 'stuck' else '' end",
    "pm25_x10": _season(11, 50, 700),
    "pm10_x10": _season(13, 150, 1100),
    "so2_x10": _season(15, 20, 200),
    "no2_x10": _season(17, 100, 600),
    "co_x10": _season(19, 2, 15),
    "o3_1h_x10": _season(21, 100, 1700),
    "o3_8h_x10": _season(23, 100, 1500),
    "published_aqi": between(25, 20, 220),
}

TICKET: Columns = {
    "turn": "({s} * 1000 + round)",
    "at": "(({day}::timestamp + to_seconds(30000 + (h({i}, 5) % 30000)::int)) at time zone 'UTC')",
    "category_id": between(7, 1, 30, "{s}"),
}
DUE = {"due_on": "({day} + 15)::date", "due_at": "(({day} + 15)::timestamp at time zone 'UTC')", "limit": "15"}

PROJECT: Columns = {
    "landmark": "case when {s} = 7 then 'heavy-truck' else '' end",
    "industry": one_of(31, "cars", "equipment", "materials", "energy", "services", "public", "other", of="{s}"),
}
BY_MONTH: Columns = {"month": MONTH, "happened_on": "(month + 34)::date"}
ON_LIST: Columns = {
    "year": "(2018 + {k})::int",
    "first_on": "make_date(2018 + {k}::int, 1, 1)",
    "listed_key": "({s} * 10000 + 2018 + {k})",
    "happened_on": "make_date(2018 + {k}::int, 1, 20)",
    "version": "'1'",
}


def _listed(level: str, share: int) -> tuple[Lot, Lot]:
    columns = {**ON_LIST, "level": f"'{level}'"}
    gone = {**columns, "happened_on": "make_date(2018 + {k}::int, 9, 1 + ({s} % 28)::int)"}
    return Lot("projects.listing", share, YEARS, columns=columns), Lot("projects.removal", 2, YEARS, columns=gone)


MONEY: Columns = {
    "currency": "case when {s} % 6 = 0 then 'USD' else 'CNY' end",
    "amount_fen": "case when {s} % 6 = 0 then 0 else " + between(41, 10_000_000, 9_000_000_000) + " end",
    "amount_cents": "case when {s} % 6 = 0 then " + between(43, 1_000_000, 900_000_000) + " else 0 end",
    "amount": "(amount_fen + amount_cents)",
    "rate_x10000": "68000",
    "equivalent_fen": "(amount_fen + amount_cents * 7)",
    "outside_city": "case when {s} % 6 <> 0 and {s} % 5 <> 0 then 'counts' else 'currency' end",
    "outside_province": "case when {s} % 6 <> 0 and {s} % 3 = 0 then 'counts' else 'origin' end",
    "abroad": "case when {s} % 6 = 0 then 'counts' else 'currency' end",
    "form": one_of(45, "fixed", "fixed", "working", "land", "intangible", of="{s}"),
    "contract_id": "(1 + (h({s}, 47) % {contracts})::bigint)",
    "event_id": "(1 + (h({s}, 49) % 400)::bigint)",
    "arrived_on": "({day} - 20)::date",
}


def _step(stage: str, share: int, after: int) -> Lot:
    return Lot("investment.step", share, after=after, columns={"to_stage": f"'{stage}'"})


def _node(kind: str, share: int, after: int) -> Lot:
    return Lot("projects.node", share, after=after, columns={"kind": f"'{kind}'"})


def _series(figure: str) -> Lot:
    return Lot("figures.attested", 100, MONTHS, columns={"figure": f"'{figure}'", "embargo_on": "null"})


CASE: Columns = {"rating_id": "{s}", "licence_number": "{s}"}

KINDS = (
    Kind(
        "cases",
        300,
        (
            Lot("services.submission"),
            Lot("services.supplementnotice", 12, after=2),
            Lot("services.supplied", 10, after=6),
            Lot("services.acceptance", 94, after=2),
            Lot("services.refusal", 3, after=3),
            Lot("services.specialprocedure", 4, after=4),
            Lot("services.resumption", 4, after=9),
            Lot("services.extension", 1, after=8),
            Lot("services.stepdone", 90, after=5),
            Lot("services.handover", 6, after=4),
            Lot("services.decision", 91, after=8),
            Lot("services.delivery", 88, after=9),
            Lot("services.archived", 85, after=15),
            Lot("services.missingcommitment", 8, after=2),
            Lot("services.missingsupplied", 7, after=12),
            Lot("services.rating", 60, after=9),
            Lot("services.ratingverified", 3, after=11),
            Lot("services.ratingcalledback", 2, after=14),
            Lot("services.ratingrectified", 2, after=20),
            Lot("services.licenceissued", 40, after=8),
        ),
        CASE,
    ),
    Kind(
        "policies",
        12,
        (
            Lot("services.policyapplied"),
            Lot("services.policyrecommended", 80, after=10),
            Lot("services.policyapproved", 60, after=30),
            Lot("services.policynotice", 55, after=35),
            Lot("services.policypaid", 50, after=60),
            Lot("services.titleapplied", 40),
            Lot("services.titlegranted", 25, after=60),
            Lot("services.titlerefused", 10, after=60),
            Lot("services.refundaccepted", 60),
            Lot("services.refundpaid", 55, after=4),
        ),
    ),
    Kind("stations", 220, (Lot("livelihood.reading", times=HOURS, columns=READING),)),
    Kind(
        "tickets",
        200,
        (
            Lot("tickets.report"),
            Lot("tickets.dispatch", 96, after=1, spread=3, columns=DUE),
            Lot("tickets.receipt", 90, after=2, spread=3),
            Lot("tickets.return", 3, after=3),
            Lot("tickets.extension", 5, after=12, columns=DUE),
            Lot("tickets.solution", 88, after=8, spread=14, columns={**DUE, "in_time": f"({chance(61)} < 93)"}),
            Lot(
                "tickets.confirmation",
                75,
                after=12,
                spread=14,
                columns={
                    "reached": f"({chance(62)} < 85)",
                    "satisfied": one_of(63, "yes", "yes", "yes", "yes", "no", "unrated"),
                },
            ),
            Lot("tickets.reopening", 4, after=20),
        ),
        {**TICKET, "round": "1"},
    ),
    Kind(
        "projects",
        90,
        (
            Lot(
                "projects.monthreport", times=MONTHS, columns={**BY_MONTH, "listed_key": "({s} * 10000 + year(month))"}
            ),
            Lot("projects.fixedinvestment", times=MONTHS, columns=BY_MONTH),
            Lot("projects.lightshown", times=MONTHS, columns=BY_MONTH),
            *_listed("national", 3),
            *_listed("provincial", 12),
            *_listed("municipal", 40),
            *_listed("zone", 100),
            _node("clearing", 100, 0),
            _node("cleared", 90, 30),
            _node("connected", 85, 60),
            _node("permit", 85, 80),
            _node("accepted", 50, 420),
            _node("producing", 40, 460),
            Lot("projects.ceremony", 30, after=85),
            Lot("projects.start", 85, after=90, columns={"total_fen": between(71, 1_000_000_000, 90_000_000_000)}),
            Lot("projects.totalinvestment", 100, after=5),
            Lot("projects.consequence", 20, times=3),
        ),
        PROJECT,
    ),
    Kind(
        "leads",
        60,
        (
            _step("contacted", 100, 0),
            _step("visited", 70, 20),
            _step("negotiating", 50, 50),
            _step("signed", 25, 100),
            _step("landed", 20, 140),
            Lot("investment.visit", 90, after=10, spread=60),
            Lot("investment.promise", 60, after=12, columns={"due_on": "({day} + 30)::date"}),
            Lot("investment.fulfilment", 50, after=30, columns={"in_time": f"({chance(81)} < 90)"}),
        ),
        {"promise_key": "({s} || '-1')"},
    ),
    Kind(
        "contracts",
        8,
        (
            Lot("investment.version", columns={"version": "1"}),
            Lot("investment.version", 20, after=200, columns={"version": "2"}),
            Lot("investment.termination", 4, after=300),
        ),
        {
            "event_id": "(1 + (h({s}, 49) % 400)::bigint)",
            "dossier_id": "null",
            "contracted_fen": "(domestic_fen + foreign_fen)",
        },
    ),
    Kind(
        "arrivals",
        32,
        (
            Lot("investment.arrivalreport"),
            Lot("investment.arrivalcheck", 98, after=5),
            Lot("investment.recognition", 90, after=12),
            Lot("investment.rejection", 7, after=12),
            Lot("investment.reversal", 5, after=120),
        ),
        MONEY,
    ),
    Kind("events", 1, (Lot("investment.holding"),)),
    Kind(
        "placements",
        1,
        (Lot("investment.placement"), Lot("investment.departure", 8, after=300)),
        {"placement_key": "({s} || '-1')", "company_id": between(91, 1, 4000, "{s}")},
    ),
    Kind(
        "works",
        40,
        (
            Lot("city.listing"),
            Lot("city.consent", 60, after=20),
            Lot("city.funding", 80, after=40),
            Lot("city.start", 90, after=60),
            Lot("city.progress", 90, times=MONTHS, columns={**BY_MONTH, "done_x10": "least(1000, {k} * 30)"}),
            Lot("city.opening", 60, after=300),
            Lot("city.acceptance", 70, after=330),
            Lot("city.satisfactionsurvey", 50, after=360),
            Lot("city.wholedemolition", 3, after=200),
            Lot("city.clearance", 10, times=6),
        ),
    ),
    Kind(
        "sections",
        6,
        (
            Lot("city.ductbuilt"),
            Lot("city.cabledown", 90, after=60),
        ),
    ),
    Kind("plots", 2, (Lot("city.greenacceptance"),)),
    Kind("greenways", 1, (Lot("city.greenwayacceptance"),)),
    Kind("illegal", 5, (Lot("city.finding"), Lot("city.stoporder", 70, after=5), Lot("city.disposal", 80, after=60))),
    Kind("points", 12, (Lot("city.setup"), Lot("city.inspection", times=WEEKS), Lot("city.closure", 3, after=500))),
    Kind(
        "schools",
        3,
        (
            Lot("livelihood.schoolopening"),
            Lot("livelihood.schoolclosing", 3, after=700),
            Lot("livelihood.seatsadded", 100, times=3),
            Lot("livelihood.membership", 90, after=100, columns={"level": one_of(95, "city", "district", of="{s}")}),
            Lot("livelihood.leaving", 5, after=500),
        ),
        {"membership_key": "({s} || '-1')", "union_id": "({s} // 5 + 1)"},
    ),
    Kind("unions", 1, (Lot("livelihood.unionfounding"), Lot("livelihood.uniondissolution", 5, after=400))),
    Kind(
        "hospitals",
        1,
        (
            Lot("livelihood.hospitalstart"),
            Lot("livelihood.hospitaltopping", 70, after=300),
            Lot("livelihood.hospitalcompletion", 50, after=500),
        ),
    ),
    Kind(
        "venues",
        1,
        (
            Lot("livelihood.renovationstart"),
            Lot("livelihood.renovationprogress", 100, times=10, columns={"advanced_x10": "100"}),
            Lot("livelihood.renovationcompletion", 60, after=400),
        ),
    ),
    Kind("surveys", 2, (Lot("livelihood.surveyoutcome"),)),
    Kind(
        "merged",
        1,
        (Lot("records.merged"),),
        {
            "type": one_of(97, "projects.project", "investment.contract", "investment.arrival", "tickets.ticket"),
            "gone": "({s} * 50 + 3)",
            "kept": "({s} * 50 + 4)",
        },
    ),
)

ATTESTED = (
    "gdp",
    "industrial-output",
    "fixed-investment",
    "fiscal-revenue",
    "foreign-trade",
    "households-in-zone",
    "waste-sorting-title",
    "provincial-observation-place",
    "municipal-observation-place",
)
SERIES = Kind("series", 0, tuple(_series(figure) for figure in ATTESTED))  # one subject: the zone itself
