"""The same answers by hand: SQL and Polars for the figures over the largest tables, as good as we can write them.

One scan a table where one is enough, conditions as FILTER, keys made distinct before they are counted. `{label}` stands
for a table of the zone's entries as known at the moment. Every statement gives named columns `key__year`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

YEARS = (2019, 2020)
LABEL = re.compile(r"\{([a-z]+\.[a-z]+)\}")


def _years(column: str, **measures: str) -> str:
    """One row: each measure for both years. A measure is an aggregate, ending in its FILTER's condition or none."""
    parts = []
    for key, text in measures.items():
        aggregate, _when, condition = text.partition(" if ")
        for year in YEARS:
            days = f"{column} >= date '{year}-01-01' and {column} < date '{year + 1}-01-01'"
            both = f"{days} and {condition}" if condition else days
            parts.append(f'{aggregate} filter (where {both}) as "{key.replace("_", "-")}__{year}"')
    return ", ".join(parts)


def _distinct(key: str, column: str, label: str, figure: str, condition: str = "true", subject: str = "") -> str:
    """Keys made distinct by year, merged ones as the ones they were merged into, then counted."""
    merged = f"left join (select gone, kept from {{records.merged}} where type = '{subject}') m on t.{key} = m.gone"
    named = f"coalesce(m.kept, t.{key})" if subject else f"t.{key}"
    keys = f"""select distinct year(t.{column}) as y, {named} as k from {{{label}}} t {merged if subject else ""}
        where {condition} and t.{column} >= date '2019-01-01' and t.{column} < date '2021-01-01'"""
    counted = ", ".join(f'count(*) filter (where y = {year}) as "{figure}__{year}"' for year in YEARS)
    return f"select {counted} from ({keys})"


def _of(label: str, column: str, **measures: str) -> str:
    return (
        f"select {_years(column, **measures)} from {{{label}}}"
        f" where {column} >= date '2019-01-01' and {column} < date '2021-01-01'"
    )


def _dispatched() -> str:
    """Dispatches that were not returned and whose ticket was not merged by the end of the year."""
    firsts = """left join (select turn, min(happened_on) as returned from {tickets.return} group by 1) r using (turn)
        left join (select gone, min(happened_on) as merged from {records.merged}
        where type = 'tickets.ticket' group by 1)
        g on g.gone = d.ticket_id"""
    parts = [
        f"""count(*) filter (where d.happened_on >= date '{year}-01-01' and d.happened_on < date '{year + 1}-01-01'
        and coalesce(returned >= date '{year + 1}-01-01', true) and coalesce(merged >= date '{year + 1}-01-01', true))
        as "tickets-dispatched__{year}\""""
        for year in YEARS
    ]
    return f"select {', '.join(parts)} from {{tickets.dispatch}} d {firsts} where d.happened_on >= date '2019-01-01'"


def _completed() -> str:
    """Image progress of the projects on each level's list of the year, those removed by its end left out."""
    parts, joins = [], []
    for n, level in enumerate(("national", "provincial", "municipal", "zone")):
        for year in YEARS:
            listed = f"""(select distinct listed_key from {{projects.listing}} where level = '{level}'
                and first_on < date '{year + 1}-01-01' and listed_key not in
                (select listed_key from {{projects.removal}}
                where level = '{level}' and happened_on < date '{year + 1}-01-01'))"""
            joins.append(f"left join {listed} l{n}_{year} on l{n}_{year}.listed_key = t.listed_key")
            parts.append(
                f"sum(done_fen) filter (where year(month) = {year} and l{n}_{year}.listed_key is not null)"
                f' as "{level}-investment-completed__{year}"'
            )
    parts += [f'sum(done_fen) filter (where year(month) = {year}) as "investment-reported__{year}"' for year in YEARS]
    return (
        f"select {', '.join(parts)} from {{projects.monthreport}} t {' '.join(joins)}"
        " where month >= date '2019-01-01' and month < date '2021-01-01'"
    )


STATEMENTS: tuple[str, ...] = (
    _of("services.submission", "happened_on", cases_submitted="count(*)"),
    _of("services.acceptance", "happened_on", cases_accepted="count(*)"),
    _of(
        "services.decision",
        "happened_on",
        cases_decided="count(*)",
        cases_denied="count(*) if not granted",
        cases_with_limit="count(*) if in_time is not null",
        cases_in_time="count(*) if in_time",
        working_days_used="sum(working_days)",
        cases_with_days="count(working_days)",
        cases_with_missing="count(*) if with_missing",
        cases_assisted="count(*) if assisted",
        cases_on_the_spot="count(*) if on_the_spot",
        cases_in_packages="count(*) if in_package",
    ),
    _of("services.stepdone", "happened_on", steps_done="count(took_days)", step_days="sum(took_days)"),
    _of("services.licenceissued", "happened_on", licences_issued="count(*)"),
    _of("services.supplementnotice", "happened_on", supplement_notices="count(*)"),
    _distinct("ticket_id", "happened_on", "tickets.report", "tickets-raised", subject="tickets.ticket"),
    _distinct("ticket_id", "happened_on", "tickets.solution", "tickets-solved", subject="tickets.ticket"),
    _distinct("ticket_id", "happened_on", "tickets.confirmation", "tickets-confirmed", subject="tickets.ticket"),
    _dispatched(),
    _completed(),
    _of("projects.fixedinvestment", "month", statistical_investment="sum(amount_fen)"),
    _of(
        "projects.lightshown",
        "month",
        lights_yellow="count(*) if light = 'yellow'",
        lights_red="count(*) if light = 'red'",
    ),
    _distinct("project_id", "happened_on", "projects.start", "projects-started", subject="projects.project"),
    _distinct(
        "lead_id", "happened_on", "investment.step", "leads-contacted", "to_stage = 'contacted'", "investment.lead"
    ),
    _distinct("lead_id", "happened_on", "investment.step", "leads-signed", "to_stage = 'signed'", "investment.lead"),
    _distinct("lead_id", "happened_on", "investment.step", "leads-landed", "to_stage = 'landed'", "investment.lead"),
    _of("investment.visit", "happened_on", visits_made="count(*)"),
    _of("investment.promise", "due_on", promises_due="count(*)"),
    _of("city.inspection", "happened_on", bins_right="sum(bins_right)", bins_inspected="sum(bins)"),
    _of("city.consent", "happened_on", households_agreed="sum(agreed)", households_asked="sum(asked)"),
    _of("city.funding", "happened_on", works_funds="sum(amount_fen)"),
    _of("livelihood.surveyoutcome", "happened_on", survey_answers="sum(sample)", survey_satisfied="sum(satisfied)"),
)


def answered(run: Callable[[str], tuple[list[str], tuple[Any, ...]]], table: Callable[[str], str]) -> dict[str, int]:
    """Every answer by `key__year`; `run` gives the names and the one row of a statement, `table` what a label reads."""
    found: dict[str, int] = {}
    for statement in STATEMENTS:
        names, row = run(LABEL.sub(lambda match: table(match[1]), statement))
        found |= {name: int(value or 0) for name, value in zip(names, row, strict=True)}
    return found
