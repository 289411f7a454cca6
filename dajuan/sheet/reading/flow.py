"""A text made ready for rules: half-width digits, lines that were only wrapped joined again, offsets kept.

Everything found in the flow is reported in code points of the plain text (`Flow.original`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {
    ord("％"): "%",
    ord("．"): ".",
    ord("﹣"): "-",
    ord("－"): "-",
    ord("−"): "-",
    ord("–"): "—",
    ord("―"): "—",
    ord("～"): "—",
    ord("〜"): "—",
    ord("~"): "—",
    ord("○"): "〇",
    ord("／"): "/",
    ord("㎡"): "㎡",
    ord("\u00a0"): " ",
    ord("\u3000"): " ",
    ord("＄"): "$",
    ord("￥"): "¥",
}
_WIDE |= {ord("Ａ") + n: chr(ord("A") + n) for n in range(26)} | {ord("ａ") + n: chr(ord("a") + n) for n in range(26)}
LONGEST = 1200  # code points of a sentence
_HAN = "\u3007\u4e00-\u9fff"
_DROPPED = re.compile(
    rf"(?<=[{_HAN}，、。；：（）])[ ]{{1,2}}(?=[{_HAN}\d.%$，、。；：（）-])"  # blanks around Chinese
    rf"|(?<=[\d.%])[ ]{{1,2}}(?=[{_HAN}%，、。；：（）])"
    rf"|(?<=[{_HAN}][\d.])\r?\n(?=[\d.,]+[{_HAN}%])"  # a number broken by the end of its line
    rf"|(?<=[{_HAN}][\d.]{{2}})\r?\n(?=[\d.,]+[{_HAN}%])"
    rf"|(?<=[{_HAN}][\d.,]{{3}})\r?\n(?=[\d.,]+[{_HAN}%])"
    rf"|(?<=[{_HAN}][\d.,]{{4}})\r?\n(?=[\d.,]+[{_HAN}%])"
    rf"|(?<=[{_HAN}][\d.,]{{5}})\r?\n(?=[\d.,]+[{_HAN}%])"
    rf"|(?<=[{_HAN}][\d.,]{{6}})\r?\n(?=[\d.,]+[{_HAN}%])"
    rf"|(?<=[{_HAN}]\d)\r?\n(?=[万亿元家户个项人米%])"
    rf"|(?<=[\d.]{{2}})\r?\n(?=[万亿元家户个项人米%])"
    rf"|(?<=[{_HAN}，、\d]{{18}})\r?\n(?=[{_HAN}\d])"  # a line as long as this was wrapped
)
_SENTENCE = re.compile(r"[。！？；!?\n\r]+|;(?=\s)|\.(?=\s|$)(?<![\d]\.(?=\d))")


@dataclass(frozen=True)
class Flow:
    """`text` for the rules; `dropped` are (place in the flow, code points left out up to there), in order."""

    text: str
    _places: list[int] = field(default_factory=list)
    _left_out: list[int] = field(default_factory=list)

    def original(self, place: int, *, is_end: bool = False) -> int:
        """The place in the plain text. An end stays before what was left out behind it."""
        index = bisect_right(self._places, place - 1 if is_end else place) - 1
        return place + (self._left_out[index] if index >= 0 else 0)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Where each sentence begins and ends, sign included; a line break ends one, and so does endless length."""
        start = 0
        for sign in _SENTENCE.finditer(self.text):
            yield from self._short(start, sign.end())
            start = sign.end()
        yield from self._short(start, len(self.text))

    def _short(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """A sentence nobody would write, without a sign for pages, is cut at a comma, so that cost stays linear."""
        while end - start > LONGEST:
            comma = max(self.text.rfind(sign, start + LONGEST // 2, start + LONGEST) for sign in "，、, ")
            cut = comma + 1 if comma > 0 else start + LONGEST
            yield start, cut
            start = cut
        if end > start:
            yield start, end


def flowing(text: str) -> Flow:
    """The text with blanks inside Chinese, and line breaks inside a number or a wrapped line, left out."""
    plain = text.translate(_WIDE)
    places: list[int] = []
    left_out: list[int] = []
    parts: list[str] = []
    last = gone = 0
    for found in _DROPPED.finditer(plain):
        parts.append(plain[last : found.start()])
        gone += found.end() - found.start()
        places.append(found.end() - gone)
        left_out.append(gone)
        last = found.end()
    parts.append(plain[last:])
    return Flow("".join(parts), places, left_out)
