"""Verifying the rows of an audit bundle: they stand under the root, and counted again give the edition's values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from dajuan.values import merkle, periods
from dajuan.values.bundles import Bundle, Definition, FrozenEdition, FrozenValue, PlanUsed, canonical, read_json
from dajuan.values.conditions import CannotTell
from dajuan.values.digests import digest_of
from dajuan.values.findings import Finding, Findings, Names, shown
from dajuan.values.recounting import Rows, recount

PLAN_SCALE = 10_000  # of the column in which a plan stands
FREEZING = "editions.freezing"
DIGESTS = {"zh-hans": "digest_zh", "en": "digest_en"}
FROZEN = ("period", "moment", "values", "definitions", "uses", "plans", "rule_sets", "open_claims")


def row_findings(bundle: Bundle) -> Findings:
    """The rows are those under the root, none later than the cut, and give the values when counted again."""
    wrong = [*_inclusion(bundle), *_belonging(bundle), *_freezing(bundle)]
    yield from wrong
    if not wrong:
        many = len(bundle.rows)
        yield Finding(
            "holds",
            f"{many} 条明细均在存证之中，文本即台账中固化的定稿。",
            f"All {many} rows stand in the ledger under the signed root; the text is the one it says was frozen.",
        )
    edition = bundle.editions[0] if bundle.editions else None
    if edition:
        rows = _by_type(bundle)
        yield from _plans(edition.plans, rows)
        yield from _values(edition, _names(bundle.editions), rows)


def _inclusion(bundle: Bundle) -> Findings:
    digest = digest_of(bundle.root.algorithm)
    leaves = {row.place: merkle.leaf_hash(row.text.encode(), digest) for row in bundle.rows}
    try:
        proof = [bytes.fromhex(one) for one in bundle.proof]
        root = merkle.joint_root(leaves, bundle.root.leaves, proof, digest).hex() if leaves else bundle.root.root
    except ValueError:
        root = ""
    if root != bundle.root.root or len(leaves) < len(bundle.rows):
        yield Finding(
            "fails",
            "明细与存证不符：有明细被改动、删去或添加。",
            "The rows do not lead to the signed root: a row was changed, dropped or added.",
        )


def _belonging(bundle: Bundle) -> Findings:
    cut = min((edition.moment for edition in bundle.editions), default=0)
    columns = [row.columns for row in bundle.rows]
    late = [row["number"] for row in columns if row["moment"] > cut and row["entry"] != FREEZING]
    if late:
        yield Finding(
            "fails",
            f"第 {late[0]} 号记录晚于数据截点（入库序号 {cut}）。",
            f"Entry no. {late[0]} was recorded after the cut (ledger no. {cut}).",
        )
    if len({row["zone_id"] for row in columns}) > 1:
        yield Finding("fails", "明细来自不同园区。", "The rows are not all of one zone.")


def _freezing(bundle: Bundle) -> Findings:
    """What the edition says is what was frozen: the ledger holds the hash of it, and of no other text."""
    freezings = [row.columns for row in bundle.rows if row.columns["entry"] == FREEZING]
    for edition in bundle.editions:
        digest = freezings[0][DIGESTS.get(edition.language, "")] if len(freezings) == 1 else ""
        frozen = bundle.frozen.get(edition.language, "")
        if hashlib.sha256(frozen.encode()).hexdigest() != digest or freezings[0]["cut"] != edition.moment:
            yield Finding(
                "fails",
                f"{edition.language}：文本不是台账中固化的定稿。",
                f"{edition.language}: this is not the text whose freezing the ledger records.",
            )
        elif not _is_frozen(edition, frozen):
            yield Finding(
                "fails",
                f"{edition.language}：文本、数值或口径与固化的定稿不同。",
                f"{edition.language}: text, values or definitions are not those that were frozen.",
            )


def _is_frozen(edition: FrozenEdition, frozen: str) -> bool:
    """Whether text, values, definitions, uses, plans and rule sets are those of what was frozen."""
    told, said = read_json(frozen.encode()), read_json(canonical(asdict(edition)))
    text = "\n".join([told["title"], *(passage["text"] for passage in told["passages"])])
    return text == edition.text and all(told[name] == said[name] for name in FROZEN)


def _by_type(bundle: Bundle) -> Rows:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in bundle.rows:
        columns = row.columns
        found.setdefault(str(columns["entry"]), []).append(columns)
    return found


def _plans(plans: Iterable[PlanUsed], rows: Rows) -> Findings:
    entries = {row["number"]: row for row in rows.get("figures.target", ())}
    for plan in plans:
        row = entries.get(plan.entry)
        told = (plan.key, plan.year, plan.value)
        if row is None or (row["figure"], row["year"], Fraction(row["value_x10000"], PLAN_SCALE)) != told:
            yield Finding(
                "fails",
                f"{plan.key}：{plan.year} 年计划数与第 {plan.entry} 号记录不符。",
                f"{plan.key}: the plan of {plan.year} is not what entry no. {plan.entry} says.",
            )


def _names(editions: Sequence[FrozenEdition]) -> Mapping[str, Names]:
    """What each figure is called, by its key; in the one language there is, where there is one."""
    found: dict[str, Names] = {}
    for edition in editions:
        for one in edition.definitions:
            found.setdefault(one.key, {"zh": one.name, "en": one.name})[edition.language[:2]] = one.name
    return found


def _values(edition: FrozenEdition, called: Mapping[str, Names], rows: Rows) -> Findings:
    """Count every value again; last year's as well. Says by name what this program cannot compute."""
    definitions = {definition.key: definition for definition in edition.definitions}
    counted = 0
    for value in edition.values:
        definition = definitions.get(value.key)
        if definition is None:
            continue
        names = called[value.key]
        try:
            wrong = list(_counted(value, definition, names, rows))
        except CannotTell as problem:
            yield Finding(
                "open",
                f"{value.key}（{names['zh']}）未重算：{problem.zh}",
                f"{value.key} ({names['en']}) was not counted again: {problem.en}",
            )
            continue
        except (KeyError, TypeError, ValueError) as problem:
            wrong = [_unreadable(value.key, problem)]
        yield from wrong
        counted += not wrong
    yield Finding(
        "holds",
        f"{counted} 个数值按明细重算，与定稿一致。",
        f"{counted} values were counted again from the rows and are those of the edition.",
    )


