"""Comparing the whole ledger with its seal, leaf by leaf; the first difference is named.

The rows are read again as they are and hashed; the hashes must be those of the tree, the tree must lead to every root,
and every root must be signed by this installation. Whoever alters a row and its hash cannot make the old root again;
whoever makes new roots has not the key, which is not in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dajuan.core.records import vault
from dajuan.core.records.models import Attachment, EntryNumber, Moment, entry_types
from dajuan.core.seal import keys
from dajuan.core.seal.forms_kept import keep_forms
from dajuan.core.seal.leaves import Key, Kind, Leaf, acts, attachments, entries, unpacked, withdrawals
from dajuan.core.seal.models import Check, Root, Tile, Tree
from dajuan.core.seal.tiles import WIDTH, hashes_in
from dajuan.values import merkle
from dajuan.values.digests import digest_of
from dajuan.values.roots import SignedRoot

BEGINNING = Key(-(2**62), 0, 0)  # what was slipped in may claim numbers no act ever had
TILES = 64  # read at once
CHUNK = 2000  # entries with a private part, read at once


@dataclass(frozen=True)
class Outcome:
    """How many leaves were compared, and the sentence that names the first difference; empty where there was none."""

    leaves: int
    finding: str = ""


class Difference(Exception):
    """The first difference; its message names it."""


def check(
    report: Callable[[int], None] = lambda leaves: None, roots: Iterable[SignedRoot] = (), *, keep: bool = True
) -> Outcome:
    """Compare everything; the outcome is kept for the page of the seal.

    `roots`: further roots the ledger must lead to, such as one that somebody outside has kept.
    """
    tree = Tree.objects.filter(id=1).first() or Tree(leaves=0)
    comparison = _Comparison(tree, [*(root.signed for root in Root.objects.order_by("leaves")), *roots])
    finding = ""
    try:
        keep_forms(entry_types().values())
        comparison.run(report)
    except Difference as difference:
        finding = str(difference)
    outcome = Outcome(comparison.grown.size, finding)
    if keep:
        Check.objects.create(checked_at=timezone.now(), leaves=outcome.leaves, finding=finding)
    return outcome


class _Comparison:
    """One walk over tree and ledger side by side."""

    def __init__(self, tree: Tree, roots: list[SignedRoot]) -> None:
        self.tree = tree
        self.last = Key(tree.moment, tree.kind, tree.number)
        self.digest = digest_of(tree.algorithm or "sha256")
        self.grown = merkle.Growing(self.digest)
        self.roots = sorted(roots, key=lambda root: root.leaves)
        self.own_keys = keys.own_keys()
        self.above: dict[tuple[int, int], bytearray] = {}
        self.streams = {
            Kind.ACT: _Stream(acts(BEGINNING.moment, tree.moment)),
            Kind.ENTRY: _Stream(entries(BEGINNING.moment, tree.moment)),
            Kind.WITHDRAWAL: _Stream(withdrawals(BEGINNING, tree.moment)),
            Kind.ATTACHMENT: _Stream(attachments(BEGINNING, tree.moment)),
        }

    def run(self, report: Callable[[int], None]) -> None:
        """Walk the leaves, then ask whether anything is left over on either side."""
        for tile in self._tiles():
            self._compare(tile)
            report(self.grown.size)
        if self.grown.size != self.tree.leaves:
            raise Difference(
                _("The seal was altered: it should have %(leaves)s leaves and has %(found)s.")
                % {"leaves": self.tree.leaves, "found": self.grown.size}
            )
        for kind, stream in self.streams.items():
            if stream.leaf and stream.leaf.key <= self.last:
                raise Difference(_slipped_in(kind, stream.leaf.key))
        self._compare_upper_tiles()
        _compare_private_parts()
        for root in self.roots:  # longer than the tree
            raise Difference(
                _("The ledger is shorter than it was: a root signed on %(instant)s had %(leaves)s leaves.")
                % {"instant": root.signed_at, "leaves": root.leaves}
            )

    def _tiles(self) -> Iterator[Tile]:
        place = 0
        while tiles := list(Tile.objects.filter(level=0, place__gte=place).order_by("place")[:TILES]):
            yield from tiles
            place = tiles[-1].place + 1

    def _compare(self, tile: Tile) -> None:
        hashes, names = bytes(tile.hashes), unpacked(bytes(tile.names))
        for key, leaf in zip(names, hashes_in(hashes), strict=True):
            self._compare_leaf(key, leaf)
            self.grown.append(leaf)
            self._compare_roots()
        if len(names) == WIDTH:
            self._put_above(1, tile.place, merkle.subtree_hash(hashes_in(hashes), self.digest))

    def _compare_leaf(self, key: Key, sealed: bytes) -> None:
        stream = self.streams[Kind(key.kind)]
        leaf = stream.leaf
        by = _order_of(Kind(key.kind))
        if leaf is None or by(leaf.key) > by(key):
            raise Difference(_altered(key) if _is_there(key) else _removed(key))
        if by(leaf.key) < by(key):
            raise Difference(_altered(leaf.key) if self._is_sealed(leaf.key) else _slipped_in(Kind(key.kind), leaf.key))
        if leaf.key != key or merkle.leaf_hash(leaf.text, self.digest) != sealed:
            raise Difference(_altered(key))
        stream.go_on()

    def _compare_roots(self) -> None:
        while self.roots and self.roots[0].leaves == self.grown.size:
            root = self.roots.pop(0)
            said = {"leaves": root.leaves, "instant": root.signed_at}
            if root.root != self.grown.root.hex():
                raise Difference(
                    _("The seal was altered: %(leaves)s leaves do not lead to the root signed on %(instant)s.") % said
                )
            if not root.holds or root.key not in self.own_keys:
                raise Difference(
                    _("The root over %(leaves)s leaves of %(instant)s is not signed by a key of this installation.")
                    % said
                )

    def _put_above(self, level: int, at: int, root: bytes) -> None:
        """Work out the upper tiles anew as their lower ones are done."""
        place = at // WIDTH
        tile = self.above.setdefault((level, place), bytearray())
        tile += root
        if (at + 1) % WIDTH == 0:
            self._put_above(level + 1, place, merkle.subtree_hash(hashes_in(bytes(tile)), self.digest))

    def _compare_upper_tiles(self) -> None:
        kept = {(tile.level, tile.place): bytes(tile.hashes) for tile in Tile.objects.filter(level__gt=0)}
        if kept != {name: bytes(tile) for name, tile in self.above.items()}:
            raise Difference(_("The seal was altered: hashes above its leaves are not what the leaves make."))

    def _is_sealed(self, key: Key) -> bool:
        """Whether something of this kind and number stands anywhere in the tree."""
        packed = {(kind, number) for tile in self._tiles() for _m, kind, number in unpacked(bytes(tile.names))}
        return (key.kind, key.number) in packed


def _compare_private_parts() -> None:
    """What is still readable of the private parts is what it was when its entry was recorded."""
    for entry in (one for one in entry_types().values() if one.private_by):
        rows = entry._base_manager.exclude(private_mac="").select_related(entry.private_by).order_by("number")
        for one in rows.iterator(chunk_size=CHUNK):
            part = one.private_part()
            if part and vault.private_mac(*part) != one.private_mac:
                key = Key(one.moment_id, Kind.ENTRY, one.number)
                raise Difference(_("The private part of %(what)s was altered.") % {"what": _named(key)})


class _Stream:
    """Leaves as the ledger has them now, one at a time."""

    def __init__(self, leaves: Iterator[Leaf]) -> None:
        self._leaves = leaves
        self.leaf = next(leaves, None)

    def go_on(self) -> None:
        self.leaf = next(self._leaves, None)


def _order_of(kind: Kind) -> Callable[[Key], Any]:
    """What rises along a kind's leaves, whatever was done to a row: entries and acts go by their number alone."""
    return _number if kind in {Kind.ACT, Kind.ENTRY} else _key


