"""A measure word that stands alone: 推动个项目, 抽调余人, 支人的工作队, 新增高新技术企业家."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from dajuan.sheet.reading import units
from dajuan.sheet.reading.gaps.place import ENDS_CLAUSE, STOP, Gap, clause_before, has_no_signs, is_free, residue
from dajuan.sheet.reading.splitting import stands_alone, words
from dajuan.sheet.reading.values import NOT_BEFORE

COUNTERS = "个家户项处场批台支条所件座栋幢辆宗笔艘株棵盏枚岁届"
PEOPLE = "人名位"
LOOSE = "级类种期层间轮次套只头张部片块对组队本门口段起例份架节班米元天度倍颗列"
_TIMES = "人次|户次|家次|批次|场次|件次|架次|班次|车次|辆次|剂次|艘次|标箱"
_SINGLE = re.compile(rf"(?P<odd>余|(?<![很许众更诸较颇])多(?=个))?(?P<word>{_TIMES}|[{COUNTERS}{PEOPLE}{LOOSE}])")


_LARGE = re.compile(
    r"(?:等|围绕|聚焦|实施|全面开展|壮大|培育|构建)(?=大(?:特色|重点|优势|新兴|主导|支柱|先进)*(?:产业|领域|集群|行业|体系|类|板块|工程|行动|任务))"
)


def counts(text: str) -> Iterator[Gap]:
    """Each measure word that has lost its number."""
    for found in _LARGE.finditer(text):
        yield Gap(found.end(), units.unit("大").claim, units.unit("大"), "大")
    for found in _SINGLE.finditer(text):
        place, end, word = found.start("word"), found.end(), found["word"]
        start = found.start()
        is_counted = is_free(text, start if found["odd"] else residue(text, start)) or _is_each(text, place, end)
        if is_counted and _is_measure(text, found):
            unit = units.unit(word)
            yield Gap(residue(text, start), unit.claim, unit, word, is_firm=found["odd"] == "余", end=start)


def _is_measure(text: str, found: re.Match[str]) -> bool:
    place, end, word = found.start("word"), found.end(), found["word"]
    if word in NOT_BEFORE and NOT_BEFORE[word].match(text, end):
        return False
    if found["odd"]:
        return text[place - 2 : place - 1] not in tuple("有增最") and stands_alone(text, found.start(), place)
    if word == "家" and text[place - 2 : place] == "企业":
        return _is_enterprises(text, place, end)
    if _is_certain(text, place, end, word):
        return True
    if _rule(word)(text, place, end) and stands_alone(text, place, end):
        return True
    return _is_each(text, place, end) or (len(word) == 2 and text[place - 1 : place] in tuple("会者众"))


_SURE_BEFORE = {
    "列": re.compile(r"(?:开行|班列|班列（[^，。（）]{1,4}）)\Z"),
    "处": re.compile(r"工程\Z"),
    "户": re.compile(r"(?:农|商|住|困|障|保|职|租)户\Z"),
    "家": re.compile(r"(?:首店|网店|门店|药店)\Z"),
    "位": re.compile(r"(?:前进|上升|提升|跃升|前移|晋升)\Z"),
    "台": re.compile(r"(?:专柜|设备|机器)\Z"),
    "人": re.compile(r"(?:超过|达到|经理人|总数)\Z"),
    "辆": re.compile(r"(?:汽车|自行车|公交车|出租车|客车|货车|能源车|电动车)\Z"),
    "条": re.compile(r"(?:航线|线路|路线|专线|管线|生产线|公交线|流水线)\Z"),
}
_SURE_BEHIND = {
    "户": re.compile(r"(?:人|名)(?:全部|的|，|。|、|；|）|贫困|群众|脱|实现|受益|稳定|增收|搬|居民|饮|入住)"),
    "名": re.compile(r"困难|科技特派|教师|学生|干部|群众|党员|医护|贫困|志愿|职工|工作人员"),
    "级": re.compile(r"地震"),
    "所": re.compile(r"以上"),
}


def _is_certain(text: str, place: int, end: int, word: str) -> bool:
    """工程处，, 班列列，, 户人脱贫, 级地震: the words around decide, whatever they may be joined to."""
    if word == "人" and text[place - 2 : place] == "共有":
        return True
    if word in (text[place - 1 : place], text[end : end + 1]) and _is_in_a_row(text, place, word):
        return True
    if word in _SURE_BEHIND and _SURE_BEHIND[word].match(text, end):
        return True
    if (
        word == "家"
        and text[place - 2 : place] == "全国"
        and text[place - 3 : place - 2] not in tuple("健安完周")
        and text[place + 1 : place + 2] not in tuple("的，。、级")
    ):
        return True
    is_last = ENDS_CLAUSE.match(text, end) or text.startswith("以上", end)
    return bool(is_last and word in _SURE_BEFORE and _SURE_BEFORE[word].search(text[max(0, place - 10) : place]))


_REACHING = re.compile(r"(?:达到|增至|增加到|分别从|分别为|超过|企业)\Z")


def _is_in_a_row(text: str, place: int, word: str) -> bool:
    """达到座座, 增至家家: two counts side by side in a text that has lost its signs."""
    left = text[max(0, place - 5) : place].removesuffix(word)
    return word in COUNTERS and bool(_REACHING.search(left)) and has_no_signs(text)


Rule = Callable[[str, int, int], bool]


@lru_cache
def _rule(word: str) -> Rule:
    """The question asked of a measure word that stands alone."""
    if len(word) == 2:
        return _is_times
    if word in "人位名":
        return {"人": _is_persons, "位": _is_place, "名": _is_named}[word]
    return _is_counter if word in COUNTERS else _is_loose


def _is_times(text: str, place: int, end: int) -> bool:
    """游客人次增长 speaks of visits; 接待游客人次， has lost its number."""
    return not (
        text[place - 2 : place] in ("游客", "旅客", "国人", "访客", "旅游", "养老", "进场")
        and re.match(r"增|下|和|、|总|均|等", text[end:])
    )


_ENTREPRENEURS = re.compile(
    r"精神|座谈|们|代表|队伍|协会|俱乐部|培训|健康|合法|权益|创新|沙龙|论坛|参|出席|共|联|大会|安心|放心|的|和|与|、家|、(?:专家|学者|院士|代表|客商|人才|科学家|职工)|成长|满意"
)
_HONOURED = re.compile(
    r"弘扬|关心|尊重|激发|支持|优秀|让|青年|广大|引导|爱护|关爱|民营企业\Z|激励|年轻|厚待|善待|保护|邀请|发挥|培养|打造|强企业\Z"
)


def _is_enterprises(text: str, place: int, end: int) -> bool:
    """新增高新技术企业家，: what looks like 企业家 is a count of enterprises."""
    if _ENTREPRENEURS.match(text, end):
        return False
    clause = re.split(r"[，。；：]", text[max(0, place - 26) : place])[-1]
    is_named = bool(re.search(r"[^\W\d_][^\W\d_的]企业\Z|”企业\Z", clause))
    is_closed = bool(re.match(rf"[{re.escape(STOP)}]|\Z|以上|居|占|总|其中|单项|中|新增|获|成", text[end:]))
    return ((is_named and is_closed) or bool(_COUNTED_ENTERPRISES.search(clause))) and not _HONOURED.search(clause)


_COUNTED_ENTERPRISES = re.compile(
    r"(?:新增|新引进|新认定|认定|培育|引进|净增|新设|累计|达|共有|拥有|现有|帮助|服务|走访|注册|入库|入统|惠及|孵化)"
)


def _is_each(text: str, place: int, end: int) -> bool:
    """各家 at the end of a clause that names something: 独角兽企业和种子企业各家，."""
    if text[place - 1 : place] != "各" or text[place:end] not in set("家个户人名所座处"):
        return False
    return bool(ENDS_CLAUSE.match(text, end) and re.search(r"[^\W\d_]{2}各\Z", text[max(0, place - 4) : place]))


_SURNAMES = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严金魏陶姜谢章潘葛范彭鲁马苗方任袁柳鲍史唐费岑薛雷贺倪汤"
    "罗毕郝安常于傅康伍余顾孟黄萧尹姚邵汪毛戴宋庞熊纪舒项祝董梁杜阮蓝季贾江童郭梅林钟徐邱骆高夏蔡田胡凌霍"
    "万柯卢莫房解应宗丁宣邓单杭洪包石崔龚程陆丰段侯向喇宁曾谭龙叶白"
)
_PLACE_NAME = re.compile(
    rf"[{_SURNAMES}]家(?:嘴|沟|湾|庄|村|台|坪|河|桥|堡|窑|滩|岭|坡|汇|屯|寨|山|岗|营|渡|巷|园|窖|坝|洞|屋|岩|井|塘|冲|遗)"
)
_NOT_LEFT = {
    "场": "会市机转货广剧商农牧渔下这现外分登到入在立",
    "批": "农联审获报限一分",
    "项": "弱专强选义款奖逐事",
    "户": "棚专住商账门落窗散客开入",
    "处": "要难深细实低高暗近远心安好长妙收运用",
    "台": "港澳对赴皖闽涉前后中灯登兼",
    "件": "要条文证信稿软硬邮部构元配附组器",
    "座": "插满",
    "株": "长",
    "届": "历应",
    "岁": "周辞",
    "支": "收开透",
}
_NOT_RIGHT = {
    "所": "有在属谓需能及指示述作盼急难嘱想求辖提处望",
    "处": "于理置以罚办突级",
    "条": "件例理款",
    "支": "持付撑援出部路线柱流",
    "台": "阶湾商胞",
    "批": "零农发准次量复示",
    "户": "厕区籍口外主型均用",
    "场": "馆地所景",
    "项": "下",
    "届": "时满全",
    "岁": "月末首修",
    "家": "",
    "件": "件",
}
_SCHOOLS = re.compile(r"(?:校|园|院|学|站|室|中心|建|改|成|高中|初中|有|达|到|各|厕|库)\Z")
_OFFICE = re.compile(r"(?:办事|管理|事务|办公|秘书|政法|人事|随|到|益)\Z")


def _is_counter(text: str, place: int, end: int) -> bool:
    word, left, behind = text[place:end], text[place - 1 : place], text[end : end + 1]
    if _is_bracketed(left, behind) or _is_doubled(text, place, word):
        return False
    if left and left in _NOT_LEFT.get(word, "") and text[place - 2 : place] != "事项":
        return False
    if behind and behind in _NOT_RIGHT.get(word, ""):
        return False
    return _COUNTS[word](text, place, end) if word in _COUNTS else True


def _is_bracketed(left: str, behind: str) -> bool:
    """万套（户）: another word for the measure."""
    return left in ("（", "(") and behind in ("）", ")")


def _is_doubled(text: str, place: int, word: str) -> bool:
    """一座座, 户户; but 农户户."""
    is_second = text[place - 1 : place] == word and text[place - 2 : place] not in words()
    return word not in "家个" and (is_second or text[place + 1 : place + 2] == word)


_RAISED_TO = re.compile(r"[加达增升扩减]到\Z")
_COUNTS: dict[str, Rule] = {
    "所": lambda text, place, end: (
        not ENDS_CLAUSE.match(text, end) or bool(_SCHOOLS.search(text[max(0, place - 3) : place]))
    ),
    "家": lambda text, place, end: not _is_home(text, place),
    "处": lambda text, place, end: (
        bool(ENDS_CLAUSE.match(text, end)) or not _OFFICE.search(text[max(0, place - 2) : place])
    ),
    "户": lambda text, place, end: (  # 增加到户, but 确权到户
        text[place - 1 : place] != "到" or bool(_RAISED_TO.search(text[max(0, place - 2) : place]))
    ),
}


def _is_home(text: str, place: int) -> bool:
    """之家, 陆家嘴, 国家 after 建强: no count."""
    left = text[max(0, place - 2) : place]
    if _PLACE_NAME.match(text, place - 1) or left.endswith("之"):
        return True
    if left.endswith("国"):
        return left not in ("全国", "中国", "外国", "跨国")
    return left[-1:] in tuple("的了在我你他") and text[place + 1 : place + 2] not in tuple("企公单商医")


_LOSING = re.compile(
    r"(?:等|余|共|有|达|为|至|到|约|近|超|逾|过|增|减|第|累计|新增|新建|建成|完成|推动|引进|签约|落地|打通|改造|整治|新开工|竣工"
    r"|投产|开工|涉及|惠及|覆盖|带动|帮助|服务|组建|组织|召开|开展|举办|解决|办理|办结|推出|出台|培育|认定|获批|建设|实施"
    r"|拆除|治理|处置|化解|受理|受理各类|投入|购买|销售|发放|减少|增加|提高|下降|缩短|仅用|用时|历时|提前|只需|仅需|连续|走访|入户|排查|检测"
    r"|抽调|选派|下派|派驻|培训|招聘|安置|吸纳|转移|救助|资助|慰问|帮扶|脱贫|搬迁|参加|参与|招收|聘请|引育|集聚|拥有|现有|共有|设立|成立"
    r"|设置|布设|配备|安装|加装|铺设|种植|栽植|绿化|补充|选聘|吸引|引才|推荐|发展|新发展|和|及|与|免费为|为|、|，|。|；|：|（|\n)\Z"
)
_PERSONS = re.compile(
    r"(?:员|者|工|民|众|生|师|户|口|部|代表|书记|专家|人才|博士|硕士|群众|人数|对象|干警|骨干|志愿者|党员|支|名|才|童|军|子|士|就业|登记|经理人|人员|副总|教授|传承人)\Z"
)
_PERSON_BEHIND = re.compile(
    rf"[{re.escape(STOP)}]|\Z|次|的|全部|进入|下沉|参与|参加|返|稳定|实现|脱|受益|就业|以上|以下|左右|组成|到|奔赴|驻|住院|左|及|和|纳入|接受|饮水|增收|摘帽|申请|获|被|在|入选|当选|残疾人就业"
)
_NO_PERSONS = set("的等区城市县村国省族界让为令于代文育引识用宜惠扰舞励安己亡服")


def _is_persons(text: str, place: int, end: int) -> bool:
    left = text[max(0, place - 6) : place]
    if left.endswith(("个", "这家", "一")) or left[-1:] in tuple("于化代宜惠育扰/护在树管用顾"):
        return False
    if text.startswith("的", end) and left[-1:] not in tuple("支队组达余"):
        return False
    if left[-1:] in STOP or not left:
        return bool(re.match(r"次|入选|当选|获评|获得|[^，。]{0,8}(?:全部|参加|参与|脱贫|就业|返岗)", text[end:])) and (
            left[-1:] in tuple("、，。；")
        )
    if _LOSING.search(left) or _PERSONS.search(left) or left[-1:] in tuple("户支家"):
        return bool(_PERSON_BEHIND.match(text, end))
    is_last = ENDS_CLAUSE.match(text, end) or text.startswith(("以上", "左右"), end)
    return bool(is_last) and left[-1:] not in _NO_PERSONS


_NAMED_BEHIND = re.compile(
    r"(?:中医|医|城|镇|胜|优|特|企|品|科|院|街|木|木|词|誉|利|义|次|下|气|家|人名|列前茅|副其实|山|著|茶|酒|菜|菌|为|叫|居|贵|门)"
)
_NAMED_FIRST = re.compile(r"[干党志专职贫群工学教个困青退高优城残老新省市乡村社]|科技|科研|医[护务生]|企业")


def _is_named(text: str, place: int, end: int) -> bool:
    """A count of persons; not 名城, 名医."""
    if _NAMED_BEHIND.match(text, end) and not text.startswith(("科技", "医护", "医务", "特派", "优秀"), end):
        return False
    left = text[max(0, place - 6) : place]
    if left[-1:] in STOP or not left:
        return bool(_NAMED_FIRST.match(text, end))
    return bool(_LOSING.search(left) or _PERSONS.search(left) or ENDS_CLAUSE.match(text, end))


_PLACES = re.compile(
    r"(?:第|前进|提升|上升|跃升|进位|下降|后退|前移|晋升|跃居|升至|升到|增至|由|从|至|到|院士|前|新晋|累计|达)\Z"
)


def _is_place(text: str, place: int, end: int) -> bool:
    """上升位, 增至位; not 车位, 位于."""
    return bool(_PLACES.search(text[max(0, place - 2) : place])) and text[end : end + 1] not in tuple("于居列置移次")


_LOOSE_LED = re.compile(
    r"(?:数|累计|达|达到|用时|历时|仅用|只用|仅需|只需|提前|缩短|缩短至|压缩至|压缩到|缩短到|降至|降到|减至|增至|由|从|增加|减少|多|少|共|共计|为|至|到|等|余|近|超|逾|过|约|连续|平均|新增|第|推出|发放|开展|巡查|检查|配备|设立|分|及|和"
    r"|床位|人口|总数|数量|泊位|车位|设备|机械|房屋|器材|电话|车辆|彩旗|口罩|电梯|公交|共享|案件|事故|纠纷|树木|苗木|热线|户型|口袋|住房|公寓|铺面|标语|广告|展板|手册|传单|资料|建议|提案|活动"
    r"|房|续建|新开工|开工|发行|改建|引入|基金|债券|品种|药品|手术|服务|模式|班列|动车|列车|规章|法规|条例|草案|规定|海拔|应对|每周|每天|对辖区|小区|卫星|证书|营业执照|开行)\Z"
)
_ENDS_AS_COUNT = set("套间只头份起张颗例")
_NEVER_LOOSE = re.compile(
    r"(?:首台|一张|台|首|补|骗|成|外|案|比|事|病|条|前|后|山|民|晚|夜|时|空|单|工信|内|东|西|南|北|下|上)\Z"
)


def _is_loose(text: str, place: int, end: int) -> bool:
    """Words such as 次, 张, 天, that are often something else: only after a word that leads to a number."""
    word, left, behind = text[place:end], text[max(0, place - 6) : place], text[end : end + 1]
    is_led = bool(_LOOSE_LED.search(left))
    is_last = bool(ENDS_CLAUSE.match(text, end)) or text.startswith(("以上", "以下"), end)
    if word in _SPECIAL:
        return _SPECIAL[word](is_led, is_last, left, behind)
    if is_led:
        return is_last or bool(re.search(r"(?:等|余|第|共|达|近|超)\Z", left)) or word in _ENDS_AS_COUNT | {"部", "轮"}
    if left[-1:] in STOP or not left:
        return word == "部" and behind in tuple("作微电法文")
    is_count = word in _ENDS_AS_COUNT and (is_last or text.startswith("以上", end))
    return is_count and not clause_before(text, place).startswith("报") and not _NEVER_LOOSE.search(left)


Decided = Callable[[bool, bool, str, str], bool]
_SPECIAL: dict[str, Decided] = {
    "倍": lambda led, last, left, behind: behind not in tuple("增数加感") and left[-1:] not in tuple("加翻成数百"),
    "天": lambda led, last, left, behind: led and behind not in tuple("然空气数津眼塔府河开下"),
    "米": lambda led, last, left, behind: led and last,
    "度": lambda led, last, left, behind: led and last,
    "元": lambda led, last, left, behind: led and last,
    "次": lambda led, last, left, behind: (
        behind not in tuple("数要年日级序生高新品优元月")
        and (led or left[-1:] in tuple("，、。") or (last and left[-2:] in ("小区", "会议", "活动", "检查", "演练")))
    ),
    "级": lambda led, last, left, behind: led and last and left[-1:] not in tuple("等分"),
    "本": lambda led, last, left, behind: led and last and left[-1:] not in tuple("为及和"),
    "段": lambda led, last, left, behind: led and last and left[-1:] not in tuple("分"),
    "期": lambda led, last, left, behind: led and last and left[-1:] not in tuple("分"),
    "对": lambda led, last, left, behind: led and last,
    "门": lambda led, last, left, behind: led and last,
    "组": lambda led, last, left, behind: led and last,
    "起": lambda led, last, left, behind: (
        behind not in tuple("数来到步底草诉") and (led or (last and left[-1:] == "故"))
    ),
}
