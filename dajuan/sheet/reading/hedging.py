"""The words that go with a number: 超 逾 突破 余 近 约 以上 以下 不足 左右 预计, and their English kin."""

from __future__ import annotations

import re

from dajuan.sheet.reading.findings import Said

_BEFORE = {
    "超过": Said.EXCEEDS,
    "超出": Said.EXCEEDS,
    "高于": Said.EXCEEDS,
    "超": Said.EXCEEDS,
    "逾": Said.EXCEEDS_BOOKISH,
    "突破": Said.BREAKS_THROUGH,
    "破": Said.BREAKS_THROUGH,
    "跨越": Said.BREAKS_THROUGH,
    "迈上": Said.BREAKS_THROUGH,
    "迈过": Said.BREAKS_THROUGH,
    "跨过": Said.BREAKS_THROUGH,
    "过": Said.EXCEEDS,
    "将近": Said.NEARLY,
    "接近": Said.NEARLY,
    "近": Said.NEARLY,
    "大约": Said.ABOUT,
    "约为": Said.ABOUT,
    "约合": Said.ABOUT,
    "约": Said.ABOUT,
    "不少于": Said.AT_LEAST,
    "不低于": Said.AT_LEAST,
    "至少": Said.AT_LEAST,
    "高达": Said.EXACTLY,
    "不超过": Said.AT_MOST,
    "不高于": Said.AT_MOST,
    "控制在": Said.EXACTLY,
    "不足": Said.SHORT_OF,
    "不到": Said.SHORT_OF,
    "低于": Said.SHORT_OF,
    "少于": Said.SHORT_OF,
    "past the mark of": Said.BREAKS_THROUGH,
    "more than": Said.EXCEEDS,
    "over": Said.EXCEEDS,
    "above": Said.EXCEEDS,
    "exceeding": Said.EXCEEDS,
    "exceeded": Said.EXCEEDS,
    "exceeds": Said.EXCEEDS,
    "surpassing": Said.EXCEEDS,
    "surpassed": Said.EXCEEDS,
    "topping": Said.EXCEEDS,
    "topped": Said.EXCEEDS,
    "nearly": Said.NEARLY,
    "almost": Said.NEARLY,
    "close to": Said.NEARLY,
    "about": Said.ABOUT,
    "around": Said.ABOUT,
    "approximately": Said.ABOUT,
    "roughly": Said.ABOUT,
    "some": Said.ODD,
    "at least": Said.AT_LEAST,
    "no less than": Said.AT_LEAST,
    "no fewer than": Said.AT_LEAST,
    "up to": Said.AT_MOST,
    "at most": Said.AT_MOST,
    "no more than": Said.AT_MOST,
    "under": Said.SHORT_OF,
    "below": Said.SHORT_OF,
    "less than": Said.SHORT_OF,
    "fewer than": Said.SHORT_OF,
}
_BEHIND = {
    "及以上": Said.AT_LEAST,
    "以上": Said.AT_LEAST,
    "有余": Said.ODD,
    "开外": Said.ODD,
    "以内": Said.AT_MOST,
    "以下": Said.AT_MOST,
    "之内": Said.AT_MOST,
    "左右": Said.ABOUT,
    "上下": Said.ABOUT,
    "or more": Said.AT_LEAST,
    "and more": Said.AT_LEAST,
    "and above": Said.AT_LEAST,
    "or less": Said.AT_MOST,
    "or fewer": Said.AT_MOST,
    "or so": Said.ABOUT,
}
ODD = "余多来"
WIDEST = 24


def _either(words: dict[str, Said]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


BEHIND = _either(_BEHIND)
_ENDS = re.compile(
    rf"(?P<word>(?<![a-z])(?:{_either(_BEFORE)}))(?P<between>[了到达至为]{{0,2}}| (?:a |an |the )?)\Z", re.IGNORECASE
)
_NOT_A_HEDGE = re.compile(r"(?:附近|最近|临近|靠近|经过|通过|历年|节约|预约|签约|大约定|超级|打破|通过了|条约|集约)\Z")
_EXPECTED = re.compile(
    r"预计|预期|有望|估计|力争|预测|is expected|are expected|expected to|forecast|estimated", re.IGNORECASE
)


def before(left: str) -> tuple[Said, int]:
    """The hedge a text ends with, and how many signs it takes up; EXACTLY and 0 for none."""
    tail = left[-WIDEST:]
    found = _ENDS.search(tail)
    if not found or _NOT_A_HEDGE.search(tail[: found.end("word")]):
        return Said.EXACTLY, 0
    return _BEFORE[found["word"].lower()], len(tail) - found.start()


def behind(word: str | None) -> Said:
    """The hedge that follows a number."""
    return _BEHIND[word.lower()] if word else Said.EXACTLY


def is_expected(left: str) -> bool:
    """Whether 预计 or its like stands in the words before."""
    return bool(_EXPECTED.search(left))
