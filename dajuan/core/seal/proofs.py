"""Proofs that what stands in the ledger is in the seal, for one entry or for many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dajuan.core.records.canonical import canonical, canonical_withdrawal
from dajuan.core.records.models import Entry
from dajuan.core.seal.leaves import Key, Kind
from dajuan.core.seal.models import Root
from dajuan.core.seal.tiles import Kept, place_of, places_of
from dajuan.values import merkle
from dajuan.values.digests import digest_of
from dajuan.values.roots import SignedRoot


@dataclass(frozen=True)
class Proof:
    """That one text is the leaf at a place of the tree under a signed root; hashes in hexadecimal."""

    text: str
    place: int
    root: SignedRoot
    path: tuple[str, ...]

    @property
    def leaf(self) -> str:
        """The hash of the leaf."""
        return merkle.leaf_hash(self.text.encode(), digest_of(self.root.algorithm)).hex()

    @property
    def holds(self) -> bool:
        """Whether the text, as the ledger has it now, leads to the root."""
        root, path = bytes.fromhex(self.root.root), [bytes.fromhex(one) for one in self.path]
        digest = digest_of(self.root.algorithm)
        return self.root.holds and merkle.is_included(
            bytes.fromhex(self.leaf), self.place, self.root.leaves, path, root, digest
        )

    def as_json(self) -> dict[str, Any]:
        """What a verifier needs (docs/bundle.md)."""
        return {"text": self.text, "place": self.place, "path": list(self.path), "root": self.root.as_json()}


def proofs_of(entry: Entry) -> list[Proof]:
    """The proof of an entry, and of its withdrawal if it was withdrawn; without what is not sealed yet."""
    root = Root.objects.first()
    texts = {Key(entry.moment_id, Kind.ENTRY, entry.number): canonical(entry)}
    if entry.until_id:
        key = Key(entry.until_id, Kind.WITHDRAWAL, entry.number)
        texts[key] = canonical_withdrawal(entry.number, entry.until_id, entry.reason)
    found = (_proof(key, text, root) for key, text in texts.items() if root)
    return [proof for proof in found if proof]


def _proof(key: Key, text: str, root: Root) -> Proof | None:
    place = place_of(key, root.leaves)
    if place is None:
        return None
    kept = Kept(root.leaves, digest_of(root.algorithm))
    path = merkle.inclusion(place, root.leaves, kept.subtree)
    return Proof(text, place, root.signed, tuple(one.hex() for one in path))


def joint_proof(texts: Mapping[Key, str], root: Root) -> tuple[list[tuple[int, str]], list[str]]:
    """Place and text of each leaf, in the order of places, and the one proof that all are under the root.

    Refuses with LookupError a leaf that is not sealed under it.
    """
    places = places_of(texts, root.leaves)
    if missing := texts.keys() - places.keys():
        raise LookupError(f"{min(missing)} is not sealed under the root of {root.leaves} leaves.")
    placed = sorted((places[key], text) for key, text in texts.items())
    kept = Kept(root.leaves, digest_of(root.algorithm))
    proof = merkle.joint_inclusion([place for place, _text in placed], root.leaves, kept.subtree) if placed else []
    return placed, [one.hex() for one in proof]
