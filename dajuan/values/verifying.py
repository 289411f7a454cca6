"""Verifying a published edition without the server and its database: `python -m dajuan.values.verifying BUNDLE`.

Needs Python and this package, nothing else. Says what holds, what does not, and what it cannot tell, each in a
sentence; docs/bundle.md says what is in a bundle and what each check proves.
"""

from __future__ import annotations

import argparse
import json
import locale
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from dajuan.values import merkle, periods
from dajuan.values.bundles import (
    MANIFEST,
    SIGNATURE,
    Bundle,
    Definition,
    FrozenEdition,
    FrozenValue,
    NotABundle,
    Packed,
    PlanUsed,
    Use,
    read_json,
    unpack,
)
from dajuan.values.conditions import CannotTell
from dajuan.values.digests import digest_of
from dajuan.values.numbers import decimal_string
from dajuan.values.recounting import Rows, recount
from dajuan.values.roots import SignedRoot
from dajuan.values.signatures import fingerprint

Verdict = Literal["holds", "fails", "open"]
MARKS = {"holds": "✓", "fails": "✗", "open": "?"}
SCALES = {"万亿": 10**12, "亿": 10**8, "万": 10**4, "billion": 10**9, "million": 10**6, "thousand": 10**3}
PLAN_SCALE = 10_000  # of the column in which a plan stands
NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)")
PER_CENT = re.compile(rf"{NUMBER.pattern}\s*(?:%|per cent)")
BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Finding:
    """One thing that holds, does not hold, or cannot be told, in both languages."""

    verdict: Verdict
    zh: str
    en: str

    def words(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


Findings = Iterator[Finding]
Names = dict[str, str]  # by language, zh and en


def verify(content: bytes, keys: Sequence[str] = ()) -> list[Finding]:
    """Everything there is to say of a bundle, or of the proof of single entries, in order.

    `keys`: public keys or their fingerprints that are trusted; without any, the one that signed is named. Raises
    NotABundle where the file is neither.
    """
    if content.lstrip()[:1] == b"{":
        return list(_proofs(content, keys))
    packed = unpack(content)
    bundle = packed.bundle()
    return [
        *_files(packed),
        *_signature(packed, bundle, keys),
        *_root(bundle),
        *_languages(bundle.editions),
        *(finding for edition in bundle.editions for finding in _edition(edition)),
        *(_rows(bundle) if bundle.kind == "audit" else _without_rows()),
    ]


def _files(packed: Packed) -> Findings:
    """Every file has the digest the manifest says, and there is no other."""
    told = packed.manifest
    digest, listed = digest_of(told["algorithm"]), dict(told["files"])
    lying = set(packed.files) - {MANIFEST, SIGNATURE}
    whole = True
    for name in sorted(lying | set(listed)):
        if name not in lying:
            yield Finding("fails", f"缺少文件 {name}。", f"The file {name} is missing.")
        elif name not in listed:
            yield Finding("fails", f"多出文件 {name}。", f"The file {name} does not belong to the bundle.")
        elif digest(packed.files[name]).hex() != listed[name]:
            yield Finding("fails", f"文件 {name} 已被改动。", f"The file {name} was changed.")
        else:
            continue
        whole = False
    if whole:
        yield Finding("holds", f"{len(listed)} 个文件完整。", f"All {len(listed)} files are whole.")


def _signature(packed: Packed, bundle: Bundle, keys: Sequence[str]) -> Findings:
    """The manifest is signed, by the key that signed the root and, where keys are given, by one of them."""
    signed = packed.signed
    if not signed.holds(packed.files[MANIFEST]):
        yield Finding("fails", "清单的签名无效：签名之后有改动。", "The manifest's signature does not hold.")
        return
    if signed.key != bundle.root.key:
        yield Finding(
            "fails",
            "清单与根值不是同一密钥签名。",
            "The manifest is signed by another key than the root of the ledger.",
        )
    yield from _whose(signed.key, keys)


def _whose(key: str, keys: Sequence[str]) -> Findings:
    """Whether a key is one of those trusted."""
    print_ = fingerprint(bytes.fromhex(key))
    if not keys:
        yield Finding(
            "open",
            f"签名密钥的指纹为 {print_}，请与园区公布的公钥指纹比对（或用 --key 指定）。",
            f"Signed by the key {print_}: compare it with the one the zone publishes, or give it by --key.",
        )
    elif _plain(key) in map(_plain, keys) or _plain(print_) in map(_plain, keys):
        yield Finding("holds", f"由指定的密钥签名（{print_}）。", f"Signed by the key given ({print_}).")
    else:
        yield Finding(
            "fails", f"不是由指定的密钥签名，而是 {print_}。", f"Not signed by the key given, but by {print_}."
        )


def _plain(key: str) -> str:
    return re.sub(r"[\s:]", "", key).lower()


def _root(bundle: Bundle) -> Findings:
    """The root's own signature, and that it covers the cut."""
    root = bundle.root
    said = f"{root.signed_at[:19]}, {root.leaves}"
    if not root.holds:
        yield Finding(
            "fails", f"台账根值的签名无效（{said} 项）。", f"The root's signature does not hold ({said} leaves)."
        )
    elif any(edition.moment > root.moment for edition in bundle.editions):
        yield Finding(
            "fails", "台账根值早于数据截点。", "The root of the ledger is older than the cut of the edition's data."
        )
    else:
        yield Finding("holds", f"台账根值签名有效（{said} 项）。", f"The ledger's root is signed ({said} leaves).")


def _languages(editions: Sequence[FrozenEdition]) -> Findings:
    """All languages say the same values, of one cut."""
    if not editions:
        yield Finding("fails", "没有文本。", "There is no text.")
    for other in editions[1:]:
        first = editions[0]
        if (other.values, other.plans, other.moment) != (first.values, first.plans, first.moment):
            yield Finding(
                "fails",
                f"{first.language} 与 {other.language} 两种文本的数值不同。",
                f"The texts in {first.language} and {other.language} do not rest on the same values.",
            )


def _edition(edition: FrozenEdition) -> Findings:
    """Of one language: definitions have their digests, values their definitions, and the text says the values."""
    wrong = [*_definitions(edition), *_uses(edition)]
    yield from wrong
    if not wrong:
        name, many, uses = edition.language, len(edition.definitions), len(edition.uses)
        yield Finding(
            "holds",
            f"{name}：{many} 个指标口径与摘要相符，文中 {uses} 处数值与定稿相符。",
            f"{name}: {many} definitions have their digests; the text says what the edition says in {uses} places.",
        )
    if edition.withheld:
        yield Finding(
            "open",
            f"{edition.language}：另有 {edition.withheld} 个内部指标不在公开包内。",
            f"{edition.language}: {edition.withheld} more figures are not public and not in this bundle.",
        )


def _definitions(edition: FrozenEdition) -> Findings:
    known = {definition.key: definition for definition in edition.definitions}
    for definition in edition.definitions:
        for one in _with_parts(definition):
            if one.computed_digest != one.digest:
                yield Finding(
                    "fails",
                    f"{definition.key}（{definition.name}）的口径与其摘要不符：口径已被更换或改动。",
                    f"{definition.key} ({definition.name}): the definition is not the one of its digest.",
                )
    for value in edition.values:
        if value.key not in known or known[value.key].digest != value.digest:
            yield Finding(
                "fails",
                f"{value.key} 的数值是按另一口径统计的。",
                f"{value.key}: the value was counted by another definition than the one in the bundle.",
            )


def _with_parts(definition: Definition) -> Iterator[Definition]:
    yield definition
    for part in definition.parts:
        yield from _with_parts(part)


def _uses(edition: FrozenEdition) -> Findings:
    values = {(value.key, value.period): value for value in edition.values}
    for use in edition.uses:
        there, around = edition.text[use.start : use.end], edition.text[max(0, use.start - 12) : use.end + 8]
        if there != use.words:
            yield Finding(
                "fails",
                f"{use.key}：文中“{around}”处写作“{there}”，定稿为“{use.words}”。",
                f"{use.key}: at “{around}” the text says “{there}”, the edition “{use.words}”.",
            )
            continue
        value = values.get((use.key, use.period))
        said, true = _number(use), _true(use, value) if value else None
        if said is not None and true is not None and not _agrees(said, true):
            yield Finding(
                "fails",
                f"{use.key}：文中“{around}”与定稿的数值 {_shown(true)} 不符。",
                f"{use.key}: “{around}” does not say the edition's {_shown(true)}.",
            )


@dataclass(frozen=True)
class Written:
    """A number as it is written: its value, and how much one unit of its last place is."""

    value: Fraction
    step: Fraction


def _number(use: Use) -> Written | None:
    """The number that stands in a use's words, in printed base units; None where there is none."""
    text = BRACKETS.sub("", unicodedata.normalize("NFKC", use.words))  # a plan's version, such as (5月调整)
    found = (PER_CENT if use.said in {"growth", "completion"} else NUMBER).search(text)
    if not found or use.said == "words":
        return None
    digits = found[1].replace(",", "")
    places = len(digits.partition(".")[2])
    scale = use.divisor if use.divisor != 1 else _scale(text[found.end() :])
    return Written(Fraction(digits) * scale, Fraction(scale, 10**places))


def _scale(after: str) -> int:
    word = next((word for word in SCALES if after.lstrip().startswith(word)), "")
    return SCALES.get(word, 1)


def _true(use: Use, value: FrozenValue) -> Fraction | None:
    """The exact number a use should say, without its sign where words tell it; None where the edition has none."""
    if use.said in {"growth", "difference"}:
        if value.value is None or value.before is None:
            return None
        difference = abs(value.value - value.before)
        if use.said == "difference":
            return difference
        return difference / abs(value.before) * 100 if value.before else None
    if use.said == "completion":
        return value.value / value.plan * 100 if value.value is not None and value.plan else None
    return {"value": value.value, "before": value.before, "plan": value.plan}.get(use.said)


def _agrees(said: Written, true: Fraction) -> bool:
    """Whether a number is the other one, rounded or cut off at its last place. A difference of rounded ones may be off
    by one place more."""
    return abs(said.value - abs(true)) <= said.step


def _without_rows() -> Findings:
    yield Finding(
        "open",
        "公开包不含明细，数值未按明细重算；审计包可重算。",
        "A public bundle has no rows: the values were not counted again. The audit bundle has them.",
    )


def _rows(bundle: Bundle) -> Findings:
    """The rows are those under the root, none later than the cut, and give the values when counted again."""
    wrong = [*_inclusion(bundle), *_belonging(bundle)]
    yield from wrong
    if not wrong:
        many = len(bundle.rows)
        yield Finding(
            "holds", f"{many} 条明细均在存证之中。", f"All {many} rows stand in the ledger under the signed root."
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
    late = [row["number"] for row in columns if row["moment"] > cut]
    if late:
        yield Finding(
            "fails",
            f"第 {late[0]} 号记录晚于数据截点（入库序号 {cut}）。",
            f"Entry no. {late[0]} was recorded after the cut (ledger no. {cut}).",
        )
    if len({row["zone_id"] for row in columns}) > 1:
        yield Finding("fails", "明细来自不同园区。", "The rows are not all of one zone.")


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
        f"{key}（{names['zh']}，{period}）：按明细为 {_shown(counted)}，定稿为 {_shown(said)}。",
        f"{key} ({names['en']}, {period}): the rows give {_shown(counted)}, the edition says {_shown(said)}.",
    )


def _unreadable(key: str, problem: Exception) -> Finding:
    return Finding(
        "fails",
        f"{key}：明细无法读取（{problem}）。",
        f"{key}: the rows cannot be read ({type(problem).__name__}: {problem}).",
    )


def _shown(value: Fraction | None) -> str:
    return "–" if value is None else decimal_string(value)


def _proofs(content: bytes, keys: Sequence[str]) -> Findings:
    """The proofs of single entries, as the page of an entry gives them out."""
    try:
        proofs = read_json(content)["proofs"]
        for told in proofs:
            root = SignedRoot(**told["root"])
            digest = digest_of(root.algorithm)
            leaf = merkle.leaf_hash(told["text"].encode(), digest)
            path = [bytes.fromhex(one) for one in told["path"]]
            wanted = bytes.fromhex(root.root)
            if root.holds and merkle.is_included(leaf, told["place"], root.leaves, path, wanted, digest):
                yield Finding("holds", f"在存证之中：{told['text']}", f"Stands under the signed root: {told['text']}")
            else:
                yield Finding("fails", f"与存证不符：{told['text']}", f"Is not under the signed root: {told['text']}")
            yield from _whose(root.key, keys)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise NotABundle(f"{type(problem).__name__}: {problem}") from problem


def main(words: list[str]) -> int:
    """The command: prints what was found; gives 0 where nothing fails, 1 where something does, 2 for no bundle."""
    asked = argparse.ArgumentParser(prog="verify", description=__doc__.splitlines()[0])
    asked.add_argument("bundle", type=Path, help="the bundle of an edition (.zip), or the proof of an entry (.json)")
    asked.add_argument("--key", action="append", default=[], help="the public key that is trusted, or its fingerprint")
    asked.add_argument("--language", choices=["zh", "en"], default=_own_language())
    asked.add_argument("--json", action="store_true", help="one object a finding")
    wanted = asked.parse_args(words)
    try:
        findings = verify(wanted.bundle.read_bytes(), wanted.key)
    except (OSError, NotABundle) as problem:
        told = {"zh": f"无法读取 {wanted.bundle}：{problem}", "en": f"{wanted.bundle} cannot be read: {problem}"}
        print(told[wanted.language], file=sys.stderr)
        return 2
    for finding in findings:
        said = finding.words(wanted.language)
        print(
            json.dumps({"verdict": finding.verdict, "words": said}, ensure_ascii=False)
            if wanted.json
            else f"{MARKS[finding.verdict]} {said}"
        )
    fails = sum(finding.verdict == "fails" for finding in findings)
    if not wanted.json:
        print(_summary(fails, wanted.language))
    return 1 if fails else 0


def _summary(fails: int, language: str) -> str:
    if language == "zh":
        return f"不通过：{fails} 处不符。" if fails else "通过。"
    return f"Failed: {fails} things do not hold." if fails else "Verified."


def _own_language() -> str:
    return "zh" if (locale.getlocale()[0] or "").startswith(("zh", "Chinese")) else "en"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