def _number(key: Key) -> int:
    return key.number


def _key(key: Key) -> Key:
    return key


def _is_there(key: Key) -> bool:
    """Whether what a leaf was about still exists, in whatever state."""
    if key.kind == Kind.ACT:
        return Moment.objects.filter(number=key.number).exists()
    if key.kind == Kind.ATTACHMENT:
        return Attachment.objects.filter(pk=key.number).exists()
    standing = {"until__isnull": False} if key.kind == Kind.WITHDRAWAL else {}
    return any(entry._base_manager.filter(number=key.number, **standing).exists() for entry in entry_types().values())


def _named(key: Key) -> str:
    """What a leaf is about, in words."""
    said: dict[str, Any] = {"number": key.number, "moment": key.moment}
    if key.kind == Kind.ACT:
        return _("Ledger number %(number)s (who recorded, and when)") % said
    if key.kind == Kind.ATTACHMENT:
        return _("Attached file no. %(number)s of ledger number %(moment)s") % said
    said["type"] = _type_of(key.number)
    if key.kind == Kind.WITHDRAWAL:
        return _("The withdrawal of entry no. %(number)s (%(type)s), ledger number %(moment)s,") % said
    return _("Entry no. %(number)s (%(type)s) of ledger number %(moment)s") % said


def _type_of(number: int) -> str:
    types = entry_types()
    label = EntryNumber.objects.filter(number=number).values_list("type", flat=True).first() or next(
        (label for label, entry in types.items() if entry._base_manager.filter(number=number).exists()), ""
    )
    return str(types[label]._meta.verbose_name) if label in types else _("kind of record unknown")


def _altered(key: Key) -> str:
    return _("%(what)s was altered after it was sealed.") % {"what": _named(key)}


def _removed(key: Key) -> str:
    return _("%(what)s was removed after it was sealed.") % {"what": _named(key)}


def _slipped_in(kind: Kind, key: Key) -> str:
    return _("%(what)s was slipped in: it was not there when its ledger number was sealed.") % {"what": _named(key)}
