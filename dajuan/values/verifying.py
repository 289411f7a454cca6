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
from collections.abc import Sequence
from pathlib import Path

from dajuan.values import merkle
from dajuan.values.bundles import (
    MANIFEST,
    SIGNATURE,
    Bundle,
    FrozenEdition,
    NotABundle,
    Packed,
    read_json,
    unpack,
)
from dajuan.values.digests import digest_of
from dajuan.values.findings import Finding, Findings
from dajuan.values.roots import SignedRoot
from dajuan.values.signatures import fingerprint
from dajuan.values.verified_rows import row_findings
from dajuan.values.verified_text import edition_findings

MARKS = {"holds": "✓", "fails": "✗", "open": "?"}


def verify(content: bytes, keys: Sequence[str] = ()) -> list[Finding]:
    """Everything there is to say of a bundle, or of the proof of single entries, in order.

    `keys`: public keys or their fingerprints that are trusted; without any, the one that signed is named. Raises
    NotABundle where the file is neither.
    """
    if content.lstrip()[:1] == b"{":
        return list(_proofs(content, keys))
    packed = unpack(content)
    bundle = packed.bundle()
    try:
        return list(_everything(packed, bundle, keys))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as problem:
        raise NotABundle(f"{type(problem).__name__}: {problem}") from problem


def _everything(packed: Packed, bundle: Bundle, keys: Sequence[str]) -> Findings:
    yield from _files(packed)
    yield from _signature(packed, bundle, keys)
    yield from _root(bundle)
    yield from _languages(bundle.editions)
    for edition in bundle.editions:
        yield from edition_findings(edition)
    yield from row_findings(bundle) if bundle.kind == "audit" else _without_rows()


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


def _without_rows() -> Findings:
    yield Finding(
        "open",
        "公开包不含明细，数值未按明细重算；审计包可重算。",
        "A public bundle has no rows: the values were not counted again. The audit bundle has them.",
    )


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
        print(_summary(fails, bool(wanted.key), wanted.language))
    return 1 if fails else 0


def _summary(fails: int, is_key_given: bool, language: str) -> str:
    """The last line. Who gave no key has verified everything but who signed it."""
    zh, en = (
        ("通过。", "Verified.")
        if is_key_given
        else ("除签名密钥待比对外，通过。", "Verified, but for whose key it is.")
    )
    if fails:
        zh, en = f"不通过：{fails} 处不符。", f"Failed: {fails} things do not hold."
    return zh if language == "zh" else en


def _own_language() -> str:
    return "zh" if (locale.getlocale()[0] or "").startswith(("zh", "Chinese")) else "en"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