def _counted(value: FrozenValue, definition: Definition, names: Names, rows: Rows) -> Findings:
    asked = periods.parse(value.period)
    found = recount(definition, asked, rows)
    if not _same(value.value, found.value):
        yield _differs(value.key, names, value.period, value.value, found.value)
    elif len(found.numbers) != value.rows:
        yield Finding(
            "fails",
            f"{value.key}（{names['zh']}）：定稿 {value.rows} 条明细，包内 {len(found.numbers)} 条。",
            f"{value.key} ({names['en']}): the edition opened to {value.rows} rows, here are {len(found.numbers)}.",
        )
    before = asked.last_year_if_any()
    if before and value.before is not None:
        last_year = recount(definition, before, rows).value
        if not _same(value.before, last_year):
            yield _differs(value.key, names, str(before), value.before, last_year)


def _same(said: Fraction | None, counted: Fraction | None) -> bool:
    """Nothing counted in days before the system was in use is unknown to an edition, not nothing."""
    return said == counted or (said is None and counted == 0)


def _differs(key: str, names: Names, period: str, said: Fraction | None, counted: Fraction | None) -> Finding:
    return Finding(
        "fails",
        f"{key}（{names['zh']}，{period}）：按明细为 {shown(counted)}，定稿为 {shown(said)}。",
        f"{key} ({names['en']}, {period}): the rows give {shown(counted)}, the edition says {shown(said)}.",
    )


def _unreadable(key: str, problem: Exception) -> Finding:
    return Finding(
        "fails",
        f"{key}：明细无法读取（{problem}）。",
        f"{key}: the rows cannot be read ({type(problem).__name__}: {problem}).",
    )
