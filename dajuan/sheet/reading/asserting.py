"""Words that assert without a number: 第一, 首张, 全部, 全覆盖, 刷新, 同比下降, 荣获, 持平, and their English kin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from dajuan.sheet.reading import numerals, units
from dajuan.sheet.reading.findings import Claim, Said
from dajuan.sheet.reading.lexicon import Lexicon, Role

_REGION = (
    r"(?:西部|东部|中部|中西部|西北|东北|全国|全省|全市|全区|全县|全球|世界|亚洲|国内|省内|市内|同类|同行业|区内)?"
)
_N = r"[一二三四五六七八九十两百]{1,4}"
_MAGNITUDE = r"(?:[十百千万]万?亿|[十百千]?万|[十百千])"
_TITLES = (
    r"文明单位|文明城市|文明村镇|文明校园|卫生城市|示范区|示范城市|示范基地|示范园区|示范县|示范项目|示范工程|试点城市|试点单位|试点|特色载体|先进集体|先进单位|"
    r"称号|荣誉|一等奖|二等奖|金奖|特等奖|优秀等次|红旗|奖牌|牌匾|百强|十强|标杆|创新基地|产业基地|工作站|重点实验室|工程技术研究中心|双创基地|示范点|园林城市|宜居城市|营商环境示范"
)


@dataclass(frozen=True)
class Asserted:
    """Words in the flow with what they assert; `number` where one is implied (前三: 3), of `unit` times `scale`."""

    start: int
    end: int
    claim: Claim
    number: Fraction | None = None
    unit: str = ""
    hedge: Said = Said.EXACTLY


_PATTERNS: tuple[tuple[Claim, str], ...] = (
    (
        Claim.TOP,
        rf"{_REGION}前(?P<top>{_N})(?:位|名|强)?(?![年月天个届期季次轮后])|走在(?:了)?(?:{_REGION})?前列|第一方阵|第一梯队",
    ),
    (
        Claim.RANK,
        (
            rf"{_REGION}(?:第(?P<rank>一|二|三|四|五|六|七|八|九|十(?:[一二三四五六七八九])?)(?![一二三四五六七八九十])(?:位|名)?"
            rf"(?![、个批次步家届轮季阶时书责要任生产线资动张者手条项年期章节部医中小学人现产类种])|榜首|首位(?![度])|居首|夺冠|领跑)"
        ),
    ),
    (
        Claim.FIRST,
        rf"{_REGION}首(?:个|批|家|张|次|例|条|座|部|台|创|单|店|支|笔|宗|款|项|列|艘|所|席|套|场|只|款|颗)(?!要|先)|率先|第一(?:个|批|家|张|例|次|条|座|单|台)",
    ),
    (Claim.ONLY, r"唯一|独家|仅有的"),
    (
        Claim.ALL,
        r"全覆盖|全部(?!门)|全面覆盖|百分之百|无一例外|动态清零|全部清零|应[\u4e00-\u9fff]尽[\u4e00-\u9fff]|零(?:死亡|事故|感染|投诉|发生|上访)|无一",
    ),
    (
        Claim.RECORD,
        r"刷新了?|(?:再)?创(?:下|造|出|历史)?(?:了)?[^，。；]{0,12}?(?:新高(?!地|度)|新低|纪录|记录|最好水平|最高水平|最快)|历史(?:新高|最高|最好|最佳|最优|最低|性突破|性跨越)|再创新高(?!地|度)|零的突破|有史以来|首次(?:突破|超过|跨越|迈上|跨入|进入)",
    ),
    (
        Claim.DONE,
        r"整[村体镇][拆搬][除迁]|(?:全面|全部|如期|圆满|提前|顺利|按期|高质量)(?:完成|建成|竣工|收官|办结|交付|投用)",
    ),
    (Claim.PLAN, r"超额完成|完成(?:了)?(?:全年|年度|既定|各项)(?:目标|任务|计划)(?:任务)?(?![的]?\d)"),
    (
        Claim.RESUMED,
        r"(?:全面|全部|有序|陆续|基本|率先|平稳)?(?:实现|恢复)?(?:(?<!修)复工(?!程|作|艺|业|具)(?:复产)?(?:复学|复市|复商|达产)?|复产复学|复学复课)(?![率\d])",
    ),
    (
        Claim.TITLE,
        rf"(?<=荣膺)[^，。；、！\n]{{2,24}}|(?:荣膺|荣获|获评|获得|获(?!批启用|批设立|批建设|批复)|入选|被评为|被授予|被认定为|被命名为|跻身|成为|入围|摘得|捧回|创建成|成功创建|创成|通过|认定为)[^，。；！\n]{{0,24}}?(?:{_TITLES})|授牌|揭牌|挂牌",
    ),
    (
        Claim.EVENT,
        r"获批(?:启用|设立|建设|复|成立|国家|省级)?|正式(?:运营|启用|启动|投用|开园|开业|投产|揭牌|上市|通车|封关)|封关运行|建成(?:投用|通车|启用)|通过国务院批复|国务院批复",
    ),
    (Claim.COUNT, rf"{_N}(?:办|室|部|中心|委)(?:{_N}(?:组|部|中心|专班|队|办))+"),
    (Claim.LEVEL, r"(?:基本|总体)?(?<!支)(?<!保)持平(?!台|稳)"),
    (Claim.STREAK, rf"连续(?:{_N}|多)(?:年|个月|季度|个季度|届|次)|连年"),
    (Claim.ROSE, r"(?P<rose>(?:同比|环比|比上年|较上年|比去年|较去年)(?:增长|增加|提高|上升|提升|上涨))"),
    (Claim.FELL, r"(?P<fell>(?:同比|环比|比上年|较上年|比去年|较去年)(?:下降|减少|降低|回落|下跌|压减))"),
    (
        Claim.EXCEEDS,
        rf"(?P<over>超过|超|逾|突破|近|过|破|迈上|跨越|达|(?<!跨)上|跨上|跨入|迈入)(?P<magnitude>{_MAGNITUDE})(?P<unit>元|美元|件|人|户|家|个|亩|吨|平方米|人次|项|辆|场|台|名|张|套|册)(?![以级])",
    ),
)
_ENGLISH: tuple[tuple[Claim, str], ...] = (
    (
        Claim.FIRST,
        (
            r"\bthe first(?! half| quarter| three| six| nine| time| secretar"
            r"| months?)\b|\bfirst of its kind\b|\bfor the first time\b"
        ),
    ),
    (
        Claim.ALL,
        (
            r"\ball (?:of )?(?:the )?(?=[a-z\d])|\bfull coverage\b|\bevery (?=[a-z]+ (?:has"
            r"|had|is|was|were)\b)|\bwithout exception\b|\bnone\b"
        ),
    ),
    (Claim.EACH, r"\beach\b"),
    (Claim.RECORD, r"\b(?:a |new |all-time )*record(?: high| low)?\b(?! of|s|ed|ing)|\bhighest ever\b|\bbest ever\b"),
    (Claim.TOP, r"\b(?:in |among )?the top (?:three|five|ten)\b"),
    (Claim.RANK, r"\bin first place\b|\bheads? the list\b"),
    (Claim.LEVEL, r"\bunchanged\b|\blevel with\b"),
    (Claim.ONLY, r"\bthe only\b"),
    (Claim.TITLE, r"\b(?:was|were) (?:named|awarded|recognised as|designated)\b[^.,;]{0,60}"),
    (Claim.DONE, r"\bcompleted ahead of schedule\b|\bcompleted in full\b"),
    (Claim.ROSE, r"\b(?:rose|grew|increased|up) year on year\b"),
    (Claim.FELL, r"\b(?:fell|declined|decreased|down) year on year\b"),
)
_COMPILED = [(claim, re.compile(pattern)) for claim, pattern in _PATTERNS]
_COMPILED_ENGLISH = [(claim, re.compile(pattern, re.IGNORECASE)) for claim, pattern in _ENGLISH]
_HEDGES = {"近": Said.NEARLY, "逾": Said.EXCEEDS_BOOKISH, "突破": Said.BREAKS_THROUGH, "破": Said.BREAKS_THROUGH}


def assertions(text: str, lexicon: Lexicon | None = None) -> list[Asserted]:
    """The asserting words of a flow, in order; of two that overlap the one that begins first and is longer."""
    found = [*_all(text, lexicon)]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Asserted] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _all(text: str, lexicon: Lexicon | None) -> Iterator[Asserted]:
    for claim, pattern in _COMPILED:
        yield from (_asserted(claim, match) for match in pattern.finditer(text) if match[0])
    if re.search(r"[A-Za-z]{3} [a-z]", text):
        yield from _english(text)
    for phrase in lexicon.phrases if lexicon else ():
        if phrase.role is Role.ASSERTION:
            for match in re.finditer(re.escape(phrase.words), text):
                yield Asserted(*match.span(), phrase.claim)


def _english(text: str) -> Iterator[Asserted]:
    for claim, pattern in _COMPILED_ENGLISH:
        for match in pattern.finditer(text):
            yield Asserted(match.start(), match.start() + len(match[0].rstrip()), claim)


def _asserted(claim: Claim, match: re.Match[str]) -> Asserted:
    named = match.groupdict()
    if named.get("magnitude"):
        unit = units.unit(named["unit"])
        number = numerals.chinese(named["magnitude"])
        hedge = _HEDGES.get(named["over"], Said.EXCEEDS)
        return Asserted(*match.span(), claim, number and number * unit.worth, unit.base, hedge)
    place = named.get("top") or named.get("rank")
    return Asserted(*match.span(), claim, numerals.chinese(place) if place else None, "位" if place else "")
