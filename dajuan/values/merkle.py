"""The Merkle tree of RFC 9162, section 2.1: roots, proofs that a leaf is in a tree and that a tree grew from another.

Nothing is stored here: whoever keeps a tree gives the hash of a range of leaves, `subtree(first, end)`, `end` not
included. Why it is not a library's: docs/decisions/0014.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from dajuan.values.digests import Digest

Range = tuple[int, int]
Subtree = Callable[[int, int], bytes]


def leaf_hash(text: bytes, digest: Digest) -> bytes:
    """The hash of a leaf: a leading 0 keeps leaves and nodes apart."""
    return digest(b"\x00" + text)


def node_hash(left: bytes, right: bytes, digest: Digest) -> bytes:
    """The hash of what two subtrees make."""
    return digest(b"\x01" + left + right)


def left_part(size: int) -> int:
    """How many of so many leaves stand left of the root: the largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def subtree_hash(leaves: Sequence[bytes], digest: Digest) -> bytes:
    """The root over leaf hashes; over none, the digest of nothing."""
    grown = Growing(digest)
    for leaf in leaves:
        grown.append(leaf)
    return grown.root


class Growing:
    """A tree that grows leaf by leaf and keeps only the hashes of the complete subtrees along its right edge."""

    def __init__(self, digest: Digest) -> None:
        self.digest = digest
        self.size = 0
        self._edge: list[bytes] = []  # one a set bit of the size, the largest subtree first

    def append(self, leaf: bytes) -> None:
        """Add one leaf, by its hash."""
        self.append_subtree(leaf, 1)

    def append_subtree(self, root: bytes, size: int) -> None:
        """Add a complete subtree, whose size is a power of two of which the tree's size is a multiple."""
        if self.size % size:
            raise ValueError(f"A subtree of {size} leaves does not fit after {self.size}.")
        rest = self.size // size
        while rest & 1:
            root = node_hash(self._edge.pop(), root, self.digest)
            rest >>= 1
        self._edge.append(root)
        self.size += size

    @property
    def root(self) -> bytes:
        if not self._edge:
            return self.digest(b"")
        root = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            root = node_hash(left, root, self.digest)
        return root


def inclusion(place: int, size: int, subtree: Subtree) -> list[bytes]:
    """The proof that the leaf at a place (from 0) is in a tree of a size: the hashes beside its way up."""
    if not 0 <= place < size:
        raise ValueError(f"There is no leaf {place} among {size}.")
    ranges, first, end = [], 0, size
    while end - first > 1:
        middle = first + left_part(end - first)
        if place < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((first, middle))
            first = middle
    return [subtree(*beside) for beside in reversed(ranges)]


def is_included(leaf: bytes, place: int, size: int, proof: Sequence[bytes], root: bytes, digest: Digest) -> bool:
    """Whether a proof leads from the leaf's hash to the root (RFC 9162, 2.1.3.2)."""
    way = _way_up(place, size - 1, proof) if 0 <= place < size else None
    if way is None:
        return False
    found = leaf
    for beside, is_left in way:
        found = node_hash(beside, found, digest) if is_left else node_hash(found, beside, digest)
    return found == root


def _way_up(node: int, last: int, proof: Sequence[bytes]) -> list[tuple[bytes, bool]] | None:
    """Each hash beside the way from a node to the root, and whether it stands left; None if they do not lead there."""
    way = []
    for beside in proof:
        if last == 0:
            return None
        is_left = bool(node & 1) or node == last
        way.append((beside, is_left))
        while is_left and not node & 1 and node:
            node, last = node >> 1, last >> 1
        node, last = node >> 1, last >> 1
    return None if last else way


def consistency(first: int, second: int, subtree: Subtree) -> list[bytes]:
    """The proof that a tree of `second` leaves begins with the `first` it had; empty for equal sizes."""
    if not 0 < first <= second:
        raise ValueError(f"A tree of {second} leaves was never one of {first}.")
    ranges, start, end = [], 0, second
    while end != first:
        middle = start + left_part(end - start)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, end))
    return [subtree(*beside) for beside in reversed(ranges)]


def is_consistent(
    first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes, digest: Digest
) -> bool:
    """Whether a proof shows that the second root's tree only added to the first's (RFC 9162, 2.1.4.2)."""
    if first == second:
        return not proof and first_root == second_root
    if not 0 < first < second:
        return False
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    way = _way_up(node, last, path[1:]) if path else None
    if way is None:
        return False
    older = newer = path[0]
    for beside, is_left in way:
        if is_left:
            older = node_hash(beside, older, digest)
        newer = node_hash(beside, newer, digest) if is_left else node_hash(newer, beside, digest)
    return older == first_root and newer == second_root


def joint_inclusion(places: Sequence[int], size: int, subtree: Subtree) -> list[bytes]:
    """One proof for many leaves, their places in order: the hash of each largest range that holds none of them."""
    return [subtree(*beside) for beside in _beside(places, 0, size)]


def _beside(places: Sequence[int], first: int, end: int) -> Iterator[Range]:
    if not _any_within(places, first, end):
        yield first, end
    elif end - first > 1:
        middle = first + left_part(end - first)
        yield from _beside(places, first, middle)
        yield from _beside(places, middle, end)


def joint_root(leaves: Mapping[int, bytes], size: int, proof: Iterable[bytes], digest: Digest) -> bytes:
    """The root to which many leaves, by place, and their one proof lead. Refuses a proof too short or too long."""
    places = sorted(leaves)
    if not places or places[0] < 0 or places[-1] >= size:
        raise ValueError("A joint proof is about some leaves of the tree.")
    given = iter(proof)

    def root(first: int, end: int) -> bytes:
        if not _any_within(places, first, end):
            found = next(given, None)
            if found is None:
                raise ValueError("The joint proof is too short.")
            return found
        if end - first == 1:
            return leaves[first]
        middle = first + left_part(end - first)
        left = root(first, middle)
        return node_hash(left, root(middle, end), digest)

    whole = root(0, size)
    if next(given, None) is not None:
        raise ValueError("The joint proof is too long.")
    return whole


def _any_within(places: Sequence[int], first: int, end: int) -> bool:
    at = bisect_left(places, first)
    return at < len(places) and places[at] < end
