"""Every claim of a text, in order: its numbers, the places where one is missing, and the words that assert."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from dajuan.sheet.reading import arithmetic, comparing, english, hedging
from dajuan.sheet.reading.asserting import Asserted, assertions
from dajuan.sheet.reading.comparing import Read
from dajuan.sheet.reading.findings import Claim, Comparison, Finding, Kind, Relation, Said
from dajuan.sheet.reading.flow import Flow, flowing
from dajuan.sheet.reading.gaps import gaps
from dajuan.sheet.reading.lexicon import Lexicon
from dajuan.sheet.reading.naming import counted_behind, name_before, number_row, shared_names
from dajuan.sheet.reading.spans import Spoken
from dajuan.sheet.reading.times import Said as SaidTime
from dajuan.sheet.reading.times import times
from dajuan.sheet.reading.tokens import Token
from dajuan.sheet.reading.values import Taken, values

WINDOW = 48  # signs before a number in which its words of comparison stand
_SPEAKS_OF_TIME = re.compile(r"\d|[年月季]|十[二三四五]五|\b(?:19|20)\d\d|[A-Z][a-z]+ |year")
_OWN = {Relation.GROWTH, Relation.YEAR_ON_YEAR, Relation.PREVIOUS, Relation.YEARLY, Relation.TWO_YEAR}
Progress = Callable[[int, int], None]


@dataclass
class Sentence:
    """One sentence at work: where it stands in the flow, its times, numbers, and what they are to each other."""

    start: int
    end: int
    times: list[SaidTime]
    tokens: list[Token] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    compared: list[list[Comparison]] = field(default_factory=list)
    of: list[int | None] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def read(
    text: str, *, year: int | None = None, lexicon: Lexicon | None = None, progress: Progress | None = None
) -> list[Finding]:
    """The values, gaps and assertions of a plain text, in the order of their start.

    `year`: the year the report is about, for 今年 and 去年. `lexicon`: what an office has added to the rules.
    `progress` is told how many code points of how many have been read.
    """
    flow = flowing(text)
    sentences = [Sentence(start, end, _times(flow.text, start, end)) for start, end in flow.sentences()]
    tokens = _tokens(flow.text, sentences, lexicon)
    starts = [token.start for token in tokens]
    found: list[Finding] = []
    context: Spoken | None = None
    for sentence in sentences:
        sentence.tokens = tokens[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        found += _sentence_findings(flow, text, sentence, context, year)
        context = _carried(flow.text, sentence, context)
        if progress:
            progress(sentence.end, len(flow.text))
    found += _assertions(flow, text, sentences, found, lexicon)
    found.sort(key=lambda one: (one.start, one.end, one.kind is not Kind.ASSERTION))
    found = _with_records(found)
    return arithmetic.checked(text, found)


def _times(text: str, start: int, end: int) -> list[SaidTime]:
    return times(text, start, end) if _SPEAKS_OF_TIME.search(text, start, end) else []


def _carried(text: str, sentence: Sentence, context: Spoken | None) -> Spoken | None:
    """The time that holds on into the next sentence of the paragraph; a line break ends it."""
    if "\n" in text[sentence.start : sentence.end]:
        return None
    said = [one.spoken for one in sentence.times if not one.is_base]
    if not said:
        return context
    held = said[-1]
    for one in reversed(said[:-1]):  # 2020年……，2019年为1190亿元：the year looked back to does not hold on
        held = one if _is_further_back(held, one) else held
    return replace(held, words="")


def _is_further_back(one: Spoken, other: Spoken) -> bool:
    if one.year is not None and other.year is not None:
        return one.year < other.year
    return one.shift < other.shift


def _tokens(text: str, sentences: list[Sentence], lexicon: Lexicon | None) -> list[Token]:
    """Numbers, then gaps where neither number nor date stands."""
    dated = [(one.start, one.end) for sentence in sentences for one in sentence.times]
    dates = [span for span in dated if re.search(r"\d|[〇零一二三四五六七八九十]", text[slice(*span)])]
    found = [english.completed(text, token) for token in values(text, dates, lexicon)]
    taken = Taken([*dates, *((token.start, token.end) for token in found)])
    found += [token for token in english.worded(text) if (token.start, token.end) not in taken]
    taken = Taken([*dates, *((token.start, token.end) for token in found)])
    found += gaps(text, taken.__contains__, lexicon)
    return _hedged_alike(text, _in_points(text, sorted(found, key=lambda token: (token.start, token.end))))


def _hedged_alike(text: str, tokens: list[Token]) -> list[Token]:
    """分别突破300亿元和3000亿元: the hedge holds for both."""
    for index in range(1, len(tokens)):
        one, token = tokens[index - 1], tokens[index]
        is_listed = text[one.end : token.start] in ("、", "和", "及", "与") and one.unit == token.unit
        is_shared = text[max(0, one.head - 2) : one.head] == "分别" or (
            index > 1 and tokens[index - 2].hedge is one.hedge
        )
        if is_listed and is_shared and token.hedge is Said.EXACTLY:
            tokens[index] = replace(token, hedge=one.hedge)
    return tokens


def _in_points(text: str, tokens: list[Token]) -> list[Token]:
    """3.4个、1个百分点: both are percentage points."""
    for index in range(len(tokens) - 2, -1, -1):
        one, behind = tokens[index], tokens[index + 1]
        is_shared = one.printed_unit == "个" and behind.claim is Claim.POINTS
        if is_shared and text[one.end : behind.start] in ("、", "和", "及", "与"):
            tokens[index] = replace(one, unit=behind.unit, claim=Claim.POINTS)
    return tokens


def _sentence_findings(
    flow: Flow, plain: str, sentence: Sentence, context: Spoken | None, year: int | None
) -> Iterator[Finding]:
    if not sentence.tokens:
        return
    _relate(flow.text, sentence)
    _Attaching(flow.text, sentence).every()
    sentence.names = shared_names(
        flow.text, sentence.start, sentence.tokens, [read.relation for read in sentence.reads]
    )
    for index in range(len(sentence.tokens)):
        yield _finding(flow, plain, sentence, index, context, year)


def _relate(text: str, sentence: Sentence) -> None:
    previous: Read | None = None
    for index, token in enumerate(sentence.tokens):
        start = max(sentence.tokens[index - 1].end if index else sentence.start, token.head - WINDOW)
        is_last = index + 1 == len(sentence.tokens)
        end = sentence.end if is_last else sentence.tokens[index + 1].start
        previous = comparing.relate(text, token, start, max(end, token.end), previous)
        sentence.reads.append(previous)
        sentence.compared.append([])
        sentence.of.append(None)


@dataclass
class _Attaching:
    """Gives each level of a sentence the numbers that compare it, in their order.

    A comparison without a level before it is a claim of its own. `waiting`: thresholds and earlier values that stand
    before their level; `parts_of`: the level whose parts follow; `shared`: what 分别 says belongs to which level.
    """

    text: str
    sentence: Sentence
    main: int | None = None
    parts_of: int | None = None
    waiting: list[int] = field(default_factory=list)
    shared: dict[int, int] = field(default_factory=dict)

    def every(self) -> None:
        for index in range(len(self.sentence.reads)):
            self._one(index)
        for number in self.waiting:
            if self.main is not None:
                _compare(self.sentence, self.main, number)

    def _one(self, index: int) -> None:
        one, left = self.sentence.reads[index], self._left(index)
        if "分别" in left and one.relation in _SHARED:
            self.shared = _paired(self.text, self.sentence, index)
        if index in self.shared:
            _compare(self.sentence, self.shared[index], index)
            return
        if _PARTS.search(left) and self.main is not None:
            self.parts_of = _whole_before(self.sentence, index)
        elif self.parts_of is not None and not self._goes_on(index, left):
            self.parts_of = None
        if one.relation in (Relation.THRESHOLD, Relation.FROM) and not _is_behind(left, self.main, one):
            self.waiting.append(index)
        elif self.main is not None and _belongs(self.text, self.sentence, self.main, one, left):
            self._compares(self.main, index)
        else:
            self._stands(index, left)

    def _goes_on(self, index: int, left: str) -> bool:
        """Whether the parts go on: no bracket closes, no deed of its own begins, nothing larger than the whole."""
        whole = self.sentence.reads[self.parts_of] if self.parts_of is not None else None
        one = self.sentence.reads[index]
        is_larger = whole and one.relation is None and one.token.unit == whole.token.unit and not _is_within(one, whole)
        return not is_larger and not re.search(r"[）)]", left) and not _DEED.match(left)

    def _left(self, index: int) -> str:
        tokens = self.sentence.tokens
        return self.text[(tokens[index - 1].end if index else self.sentence.start) : tokens[index].head]

    def _compares(self, main: int, index: int) -> None:
        _compare(self.sentence, main, index)
        if self.sentence.reads[index].relation is Relation.RATE:
            self.sentence.compared[index].append(_comparison(self.sentence.reads[index]))

    def _stands(self, index: int, left: str) -> None:
        _stand_alone(self.text, self.sentence, index, self.main, self.parts_of, left, self.waiting)
        self.main, self.waiting = index, []


_DEED = re.compile(
    r"[，,；](?:新增|新建|完成|实现|修复|治理|改造|建成|建设|实施|开展|推进|打通|落实|发放|投入|培育|引进|帮助|组织|拆除|整治|办理|解决)"
)
_OF_ITS_OWN = _OWN | {Relation.POINTS, Relation.POINTS_ABOVE, Relation.SHARE, Relation.CONTRIBUTION}
_IN_POINTS = {Relation.POINTS, Relation.POINTS_ABOVE}
_SHARED = _OWN | {Relation.SHARE, Relation.POINTS, Relation.RANK, Relation.PLAN}


def _belongs(text: str, sentence: Sentence, main: int, one: Read, left: str) -> bool:
    """Whether a comparison speaks of the level before it."""
    level = sentence.reads[main]
    is_alike = level.relation is one.relation or {level.relation, one.relation} <= _IN_POINTS
    if is_alike and one.relation in _OF_ITS_OWN:
        return False  # 增长10.4%、12.1%: each speaks of a thing of its own
    clause = max((left.rfind(sign) for sign in "，；（"), default=-1) + 1
    before = text[sentence.start : min(sentence.tokens[main].end + 12, one.token.head - len(left) + clause)]
    return one.relation is not None and not _has_own_subject(left, one, before)


def _stand_alone(
    text: str, sentence: Sentence, index: int, main: int | None, parts_of: int | None, left: str, waiting: list[int]
) -> None:
    """A level, or a comparison that is a claim of its own; what waited for it is set beside it."""
    one = sentence.reads[index]
    if one.relation is not None:
        sentence.compared[index].append(_comparison(one))
    for number in waiting:
        _compare(sentence, index, number)
    if one.relation is None:
        _attach_level(text, sentence, index, main, parts_of, left)
    elif one.relation is Relation.RANK:
        _attach_total(sentence, index, main, left)


_PARTS = re.compile(r"其中|包括|含\Z|including|of which")


def _whole_before(sentence: Sentence, part: int) -> int | None:
    """The last level of the same unit that is large enough to hold the part."""
    one = sentence.reads[part]
    for index in range(part - 1, -1, -1):
        known = sentence.reads[index]
        if known.relation is None and known.token.unit.base == one.token.unit.base and _is_within(one, known):
            return index
    return None


def _paired(text: str, sentence: Sentence, first: int) -> dict[int, int]:
    """分别增长5.1%和7.9% behind two levels: which number belongs to which level."""
    row = number_row(text, sentence.tokens, first)
    levels = [index for index in range(first) if sentence.reads[index].relation is None][-len(row) :]
    return dict(zip(row, levels, strict=True)) if len(levels) == len(row) > 1 else {}


def _is_behind(left: str, main: int | None, one: Read) -> bool:
    """（2015年为571亿元） follows what it is compared with."""
    return main is not None and one.relation is Relation.FROM and not re.search(r"[由从][^，。；]*\Z|from \Z", left)


_CONNECTING = re.compile(
    r"(?:其中|增速|增幅|降幅|总量|总额|规模|数量|同口径|均|也|又|且|并|占比|份额|完成率|按可比价格计算|按可比价计算|可比|水平|综合|排名|总体|整体|数值|继续|稳|稳居|再次|已|约|达|较|比|同比|分别|实际|名义|首次|历史性|这一|比例|，|,|（|\(|\s)*"
)


def _is_rate_of(clause: str, one: Read, before: str) -> bool:
    """办结率 goes with 办结2094条: what is rated was named before."""
    stem = one.of.removesuffix("率")[-2:]
    return bool(stem) and stem in before


def _has_own_subject(left: str, one: Read, before: str) -> bool:
    """，工业投资增长22.7%: the clause names something of its own before its words of comparison."""
    if one.relation in (
        Relation.STREAK,
        Relation.RANK_CHANGE,
        Relation.POINTS_ABOVE,
        Relation.AHEAD,
        Relation.OF_TOTAL,
        Relation.FROM,
        Relation.OVER_PLAN,
        Relation.TARGET,
    ):
        return False
    clause = re.split(r"[，,；;（(、:：]", left)[-1]
    if clause == "的":
        return False
    if one.relation is Relation.RATE:
        return not _is_rate_of(clause, one, before)
    if one.token.printed_unit and re.fullmatch(r"[A-Za-z ,%]*", left):
        return False
    cut = re.search(
        r"(?:[比较与](?:上年|去年|全|年初|20|19|上半年|一季度|[“\"])|同比|环比|年均|两年平均|增(?!加?值)|降|提高|上升|下"
        r"|减(?!排)|占|完成|高(?![新中校技端层标速原品])|低(?![保碳空收])|快(?![递速])|超(?!算|市|低)|是|为|位(?=[列居于])"
        r"|列(?=全|第)|居(?![民家住])|排(?!污|放|水)|在(?![岗校建孵册库营外线])|由|从(?![业事])|第(?![一二三]产)|跃|前进|达|目标"
        r"|翻|连续|拉动|贡献|回落|收窄|压|缩|扩|多(?![式元])|少(?![年数儿])|相当|同期)",
        clause,
    )
    subject = clause[: cut.start()] if cut else clause
    return not _CONNECTING.fullmatch(subject)


def _compare(sentence: Sentence, main: int, index: int) -> None:
    one = sentence.reads[index]
    relation = one.relation
    has_from = any(known.relation is Relation.FROM for known in sentence.compared[main])
    if relation is Relation.GROWTH and sentence.reads[main].relation is None and not one.of and not has_from:
        one = replace(one, relation=Relation.YEAR_ON_YEAR)
    sentence.compared[main].append(_comparison(one))
    sentence.of[index] = main


def _comparison(one: Read, relation: Relation | None = None, total: Fraction | None = None) -> Comparison:
    token = one.token
    return Comparison(
        relation or one.relation or Relation.GROWTH,
        one.value,
        token.unit.base,
        token.hedge,
        one.of,
        token.printed_unit,
        token.start,
        token.end,
        total,
    )


_DIRECT = re.compile(r"[、，,（(]?(?:共|共计|涉及|惠及)?")
_AMONG = re.compile(
    r"[^，。；、\d]{0,16}?(?:中|里|内)[，,]?[^，。；、\d]{0,16}|[^，。；\d]{1,14}?(?:已|已有|其中)[^，。；\d]{0,6}"
    r"|[^，。；\d]{0,10}[，,](?:其中)?(?:目前)?(?:已|实现|累计)[^，。；\d]{0,8}"
)


def _attach_level(text: str, sentence: Sentence, index: int, main: int | None, parts_of: int | None, left: str) -> None:
    one = sentence.reads[index]
    if main is None:
        return
    before = sentence.reads[main]
    base, main_base = one.token.unit.base, before.token.unit.base
    whole = sentence.reads[parts_of] if parts_of is not None and parts_of != index else None
    if parts_of is not None and whole and whole.token.unit.base == base and _is_within(one, whole):
        sentence.compared[index].append(_comparison(whole, Relation.PART_OF))
        sentence.compared[parts_of].append(_comparison(one, Relation.PART))
    elif base == main_base and _AMONG.fullmatch(left) and _is_within(one, before):
        sentence.compared[index].append(_comparison(before, Relation.OF_TOTAL))
    elif main_base in ("户", "households") and base in ("人", "名", "members", "people") and _DIRECT.fullmatch(left):
        sentence.compared[main].append(_comparison(one, Relation.PERSONS))
    elif one.token.claim is Claim.MONEY and before.token.claim is Claim.COUNT and comparing.is_amount_of(left):
        sentence.compared[main].append(_comparison(one, Relation.AMOUNT))


def _is_within(part: Read, whole: Read) -> bool:
    return part.value is None or whole.value is None or part.value <= whole.value


def _attach_total(sentence: Sentence, index: int, main: int | None, left: str) -> None:
    """在217家国家级经开区中排名第15位: rank 15 of 217."""
    if main is None or sentence.reads[main].token.claim is not Claim.COUNT or not re.search(r"[中里内]", left):
        return
    rank = sentence.compared[index][-1]
    sentence.compared[index][-1] = replace(rank, total=sentence.reads[main].value)


def _finding(
    flow: Flow, plain: str, sentence: Sentence, index: int, context: Spoken | None, year: int | None
) -> Finding:
    token = sentence.tokens[index]
    one, text = sentence.reads[index], flow.text
    start, end = flow.original(token.start), flow.original(token.end, is_end=True)
    spoken = _period(sentence, one, context)
    following = sentence.tokens[index + 1].start if index + 1 < len(sentence.tokens) else sentence.end
    main = sentence.of[index]
    worth = token.worth
    return Finding(
        start,
        max(start, end) if token.kind is Kind.VALUE else start,
        token.kind,
        plain[start:end] if token.kind is Kind.VALUE else "",
        one.value,
        token.unit.base,
        token.hedge,
        spoken.in_year(year) if spoken and year else spoken,
        _placed(flow, sentence.compared[index]),
        claim=token.claim,
        printed_unit=token.printed_unit,
        scale=worth,
        upper=None if token.upper is None else token.upper * worth,
        is_expected=hedging.is_expected(text[max(sentence.start, token.head - 30) : token.head]),
        name=sentence.names[index] or name_before(text, sentence.start, token, sentence.times),
        counted=counted_behind(text, token, max(following, token.end)),
        sentence=(flow.original(sentence.start), flow.original(sentence.end, is_end=True)),
        of=None if main is None else flow.original(sentence.tokens[main].start),
    )


def _placed(flow: Flow, comparisons: list[Comparison]) -> tuple[Comparison, ...]:
    """Comparisons with their places in the plain text and their words."""
    return tuple(
        replace(
            one,
            words=flow.text[one.start : one.end],
            start=flow.original(one.start),
            end=flow.original(one.end, is_end=True),
        )
        for one in comparisons
    )


def _period(sentence: Sentence, one: Read, context: Spoken | None) -> Spoken | None:
    """The last time named before the number, those it is compared with left out; for a from-value its own."""
    said = [time for time in sentence.times if time.end <= one.token.start]
    if one.relation is Relation.FROM:
        base = [time.spoken for time in said if time.is_base]
        return base[-1] if base else None
    own = [time.spoken for time in said if not time.is_base]
    if own:
        return _in_its_year(own, context)
    later = [time.spoken for time in sentence.times if not time.is_base and time.start >= one.token.end]
    return context or (replace(later[0], words="") if later and len(sentence.tokens) == 1 else None)


def _in_its_year(said: list[Spoken], context: Spoken | None) -> Spoken:
    """The last time said; a month or day without a year lies in the year said before it."""
    last = said[-1]
    if last.year is not None or last.shift or re.match(r"(?:截至|到)?(?:今年|本年|当年|this)", last.words):
        return last
    known = [one.year for one in said[:-1] if one.year is not None]
    return replace(last, year=known[-1] if known else context.year if context else None)


def _with_records(found: list[Finding]) -> list[Finding]:
    """首次突破1200亿元, …，创历史新高: the record belongs to the number behind it, else to the level before it."""
    held: dict[int, Finding] = {}
    for index, one in enumerate(found):
        if one.kind is not Kind.ASSERTION or one.claim is not Claim.RECORD:
            continue
        place = _of_record(found, index)
        if place is not None:
            number = held.get(place, found[place])
            record = Comparison(Relation.RECORD, words=one.words, start=one.start, end=one.end)
            held[place] = replace(number, comparison=(*number.comparison, record))
    return [held.get(index, one) for index, one in enumerate(found)]


def _of_record(found: list[Finding], index: int) -> int | None:
    one = found[index]
    behind = index + 1
    if behind < len(found) and found[behind].kind is Kind.VALUE and 0 <= found[behind].start - one.end <= 4:
        return behind
    for place in range(index - 1, -1, -1):
        if found[place].sentence != one.sentence:
            return None
        if found[place].kind is Kind.VALUE and found[place].of is None:
            return place
    return None


def _assertions(
    flow: Flow, plain: str, sentences: list[Sentence], found: list[Finding], lexicon: Lexicon | None
) -> Iterator[Finding]:
    """Asserting words that no number says already, and 各 before a number or gap."""
    spans = [(one.start, one.end) for one in found if one.kind is Kind.VALUE]
    taken = Taken(spans)
    valued = {one.start for one in found if one.kind is Kind.VALUE}
    starts = [sentence.start for sentence in sentences]
    for one in assertions(flow.text, lexicon):
        start, end = flow.original(one.start), flow.original(one.end, is_end=True)
        if (start, end) in taken or (one.claim in (Claim.ROSE, Claim.FELL) and _is_followed(flow, one.end, valued)):
            continue
        yield _asserted(flow, one, plain, start, end, sentences[max(bisect_left(starts, one.start + 1) - 1, 0)])
    for claim in found:
        place = claim.start - 1
        if claim.kind is not Kind.ASSERTION and claim.claim is Claim.COUNT and plain[place : place + 1] == "各":
            yield replace(
                claim, start=place, end=claim.start, kind=Kind.ASSERTION, words="各", claim=Claim.EACH, comparison=()
            )


def _is_followed(flow: Flow, end: int, valued: set[int]) -> bool:
    """同比增长 with its number behind it is no assertion of its own."""
    behind = re.match(r"[^，。；\d]{0,8}", flow.text[end : end + 8])
    reach = end + (behind.end() if behind else 0)
    return any(flow.original(place) in valued for place in range(end, reach + 1))


def _asserted(flow: Flow, one: Asserted, plain: str, start: int, end: int, sentence: Sentence) -> Finding:
    said = [time.spoken for time in sentence.times if time.end <= one.start and not time.is_base]
    return Finding(
        start,
        end,
        Kind.ASSERTION,
        plain[start:end],
        one.number,
        one.unit,
        one.hedge,
        said[-1] if said else None,
        claim=one.claim,
        name=re.split(r"[，。；、：！\n]", flow.text[max(sentence.start, one.start - 30) : one.start])[-1],
        counted=re.split(r"[，。；、：！\n]", flow.text[one.end : one.end + 20])[0],
        sentence=(flow.original(sentence.start), flow.original(sentence.end, is_end=True)),
    )
