"""Roots against the vectors of Certificate Transparency; proofs against the definitions of RFC 9162 written out."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dajuan.values import merkle
from dajuan.values.digests import digest_of

SHA = digest_of("sha256")

# The leaves and roots of the reference implementation's tests (google/certificate-transparency, merkle_tree_test).
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def mth(texts: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1, as it stands there."""
    if not texts:
        return hashlib.sha256(b"").digest()
    if len(texts) == 1:
        return hashlib.sha256(b"\x00" + texts[0]).digest()
    k = 1
    while k * 2 < len(texts):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(texts[:k]) + mth(texts[k:])).digest()


def path(m: int, texts: list[bytes]) -> list[bytes]:
    """PATH of RFC 9162, 2.1.3.1."""
    if len(texts) == 1:
        return []
    k = 1
    while k * 2 < len(texts):
        k *= 2
    if m < k:
        return [*path(m, texts[:k]), mth(texts[k:])]
    return [*path(m - k, texts[k:]), mth(texts[:k])]


def subproof(m: int, texts: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 9162, 2.1.4.1."""
    if m == len(texts):
        return [] if whole else [mth(texts)]
    k = 1
    while k * 2 < len(texts):
        k *= 2
    if m <= k:
        return [*subproof(m, texts[:k], whole), mth(texts[k:])]
    return [*subproof(m - k, texts[k:], False), mth(texts[:k])]


TEXTS = [number.to_bytes(2, "big") for number in range(320)]
HASHES = [merkle.leaf_hash(text, SHA) for text in TEXTS]


def subtree(first: int, end: int) -> bytes:
    return merkle.subtree_hash(HASHES[first:end], SHA)


def test_the_roots_are_those_of_certificate_transparency() -> None:
    tree = merkle.Growing(SHA)
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.append(merkle.leaf_hash(bytes.fromhex(leaf), SHA))
        assert tree.root.hex() == root
    assert merkle.subtree_hash([], SHA) == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", [*range(1, 34), 63, 64, 65, 127, 200, 255, 256, 257, 300])
def test_every_leaf_of_every_size_has_its_proof(size: int) -> None:
    root = mth(TEXTS[:size])
    assert subtree(0, size) == root
    for place in range(0, size, 1 if size < 34 else 7):
        proof = merkle.inclusion(place, size, subtree)
        assert proof == path(place, TEXTS[:size])
        assert merkle.is_included(HASHES[place], place, size, proof, root, SHA)
        assert not merkle.is_included(HASHES[place + 1], place, size, proof, root, SHA)
        assert not merkle.is_included(HASHES[place], place + 1, size, proof, root, SHA)
        assert not merkle.is_included(HASHES[place], place, size, [*proof, root], root, SHA)


@pytest.mark.parametrize("size", [*range(1, 34), 64, 100, 256, 257, 300])
def test_every_tree_is_shown_to_begin_with_every_smaller_one(size: int) -> None:
    root = mth(TEXTS[:size])
    for first in range(1, size + 1, 1 if size < 34 else 9):
        proof = merkle.consistency(first, size, subtree)
        assert proof == subproof(first, TEXTS[:size])
        assert merkle.is_consistent(first, size, proof, mth(TEXTS[:first]), root, SHA)
        assert not merkle.is_consistent(first, size, proof, mth(TEXTS[1 : first + 1]), root, SHA)
        if proof:
            assert not merkle.is_consistent(first, size, proof[:-1], mth(TEXTS[:first]), root, SHA)


@given(st.integers(1, 300), st.data())
def test_many_leaves_share_one_proof_and_none_may_be_changed_or_left_out(size: int, data: st.DataObject) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, size - 1), min_size=1)))
    proof = merkle.joint_inclusion(places, size, subtree)
    leaves = {place: HASHES[place] for place in places}
    assert merkle.joint_root(leaves, size, proof, SHA) == subtree(0, size)
    changed = leaves | {data.draw(st.sampled_from(places)): HASHES[size]}
    assert merkle.joint_root(changed, size, proof, SHA) != subtree(0, size)
    if proof:
        with pytest.raises(ValueError, match="too short"):
            merkle.joint_root(leaves, size, proof[:-1], SHA)
    with pytest.raises(ValueError, match="too long"):
        merkle.joint_root(leaves, size, [*proof, HASHES[0]], SHA)


def test_what_is_no_part_of_the_tree_has_no_proof() -> None:
    with pytest.raises(ValueError, match="no leaf 3"):
        merkle.inclusion(3, 3, subtree)
    with pytest.raises(ValueError, match="never one of 4"):
        merkle.consistency(4, 3, subtree)
    assert not merkle.is_included(HASHES[0], 1, 1, [], HASHES[0], SHA)
    assert not merkle.is_consistent(0, 2, [], HASHES[0], HASHES[0], SHA)
    assert not merkle.is_consistent(3, 5, [], HASHES[0], HASHES[0], SHA)
    with pytest.raises(ValueError, match="some leaves"):
        merkle.joint_root({5: HASHES[0]}, 5, [], SHA)
