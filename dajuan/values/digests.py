"""Digests by name: SHA-256, or SM3 (GB/T 32905-2016) where commercial cryptography is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Literal, get_args

Digest = Callable[[bytes], bytes]
Algorithm = Literal["sha256", "sm3"]
ALGORITHMS: tuple[str, ...] = get_args(Algorithm)
SIZE = 32  # bytes of either


def digest_of(algorithm: str) -> Digest:
    """The digest of a name; refuses one that is not known."""
    if algorithm == "sha256":
        return lambda text: hashlib.sha256(text).digest()
    if algorithm == "sm3":
        return _sm3_of_the_system() or sm3
    raise ValueError(f"{algorithm!r} is no digest this program knows: {', '.join(ALGORITHMS)}.")


def _sm3_of_the_system() -> Digest | None:
    """OpenSSL's, four hundred times faster than ours; builds without it exist."""
    try:
        empty = hashlib.new("sm3")
    except ValueError:
        return None

    def digest(text: bytes) -> bytes:
        begun = empty.copy()
        begun.update(text)
        return begun.digest()

    return digest


_WORD = 0xFFFFFFFF
_START = (
    0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E,
)  # fmt: skip


def sm3(text: bytes) -> bytes:
    """SM3 in plain Python, after GB/T 32905-2016 section 5."""
    padded = text + b"\x80" + bytes((55 - len(text)) % 64) + (8 * len(text)).to_bytes(8, "big")
    state: tuple[int, ...] = _START
    for at in range(0, len(padded), 64):
        state = _compressed(state, padded[at : at + 64])
    return b"".join(word.to_bytes(4, "big") for word in state)


def _turned(word: int, by: int) -> int:
    by %= 32
    return ((word << by) | (word >> (32 - by))) & _WORD


def _p0(word: int) -> int:
    return word ^ _turned(word, 9) ^ _turned(word, 17)


def _p1(word: int) -> int:
    return word ^ _turned(word, 15) ^ _turned(word, 23)


def _compressed(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    w = [int.from_bytes(block[i : i + 4], "big") for i in range(0, 64, 4)]
    for j in range(16, 68):
        w.append(_p1(w[j - 16] ^ w[j - 9] ^ _turned(w[j - 3], 15)) ^ _turned(w[j - 13], 7) ^ w[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        early = j < 16
        ss1 = _turned((_turned(a, 12) + e + _turned(0x79CC4519 if early else 0x7A879D8A, j)) & _WORD, 7)
        ff = a ^ b ^ c if early else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if early else (e & f) | (~e & g)
        tt1 = (ff + d + (ss1 ^ _turned(a, 12)) + (w[j] ^ w[j + 4])) & _WORD
        tt2 = (gg + h + ss1 + w[j]) & _WORD
        a, b, c, d, e, f, g, h = tt1, a, _turned(b, 9), c, _p0(tt2), e, _turned(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))
