"""How a number stands to another, by the words on its left and right: 同比增长, 占…的, 高于全省, 由…增至, 第n位.

A number is either a level of its own or a comparison that belongs to the level before it (a threshold and the whole of
a part belong to the one behind).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from dajuan.sheet.reading.findings import Claim, Kind, Relation
from dajuan.sheet.reading.tokens import Token

_UP = r"增长率?|增加|提高|上升|提升|净增长?|增幅|增速|上涨|攀升|扩大|加快|增多|升高|多|增|升|高|翻"
_DOWN = r"精简|压降|下降|减少|降低|回落|收窄|压减|压缩|缩短|下跌|放缓|缩小|下滑|降幅|少|降|减|低|慢"
_FILL = r"(?:[了达为约近超逾]|达到|超过|突破|实际|名义|累计|均|幅度|幅度为|大约|接近|不足|不到)*"
_PLACE = r"[^，。；、\d]{1,14}?"
_YOY = r"同比|比(?:上年|去年)(?:同期|同月|末|底)?|较(?:上年|去年)(?:同期|同月|末|底)?|与(?:上年|去年)(?:同期)?相比|同期"
_BASE = (
    rf"(?P<yoy>{_YOY})|(?P<mom>环比|比上月|较上月|比上季度|较上季度|比上半年|较上半年|比一季度|较一季度)"
    rf"|(?P<yearly>年均|年平均|平均每年)|(?P<two>两年平均|两年年均)"
    rf"|(?P<since>[比较](?P<of>(?:19|20)\d\d年(?:底|末|同期)?|年初|[“\"]?十[二三四五]五[”\"]?(?:末|初|初期|期末)?|计划|预期|期初))"
)
_MOVED = re.compile(rf"(?:(?:{_BASE})[^，。；\d]{{0,8}}?)?(?P<word>{_UP}|{_DOWN})(?:了|速度)?{_FILL}\Z")
_BASED = re.compile(rf"(?:{_BASE})[^，。；\d]{{0,3}}?{_FILL}\Z")
_DOWNWARD = re.compile(rf"(?:{_DOWN})\Z")
_SHARE = re.compile(
    r"占(?:到|了)?(?P<of>[^，。；\d]{0,20}?)(?:的)?(?:比重|比例|份额|比)?(?:达到|达|为|的|约|近|超过|超|已|均|不足|提高到|上升到|稳定在|保持在|提升至|提升到|提高至|升至|降至)*\Z"
)
_PLAN = re.compile(
    r"(?:(?:完成|占|为|达|达到|超额完成)(?:了)?(?:全年|年度|年|年初|当年|既定|市定|市下达|考核|总)?(?P<of>(?:投资|目标|任务|工作|引资|考核)?(?:计划|目标|任务|预算)(?:任务|投资|数|额|总量|开工|竣工)?)的?"
    r"|(?:计划|目标|任务|投资)(?:任务)?(?:完成率|完成比例)(?:达到|达|为)?)(?:约|近|超过|超|达)*\Z"
)
_OVER_PLAN = re.compile(r"(?:比|较|超|超出|超过)(?:年度|全年|年初)?(?:计划|目标|任务)(?:数)?(?:多|超|增加|超出)?\Z")
_AHEAD = re.compile(r"(?:超|超前|快于|高于|领先|超过|超出)(?:时间|时序|序时)(?:计划)?进度(?:要求)?\Z")
_ABOVE = re.compile(
    rf"(?:(?P<word>高于|高出|快于|领先|超过|超出|超|好于|优于|低于|慢于|落后)(?P<of>(?:19|20)\d\d年|{_PLACE})?|(?<![占对])[比较](?P<of2>{_PLACE})(?P<word2>高出?|快|低|慢|多|少|领先)了?)(?:约|近)?\Z"
)
_CONTRIBUTED = re.compile(r"(?:拉动|贡献)(?:了)?(?:[^，。；\d]{0,14})\Z")
_TIMES = re.compile(r"(?:是|为|相当于|达到?|约为)(?P<of>[^，。；]{0,18}?)(?:的|水平的|均值的)?(?:约|近)?\Z")
_RATE = re.compile(r"(?P<of>[\u4e00-\u9fff]{1,10}率)(?:均?(?:达到|达|为|超过|提高到|保持在|稳定在|已))*(?:约|近|超)?\Z")
_RANKED = re.compile(
    r"(?:(?P<of>[\u4e00-\u9fff]{2,16}?)(?:中|内|里)?)?(?:综合)?(?:排名|排|位列|位居|列|居|名列|跻身|前|第|居于|排在|上升至|上升到|提升至|前移至|晋升至|升至|跃居|跃升至|保持|蝉联|[，])*第?\Z"
)
_MOVED_RANK = re.compile(r"(?P<word>前进|上升|提升|跃升|进位|晋位|前移|提高|后退|下降|后移|下滑|退后|进)了?\Z")
_FROM = re.compile(r"[由从](?P<of>[^，。；]{0,16}?)(?:的)?\Z")
_TO = re.compile(
    r"(?:增长|增加|提高|提升|上升|扩大|增|升|跃升|跃|攀升|下降|降低|降|减少|减|缩短|压缩|缩减|收窄|回落|发展|拓展|壮大)(?:到|至|为)(?P<of>[^，。；]{0,12}?)(?:的)?\Z"
)
_TO_BEHIND = re.compile(
    r"(?:[^，。；\d]{0,8}?)(?:增长|增加|提高|提升|上升|扩大|增|升|跃|攀升|下降|降低|降|减少|减|缩短|压缩|缩减|收窄|回落|发展|拓展|壮大)[^，。；\d]{0,4}?(?:到|至|为)"
)
_EN_TO_BEHIND = re.compile(r"[^.;]{0,30}\bto\b")
_EARLIER = re.compile(
    r"(?:(?P<of>上年(?:同期)?|去年(?:同期)?|(?:19|20)\d\d年(?:同期|底|末)?)(?:的|为|是|仅为|只有|仅))\Z"
)
_THRESHOLD = re.compile(
    r"(?:以上|以下|及以上)?(?:的|规模的?)?(?P<noun>[^，。；、\d]{0,10}?(?:项目|企业|工程|经开区|开发区|园区|产业|集群|单位|基地|商户|楼宇|地块|平台|村|镇|街道|学校|人群|主体))"
)
_OPENS_THRESHOLD = re.compile(
    r"(?:超过|超|突破|达到|达|不低于|高于|总投资|投资|产值|税收|收入|营收|额|在|、|，|其中|为|）|\A)\Z"
)
_AMONG = re.compile(
    r"(?P<noun>[^，。；\d]{0,16}?)(?:中|里|内)[，,]?(?:有|已有|已|其中)?[^，。；\d]{0,10}\Z|[^，。；\d]{1,14}?(?:已|已有|其中)[^，。；\d]{0,6}\Z"
)
_OF_ALL = re.compile(r"占(?:全部|总数|总量|总数的)?\Z")
_STREAK = re.compile(r"连续(?:保持)?(?:近|超过)?\Z")
_TARGET = re.compile(r"(?:目标(?:任务)?(?:数|值)?(?:为|是)?|计划(?:为|数为)?)\Z")
_TASK = re.compile(r"(?:任务|计划|目标|预算)(?:任务)?(?:数|额|总量)?\Z")
_INTENSITY = re.compile(r"(?:占[^，。；\d]{2,16}(?:比重|比例|的))\Z")
_PART = re.compile(r"其中|包括|分别(?:为|是)|含")
_AMOUNT = re.compile(
    r"(?:总投资|投资额|投资|金额|总额|注册资本|合同额|签约额|带动|募集资金|新增产值|合计)(?:额)?(?:约|达|为|共|近|超过|超)*\Z"
)
_CONTINUES = re.compile(r"[和、及与，]|以及")

_EN_UP = (
    r"up|rose by|rose|grew by|grew|growing by|increased by|increasing by|an increase of|growth of|higher by|rising by"
)
_EN_DOWN = r"down|fell by|fell|dropped by|decreased by|declined by|a decrease of|reduced by|cut by|falling by"
_EN_MOVED = re.compile(
    rf"\b(?:(?P<up>{_EN_UP})|(?P<down>{_EN_DOWN}))(?: by)?(?: (?:about|nearly|over|some|more than))? \Z", re.IGNORECASE
)
_EN_SHARE = re.compile(r"\A (?:of|share of) (?:the )?(?P<of>[a-z' -]{3,40})", re.IGNORECASE)
_EN_PLAN = re.compile(r"\A (?:of|on) (?:the |its )?(?:annual |year's |year )?(?:plan|target|budget)", re.IGNORECASE)
_EN_ABOVE = re.compile(
    r"\A (?:faster|higher|more|lower|less|slower|above|below)(?: than)? (?:the )?(?P<of>[a-z' -]{3,30})"
    r"|\A (?:above|below) (?:the )?(?P<of2>[a-z' -]{3,30})",
    re.IGNORECASE,
)
_EN_MORE = re.compile(r"\A(?P<up> more| longer| higher)|\A(?P<down> fewer| less| lower)", re.IGNORECASE)
_EN_FROM = re.compile(r"\bfrom \Z", re.IGNORECASE)
_EN_TO = re.compile(r"\b(?:to|reached) \Z", re.IGNORECASE)
_EN_TIMES = re.compile(r"\A (?:that of |as (?:many|much) as |the )(?P<of>[a-z' -]{3,40})?", re.IGNORECASE)
_EN_OF = re.compile(r"\A of (?:the |its |all )?\Z", re.IGNORECASE)
_EN_OF_START = re.compile(r"\b(?:of|among) (?:the |its |all )?\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Read:
    """What a token is to the others. `relation` None: a level. `sign` -1 for a fall. `of`: compared with what."""

    token: Token
    relation: Relation | None = None
    of: str = ""
    sign: int = 1
    is_yoy: bool = False

    @property
    def value(self) -> Fraction | None:
        return None if self.token.value is None else self.token.value * self.sign


def relate(text: str, token: Token, start: int, end: int, before: Read | None) -> Read:
    """What the token is, by its words from `start` (the number before, or the sentence) to `end` (the one behind)."""
    left, right = text[start : token.head], text[token.end : end]
    if token.claim is Claim.POLLUTANT or token.claim in (Claim.YEAR, Claim.DATE):
        return Read(token)
    if before and _continues(left, token, before):
        return Read(token, before.relation, before.of, before.sign, before.is_yoy)
    if token.unit.base == "%":
        is_of_target = left == "的" and before is not None and before.relation is Relation.TARGET
        return Read(token, Relation.PLAN) if is_of_target else _per_cent(token, left, right)
    if token.unit.base == "百分点":
        return _points(token, left, right)
    if token.unit.base == "倍":
        return _multiple(token, left, right)
    if token.claim is Claim.RANK or (token.unit.base == "位" and _MOVED_RANK.search(left)):
        return _rank(token, left)
    return _amount(token, left, right, before)


def _continues(left: str, token: Token, before: Read) -> bool:
    """5.1%和7.9%: the second is what the first was."""
    return bool(
        _CONTINUES.fullmatch(left)
        and before.relation not in (None, Relation.FROM, Relation.THRESHOLD)
        and before.token.unit.base == token.unit.base
        and (token.unit.base in ("%", "百分点", "倍"))
    )


def _moved(left: str) -> tuple[re.Match[str] | None, int]:
    found = _MOVED.search(left[-36:])
    if found:
        return found, -1 if _DOWNWARD.search(found["word"]) else 1
    return _BASED.search(left[-30:]), 1


def _base(found: re.Match[str], plain: Relation) -> tuple[Relation, bool]:
    """The relation by its base word, and whether it is year on year."""
    if found["yoy"]:
        return Relation.YEAR_ON_YEAR, True
    if found["mom"]:
        return Relation.PREVIOUS, False
    if found["yearly"]:
        return Relation.YEARLY, False
    if found["two"]:
        return Relation.TWO_YEAR, False
    return plain, False


def _earlier(token: Token, left: str, right: str) -> Read | None:
    """A value something comes from: 由28%提高到, from 28 % to, 上年为28%."""
    if (found := _FROM.search(left)) and _TO_BEHIND.match(right):
        return Read(token, Relation.FROM, found["of"])
    if _EN_FROM.search(left) and _EN_TO_BEHIND.match(right):
        return Read(token, Relation.FROM)
    if found := _EARLIER.search(left):
        return Read(token, Relation.FROM, found["of"])
    return None


def _per_cent(token: Token, left: str, right: str) -> Read:
    if _PLAN.search(left) or _EN_PLAN.match(right):
        return Read(token, Relation.PLAN)
    if _TO.search(left) or _EN_TO.search(left):
        return Read(token)
    return _earlier(token, left, right) or _grown(token, left, right) or _part(token, left, right) or Read(token)


def _grown(token: Token, left: str, right: str) -> Read | None:
    """同比增长5%, up 5 %."""
    if english := _EN_MOVED.search(left):
        return Read(
            token, Relation.YEAR_ON_YEAR if "year" in right[:24] else Relation.GROWTH, "", -1 if english["down"] else 1
        )
    found, sign = _moved(left)
    if found and not re.search(r"(?:到|至|[^下]降到)\Z", left):
        relation, is_yoy = _base(found, Relation.GROWTH)
        return Read(token, relation, found["of"] or "", sign, is_yoy)
    return None


def _part(token: Token, left: str, right: str) -> Read | None:
    """占全市的5%, 5 % of the total, 合格率5%."""
    if found := _SHARE.search(left):
        return Read(token, Relation.SHARE, found["of"])
    if found := _EN_SHARE.match(right):
        return Read(token, Relation.SHARE, found["of"].strip())
    if found := _RATE.search(left):
        return Read(token, Relation.RATE, found["of"])
    return None


def _points(token: Token, left: str, right: str) -> Read:
    if _AHEAD.search(left):
        return Read(token, Relation.AHEAD)
    if _CONTRIBUTED.search(left):
        return Read(token, Relation.CONTRIBUTION)
    if found := _EN_ABOVE.match(right):
        return Read(token, Relation.POINTS_ABOVE, (found["of"] or found["of2"]).strip(), _below(right))
    moved, sign = _moved(left)
    if moved and (moved["yoy"] or moved["mom"] or moved["since"]):
        return Read(token, Relation.POINTS, moved["of"] or "", sign, bool(moved["yoy"]))
    if found := _ABOVE.search(left):
        word, of = found["word"] or found["word2"], found["of"] or found["of2"] or ""
        return Read(token, Relation.POINTS_ABOVE, of, -1 if word[0] in "低慢落少" else 1)
    if english := _EN_MOVED.search(left):
        return Read(token, Relation.POINTS, "", -1 if english["down"] else 1)
    return Read(token, Relation.POINTS if moved else None, "", sign)


def _below(right: str) -> int:
    return -1 if re.match(r" (?:lower|less|slower|below)", right) else 1


def _multiple(token: Token, left: str, right: str) -> Read:
    if token.printed_unit == "番" or re.search(r"(?:增长|增加|提高|扩大|上升|提升|增)(?:了|近|约|超|超过)*\Z", left):
        return Read(token, Relation.MULTIPLE if token.printed_unit == "番" else Relation.TIMES_MORE)
    if found := _TIMES.search(left):
        return Read(token, Relation.MULTIPLE, found["of"])
    if found := _EN_TIMES.match(right):
        return Read(token, Relation.MULTIPLE, (found["of"] or "").strip())
    return Read(token, Relation.MULTIPLE)


def _rank(token: Token, left: str) -> Read:
    if found := _MOVED_RANK.search(left):
        return Read(
            token, Relation.RANK_CHANGE, "", -1 if found["word"] in ("后退", "下降", "后移", "下滑", "退后") else 1
        )
    if re.search(r"\b(?:up|down)\s\Z", left):
        return Read(token, Relation.RANK_CHANGE, "", -1 if "down" in left[-6:] else 1)
    found = _RANKED.search(left)
    return Read(token, Relation.RANK, _FIELD.sub("", found["of"] or "") if found else "")


_FIELD = re.compile(r"^.*(?:排名|位列|位居|稳居|居|列|排|在|保持|跻身|占)(?=.)")


def _amount(token: Token, left: str, right: str, before: Read | None) -> Read:
    if _STREAK.search(left):
        return Read(token, Relation.STREAK)
    if _OVER_PLAN.search(left):
        return Read(token, Relation.OVER_PLAN)
    if _TO.search(left):
        return Read(token)
    return _earlier(token, left, right) or _changed(token, left, right, before) or _counted(token, left, right)


def _changed(token: Token, left: str, right: str, before: Read | None) -> Read | None:
    """较上年增加37.6亿元; ，增加3家 behind a level; 3 more."""
    moved, sign = _moved(left)
    if moved and (moved["yoy"] or moved["mom"] or moved["since"] or _is_change(token, left, before)):
        relation = Relation.PREVIOUS_AMOUNT if moved["mom"] else Relation.YEAR_ON_YEAR_AMOUNT
        return Read(token, relation, moved["of"] or "", sign, bool(moved["yoy"]))
    if english := _EN_MORE.match(right):
        return Read(token, Relation.YEAR_ON_YEAR_AMOUNT, "", -1 if english["down"] else 1)
    return None


def _counted(token: Token, left: str, right: str) -> Read:
    """One of all, a target, a threshold, or a level."""
    if _OF_ALL.search(left):
        return Read(token, Relation.OF_TOTAL)
    if _TARGET.search(left) or (right == "的" and _TASK.search(left)):
        return Read(token, Relation.TARGET)
    if _is_threshold(token, left, right):
        return Read(token, Relation.THRESHOLD)
    return Read(token)


def _is_change(token: Token, left: str, before: Read | None) -> bool:
    """，增加3家 behind a level of the same unit."""
    alone = re.fullmatch(rf"[，,（(]?(?:其中)?(?:{_UP}|{_DOWN})(?:了)?{_FILL}", left)
    return bool(alone and before and before.token.unit.base == token.unit.base)


def _is_threshold(token: Token, left: str, right: str) -> bool:
    """总投资超过30亿元的项目114个, 税收500万元以上企业6家; not a count of its own."""
    if token.claim not in (Claim.MONEY, Claim.AREA, Claim.COUNT, Claim.DAYS, Claim.LENGTH) or token.kind is Kind.GAP:
        return False
    if not _THRESHOLD.match(right):
        return False
    return bool(re.search(r"(?:以上|以下)", token.hedge.value)) or (
        right.startswith("的") and token.hedge.value != "" and token.claim is Claim.MONEY
    )


def is_amount_of(left: str) -> bool:
    """Whether money behind a count is the money of what was counted: 项目6个，总投资130.1亿元."""
    return "分别" not in left and bool(_AMOUNT.search(left))
