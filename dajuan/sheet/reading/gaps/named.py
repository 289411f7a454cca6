"""Names whose digits are gone: PM平均浓度, G基站, A级景区, “”热线; and the pollutant whose whole name is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dajuan.sheet.reading.findings import Claim
from dajuan.sheet.reading.gaps.place import Gap
from dajuan.sheet.reading.tokens import NO_UNIT

_POLLUTANT = re.compile(
    r"(?P<before>\A|[，。；、：\n,;])(?=(?:年均|日均|年平均|月均|平均)?浓度(?:同比|下降|上升|为|比|较|均值|降|微克))"
)
_PARTICLES = re.compile(r"PM[._]?(?=[^\w.]|[年月日平均浓和累细、\u4e00-\u9fff])")
_GENERATION = re.compile(
    r"(?<![A-Za-z])(?=G(?:基站|网络|应用|商用|通信|技术|信号|项目|用户|工厂|\+|＋|·|-A|时代|建设|场景|融合))"
)
_SCENIC = re.compile(r"(?<![A-Za-z0-9AⅠ-Ⅻ])(?=A级?(?:级?旅游|级?景|级标准))")
_QUOTED = re.compile(r"“(?=”)|(?<=“)(?=[·+＋×]+”)|(?<=“[·+＋×])(?=”)|（(?=版）)")
_LINE = re.compile(r"(?:地铁|轨道交通|国道|省道|高速)(?P<word>)(?=号线)")


def names(text: str) -> Iterator[Gap]:
    """Where a name or a set phrase has lost the digits in it."""
    for pattern, claim in ((_POLLUTANT, Claim.POLLUTANT), (_PARTICLES, Claim.POLLUTANT)):
        for found in pattern.finditer(text):
            yield Gap(found.end(), claim, NO_UNIT)
    for pattern in (_GENERATION, _SCENIC, _QUOTED, _LINE):
        for found in pattern.finditer(text):
            yield Gap(found.end(), Claim.ORDINAL, NO_UNIT)
