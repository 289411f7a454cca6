"""The bundle of an edition: what proves it to whoever has neither the server nor its database.

The public bundle holds text, values, definitions and the signed root; the audit bundle also the rows behind the values,
in countable columns only, with the proof that they stand in the ledger. The format is that of docs/bundle.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext as _

from dajuan.core.records.canonical import canonical
from dajuan.core.records.models import Entry, Refused, entry_types
from dajuan.core.seal import keys
from dajuan.core.seal.leaves import Key, Kind
from dajuan.core.seal.models import Root
from dajuan.core.seal.proofs import joint_proof
from dajuan.figures.models import Target
from dajuan.sheet.editions.content import Content
from dajuan.sheet.editions.models import Edition
from dajuan.sheet.editions.sealed import root_after
from dajuan.values import bundles, periods
from dajuan.values.bundles import Bundle, FrozenEdition, LedgerRow
from dajuan.values.conditions import CannotTell
from dajuan.values.periods import Period
from dajuan.values.recounting import Selection, is_among, needed
from dajuan.values.roots import SignedRoot

Wanted = dict[str, set[tuple[Selection, Period]]]
README = """\
答卷定稿数据包 / The bundle of an edition of Dajuan's answer sheet

本包可脱离原系统核验，只需 Python 3.11 以上及 dajuan 程序包：
It is verified without the system it comes from, by Python 3.11 or later and the package dajuan alone:

    python -m dajuan.values.verifying <bundle.zip> --key <fingerprint>

公钥指纹请向发布单位索取，或见其“台账防篡改存证”公开页面。
Ask the publishing organisation for the fingerprint of its key, or read it on its public page of the seal.
"""


def packed(edition: Edition, kind: bundles.Kind) -> bytes:
    """The bundle as a file. Refuses an edition that is not frozen; takes seconds: never called inside an act."""
    freezing = edition.freezing
    if freezing is None:
        raise Refused(_("The edition has not been frozen yet."))
    root = root_after(freezing.moment_id)
    if root is None:
        raise Refused(_("Nothing has been sealed yet."))
    contents = [edition.content(language) for language in ("zh-hans", "en")]
    texts = tuple(frozen(edition, content) for content in contents if content)
    if kind == "public":
        texts = tuple(_as_published(text, content) for text, content in zip(texts, filter(None, contents), strict=True))
    rows, proof = _rows(edition, texts[0], root) if kind == "audit" else ((), ())
    bundle = Bundle(kind, texts, root.signed, rows, proof, _snapshots(edition) if kind == "audit" else {})
    return bundles.pack(bundle, keys.signed_like(root.signed), README)


def frozen(edition: Edition, content: Content) -> FrozenEdition:
    """One language of an edition as plain data."""
    number, freezing, publication = edition.document_number, edition.freezing, edition.publication
    replaced = edition.replaces.document_number if edition.replaces else None
    return FrozenEdition(
        number=number.text if number else "",
        title=content.title,
        zone=content.zone,
        period=content.period,
        language=content.language,
        text=content.text,
        moment=content.moment,
        frozen_at=SignedRoot.instant(freezing.moment.recorded_at) if freezing else "",
        published_at=SignedRoot.instant(publication.moment.recorded_at) if publication else "",
        restates=replaced.text if replaced else "",
        values=content.values,
        definitions=content.definitions,
        uses=content.uses,
        rule_sets=content.rule_sets,
        plans=content.plans,
        open_claims=content.open_claims,
    )


def _as_published(text: FrozenEdition, content: Content) -> FrozenEdition:
    """Without the exact values and definitions of figures that are not public; the text stands as it was published."""
    public = {key for key, kept in content.figures.items() if kept.public}
    return replace(
        text,
        values=tuple(value for value in text.values if value.key in public),
        definitions=tuple(definition for definition in text.definitions if definition.key in public),
        uses=tuple(use for use in text.uses if use.key in public),
        plans=tuple(plan for plan in text.plans if plan.key in public),
        open_claims=(),
        withheld=len(content.figures) - len(public),
    )


def _rows(edition: Edition, text: FrozenEdition, root: Root) -> tuple[tuple[LedgerRow, ...], tuple[str, ...]]:
    """Every row the values are computed from, the plans, the freezing; the one proof that all stand under the root."""
    types = entry_types()
    texts: dict[Key, str] = {}
    for label, wanted in _wanted(text).items():
        for entry in _as_of(types[label], edition, text.moment, wanted):
            said = canonical(entry)
            columns = bundles.read_json(said.encode())
            if any(is_among(columns, one, days) for one, days in wanted):
                texts[_key(entry)] = said
    assert edition.freezing is not None  # asked before
    texts[_key(edition.freezing)] = canonical(edition.freezing)
    for target in Target.objects.filter(pk__in={plan.entry for plan in text.plans}):
        texts[_key(target)] = canonical(target)
    placed, proof = joint_proof(texts, root)
    return tuple(LedgerRow(place, said) for place, said in placed), tuple(proof)


def _snapshots(edition: Edition) -> dict[str, str]:
    """The texts whose hash the freezing holds, by language."""
    return {language: kept.canonical for language, kept in edition.texts.items()}


def _wanted(text: FrozenEdition) -> Wanted:
    """Which rows of which type the values that a verifier can compute are computed from."""
    definitions = {definition.key: definition for definition in text.definitions}
    found: Wanted = {}
    for value in text.values:
        try:
            for one, days in needed(definitions[value.key], periods.parse(value.period)):
                found.setdefault(one.entry, set()).add((one, days))
        except CannotTell:
            continue
    return found


def _as_of(model: type[Entry], edition: Edition, cut: int, wanted: set[tuple[Selection, Period]]) -> Iterator[Entry]:
    """The entries of a type as of the cut, of the days that are wanted, one after the other."""
    days = Q()
    for one, period in wanted:
        first, end = period.bounds
        days |= Q(**{f"{one.on}__gte": first, f"{one.on}__lt": end})
    rows = model._default_manager.as_of(cut).filter(days, zone=edition.zone)
    yield from rows.order_by("number").iterator(chunk_size=2000)


def _key(entry: Entry) -> Key:
    return Key(entry.moment_id, Kind.ENTRY, entry.number)
