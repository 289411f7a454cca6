"""The tree as it is kept: 256 hashes a tile, from which the hash of any range of leaves is put together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from dajuan.core.seal.leaves import NAME, Key, unpacked
from dajuan.core.seal.models import Tile
from dajuan.values import merkle
from dajuan.values.digests import SIZE, Digest

WIDTH = 256
STEP = 8  # a tile is a complete subtree of eight storeys


class Kept:
    """The kept tree, read tile by tile as it is needed. `size`: how many leaves it has, or had."""

    def __init__(self, size: int, digest: Digest) -> None:
        self.size = size
        self.digest = digest
        self._read: dict[tuple[int, int], bytes] = {}

    @property
    def root(self) -> bytes:
        return self.subtree(0, self.size) if self.size else self.digest(b"")

    def subtree(self, first: int, end: int) -> bytes:
        """The hash over the leaves from `first` up to, not including, `end`, as proofs ask for it."""
        size = end - first
        if size & (size - 1) == 0 and first % size == 0:
            return self._complete(first, size)
        middle = first + merkle.left_part(size)
        return merkle.node_hash(self.subtree(first, middle), self.subtree(middle, end), self.digest)

    def leaf(self, place: int) -> bytes:
        """The hash of one leaf."""
        return self._complete(place, 1)

    def _complete(self, first: int, size: int) -> bytes:
        level, above = divmod(size.bit_length() - 1, STEP)
        at, many = first >> (STEP * level), 1 << above
        place, offset = divmod(at, WIDTH)
        return merkle.subtree_hash(hashes_in(self._tile(level, place))[offset : offset + many], self.digest)

    def _tile(self, level: int, place: int) -> bytes:
        if (level, place) not in self._read:
            self._read[level, place] = bytes(Tile.objects.get(level=level, place=place).hashes)
        return self._read[level, place]


def hashes_in(tile: bytes) -> list[bytes]:
    """The hashes that stand in a tile, in order."""
    return [tile[at : at + SIZE] for at in range(0, len(tile), SIZE)]


def grown(size: int, leaves: Sequence[tuple[Key, bytes]], digest: Digest) -> list[Tile]:
    """The tiles that change when leaves are added to a tree of a size; not yet saved.

    Above the leaves a tile has only the hashes of complete tiles, so that none of its hashes ever changes.
    """
    tiles, full = _level(0, size, [leaf for _key, leaf in leaves])
    names = b"".join(key.packed() for key, _leaf in leaves)
    at = -(size % WIDTH) * NAME.size
    for tile in tiles:
        kept = bytes(tile.names) if at < 0 else b""
        tile.names = kept + names[max(at, 0) : at + WIDTH * NAME.size]
        at += WIDTH * NAME.size
        tile.moment, tile.kind, tile.number = unpacked(tile.names[: NAME.size])[0]
    changed, level = tiles, 0
    while full:
        size, level = size // WIDTH, level + 1
        tiles, full = _level(level, size, [merkle.subtree_hash(hashes_in(bytes(one.hashes)), digest) for one in full])
        changed = [*changed, *tiles]
    return changed


def _level(level: int, size: int, hashes: Iterable[bytes]) -> tuple[list[Tile], list[Tile]]:
    """The tiles of one level that change when hashes are added to `size` of them; and those of them that are full."""
    place, kept = divmod(size, WIDTH)
    last = Tile.objects.get(level=level, place=place) if kept else None
    joined = (bytes(last.hashes) if last else b"") + b"".join(hashes)
    tiles = []
    for at in range(0, len(joined), WIDTH * SIZE):
        tile = last if last and at == 0 else Tile(level=level, place=place + at // (WIDTH * SIZE))
        tile.hashes = joined[at : at + WIDTH * SIZE]
        tiles.append(tile)
    return tiles, [tile for tile in tiles if len(tile.hashes) == WIDTH * SIZE]


def place_of(key: Key, size: int) -> int | None:
    """Where a leaf stands in a tree of a size; None where it is not sealed."""
    before = Q(moment__lt=key.moment) | Q(moment=key.moment, kind__lt=key.kind)
    before |= Q(moment=key.moment, kind=key.kind, number__lte=key.number)
    tiles = Tile.objects.filter(level=0, moment__lte=key.moment).filter(before)
    tile = tiles.order_by("-moment", "-kind", "-number").first()
    keys = unpacked(bytes(tile.names)) if tile else []
    place = tile.place * WIDTH + keys.index(key) if tile and key in keys else None
    return place if place is not None and place < size else None


def places_of(keys: Iterable[Key], size: int) -> dict[Key, int]:
    """Where many leaves stand in a tree of a size; without those that are not sealed. Reads each tile once."""
    rows: Any = Tile.objects.filter(level=0).order_by("place").values_list("place", "moment", "kind", "number")
    firsts = [(Key(*key), place) for place, *key in rows]
    wanted: dict[int, set[Key]] = {}
    for key in keys:
        at = bisect_right(firsts, key, key=lambda first: first[0]) - 1
        if at >= 0:
            wanted.setdefault(firsts[at][1], set()).add(key)
    found: dict[Key, int] = {}
    for some in _chunks(sorted(wanted), WIDTH):
        for tile in Tile.objects.filter(level=0, place__in=some).defer("hashes"):
            names = enumerate(unpacked(bytes(tile.names)), tile.place * WIDTH)
            found |= {key: place for place, key in names if key in wanted[tile.place] and place < size}
    return found


def _chunks(places: list[int], many: int) -> Iterable[list[int]]:
    return (places[at : at + many] for at in range(0, len(places), many))
