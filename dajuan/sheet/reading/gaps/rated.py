"""A growth, rate or share whose number and sign are gone: 同比下降，; 覆盖率达到，; 占全市的，; 涨幅左右."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dajuan.sheet.reading import units
from dajuan.sheet.reading.findings import Claim
from dajuan.sheet.reading.gaps.place import Gap, clause_before, has_no_signs
from dajuan.sheet.reading.tokens import NO_UNIT

_END = r"(?=[，。；、）,;\n]|\.(?!\d)|\Z)"
_ROUNDABOUT = r"(?=以上|左右|以内|以下)"
_REACHING = r"(?:了|达到?|为|超过?|近|约|至|到|在|突破|不低于)?"
_MOVING = (
    r"增长|调增|上调|下调|精简|下降|提高|上升|增速|增幅|降幅|涨幅|跌幅|回落|提升|压缩|压减|压降"
    r"|降低|减少|增加|上涨|下跌|缩短|改善|攀升|递增|比增|同增|年增"
)
_GROWN = re.compile(rf"(?P<word>{_MOVING})(?P<reaching>{_REACHING})(?P<after>{_END}|{_ROUNDABOUT})")
_BASE = re.compile(
    r"(?:同比(?:实际|名义|累计)?|环比|年均|均|比上年(?:同期)?|较上年(?:同期)?|比去年(?:同期)?|较去年(?:同期)?|两年平均|同口径|同口径）|累计|合计|分别|实际|总体|平均|预计|(?:量|率|强度|比重|能耗)(?:都)?要|(?:[金平费价])(?:又|再|至少|今年再|年内至少))\Z"
)
_NOT_GROWN = re.compile(
    r"(?:[要以与而促稳保双正负齐的新快零]|推动|推进|实现|保持|持续|继续|连续年?|条件|层次|优势|产业|逐年|适度|稳步|稳定|快速|较快|平稳|两位数|倍数|恢复性|高速|中高速|加快|逐步|进一步|不断|明显|大幅"
    r"|显著|全面|有效|合理|同步|协同|扩绿、?|质量|品质|能力|水平|整体|效能|功能|联动|协调|支撑|拉动|带动|加速|质效|全方位|素质|能级|技能|形象|可持续|内生|逆势|两位|小幅|高效|系统|集中|积极|稳中|预期|强劲|以上|翻番|成倍|迭代|转型|均衡|扭转|有所|贡献|绿色|包容性|改造|增效)\Z"
)
_PLAIN = ("增长", "下降", "上涨")
_AIMED = re.compile(
    r"促进|推动|带动|拉动|支撑|引领|稳住|稳定|夯实|助推|推进|支持|加快|聚焦|围绕|高于|快于|低于|好于|与|如期|激发|挖掘|降碳"
)
_INDICATOR = re.compile(
    r"(?:投资|收入|产值|增加值|总额|零售额|额|总量|量|率|浓度|消费|工业|服务业|建筑业|税收|出口|进口|进出口|外资|内资|利润|贷款|存款|时限|时间|能耗"
    r"|排放|总产值|GDP|客流|人次|价|价格|成本|比例|主体|业|户|人数|数|均|总值|支出|余额|经费|营收|标准|花费|同比|产|面积|事故|死亡|值|费|长度|强度|里程|效率|销售|指数|诉|年|费用|案件|项|投入|资金|项目|资费|养老金|融资|产出|效益|业务|[元个家列次人吨辆台件米亩]|时期|[”期]末)\Z"
)
_RUN_ON = re.compile(rf"(?P<word>增长|下降|上涨|提高|改善)(?=[^\W\d_])(?!{_REACHING}{_ROUNDABOUT})")
_NOT_RUN_ON = re.compile(
    r"[的势较明显大幅平稳迅约率点极放快了达为超近至到由在一二三四五六七八九十百千两余倍个以左量型期翻速幅值贡空目动方质乏缓稳同与和转趋保等机潜引新不多双后来能性强从将并群全]"
)
_COMPARED = re.compile(r"高于|低于|居|增速|增幅|占|连续|较|比上|位居|位列|排|创|其中|好于|快于|达到|总量|税占比")
_RATE = re.compile(
    r"(?P<rate>(?<![效表功频])率|占比|比重|比例|比率|强度|浓度|[^收开]支出占|集聚度|满意度)(?:的)?(?:平均|分别|均|稳定|始终|仅)?"
    r"(?P<verb>达到|达|为|超过|超|近|约|保持在|稳定在|控制在|保持|提高到|提升到|提高至|提升至|增至|升至|降至|降到|下降到|上升到|下降至|降低至|高于|突破|由|从)?"
    rf"(?P<after>{_END}|{_ROUNDABOUT}|(?=提高|提升|和|降低|下降|增[加长]|居))"
)
_LISTED_BEHIND = re.compile(r"提高|提升|增|下降|降|居|高于|低于|较|首|比|同比|位")
_RAISED = re.compile(
    r"提高|提升|降低|扩大|增强|提|减少|改善|加大|确保|下调|上调|取消|确定|规范|控制|强化|稳定|降|优化|挂钩|计入|低|增加|参保率\Z"
)
_SHARE = re.compile(
    r"占(?P<of>[^，。；、\n占]{0,14}?(?:全[国省市区县球]|支出|收入|总量|产值|总额|比重|面积|总数|投资|人口|生产总值|增加值|出口|进口|进出口|市场|销量|能源|GDP))"
    rf"(?:的)?(?P<hedge>超过?|近|约|逾|达)?(?P<after>/?{_END}|/?{_ROUNDABOUT}|(?=同比))"
)
_OF_A_WHOLE = re.compile(rf"(?P<verb>占|完成|为|是)[^，。；\n]{{0,18}}?(?:的|近|超)(?:{_END}|{_ROUNDABOUT})")
_BOTH = re.compile(
    rf"(?:分别(?:同比|环比|年均)?|(?=增长|下降))(?P<verb>{_MOVING}|达到|达|占[^，。；]{{0,14}}|为|完成|实现|超过|高于[^，。；]{{2,4}}|提高)(?P<first>(?:和|、|与))(?=[，。；、和]|\Z)"
)
_REACHED = re.compile(
    r"(?:提高到|提升到|提高至|提升至|扩大到|增长到|增加到|增至|升至|降至|降到|降低到|缩短至|缩短到|压缩至|压缩到|减少到|减至|缩小至|缩小到|调整为|达到|接近|突破|超过"
    rf"|控制在|稳定在|保持在|不低于|不少于|高于|低于|平均为)(?:{_END}|{_ROUNDABOUT})"
)
_NOT_REACHED = re.compile(
    r"(?:的|新|大|性|现|得|要|求|重点|难点|技术|改革|创新|攻坚|关键|争取|加速|实现|取得|全面|率先|核心|领域|科技|瓶颈|攻关|赶超)\Z"
)
_BETWEEN = re.compile(rf"(?:{_MOVING}|达到?|为|至|到|在|率)(?P<first>)[—-](?={_END}|{_ROUNDABOUT})")
_RATIO = re.compile(r"(?<=[由从至为比到])[∶:](?!\d)")
_FROM = re.compile(
    r"[由从](?=(?:提高|提升|降低?|下降|增长|增加|增|扩大|上升|缩短|压缩|压减|减少|升|缩小|攀升)(?:到|至))"
)
_LIST = re.compile(r"(?P<first>)、(?=(?:、)*[，。；、）]|\Z)")
_ALONE = re.compile(
    r"(?:占全[国省市区球]|年均|保持|占|提升|达|达到|全国|率|涨幅|增速|比例|比重|强度|覆盖|按|定为|比重在|于|预期|目标|在|削减|缩减|减少|压减|至)(?P<hedge>超|近|约)?(?=以上|左右|以内)"
)
_COVERED = re.compile(
    r"(?:扩大到|覆盖|惠及|接近|提高到|超过?|达到?|现行|[年底末]的)(?=的(?:[县省市村乡镇企在职人学居家社公税]|国有)|提高到|提升到|降低?到|降至|上升到)"
    r"|年的(?=(?:提升|提高|增长|增加|下降|降低|缩小|扩大|上升)(?:至|到)|[，。；、）]|以上|左右)"
    r"|按(?=安排|征收)|占(?=[，。；、])|(?<=[，。；\n])(?=左右的)|(?<=、)(?=以上|左右|以内)"
)
_AROUND = re.compile(
    r"(?<![0-9%个项家户人元倍位年天件次米里吨亩时斤升克瓦伏度类种条处座所名支台辆套张场批期步分秒周月日点者后煤岁标])(?=左右(?:[，。；、）]|\Z))"
)


def rates(text: str) -> Iterator[Gap]:
    """Each percentage or plain number that has gone with its sign."""
    per_cent = units.unit("%")
    for finder in (_shared_growths, _growths, _run_on_growths, _rates, _shares, _listed, _around):
        for place in finder(text):
            yield Gap(place, Claim.PERCENT, per_cent, "%")
    for found in _REACHED.finditer(text):
        left = text[max(0, found.start() - 6) : found.start()]
        is_goal = found[0].startswith("突破") and not (
            _INDICATOR.search(left) or left.endswith(("首次", "历史性", "分别"))
        )
        if not is_goal and not _NOT_REACHED.search(left):
            yield Gap(found.end(), NO_UNIT.claim, NO_UNIT)
    for found in _FROM.finditer(text):
        yield Gap(found.end(), NO_UNIT.claim, NO_UNIT)


def _shared_growths(text: str) -> Iterator[int]:
    """分别增长和，: two numbers, one on either side of 和."""
    for found in _BOTH.finditer(text):
        yield found.start("first")
        yield found.end()


def _listed(text: str) -> Iterator[int]:
    """增长、、。: nothing stands between two signs, so a number did; and one before the first of them."""
    for found in _LIST.finditer(text):
        yield found.end()
        if text[found.start() - 1 : found.start()] == "、" or _LEADS.search(text[: found.start()][-12:]):
            yield found.start()


_LEADS = re.compile(rf"(?:{_MOVING}|达到?|为|超过?|占[^，。、]{{0,8}}|全国|全省|全市|个百分点)\Z")


def _growths(text: str) -> Iterator[int]:
    """同比下降，; 投资增长，; ，增长以上: where a growth ends its clause."""
    for found in _GROWN.finditer(text):
        clause = clause_before(text, found.start())
        is_aim = _AIMED.search(clause) and not found["reaching"]
        if not is_aim and not _is_list_of_aims(text, found) and _is_growth(text, found, clause):
            yield found.end()


def _is_growth(text: str, found: re.Match[str], clause: str) -> bool:
    """Whether the words before say what grew, and by no word that needs no number (快速, 持续)."""
    left = text[max(0, found.start() - 8) : found.start()]
    if _BASE.search(left):
        return True
    is_plain = found["word"] in _PLAIN and len(clause) > 3 and not text.startswith("、", found.end())
    is_open = bool(found["reaching"]) or text.startswith(("以上", "左右", "以内", "以下"), found.end())
    return (is_plain or is_open or not clause or bool(_INDICATOR.search(left))) and not _NOT_GROWN.search(left)


def _is_list_of_aims(text: str, found: re.Match[str]) -> bool:
    """降碳、减污、扩绿、增长，: a growth among aims of two signs."""
    left = text[max(0, found.start() - 8) : found.start()]
    is_cut = text.startswith("、", found.end()) and re.search(r"[降减扩稳促][^，。]{1,2}、\Z", left)
    return bool(is_cut or re.search(r"、[^，。、]{2}、\Z", left))


def _run_on_growths(text: str) -> Iterator[int]:
    """收入增长城镇…, 同比下降全市…: where the signs are gone too, a growth of an indicator before another word."""
    is_bare = has_no_signs(text)
    for found in _RUN_ON.finditer(text):
        left, behind = text[max(0, found.start() - 6) : found.start()], text[found.end() : found.end() + 4]
        is_compared = _COMPARED.match(behind) and (is_bare or behind[1:2] != "于")
        if _NOT_GROWN.search(left) or (_NOT_RUN_ON.match(behind) and not is_compared):
            continue
        if re.search(r"(?:同比|年均|分别)\Z", left) or (_INDICATOR.search(left) and (is_compared or is_bare)):
            yield found.end()


def _rates(text: str) -> Iterator[int]:
    """覆盖率达到，; 复工率，; 占比提高: where a rate has no number behind it."""
    for found in _RATE.finditer(text):
        verb = found["verb"] or ""
        moves = text.startswith(("提高", "提升", "降", "增", "下降", "和", "居"), found.end())
        if moves and (verb in ("", "由", "从") or text.startswith("和", found.end())):
            continue
        if not verb and (_RAISED.search(_since_comma(text, found.end())) or not _is_named(text, found)):
            continue
        if verb == "保持" and found["rate"] != "率" and not re.match(r"以[上内]|左右", text[found.end() :]):
            continue
        yield found.end()


def _since_comma(text: str, place: int) -> str:
    return re.split(r"[，。；：\n]", text[max(0, place - 30) : place])[-1]


def _is_named(text: str, found: re.Match[str]) -> bool:
    """复工率，: a rate that ends its clause, said in full by what comes before."""
    is_listed = text.startswith("、", found.end()) and not _LISTED_BEHIND.match(text, found.end() + 1)
    return not is_listed and (found["rate"] == "占比" or len(clause_before(text, found.start())) >= 2)


def _shares(text: str) -> Iterator[int]:
    """占全市的，; 占全国，; 完成年度任务的，."""
    for found in _SHARE.finditer(text):
        yield found.end() - (1 if found["after"] else 0)
        if found["after"]:
            yield found.end()
    for found in _OF_A_WHOLE.finditer(text):
        is_share = found["verb"] == "占" or re.search(
            r"(?:计划|任务|目标|预算|任务数|[万亿]元)[^，。]{0,4}(?:的|近|超)\Z", found[0]
        )
        if is_share:
            yield found.end()


def _around(text: str) -> Iterator[int]:
    """涨幅左右, 保持以上, 年均以上: 以上 and 左右 need a number before them."""
    for found in _ALONE.finditer(text):
        yield found.end()
    for found in _COVERED.finditer(text):
        yield found.end()
    for found in _AROUND.finditer(text):
        yield found.end()
    for found in _RATIO.finditer(text):
        yield found.start()
        yield found.end()
    for found in _BETWEEN.finditer(text):
        yield found.start("first")
        yield found.end()
