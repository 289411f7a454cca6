"""Whether a sign stands alone or inside a word: a clause is split into the fewest words of words/chinese.txt."""

from __future__ import annotations

from functools import cache
from pathlib import Path

LONGEST = 4
BEFORE, BEHIND = 8, 6  # signs of context; words longer than four do not occur
WORD, LEFT_OVER = 2, 3  # what a word costs, and a sign left over that is no usual word by itself
_SINGLE = frozenset(
    "的和与及或并等在对于把为被是有无不没未已还也都又再就才更最很从到自由向往按经将让使以因用个各每这那其该本此同"
    "全总共约近超满达至比较增减升降新老大小高低多好上下中内外前后了着过要能可会占含设建造改拆修办开签引投种送发学"
    "一二三四五六七八九十百千万亿两几余省市区县镇乡村街国人家户项条件处所场批台支座栋幢辆套张只部名位次"
    "种类级期届轮宗笔份例起段间层组队株棵艘枚盏颗列岁天年月日元米吨亩"
)
_FILE = Path(__file__).parent / "words" / "chinese.txt"


@cache
def words() -> frozenset[str]:
    """The usual words of Chinese, of two to four signs."""
    return frozenset(_FILE.read_text(encoding="utf-8").split())


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the signs from start to end are no part of a longer word: 推动|个|项目, 提案|件; but 国家, 文件.

    Of all ways to split the clause into words, those that keep them inside a longer word must all be dearer.
    """
    first = max(0, start - BEFORE)
    around = _around(text, start, end)
    if not around:
        return True
    last = min(len(text), end + BEHIND)
    before, behind = _costs(text[first:start]), _costs_back(text[end:last])
    apart = before[-1] + WORD + behind[0]
    inside = min(before[left - first] + WORD + behind[right - end] for left, right in around if left >= first)
    return apart < inside


def _around(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The words of the text that hold the signs and more."""
    known = words()
    return [
        (first, first + length)
        for length in range(end - start + 1, LONGEST + 1)
        for first in range(max(0, end - length), start + 1)
        if text[first : first + length] in known
    ]


def _costs(clause: str) -> list[int]:
    """What each beginning of the clause costs at least, from none of it to the whole."""
    known, cost = words(), [0]
    for place in range(1, len(clause) + 1):
        best = cost[place - 1] + (WORD if clause[place - 1] in _SINGLE else LEFT_OVER)
        for size in range(2, min(LONGEST, place) + 1):
            if cost[place - size] + WORD < best and clause[place - size : place] in known:
                best = cost[place - size] + WORD
        cost.append(best)
    return cost


def _costs_back(clause: str) -> list[int]:
    """What each ending of the clause costs at least, from the whole of it to none."""
    known, count = words(), len(clause)
    cost = [0] * (count + 1)
    for place in range(count - 1, -1, -1):
        best = cost[place + 1] + (WORD if clause[place] in _SINGLE else LEFT_OVER)
        for size in range(2, min(LONGEST, count - place) + 1):
            if cost[place + size] + WORD < best and clause[place : place + size] in known:
                best = cost[place + size] + WORD
        cost[place] = best
    return cost
