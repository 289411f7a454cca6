"""Initials of Chinese words: 断头路 is dtl, as people type on a keyboard without changing its language.

GB 2312 orders its 3,755 common characters by pronunciation; where each letter begins is all that must be known.
Rarer characters, and those with several readings, are given by no or by their first letter.
"""

from bisect import bisect_right

_BEGINS = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8, 0xC4C3, 0xC5B6,
    0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
_LETTERS = "abcdefghjklmnopqrstwxyz"
_END = 0xD7FA


def initials(words: str) -> str:
    """The first letter of each common character; letters and digits as they are, in lower case; all else left out."""
    return "".join(map(_initial, words))


def _initial(sign: str) -> str:
    if sign.isascii():
        return sign.lower() if sign.isalnum() else ""
    try:
        code = int.from_bytes(sign.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    return _LETTERS[bisect_right(_BEGINS, code) - 1] if _BEGINS[0] <= code < _END else ""
