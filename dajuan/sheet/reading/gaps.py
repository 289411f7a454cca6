"""Places where a value is missing: a measure word, a unit, 第…位 or a growth without its number.

What cannot stand without a number (亿元, 个百分点, 第位) is a gap in any text. A measure word standing alone
(推动个项目) or a growth without a figure (同比下降，) is one where the text as a whole has lost its digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dajuan.sheet.reading import english, hedging, numerals, units
from dajuan.sheet.reading.findings import Claim, Kind, Said
from dajuan.sheet.reading.lexicon import Lexicon, Role
from dajuan.sheet.reading.splitting import stands_alone
from dajuan.sheet.reading.tokens import NO_UNIT, Token
from dajuan.sheet.reading.units import Unit
from dajuan.sheet.reading.values import NOT_BEFORE

_NUMERAL = "0-9〇零一二两三四五六七八九十百千万亿廿卅%"
_NEVER_BEFORE = re.compile(rf"[{_NUMERAL}]\Z|若干\Z|\d[.,]\Z")
_POINTING = set("每各某这那哪此该本首另同整全单逐挨按几些跨上下前后数多半")
_STOP = "，。；：、！？,.;:!?（）()\n\r”“\"'》《 \t"


@dataclass(frozen=True)
class Gap:
    """A gap as found: where, what kind, unit and scale, and whether it is one in any text."""

    start: int
    claim: Claim
    unit: Unit
    printed_unit: str = ""
    scale: int = 1
    is_firm: bool = False
    end: int = -1

    def token(self, text: str) -> Token:
        """A token without a number; the residue of digits (a point or comma) lies inside it."""
        place = self.start
        left = text[max(0, place - hedging.WIDEST) : place]
        hedge, width = hedging.before(left)
        if text[place : place + 1] in tuple(hedging.ODD):
            hedge = Said.ODD
        behind = _BEHIND.match(text, place + len(self.printed_unit)) if self.printed_unit else None
        hedge = hedge or (hedging.behind(behind[0]) if behind else Said.EXACTLY)
        end = max(self.end, place)
        return Token(
            place,
            end,
            Kind.GAP,
            self.claim,
            self.unit,
            None,
            scale=self.scale,
            printed_unit=self.printed_unit,
            hedge=hedge,
            head=place - width,
        )


_BEHIND = re.compile(hedging.BEHIND)
_MEASURED = units.alternation(
    [word for word in units.MEASURED if word not in ("度", "方", "元", "米", "天", "伏", "立方")]
)
_SCALED = r"(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万)"
_UNIT = re.compile(
    rf"(?P<odd>[{hedging.ODD}])?(?P<scale>{_SCALED})?(?P<odd2>[{hedging.ODD}])?(?P<unit>{_MEASURED}|元|(?<=[万亿])(?:[个家户人件项条辆张吨度枚只株台套份次头名册块笔平]|人次|户次|件次|剂次|立方米))"
)
COUNTERS = "个家户项处场批台支条所件座栋幢辆宗笔艘株棵盏枚"
PEOPLE = "人名位"
LOOSE = "级类种期层间届轮次套只头张部片块对组队本门口段起例份架节班米元天度倍"
_SINGLE = re.compile(
    rf"(?P<odd>余)?(?P<word>人次|户次|家次|批次|场次|件次|架次|班次|车次|辆次|剂次|标箱|[{COUNTERS}{PEOPLE}{LOOSE}])"
)
_LOSING = re.compile(
    r"(?:等|余|共|有|达|为|至|到|约|近|超|逾|过|增|减|第|累计|新增|新建|建成|完成|推动|引进|签约|落地|打通|改造|整治|新开工|竣工"
    r"|投产|开工|涉及|惠及|覆盖|带动|帮助|服务|组建|组织|召开|开展|举办|开工|解决|办理|办结|推出|出台|培育|认定|获批|建设|实施"
    r"|拆除|治理|处置|化解|受理|受理各类|投入|购买|销售|发放|减少|增加|提高|下降|缩短|仅用|用时|历时|提前|只需|仅需|连续|走访|入户|排查|检测"
    r"|抽调|选派|下派|派驻|培训|招聘|安置|吸纳|转移|救助|资助|慰问|帮扶|脱贫|搬迁|参加|参与|招收|聘请|引育|集聚|拥有|现有|共有|设立|成立"
    r"|设置|布设|配备|安装|加装|铺设|种植|栽植|绿化|和|及|与|、|，|。|；|：|（)\Z"
)
_PERSONS = re.compile(
    r"(?:员|者|工|民|众|生|师|户|口|部|代表|书记|专家|人才|博士|硕士|群众|人数|对象|干警|骨干|志愿者|党员|支|名|才|童|军|子|士)\Z"
)
_ENDS_CLAUSE = re.compile(rf"[{re.escape(_STOP)}]|\Z")
_PERSON_BEHIND = re.compile(
    rf"[{re.escape(_STOP)}]|\Z|次|的|全部|进入|下沉|参与|参加|返|稳定|实现|脱|受益|就业|以上|以下|左右|组成|到|奔赴|驻|住院|左|及|和|纳入|接受|饮水|增收|摘帽|申请|获|被|在"
)
_NOT_GROWN = re.compile(r"[要以与而]\Z|促\Z|稳\Z")


def gaps(text: str, taken: Callable[[tuple[int, int]], bool], lexicon: Lexicon | None = None) -> list[Token]:
    """The gaps of a flow, in order. `taken`: whether a span is part of a value or a date."""
    found = [gap for gap in _every(text, lexicon) if not taken((gap.start, max(gap.start + 1, gap.end)))]
    is_stripped = _has_lost_its_digits(text, found)
    kept: dict[int, Gap] = {}
    for gap in sorted(found, key=lambda one: (one.start, not one.is_firm)):
        if (gap.is_firm or is_stripped) and gap.start not in kept:
            kept[gap.start] = gap
    return [gap.token(text) for gap in kept.values()]


def _has_lost_its_digits(text: str, found: list[Gap]) -> bool:
    """Whether there are more gaps than digits: then a measure word alone counts as one."""
    digits = len(_DIGITS.findall(text))
    return len(found) > digits * 2 if digits else True


_DIGITS = re.compile(r"(?<![\d.])\d{1,18}(?:\.\d{1,9})?(?=[^\d年月日:/.-])")


def _every(text: str, lexicon: Lexicon | None) -> Iterator[Gap]:
    yield from _units(text)
    yield from _ordinals(text)
    yield from _singles(text)
    yield from _years(text)
    yield from _per_cents(text)
    yield from _pollutants(text)
    yield from _measures(text, lexicon)
    if _ENGLISH.search(text):
        yield from _english(text)


def _is_free(text: str, start: int) -> bool:
    """Whether no numeral or pointing word (每, 这, 同; not the 同 of 合同) stands before."""
    if _NEVER_BEFORE.search(text[max(0, start - 3) : start]):
        return False
    return text[start - 1 : start] not in _POINTING or not stands_alone(text, start - 1, start)


def _residue(text: str, start: int) -> int:
    """Where the gap begins: before a point or comma that the stripped digits have left behind."""
    place = start
    while place and text[place - 1] in ".,+-":
        place -= 1
    return (
        place if place == start or (place and text[place - 1] not in "0123456789 abcdefghijklmnopqrstuvwxyz") else start
    )


def _units(text: str) -> Iterator[Gap]:
    """亿元, 万平方米, 千米, 个百分点, 万户, % without a number."""
    for found in _UNIT.finditer(text):
        word, scale = found["unit"], found["scale"] or ""
        start = found.start()
        if not _is_free(text, _residue(text, start)) or _is_idiom(text, found):
            continue
        if word == "元" and not scale and not _stands_as_yuan(text, found):
            continue
        if len(scale + word) == 1 and word != "%" and not stands_alone(text, found.start("unit"), found.end("unit")):
            continue
        unit = units.unit(word)
        is_round = scale and text[start - 1 : start] in (
            "超",
            "逾",
            "过",
            "近",
            "破",
            "达",
        )  # 超亿元 may mean 100 million
        is_firm = (
            bool(len(scale + word) > 1 or word in "%‰") and not (scale and unit.claim is Claim.COUNT) and not is_round
        )
        yield Gap(
            _residue(text, start), unit.claim, unit, scale + word, numerals.SCALES.get(scale, 1), is_firm, end=start
        )


_IDIOMS_BEHIND = re.compile(r"(?:以上|以下|级|大关|企业家|户\b|空巷|元户|众一心|象|科|达|盛|家|里|物|事|能|般|分|全)")


def _is_idiom(text: str, found: re.Match[str]) -> bool:  # noqa: C901  one question after another, as they decide
    """亿元以上项目, 千家万户, 亿元级; 百元 and the like have their numeral."""
    start, end, scale, word = found.start(), found.end(), found["scale"] or "", found["unit"]
    behind = text[end : end + 3]
    if scale and scale[0] in "百千十" and not text.startswith(("千米", "千瓦", "千伏", "千克"), start):
        return True
    if (
        scale
        and word == "元"
        and (
            behind.startswith(("以上", "级", "以下", "户", "村", "镇", "县", "产值", "产业"))
            or text[start - 1 : start] in ("上", "过", "双")
        )
    ):
        return not re.search(r"(?:投资|资金|收入|税收|额|产值)\Z", text[max(0, start - 2) : start])
    if scale and word in units.COUNTED:
        left = text[max(0, start - 2) : start]
        if left in ("突破", "跨越") and word not in ("户", "人", "家", "人次"):
            return True
        return text[start : start + 2] in ("万人", "万家", "万户", "亿人", "万件") and (
            left.endswith(("千家", "家", "成", "上", "过")) or behind.startswith(("空巷", "以上"))
        )
    if word == "%" or word == "‰":
        return False
    if word in ("小时", "分钟") and text[start - 1 : start] in ("半", "每", "时"):
        return True
    if word == "小时" and behind.startswith(("候", "工")):
        return True
    if word in ("亩", "吨", "倍") and not stands_alone(text, found.start("unit"), end):
        return True
    if word in ("平方米", "米", "公里", "千米", "亩", "吨", "公斤", "立方米", "人", "元", "平方公里", "公顷") and text[
        start - 1 : start
    ] in ("/", "每"):
        return True
    if word == "工作日" and text[start - 1 : start] in ("个", "非"):
        return text[start - 1 : start] == "非"
    if word == "倍":
        return behind.startswith(("增", "数", "加", "感")) or text[start - 1 : start] in ("加", "翻", "成", "数")
    return word in ("公里", "周年", "英镑", "欧元", "港币", "美元", "日元") and behind.startswith(("数", "处", "结算"))


def _stands_as_yuan(text: str, found: re.Match[str]) -> bool:
    start, end = found.start("unit"), found.end("unit")
    left = text[max(0, start - 4) : start]
    return bool(
        stands_alone(text, start, end)
        and re.search(
            r"(?:达|达到|为|至|到|入|金|额|费|高|增加|减少|增收|超|过|近|逾|余|税|补贴|产值|利润|月|年|价)\Z", left
        )
        and re.match(rf"[{re.escape(_STOP)}和/的]|\Z|以上|左右", text[end:])
    )


_ORDINAL = re.compile(
    r"第(?P<word>位次|位|名|家|个|批|届|期|次|季度|轮|条|所|座|大|阶段)?(?=(?P<behind>.{0,2}))", re.DOTALL
)
_NOT_NUMERAL = re.compile(r"[0-9〇零一二两三四五六七八九十百千几\s]")


def _ordinals(text: str) -> Iterator[Gap]:
    """跻身全国第位, 成为陕西第家, 列第，: rank or ordinal without its number."""
    for found in _ORDINAL.finditer(text):
        place = found.start() + 1
        word = found["word"] or ""
        if text[found.start() - 1 : found.start()] in ("及", "门", "府", "宅"):
            continue
        following = text[place : place + 1]
        if not word and not (following in _STOP or following == "和" or not following):
            continue
        if _NOT_NUMERAL.match(following) and following != " ":
            continue
        is_rank = word in ("位", "名", "位次", "")
        if word == "名" and text[place : place + 2] == "名单":
            continue
        yield Gap(place, Claim.RANK if is_rank else Claim.ORDINAL, units.unit(word or "位"), word, is_firm=True)


def _singles(text: str) -> Iterator[Gap]:
    """A measure word that stands alone: 推动个项目, 抽调余人, 支人的工作队."""
    for found in _SINGLE.finditer(text):
        start, place, word = found.start(), found.start("word"), found["word"]
        end = found.end()
        if found["odd"] is None and not _is_free(text, _residue(text, start)) and not _is_each(text, place, end):
            continue
        if found["odd"] and not _is_free(text, start):
            continue
        if not _is_measure(text, found, place, end, word):
            continue
        unit = units.unit(word)
        yield Gap(_residue(text, start), unit.claim, unit, word, is_firm=found["odd"] is not None, end=start)


_NEXT_IS_MEASURE = re.compile(rf"(?:[{COUNTERS}{PEOPLE}]|万|亿)")


def _is_measure(text: str, found: re.Match[str], place: int, end: int, word: str) -> bool:  # noqa: C901  one question after another, as they decide
    if word in NOT_BEFORE and NOT_BEFORE[word].match(text, end):
        return False
    left = text[max(0, place - 6) : place]
    if found["odd"]:
        return word[0] in COUNTERS + PEOPLE + LOOSE and text[place - 2 : place - 1] not in (
            "多",
            "剩",
            "富",
            "其",
            "业",
            "盈",
            "节",
            "有",
        )
    if len(word) == 2:
        return stands_alone(text, place, end) or left.endswith(("会", "者", "众"))
    if word == "家" and text[place - 2 : place] == "企业":
        return _is_enterprises(text, place, end)
    if word == "户" and _PERSONS_NEXT.match(text, end):
        return True
    if word == "件" and _CASES.search(text[max(0, place - 14) : place]) and _ENDS_CLAUSE.match(text, end):
        return True
    if not stands_alone(text, place, end):
        return _is_each(text, place, end)
    if word in PEOPLE:
        return _is_persons(text, left, place, end, word)
    if word in LOOSE:
        return _is_loose(text, left, end, word)
    return _is_counter(text, left, place, end, word)


_CASES = re.compile(r"(?:化解|办理|受理|破获|侦破|审结|查处|办结|立案|执结|调处|结案)[^，。；]{0,10}案\Z")
_PERSONS_NEXT = re.compile(r"(?:人|名)(?:全部|的|，|。|、|；|贫困|群众|脱|实现|受益|稳定|增收|搬|居民|饮|入住)")
_COUNTED_ENTERPRISES = re.compile(
    r"(?:新增|新引进|新认定|认定|培育|引进|净增|新设|累计|达|共有|拥有|现有|帮助|服务|走访|注册|入库|入统|惠及|孵化)[^，。；]{0,16}\Z"
)


_ENTREPRENEURS = re.compile(
    r"精神|座谈|们|代表|队伍|协会|俱乐部|培训|健康|合法|权益|创新|沙龙|论坛|参|出席|共|联|大会|安心|放心|的"
)


def _is_enterprises(text: str, place: int, end: int) -> bool:
    """新增高新技术企业家，: what looks like 企业家 is a count of enterprises."""
    if _ENTREPRENEURS.match(text, end):
        return False
    return bool(_COUNTED_ENTERPRISES.search(text[max(0, place - 26) : place - 2]))


def _is_each(text: str, place: int, end: int) -> bool:
    """各家 at the end of a clause that names something: 独角兽企业和种子企业各家，."""
    if text[place - 1 : place] != "各" or text[place:end] not in set("家个户人名所座处"):
        return False
    return bool(_ENDS_CLAUSE.match(text, end) and re.search(r"[^\W\d_]{2}各\Z", text[max(0, place - 4) : place]))


def _is_counter(text: str, left: str, place: int, end: int, word: str) -> bool:
    behind = text[end : end + 2]
    if word == "场" and re.search(r"(?:下|这|一|现)\Z", left):
        return False
    if word == "所" and behind[:1] in "有在属谓需能及指示述作":
        return False
    if word == "处" and behind[:1] in "于在理置以罚":
        return False
    if word == "条" and behind[:1] in "件例理款":
        return False
    if word in "支台" and behind[:1] in "持付撑援出部阶湾":
        return False
    if word == "件" and re.search(r"[要条文证案事信稿软硬邮部组构元配附]\Z", left):
        return False
    if (
        word == "处"
        and re.search(r"(?:办事|管理|事务|办公|秘书|政法|人事|随|到|好|长|深|益)\Z", left)
        and not _ENDS_CLAUSE.match(text, end)
    ):
        return False
    return not (word == "家" and re.search(r"[的了在我你他]\Z", left) and behind[:1] not in "企公单商医")


def _is_persons(text: str, left: str, place: int, end: int, word: str) -> bool:
    if left.endswith(("个", "每个", "这家")):
        return False
    if word == "位":
        return bool(re.search(r"(?:第|前进|提升|上升|跃升|进位|下降|后退|前移|晋升|跃居)\Z", left))
    is_led = bool(_LOSING.search(left) or _PERSONS.search(left) or left[-1:] in "户支家")
    if left[-1:] in _STOP or not left:
        is_led = (
            bool(re.match(r"(?:次|[^，。]{0,8}(?:全部|参加|参与|脱贫|就业|返岗))", text[end:]))
            and word == "人"
            and bool(_STRIPPED_START.search(left))
        )
        if word == "名":
            is_led = bool(re.match(r"[干党志专职贫群工学教医]", text[end:]))
    if word == "人" and not is_led:
        return (
            bool(_ENDS_CLAUSE.match(text, end))
            and left[-1:] not in "的等区城市县村国省族界让为令"
            and left[-1:] not in _STOP
        )
    if not is_led or word == "名":
        return is_led
    return bool(_PERSON_BEHIND.match(text, end))


_STRIPPED_START = re.compile(r"[、，]\Z")
_LOOSE_LED = re.compile(
    r"(?:数|累计|达|达到|用时|历时|仅用|只用|仅需|只需|提前|缩短|缩短至|压缩至|压缩到|缩短到|降至|降到|减至|增至|由|从|增加|减少|多|少|共|共计|为|至|到|等|余|近|超|逾|过|约|连续|平均|新增|第|推出|发放|开展|巡查|检查|配备|设立|分|及|和"
    r"|床位|人口|总数|数量|泊位|车位|设备|机械|房屋|器材|电话|车辆|彩旗|口罩|电梯|公交|共享|案件|事故|纠纷|树木|苗木|热线|户型|口袋|住房|公寓|铺面|标语|广告|展板|手册|传单|资料|建议|提案|活动)\Z"
)


def _is_loose(text: str, left: str, end: int, word: str) -> bool:
    """Words such as 次, 张, 天, that are often something else: only after a word that leads to a number."""
    if word == "倍":
        return text[end : end + 1] not in "增数加感" and left[-1:] not in "加翻成数百"
    led = _LOOSE_LED.search(left)
    if word == "天":
        return bool(led) and text[end : end + 1] not in "然空气数津"
    if word in "米度元":
        return bool(led) and bool(_ENDS_CLAUSE.match(text, end))
    if word == "次" and text[end : end + 1] in "数要年日":
        return False
    return bool(led) and (
        bool(_ENDS_CLAUSE.match(text, end))
        or bool(re.search(r"(?:等|余|第|共|达|近|超)\Z", left))
        or word in "张套部间只头份起"
    )


_YEAR = re.compile(
    r"(?P<range>年(?:[—\-]|至|到)年(?:(?:[—\-至到])?月)?(?:日)?)|(?P<date>年?月(?:日)?(?P<tail>底|末|份)?)|(?P<year>年)(?P<half>上半年|下半年|前三季度|[一二三四]季度|底|末|度|初)?"
)
_BEFORE_YEAR = re.compile(
    r"(?:\A|[，。；：、！？,.;:!?（(\s“”\"]|截至|截止|截止到|自|从|由|较|比|与|到|至|于|在|迄|和|是|及|超过|过去|近|连续|满|早在|用)\Z"
)
_YEARS_IN_WORDS = re.compile(
    r"(?:今|去|全|本|当|上|明|前|近|每|历|逐|多|周|青|少|中|老|成|学|新|拜|常|长|整|翌|次|往|跨|平|同|两|几|数|半|现|单|年|财|灾|丰|童|晚|忘|百|千|万|〇|零|一|二|三|四|五|六|七|八|九|十|\d|元)\Z"
)
_YEAR_NOT_BEFORE = re.compile(
    r"(?:轻|龄|份|代(?!表)|会|报|终|关|夜|均|产|度|年|货|级|来|薪|检|审|内|纪|味|画|息|化|久|富|长)"
)


def _years(text: str) -> Iterator[Gap]:
    """年，西安…; 截至年月日; 年至年; 月日: dates without their digits, one gap each; 连续年."""
    end_of_last = -1
    for found in _YEAR.finditer(text):
        start = found.start()
        if start < end_of_last:
            continue
        left = text[max(0, start - 6) : start]
        if found["range"] and _is_date_place(left):
            yield _date(start, Claim.YEAR, found[0])
            end_of_last = found.end()
            continue
        if found["date"]:
            is_dated = len(found["date"]) > 1 or (
                bool(_BEFORE_YEAR.search(left))
                and not re.match(r"[度均份球光色亮饼季嫂考供薪租报结落坛]", text[found.end() :])
            )
            is_named = found[0].startswith("年") and _YEARS_IN_WORDS.search(left)
            if is_dated and not is_named and not re.search(r"[日岁个上本当每同次正腊]\Z", left):
                yield _date(start, Claim.DATE, found[0])
                end_of_last = found.end()
            continue
        if found["year"] and _is_year(text, left, found):
            is_streak = bool(re.search(r"(?:连续|近|过去|满|用|超过)\Z", left))
            unit = units.unit("周年") if is_streak else NO_UNIT
            yield Gap(start, Claim.DAYS if is_streak else Claim.YEAR, unit, "年", is_firm=False)
            end_of_last = found.end()


def _date(start: int, claim: Claim, words: str) -> Gap:
    return Gap(start, claim, NO_UNIT, words, is_firm=len(words) > 1)


def _is_date_place(left: str) -> bool:
    return not left or bool(_BEFORE_YEAR.search(left))


def _is_year(text: str, left: str, found: re.Match[str]) -> bool:
    behind = text[found.end("year") : found.end("year") + 3]
    if behind.startswith("是第"):
        return True
    if _YEARS_IN_WORDS.search(left) and not re.search(r"(?:超过|过去|连续)\Z", left):
        return False
    if not (_is_date_place(left) or left.endswith("“")):
        return _is_base_year(left, behind)
    if left[-1:] in ("近", "用", "满", "超"):
        return bool(re.match(r"(?:来|间|的|，|内)", behind)) and left[-1:] != "近"
    is_start = not left or left[-1:] in _STOP
    if behind[:1] in ("底", "末", "初"):
        return not is_start or (behind[:1] != "初" and False)
    if _YEAR_NOT_BEFORE.match(behind):
        return behind.startswith("度") and not is_start and left[-1:] not in "、，" and False
    return not (
        is_start
        and re.match(r"(?:计划投资|产值|产量|销售|营业|交易|处理|培训|收入|吞吐|加工)", text[found.end("year") :])
    )


def _is_base_year(left: str, behind: str) -> bool:
    """新增…万元。年 and runs without signs: only before 的, 相比, 同期."""
    return bool(re.search(r"[较比]\Z", left)) or (
        behind.startswith(("相比", "同期")) and not left.endswith(("上", "去"))
    )


_GROWN = re.compile(
    r"(?P<base>同比(?:实际|名义|累计)?|环比|年均|比上年(?:同期)?|较上年(?:同期)?|比去年(?:同期)?|较去年(?:同期)?|两年平均|同口径)?"
    r"(?P<word>增长|下降|提高|上升|增速|增幅|回落|提升|压缩|压减|降低|减少|增加|上涨|缩短)(?:率)?(?:了|达|达到|为|超|超过|近|约|至|到|由|在)?(?P<after>以上|左右|以内)?(?=(?P<next>[，。；、）和,.;\n]|\Z))"
)
_RUN_ON = re.compile(
    r"同比(?:增长|下降)(?=[^\W\d_])(?![的势较明显大幅平稳迅约率点极放快了达为超近至到由在一二三四五六七八九十百千两])"
)
_INDICATOR = re.compile(
    r"(?:投资|收入|产值|增加值|总额|零售额|额|总量|量|率|浓度|消费|工业|服务业|建筑业|税收|出口|进口|进出口|外资|内资|利润|贷款|存款|时限|时间|能耗|排放|总产值|GDP|客流|人次|价|成本|比例|主体|业|户|人数|数|均)\Z"
)
_RATE = re.compile(
    r"(?P<rate>[率占比重度例])(?:的)?(?:比重|比例)?(?P<verb>均?(?:达到|达|为|超过|超|近|约|保持在|稳定在|控制在|提高到|提升到|提高至|提升至|增至|升至|降至|降到|下降到|上升到|高于|突破|分别为|分别达到|分别达|由|从))?(?P<hedge>了)?(?=(?P<next>[，。；、）,.;和]|\Z|以上|以内|以下|左右|提高|提升|降|增|下降|上升))"
)
_OF_A_WHOLE = re.compile(r"(?P<verb>占|完成)[^，。；\n]{0,16}?的(?=[，。；、和,]|\Z|以上|左右)")
_BOTH = re.compile(
    r"分别(?:同比|环比)?(?P<verb>增长|下降|提高|达到|达|占[^，。；]{0,14}的|为|完成|实现|增加|减少|上升)(?P<first>(?:和|、|与))(?=[，。；、和]|\Z)"
)
_REACHED = re.compile(
    r"(?:提高到|提升到|提高至|提升至|扩大到|增长到|增加到|增至|升至|降至|降到|降低到|缩短至|缩短到|压缩至|压缩到|减少到|减至|达到|突破|超过|控制在|稳定在|保持在)(?=[，。；,;]|\Z|以上|以内|以下|左右)"
)
_NOT_REACHED = re.compile(r"(?:的|新|大|性|现|得|要|求|重点|难点|技术|改革|创新|攻坚|关键)\Z")
_FROM = re.compile(r"[由从](?=(?:提高|提升|降低?|下降|增长|增加|增|扩大|上升|缩短|压缩|减少|升)(?:到|至))")


def _per_cents(text: str) -> Iterator[Gap]:
    """同比下降，; 覆盖率达到，; 占全市的，; 分别增长和，: a growth or share whose number and sign are gone."""
    per_cent = units.unit("%")
    for place in [*_shared_growths(text), *_growths(text), *_rates(text), *_shares(text)]:
        yield Gap(place, Claim.PERCENT, per_cent, "%")
    for found in _REACHED.finditer(text):
        if not _NOT_REACHED.search(text[max(0, found.start() - 4) : found.start()]):
            yield Gap(found.end(), NO_UNIT.claim, NO_UNIT)
    for found in _FROM.finditer(text):
        yield Gap(found.end(), NO_UNIT.claim, NO_UNIT)


def _shared_growths(text: str) -> Iterator[int]:
    """分别增长和，: two numbers, one on either side of 和."""
    for found in _BOTH.finditer(text):
        yield found.start("first")
        yield found.end()


_SHARED_OUT = re.compile(r"分别(?:同比|环比)?\Z")


def _growths(text: str) -> Iterator[int]:
    """同比下降，; 投资增长，; ，增长以上: where a growth ends its clause."""
    for found in _GROWN.finditer(text):
        left = text[max(0, found.start() - 6) : found.start()]
        is_listed = found["next"] == "和" or (found["next"] == "、" and not found["base"])
        if is_listed and (_SHARED_OUT.search(left) or not (found["base"] and found["next"] == "和")):
            continue
        is_led = found["base"] or found["after"] or not left or left[-1:] in "，、；" or _INDICATOR.search(left)
        if is_led and not _NOT_GROWN.search(left):
            yield found.start("after") if found["after"] else found.end()
    for found in _RUN_ON.finditer(text):
        yield found.end()


def _rates(text: str) -> Iterator[int]:
    """覆盖率达到，; 复工率，; 占比由提高到: where a rate has no number behind it."""
    for found in _RATE.finditer(text):
        verb, moves = found["verb"] or "", found["next"] in ("提高", "提升", "降", "增", "下降", "上升")
        is_bare = not verb and (found["rate"] != "率" or found["next"] == "和" or not _is_bare_rate(text, found))
        if not is_bare and not (moves and verb[-1:] not in "由从"):
            yield found.end()


def _shares(text: str) -> Iterator[int]:
    """占全市的，; 完成年度任务的，."""
    for found in _OF_A_WHOLE.finditer(text):
        if found["verb"] == "占" or re.search(r"(?:计划|任务|目标|预算)的\Z", found[0]):
            yield found.end()


def _is_bare_rate(text: str, found: re.Match[str]) -> bool:
    """复工率，: a rate that ends its clause, named in full by what comes before."""
    left = text[max(0, found.start() - 4) : found.start()]
    return (
        bool(
            re.search(
                r"(?:复工|复产|合格|覆盖|办结|满意|达标|参保|签约|开工|返岗|接种|利用|处理|普及|绿化|化解|完成|回复|就业|失业|上线|入驻|知晓|支持|优良|网办|可办|全程网办|好评|发生)\Z",
                left,
            )
        )
        and bool(re.match(r"[，。；,;]|\Z", text[found.end() :]))
        and not re.search(
            r"(?:提高|提升|降低|扩大|增强)[^，。；]{0,10}\Z", text[max(0, found.start() - 16) : found.start()]
        )
    )


_POLLUTANT = re.compile(
    r"(?P<before>\A|[，。；、：\n,;])(?=(?:年均|日均|年平均|月均|平均)?浓度(?:同比|下降|上升|为|比|较|均值|降))"
)


def _pollutants(text: str) -> Iterator[Gap]:
    """，平均浓度同比下降: the name of what is measured is gone."""
    for found in _POLLUTANT.finditer(text):
        yield Gap(found.end(), Claim.POLLUTANT, NO_UNIT)


def _measures(text: str, lexicon: Lexicon | None) -> Iterator[Gap]:
    """Measure words an office has added."""
    words = lexicon.words(Role.MEASURE) if lexicon else ()
    if not words:
        return
    for found in re.finditer(units.alternation(list(words)), text):
        if _is_free(text, found.start()) and stands_alone(text, *found.span()):
            unit = units.unit(found[0], lexicon)
            yield Gap(found.start(), unit.claim, unit, found[0])


_ENGLISH = re.compile(r"[A-Za-z]{2} +[a-z]")
_E_SCALE = r"(?:trillion|billion|million|thousand|hundred)"
_E_UNIT = re.compile(
    rf"(?P<before>(?:[A-Za-z%$,.;:—-]|US\$)?) *(?<![A-Za-z])(?P<unit>{_E_SCALE}(?: (?:yuan"
    rf"|RMB|dollars|square metres|people|tonnes|households))?|per cent"
    rf"|percent|percentage points?|%|km|kV|square metres|square kilometres"
    rf"|hectares|kilometres|tonnes|mu)(?![A-Za-z])"
)
_E_QUANTITY = re.compile(
    r"(?:\d|[\d.] |\b(?:a|an|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|several|many|few|hundred|thousand|million|billion|per"
    r"|each|every|this|that|hundreds|in|the|by the|of the)) *\Z",
    re.IGNORECASE,
)
_E_HOLE = re.compile(
    r"(?:(?<=[a-z,;.$])(?P<hole>  +)(?=[a-z]))|(?:(?<=[a-z])(?P<end> +)(?=[,.;]))|(?:(?m:^)(?P<first>) (?=[a-z]))"
)
_E_ORDINAL = re.compile(r"(?<= )(?P<hole>)(?:st|nd|rd|th)\b")
_E_DOLLAR = re.compile(r"(?:US)?\$(?= |[a-z])")
_E_LED = re.compile(
    r"\b(?:some|about|around|nearly|almost|over|more than|at least"
    r"|a total of|totalling|ranked|exceeding|to|by|from|of|and|,|all"
    r"|only|another)(?P<hole>) *(?=(?:billion|million|thousand|per cent"
    r"|percent|%))"
)


def _english(text: str) -> Iterator[Gap]:
    """Two blanks where a number stood, million yuan or per cent without one, rd without its digits."""
    held: set[int] = set()
    for found in _E_UNIT.finditer(text):
        place = found.start("unit")
        left = text[max(0, place - 12) : place]
        if _E_QUANTITY.search(left):
            continue
        word = found["unit"].lower()
        scale_word, _, rest = word.partition(" ") if word.split()[0] in numerals.ENGLISH_SCALES else ("", "", word)
        unit = english.MEASURED.get(rest, units.unit("%") if rest == "%" else NO_UNIT)
        begin = place - (1 if left.endswith("  ") else 0)
        begin = _english_residue(text, begin)
        held.add(begin)
        yield Gap(begin, unit.claim, unit, found["unit"], numerals.ENGLISH_SCALES.get(scale_word, 1), True, end=begin)
    for pattern in (_E_HOLE, _E_ORDINAL):
        for found in pattern.finditer(text):
            place = found.end() - (1 if found.lastgroup == "hole" and pattern is _E_HOLE else 0)
            if place not in held and place + 1 not in held and place - 1 not in held:
                is_rank = pattern is _E_ORDINAL
                yield Gap(place, Claim.RANK if is_rank else Claim.COUNT, NO_UNIT)


def _english_residue(text: str, place: int) -> int:
    while place > 1 and text[place - 1] in ".," and text[place - 2] in " $":
        place -= 1
    return place
