"""Ranks and ordinals without their number: 跻身全国第位, 成为陕西第家, 列第，; 居全国前位; 世界强企业."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dajuan.sheet.reading import units
from dajuan.sheet.reading.findings import Claim
from dajuan.sheet.reading.gaps.place import STOP, Gap

_ORDINAL = re.compile(r"第(?P<word>位次|位|名|家|个|批|届|期|次|季度|轮|条|所|座|大|阶段)?(?P<behind>.?)", re.DOTALL)
_NUMERAL = re.compile(r"[0-9〇零一二两三四五六七八九十百千几]")
_NOT_ORDINAL = ("及", "门", "府", "宅")  # 及第, 门第
_AMONG_FIRST = re.compile(
    r"(?:居|列|入|进|排名|位|国|省|市|区|球|国家级|保持|稳居|跻身|同类|界)前(?P<word>[名位强])(?![次类])"
)
_STRONG = re.compile(
    r"(?:世界|全球|中国|全国|企业|民企|全省|百|综合|医院|大学|县|区)(?P<word>强)(?=[，。、；”）》企民在中榜县区镇城市项等]|\Z)"
)


def ranks(text: str) -> Iterator[Gap]:
    """Each rank or ordinal that has lost its number."""
    for found in _ORDINAL.finditer(text):
        word, following = found["word"] or "", found["behind"]
        if text[found.start() - 1 : found.start()] in _NOT_ORDINAL or _NUMERAL.match(text[found.start() + 1 :]):
            continue
        if not word and following and following not in STOP + "和第居":
            continue
        if word == "名" and following == "单":
            continue
        claim = Claim.RANK if word in ("位", "名", "位次", "") else Claim.ORDINAL
        yield Gap(found.start() + 1, claim, units.unit(word or "位"), word, is_firm=True)
    for pattern in (_AMONG_FIRST, _STRONG):
        for found in pattern.finditer(text):
            if found["word"] != "强" or text[found.start("word") - 1] != "百":
                yield Gap(found.start("word"), Claim.RANK, units.unit("位"), found["word"])
