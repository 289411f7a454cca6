"""Dates without their digits, a gap for each number: 年，西安…; 截至年月日; 年至年; -月份; 连续年."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dajuan.sheet.reading import units
from dajuan.sheet.reading.findings import Claim
from dajuan.sheet.reading.gaps.place import STOP, Gap
from dajuan.sheet.reading.splitting import stands_alone
from dajuan.sheet.reading.tokens import NO_UNIT

_DASH = "—\\-~－"
_YEAR = re.compile("年")
_NUMBERED = set("〇零一二三四五六七八九十百千两几数半多0123456789")
_NOT_YEAR_BEFORE = set(
    "今去全当本上明每近历逐周青少中老成学新拜常长整翌次往跨平同单财灾丰童晚忘现累连元大过暮盛幼壮之这那丁祥流积终首末何早个马些/／·"
)
_NOT_YEAR_BEHIND = re.compile(
    r"轻|龄|金|吞吐|运量|休|应纳|活动|行动(?!方案|计划)|会|报|终|关|夜|货|级|薪|检|审|味|画|息|久|富|长|鉴|轮|年(?!度|代|均)|度(?:计划|目标|任务|投资|工作|考核|预算|重点|平均|绩效|会|报告|建设|总)|均(?=增|下|降|减|浓度|完|递|气)"
)
_STREAK = re.compile(r"(?:连续|近|过去|满|用|超过|持续|历时|延长|期|时隔|打破)\Z")
_STREAK_BEHIND = re.compile(
    r"来|间|的|，|。|内|提|行动|整省|试点|以上|无|过渡|期|位|居|保持|获|被|稳|实现|超|增|下|全|在|列|荣|排"
)
_YEARLY = re.compile(r"(?:计划投资|产值|产量|产能|销售|营业|交易|处理|加工|吞吐|培训|综合利用|接待|可|增|减|均)")
_MONTH = re.compile("月")
_MONTH_BEFORE = re.compile(rf"(?:\A|[{re.escape(STOP)}年{_DASH}截至自从在于到是])\Z")
_NOT_MONTH_BEHIND = re.compile(r"[访活均球光亮饼季嫂考供薪租报结落坛壤度人面最低]")
_DAY = re.compile(r"(?<=月)(?=日)")
_RANGE_MONTHS = re.compile(rf"(?P<first>)[{_DASH}](?=月)")
_RANGE_YEARS = re.compile(rf"(?<![—\\-])[{_DASH}](?=年|学年)")


def dates(text: str) -> Iterator[Gap]:
    """Each year, month and day that has lost its number."""
    for found in _YEAR.finditer(text):
        if _is_year(text, found.start()):
            yield _year(text, found.start())
    for found in _MONTH.finditer(text):
        if _is_month(text, found.start()):
            yield Gap(found.start(), Claim.DATE, NO_UNIT, "月", is_firm=text[found.start() - 1 : found.start()] == "年")
            if text.startswith("月日", found.start()):
                yield Gap(found.end(), Claim.DATE, NO_UNIT, "日", is_firm=True)
    for pattern, claim in ((_RANGE_MONTHS, Claim.DATE), (_RANGE_YEARS, Claim.YEAR)):
        for found in pattern.finditer(text):
            yield Gap(found.start(), claim, NO_UNIT)


def _year(text: str, place: int) -> Gap:
    """A year that opens its sentence or clause may be the report's own; any other is a date nobody may guess."""
    left, behind = text[max(0, place - 6) : place], text[place + 1 : place + 4]
    is_firm = bool(re.match(rf"月|[{_DASH}]年", behind))
    if _STREAK.search(left):
        return Gap(place, Claim.DAYS, units.unit("周年"), "年", is_firm=is_firm)
    is_open = not left or left[-1] in STOP or behind.startswith("是第")
    is_own = is_open and not re.match(rf"月|以来|来|至|到|[{_DASH}底末前间、]|.年", behind)
    return Gap(place, Claim.YEAR if is_own else Claim.DATE, NO_UNIT, "年", is_firm=is_firm)


def _is_year(text: str, place: int) -> bool:
    """Whether a 年 asks for a number: no piece of a word, no 今年, 五年, 年轻, 万吨/年."""
    left, behind = text[max(0, place - 3) : place], text[place + 1 : place + 6]
    if behind.startswith("是第"):
        return True
    if (left and left[-1] in _NUMBERED) or left.endswith(("十万", "百万")):
        return False
    if re.match(rf"月|[{_DASH}]年", behind) and not re.search(r"[今去当本同次]\Z", left):
        return True
    if _STREAK.search(left) and _STREAK_BEHIND.match(behind):
        return not left.endswith("近") or behind.startswith(("提", "的", "来首"))
    if re.match(r"[，。、”；]|\Z", behind) and re.search(r"[^\W\d_]\Z", left) and not _STREAK.search(left):
        return left[-1] in "自从到至于在比较"  # 命名表彰年，
    if (left and left[-1] in _NOT_YEAR_BEFORE) or _NOT_YEAR_BEHIND.match(behind):
        return False
    if not stands_alone(text, place, place + 1):
        return _stands_as_date(left, behind)
    return not (_YEARLY.match(behind) and (not left or left[-1] in STOP or left.endswith("实现")))


def _stands_as_date(left: str, behind: str) -> bool:
    """年初, 年底, 年来, 年度 look like words of their own; after a preposition they are dates."""
    is_led = not left or bool(re.search(r"(?:截至|至|到|自|从|由|在|较|比|于|、|，|。|\n)\Z", left))
    if behind.startswith(("底", "末")):
        return bool(re.search(r"(?:截至|至|到|自|从|由|较|比|于|、)\Z", left))
    if behind.startswith(("以来", "间", "前", "后")):
        return True
    is_dated = bool(left) and left[-1] not in "，。\n"
    return is_led and bool(
        re.match(r"上半年|下半年|一季度|全|月", behind) or (is_dated and re.match(r"度(?!，)", behind))
    )


def _is_month(text: str, place: int) -> bool:
    left, behind = text[max(0, place - 2) : place], text[place + 1 : place + 3]
    is_dated = bool(_MONTH_BEFORE.search(left)) or (behind.startswith("日") and left[-1:] not in tuple("当每本上同个"))
    return is_dated and not _NOT_MONTH_BEHIND.match(behind)
