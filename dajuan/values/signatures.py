"""Checking signatures in plain Python, so that a bundle can be verified where nothing but Python is installed.

Ed25519 after RFC 8032, section 5.1.7; SM2 after GB/T 32918.2-2016, section 7, with the usual user id. Only checking
stands here: it handles nothing secret, so it need not be safe against timing. Signing is left to libraries
(`dajuan/core/seal/keys.py`).
"""

from __future__ import annotations

import hashlib

from dajuan.values.digests import digest_of

ALGORITHMS = ("ed25519", "sm2")
FINGERPRINT = 16  # bytes of a key's digest by which people compare keys


def is_signed(text: bytes, signature: bytes, key: bytes, algorithm: str) -> bool:
    """Whether a public key signed the text. Keys: 32 bytes for Ed25519, 64 (x and y) for SM2."""
    if algorithm == "ed25519":
        return _is_ed25519(text, signature, key)
    if algorithm == "sm2":
        return _is_sm2(text, signature, key)
    raise ValueError(f"{algorithm!r} is no signature this program knows: {', '.join(ALGORITHMS)}.")


def fingerprint(key: bytes) -> str:
    """How people compare a public key: 32 hexadecimal digits in groups of four."""
    digits = hashlib.sha256(key).hexdigest()[: 2 * FINGERPRINT]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


# Ed25519: points in extended coordinates (X, Y, Z, T)
_P = 2**255 - 19
_Q = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
Point = tuple[int, int, int, int]


def _is_ed25519(text: bytes, signature: bytes, key: bytes) -> bool:
    if len(signature) != 64 or len(key) != 32:
        return False
    public, r = _ed_point(key), _ed_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if public is None or r is None or s >= _Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % _Q
    return _ed_same(_ed_times(s, _ED_BASE), _ed_add(r, _ed_times(h, public)))


def _ed_add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _ed_times(factor: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = _ed_add(found, point)
        point, factor = _ed_add(point, point), factor >> 1
    return found


def _ed_same(p: Point, q: Point) -> bool:
    return not ((p[0] * q[2] - q[0] * p[2]) % _P or (p[1] * q[2] - q[1] * p[2]) % _P)


def _ed_point(code: bytes) -> Point | None:
    """The point a code stands for; None where it stands for none."""
    number = int.from_bytes(code, "little")
    odd, y = number >> 255, number & ((1 << 255) - 1)
    x = _ed_x(y, odd)
    return None if x is None else (x, y, 1, x * y % _P)


def _ed_x(y: int, odd: int) -> int | None:
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    if square == 0:
        return None if odd else 0
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P:
        return None
    return _P - x if x & 1 != odd else x


_ED_Y = 4 * pow(5, -1, _P) % _P
_ED_X = _ed_x(_ED_Y, 0) or 0
_ED_BASE: Point = (_ED_X, _ED_Y, 1, _ED_X * _ED_Y % _P)

# SM2: the curve of GB/T 32918.5-2017, points as (x, y), None for the point at infinity
_SM_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_SM_A = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC
_SM_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_SM_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_SM_X = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
_SM_Y = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
_SM_ID = b"1234567812345678"
Flat = tuple[int, int] | None


def _is_sm2(text: bytes, signature: bytes, key: bytes) -> bool:
    if len(signature) != 64 or len(key) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    public = int.from_bytes(key[:32], "big"), int.from_bytes(key[32:], "big")
    t = (r + s) % _SM_N
    if not (0 < r < _SM_N and 0 < s < _SM_N and t and _sm_is_on_curve(public)):
        return False
    point = _sm_add(_sm_times(s, (_SM_X, _SM_Y)), _sm_times(t, public))
    return point is not None and (_sm_digest(text, key) + point[0]) % _SM_N == r


def _sm_digest(text: bytes, key: bytes) -> int:
    """The digest that is signed: over who signs, then over the text."""
    sm3 = digest_of("sm3")
    curve = b"".join(number.to_bytes(32, "big") for number in (_SM_A, _SM_B, _SM_X, _SM_Y))
    who = sm3((8 * len(_SM_ID)).to_bytes(2, "big") + _SM_ID + curve + key)
    return int.from_bytes(sm3(who + text), "big")


def _sm_is_on_curve(point: tuple[int, int]) -> bool:
    x, y = point
    return x < _SM_P and y < _SM_P and (y * y - x * x * x - _SM_A * x - _SM_B) % _SM_P == 0


def _sm_add(p: Flat, q: Flat) -> Flat:
    if p is None or q is None:
        return p or q
    if p[0] == q[0]:
        if (p[1] + q[1]) % _SM_P == 0:
            return None
        slope = (3 * p[0] * p[0] + _SM_A) * pow(2 * p[1], -1, _SM_P)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, _SM_P)
    x = (slope * slope - p[0] - q[0]) % _SM_P
    return x, (slope * (p[0] - x) - p[1]) % _SM_P


def _sm_times(factor: int, point: Flat) -> Flat:
    found: Flat = None
    while factor:
        if factor & 1:
            found = _sm_add(found, point)
        point, factor = _sm_add(point, point), factor >> 1
    return found
