"""Figures of the catalogue by a semantic layer: boring-semantic-layer over Ibis and DuckDB, the same files.

It runs in an environment of its own (bench/requirements-semantic.in: another Ibis than ours) and imports nothing of the
product. Standard input says where the files are, standard output what it costs and what it answers.

It is asked as its users ask: each model once, by the year, with the measures it defines. What hangs on rows of other
tables by a day (ties, mergers), on the end of a period, or on a day's readings cannot be said in its words.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import boring_semantic_layer as bsl
import ibis

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
from bench.scale.measuring import cost_of

Measure = Callable[[Any], Any]
Model = Mapping[str, Measure]


def _rows(t: Any) -> Any:
    return t.count()


def _sum(column: str, where: Measure | None = None) -> Measure:
    return lambda t: t[column].sum(where=where(t) if where else None)


def _count(where: Measure) -> Measure:
    return lambda t: t.count(where=where(t))


def _is(column: str, value: str) -> Measure:
    return _count(lambda t: t[column] == value)


def _decided(flag: str) -> Measure:
    return _count(lambda t: t.matter_id.notnull() & t[flag])


def _has(column: str) -> Measure:
    return lambda t: t[column].count()


DAY = "happened_on"
MODELS: Mapping[tuple[str, str], Model] = {
    ("services.submission", DAY): {"cases-submitted": _has("matter_id")},
    ("services.acceptance", DAY): {"cases-accepted": _has("matter_id")},
    ("services.decision", DAY): {
        "package-cases-decided": _has("package_id"),
        "cases-decided": _has("matter_id"),
        "decisions-made": _has("matter_id"),
        "cases-denied": _count(lambda t: t.matter_id.notnull() & ~t.granted),
        "cases-with-limit": _count(lambda t: t.matter_id.notnull() & t.in_time.notnull()),
        "cases-in-time": _decided("in_time"),
        "working-days-used": _sum("working_days", lambda t: t.matter_id.notnull()),
        "cases-with-days": _count(lambda t: t.matter_id.notnull() & t.working_days.notnull()),
        "cases-with-missing": _decided("with_missing"),
        "cases-assisted": _decided("assisted"),
        "cases-on-the-spot": _decided("on_the_spot"),
        "cases-in-packages": _decided("in_package"),
    },
    ("services.stepdone", DAY): {"steps-done": _has("took_days"), "step-days": _sum("took_days")},
    ("services.licenceissued", DAY): {"licences-issued": _rows},
    ("services.supplementnotice", DAY): {"supplement-notices": _rows},
    ("services.refusal", DAY): {"cases-not-accepted": _rows},
    ("services.specialprocedure", DAY): {"special-procedures": _rows},
    ("services.missingcommitment", "due_on"): {"commitments-due": _rows},
    ("services.policyapproved", DAY): {
        "policy-money-granted": _sum("granted_fen"),
        "granted-without-application": _sum("granted_fen", lambda t: t.way == "no-application"),
    },
    ("services.policypaid", DAY): {"policy-money-paid": _sum("paid_fen")},
    ("services.refundpaid", DAY): {
        "refunds-paid": _rows,
        "refund-amount": _sum("paid_fen"),
        "refund-time": _sum("minutes"),
    },
    ("investment.visit", DAY): {"visits-made": _rows},
    ("investment.promise", "due_on"): {"promises-due": _rows},
    ("projects.monthreport", "month"): {"investment-reported": _sum("done_fen")},
    ("projects.fixedinvestment", "month"): {"statistical-investment": _sum("amount_fen")},
    ("projects.lightshown", "month"): {"lights-yellow": _is("light", "yellow"), "lights-red": _is("light", "red")},
    ("projects.consequence", DAY): {"lights-followed-up": _rows},
    ("projects.ceremony", DAY): {"ceremonies-held": _rows},
    ("city.inspection", DAY): {"bins-right": _sum("bins_right"), "bins-inspected": _sum("bins")},
    ("city.consent", DAY): {"households-agreed": _sum("agreed"), "households-asked": _sum("asked")},
    ("city.funding", DAY): {"works-funds": _sum("amount_fen")},
    ("city.satisfactionsurvey", DAY): {
        "works-residents-satisfied": _sum("satisfied"),
        "works-residents-asked": _sum("asked"),
    },
    ("city.clearance", DAY): {
        "village-area-demolished": _sum("floor_area_dm2"),
        "village-households-signed": _sum("households"),
    },
    ("city.cabledown", DAY): {
        "telecom-cable-buried": _sum("length_cm", lambda t: (t.owner != "power") & (t.treatment == "buried")),
        "power-cable-buried": _sum("length_cm", lambda t: (t.owner == "power") & (t.treatment == "buried")),
        "cable-tidied": _sum("length_cm", lambda t: t.treatment == "tidied"),
        "cables-buried": _sum("cables", lambda t: t.treatment == "buried"),
    },
    ("city.ductbuilt", DAY): {"duct-built": _sum("length_cm")},
    ("livelihood.seatsadded", DAY): {"seats-added": _sum("seats", lambda t: t.step == "in_use")},
    ("livelihood.surveyoutcome", DAY): {"survey-answers": _sum("sample"), "survey-satisfied": _sum("satisfied")},
}


def main() -> None:
    """Define the models, ask them, and say what it cost."""
    told = json.load(sys.stdin)
    con = ibis.duckdb.connect(threads=2)
    con.raw_sql("set parquet_metadata_cache = true")
    models = []
    for place, ((label, day), measures) in enumerate(MODELS.items()):
        if files := told["files"].get(label):
            name = f"t{place}"
            listed = ", ".join(f"'{file}'" for file in files)
            rows = f"select * from read_parquet([{listed}]) where zone_id = {told['zone']}"
            con.raw_sql(f"create view {name} as {rows}")
            models.append((_model(con.table(name), name, day, measures), day, list(measures)))

    def asked() -> dict[str, int]:
        found: dict[str, int] = {}
        for model, day, keys in models:
            found |= _asked(con, model, day, keys)
        return found

    answers = asked()
    print(json.dumps({"cost": asdict(cost_of(asked, runs=told["runs"])), "answers": answers}))


def _model(table: Any, name: str, day: str, measures: Model) -> Any:
    named = {key.replace("-", "_"): measure for key, measure in measures.items()}
    return bsl.to_semantic_table(table, name=name).with_dimensions(year=lambda t: t[day].year()).with_measures(**named)


def _asked(con: Any, model: Any, day: str, keys: list[str]) -> dict[str, int]:
    within = [lambda t: (t[day] >= "2019-01-01") & (t[day] < "2021-01-01")]
    query = model.query(dimensions=["year"], measures=[key.replace("-", "_") for key in keys], filters=within)
    found: dict[str, int] = {}
    for year, *values in con.raw_sql(str(query.sql())).fetchall():
        found |= {f"{key}__{year}": int(value or 0) for key, value in zip(keys, values, strict=True)}
    return found


if __name__ == "__main__":
    main()
