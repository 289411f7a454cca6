"""Arithmetic inside a text: shares, sums, growth against levels, plans, the same figure said twice.

A number is recomputed from the others of its sentence as printed. Levels are rounded in print, so a rate agrees where
some value that would be printed so gives it; counts are exact. What the text does not print but follows is implied.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from dajuan.sheet.reading.findings import Claim, Comparison, Finding, Kind, Reason, Relation, Verdict
from dajuan.sheet.reading.flow import flowing
from dajuan.values.numbers import floored, rounded, trimmed

_SENTENCES = {
    Verdict.AGREES: _("Recomputed from the text itself: %(sum)s = %(result)s."),
    Verdict.TRUNCATED: _("%(sum)s = %(result)s: the text cuts it off to %(printed)s instead of rounding."),
    Verdict.DIFFERS: _("%(sum)s = %(result)s, but the text says %(printed)s."),
    Verdict.IMPLIED: _("The text does not print it, but it follows: %(sum)s = %(result)s."),
}
_WORST_FIRST = (Verdict.DIFFERS, Verdict.TRUNCATED, Verdict.AGREES, Verdict.IMPLIED)
_DIGITS = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_WHOLE_LISTED = re.compile(
    r"分为|分别为|分别由|分别是|由.{0,12}组成|[三四五六七八两二]类|[三四五六七八两二]个(?:方面|板块|部分|层级)|合计|共计|按.{1,8}分|来源|共由"
)
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Check:
    """One recomputation: which finding it speaks of, in words, and what came out. `printed` None: not in the text."""

    finding: int
    verdict: Verdict
    sum: str
    result: Fraction
    printed: Fraction | None
    unit: str = ""

    @property
    def reason(self) -> Reason:
        printed = "" if self.printed is None else shown(self.printed) + self.unit
        return Reason(
            _SENTENCES[self.verdict], {"sum": self.sum, "result": shown(self.result) + self.unit, "printed": printed}
        )


@dataclass(frozen=True)
class Printed:
    """A number as the text has it: its value, and how far a value printed so may lie from it."""

    value: Fraction
    grain: Fraction = Fraction(0)
    places: int = 0
    scale: Fraction = Fraction(1)

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        return self.value - self.grain / 2, self.value + self.grain / 2


def shown(number: Fraction) -> str:
    """At most four digits behind the point."""
    return trimmed(rounded(number, 4 if abs(number) < 1 else 2))


def verdict(result: Fraction, printed: Fraction, places: int, others: Sequence[Fraction] = ()) -> Verdict:
    """How a recomputed result stands to the number printed with so many places.

    `others`: what comes out where the operands lie at the ends of what is printed so; empty for exact ones.
    """
    if rounded(result, places) == printed:
        return Verdict.AGREES
    if others and min(others) <= printed + HALF / 10**places and max(others) >= printed - HALF / 10**places:
        return Verdict.AGREES
    cut = -floored(-result, places) if result < 0 else floored(result, places)
    return Verdict.TRUNCATED if cut == printed else Verdict.DIFFERS


def root(number: Fraction, degree: int) -> Fraction:
    """The root of a positive number, exact to twenty digits."""
    with localcontext() as context:
        context.prec = 30
        exact = Decimal(number.numerator) / Decimal(number.denominator)
        return Fraction(exact ** (Decimal(1) / Decimal(degree)))


def printed_of(finding: Finding) -> Printed | None:
    """The finding's number with its grain; counts without a scale word are exact."""
    if finding.value is None:
        return None
    digits = _DIGITS.search(flowing(finding.words).text.replace("\n", ""))
    places = len(digits[1] or "") if digits else 0
    is_exact = finding.claim in (Claim.COUNT, Claim.DAYS) and finding.scale == 1 and not places
    return Printed(finding.value, Fraction(0) if is_exact else finding.scale / 10**places, places, finding.scale)


def checked(text: str, found: list[Finding]) -> list[Finding]:
    """The findings with the verdicts that the text itself allows, the worst of each."""
    worst: dict[int, Check] = {}
    for check in checks(text, found):
        known = worst.get(check.finding)
        if known is None or _WORST_FIRST.index(check.verdict) < _WORST_FIRST.index(known.verdict):
            worst[check.finding] = check
    return [
        replace(one, verdict=worst[index].verdict, reason=worst[index].reason) if index in worst else one
        for index, one in enumerate(found)
    ]


def checks(text: str, found: list[Finding]) -> Iterator[Check]:
    """Every recomputation of a text, sentence by sentence, then figures said twice."""
    at = {one.start: index for index, one in enumerate(found) if one.kind is Kind.VALUE}
    for index, one in enumerate(found):
        if one.kind is Kind.VALUE and one.value is not None:
            subject = Subject(text, found, at, index)
            for rule in _RULES:
                yield from rule(subject)
    yield from _said_twice(found)


@dataclass(frozen=True)
class Subject:
    """One finding with those it is compared with."""

    text: str
    found: list[Finding]
    at: dict[int, int]
    index: int

    @property
    def finding(self) -> Finding:
        return self.found[self.index]

    def compared(self, *relations: Relation) -> list[tuple[int | None, Comparison]]:
        """Comparisons of these relations with the finding that states them."""
        return [
            (self.at.get(one.start), one)
            for one in self.finding.comparison
            if one.relation in relations and one.value is not None
        ]

    def number(self, place: int | None, one: Comparison) -> Printed:
        """The comparison's number with its grain."""
        known = printed_of(self.found[place]) if place is not None else None
        return replace(known, value=one.value or Fraction(0)) if known else Printed(one.value or Fraction(0))

    def sentence(self) -> str:
        start, end = self.finding.sentence
        return self.text[start:end]


Rule = Callable[[Subject], Iterator[Check]]
_GROWTHS = (Relation.YEAR_ON_YEAR, Relation.GROWTH, Relation.PREVIOUS)


def _ratio_check(
    place: int, printed: Printed, top: Printed, bottom: Printed, words: str, change: bool = False
) -> Iterator[Check]:
    """part / whole in per cent, or (new / old − 1) in per cent, against what is printed."""
    if not bottom.value or min(abs(end) for end in bottom.ends) == 0:
        return
    shift = 100 if change else 0
    result = top.value / abs(bottom.value) * 100 - (shift if bottom.value > 0 else -shift)
    others = [a / abs(b) * 100 - (shift if b > 0 else -shift) for a in top.ends for b in bottom.ends]
    is_exact = not top.grain and not bottom.grain
    found = verdict(result, printed.value, printed.places, () if is_exact else others)
    yield Check(place, found, words, result, printed.value, "%")


def _growth(subject: Subject) -> Iterator[Check]:
    """GDP 4250亿元, 上年4045.06亿元, 增长5%; 由84.4亿元增长到127亿元, 年均增长8.5%."""
    now = printed_of(subject.finding)
    for from_place, earlier in subject.compared(Relation.FROM):
        before = subject.number(from_place, earlier)
        if earlier.unit != subject.finding.unit or not now or before.value <= 0:
            continue
        words = f"{_plain(now)} ÷ {_plain(before)} − 1"
        for place, growth in subject.compared(*_GROWTHS):
            if place is not None:
                yield from _ratio_check(place, subject.number(place, growth), now, before, words, change=True)
        yield from _yearly(subject, now, before, from_place)
        yield from _times(subject, now, before)
        yield from _amounts(subject, now, before)


def _plain(number: Printed) -> str:
    return shown(number.value / number.scale)


def _yearly(subject: Subject, now: Printed, before: Printed, from_place: int | None) -> Iterator[Check]:
    years = _years_between(subject, from_place)
    for place, growth in subject.compared(Relation.YEARLY):
        if place is None or not years:
            continue
        printed = subject.number(place, growth)
        result = (root(now.value / before.value, years) - 1) * 100
        others = [(root(a / b, years) - 1) * 100 for a in now.ends for b in before.ends]
        found = verdict(result, printed.value, printed.places, others)
        yield Check(place, found, f"({_plain(now)} ÷ {_plain(before)})^(1/{years}) − 1", result, printed.value, "%")


def _years_between(subject: Subject, from_place: int | None) -> int | None:
    earlier = subject.found[from_place].period if from_place is not None else None
    later = subject.finding.period
    if not earlier or not later or earlier.year is None or later.year is None:
        return None
    years = later.year - earlier.year
    return years if years > 0 else None


def _times(subject: Subject, now: Printed, before: Printed) -> Iterator[Check]:
    """增长1.26倍, 是…的3.2倍."""
    for place, one in subject.compared(Relation.TIMES_MORE, Relation.MULTIPLE):
        if place is None or subject.found[place].printed_unit == "番":
            continue
        less = 1 if one.relation is Relation.TIMES_MORE else 0
        printed = subject.number(place, one)
        others = [a / b - less for a in now.ends for b in before.ends if b]
        result = now.value / before.value - less
        words = f"{_plain(now)} ÷ {_plain(before)}" + (" − 1" if less else "")
        yield Check(place, verdict(result, printed.value, printed.places, others), words, result, printed.value, "倍")


def _amounts(subject: Subject, now: Printed, before: Printed) -> Iterator[Check]:
    """55天, 上年42天, 增加13天."""
    for place, one in subject.compared(Relation.YEAR_ON_YEAR_AMOUNT, Relation.PREVIOUS_AMOUNT):
        if place is None or one.unit != subject.finding.unit:
            continue
        printed = subject.number(place, one)
        result = (now.value - before.value) / printed.scale
        others = [(a - b) / printed.scale for a in now.ends for b in before.ends]
        found = verdict(result, printed.value / printed.scale, printed.places, others)
        yield Check(place, found, f"{_plain(now)} − {_plain(before)}", result, printed.value / printed.scale)


def _growth_by_amount(subject: Subject) -> Iterator[Check]:
    """412.5亿元, 增加37.6亿元, 增长10%; without the per cent the year before is implied."""
    now = printed_of(subject.finding)
    if not now or subject.compared(Relation.FROM):
        return
    amounts = subject.compared(Relation.YEAR_ON_YEAR_AMOUNT)
    for place, amount in amounts:
        if amount.unit == subject.finding.unit:
            yield from _before_the_rise(subject, now, subject.number(place, amount))
    if not amounts and subject.finding.unit != "%":
        yield from _implied_by_growth(subject, now)


def _before_the_rise(subject: Subject, now: Printed, moved: Printed) -> Iterator[Check]:
    """The year before, and what the growths beside it say of it."""
    before = replace(now, value=now.value - moved.value, grain=now.grain + moved.grain)
    words = f"{_plain(now)} − {shown(moved.value / now.scale)}"
    growths = subject.compared(Relation.YEAR_ON_YEAR)
    for place, growth in growths:
        if place is not None and before.value > 0:
            text = f"{_plain(now)} ÷ ({words}) − 1"
            yield from _ratio_check(place, subject.number(place, growth), now, before, text, change=True)
    if not growths:
        yield Check(subject.index, Verdict.IMPLIED, words, before.value / now.scale, None)


def _implied_by_growth(subject: Subject, now: Printed) -> Iterator[Check]:
    """The year before as the first growth implies it."""
    for _place, growth in subject.compared(Relation.YEAR_ON_YEAR)[:1]:
        rate = 1 + Fraction(growth.value or 0) / 100
        if rate > 0:
            words = f"{_plain(now)} ÷ {shown(rate)}"
            yield Check(subject.index, Verdict.IMPLIED, words, now.value / now.scale / rate, None)


def _shares(subject: Subject) -> Iterator[Check]:
    """71 of 72 is 99 %; 7560家, 复工率95.4 % implies the whole."""
    part = printed_of(subject.finding)
    wholes = [
        (place, one)
        for place, one in subject.compared(Relation.OF_TOTAL, Relation.PART_OF)
        if one.unit == subject.finding.unit
    ]
    for place, rate in subject.compared(Relation.RATE, Relation.SHARE):
        if place is None or place == subject.index or not part:
            continue
        printed = subject.number(place, rate)
        for whole_place, one in wholes[:1]:
            whole = subject.number(whole_place, one)
            yield from _ratio_check(place, printed, part, whole, f"{_plain(part)} ÷ {_plain(whole)}")
        if not wholes:
            of_days = list(_share_of_days(subject, place, printed, part))
            yield from of_days or _implied_whole(subject, place, rate, part)


def _share_of_days(subject: Subject, place: int, printed: Printed, part: Printed) -> Iterator[Check]:
    """180 good days are 49.3 % of a year of 365 days."""
    period = subject.finding.period.period() if subject.finding.period else None
    if subject.finding.unit != "天" or period is None:
        return
    whole = Printed(Fraction(period.days))
    yield from _ratio_check(place, printed, part, whole, f"{_plain(part)} ÷ {period.days}")
    for from_place, earlier in subject.compared(Relation.FROM):
        before = subject.number(from_place, earlier)
        days = Fraction((period.last_year_if_any() or period).days)
        for points_place, points in _points_near(subject, place):
            result = part.value / period.days * 100 - before.value / days * 100
            said = subject.number(points_place, points)
            words = f"{_plain(part)} ÷ {period.days} − {_plain(before)} ÷ {days}"
            found = verdict(result, said.value, said.places)
            yield Check(points_place, found, words, result, said.value, "百分点")


def _points_near(subject: Subject, place: int) -> list[tuple[int, Comparison]]:
    own = [*subject.compared(Relation.POINTS)]
    own += [
        (subject.at.get(one.start), one) for one in subject.found[place].comparison if one.relation is Relation.POINTS
    ]
    return [(where, one) for where, one in own if where is not None]


def _implied_whole(subject: Subject, place: int, rate: Comparison, part: Printed) -> Iterator[Check]:
    """The whole behind 7560家 and 95.4%; where the text names it (全区进出口), it is compared."""
    share = rate.value or Fraction(0)
    if subject.finding.claim is Claim.PERCENT or not 0 < share <= 100:
        return
    named = _whole_named(subject, rate)
    if named is not None:
        whole = printed_of(subject.found[named])
        if whole:
            printed = subject.number(place, rate)
            yield from _ratio_check(place, printed, part, whole, f"{_plain(part)} ÷ {_plain(whole)}")
        return
    words = f"{_plain(part)} ÷ {shown(share)}%"
    yield Check(subject.index, Verdict.IMPLIED, words, part.value / part.scale / share * 100, None)


def _whole_named(subject: Subject, rate: Comparison) -> int | None:
    """A greater number of the same unit whose name holds what the share is of, in this sentence or the one before."""
    words = re.sub(r"^(?:全部|总数|总量|总)|(?:总数|总量|的)$", "", rate.of)
    start = subject.finding.sentence[0]
    for index in range(subject.index - 1, max(-1, subject.index - 8), -1):
        one = subject.found[index]
        if one.kind is not Kind.VALUE or one.of is not None or one.value is None or one.unit != subject.finding.unit:
            continue
        if start - one.sentence[1] > 1:
            break
        is_whole = one.value >= (subject.finding.value or 0)
        if is_whole and (not words or words in one.name + one.counted or one.name[-4:] in subject.finding.name):
            return index
    return None


def _sums(subject: Subject) -> Iterator[Check]:
    """其中A 183个、B 86个、C 99个: the parts against the whole."""
    whole = printed_of(subject.finding)
    parts = subject.compared(Relation.PART)
    if not whole or len(parts) < 2:
        yield from _rate_of_exchange(subject, whole, parts)
        return
    numbers = [subject.number(place, one) for place, one in parts]
    result = sum((number.value for number in numbers), Fraction(0))
    words = " + ".join(shown(number.value / whole.scale) for number in numbers)
    found = verdict(result / whole.scale, whole.value / whole.scale, whole.places)
    is_listed = bool(_WHOLE_LISTED.search(subject.sentence())) or _by_whom(subject, parts)
    if found is not Verdict.AGREES and result < whole.value and not is_listed:
        rest = (whole.value - result) / whole.scale
        yield Check(subject.index, Verdict.IMPLIED, f"{_plain(whole)} − ({words})", rest, None)
        return
    yield Check(subject.index, found, words, result / whole.scale, whole.value / whole.scale)


def _by_whom(subject: Subject, parts: list[tuple[int | None, Comparison]]) -> bool:
    """Parts that reach nearly the whole are meant as all of it."""
    total = sum((one.value or Fraction(0) for _place, one in parts), Fraction(0))
    return total >= (subject.finding.value or 0) * Fraction(95, 100)


def _rate_of_exchange(
    subject: Subject, whole: Printed | None, parts: list[tuple[int | None, Comparison]]
) -> Iterator[Check]:
    """总投资2330亿元, 其中内资1944亿元、外资55.129亿美元: the rate the total implies."""
    foreign = [
        one
        for one in subject.found[subject.index + 1 : subject.index + 8]
        if one.sentence == subject.finding.sentence
        and one.unit in ("USD", "EUR", "HKD")
        and one.value
        and one.of is None
    ]
    if not whole or subject.finding.unit != "yuan" or len(parts) != 1 or len(foreign) != 1:
        return
    rest = whole.value - (parts[0][1].value or 0)
    value = foreign[0].value or Fraction(1)
    if rest > 0:
        known = shown((parts[0][1].value or Fraction(0)) / whole.scale)
        words = f"({_plain(whole)} − {known}) ÷ {shown(value / foreign[0].scale)}"
        yield Check(subject.index, Verdict.IMPLIED, words, rest / value, None)


def _plans(subject: Subject) -> Iterator[Check]:
    """512亿元 is the plan behind 469.94亿元 and 91.78 %; 22 of a target of 21 is 104.8 %; ahead of the calendar."""
    value = printed_of(subject.finding)
    targets = [(place, one) for place, one in subject.compared(Relation.TARGET) if one.unit == subject.finding.unit]
    for place, plan in subject.compared(Relation.PLAN):
        share = plan.value or Fraction(0)
        if not value or share <= 0 or place == subject.index:
            continue
        if targets and place is not None:
            target = subject.number(*targets[0])
            words = f"{_plain(value)} ÷ {_plain(target)}"
            yield from _ratio_check(place, subject.number(place, plan), value, target, words)
        elif subject.finding.unit != "%":
            words = f"{_plain(value)} ÷ {shown(share)}%"
            yield Check(subject.index, Verdict.IMPLIED, words, value.value / value.scale / share * 100, None)
        yield from _ahead(subject, share)


def _ahead(subject: Subject, share: Fraction) -> Iterator[Check]:
    period = subject.finding.period
    if period is None or period.first != (1, 1) or period.years:
        return
    gone = Fraction(period.last[0] * 100, 12)
    for place, one in subject.compared(Relation.AHEAD):
        if place is not None:
            printed = subject.number(place, one)
            words = f"{shown(share)} − {shown(gone)}"
            found = verdict(share - gone, printed.value, printed.places)
            yield Check(place, found, words, share - gone, printed.value, "百分点")


def _others_growth(subject: Subject) -> Iterator[Check]:
    """增长10.3%, 高于全国4.2个百分点: the nation's growth is implied."""
    finding = subject.finding
    growths = subject.compared(Relation.YEAR_ON_YEAR, Relation.GROWTH)
    own = finding.value if finding.unit == "%" else next((one.value for _place, one in growths), None)
    for place, one in subject.compared(Relation.POINTS_ABOVE):
        if own is not None and place is not None and one.value is not None:
            yield Check(place, Verdict.IMPLIED, f"{shown(own)} − {shown(one.value)}", own - one.value, None, "%")


_ADDED = re.compile(r"加上|再加|加之")


def _added(subject: Subject) -> Iterator[Check]:
    """249天, 加上31日的1天, 全年250天."""
    finding = subject.finding
    if not _ADDED.search(subject.text[max(finding.sentence[0], finding.start - 16) : finding.start]):
        return
    before, behind = subject.index - 1, subject.index + 1
    if before < 0 or behind >= len(subject.found):
        return
    first, whole = subject.found[before], subject.found[behind]
    if {first.sentence, whole.sentence} != {finding.sentence} or None in (first.value, whole.value, finding.value):
        return
    total = printed_of(whole)
    if total and first.value is not None and finding.value is not None and _dimension(first) == _dimension(whole):
        result = (first.value + finding.value) / total.scale
        words = f"{shown(first.value / total.scale)} + {shown(finding.value / total.scale)}"
        found = verdict(result, total.value / total.scale, total.places)
        yield Check(behind, found, words, result, total.value / total.scale)


def _dimension(one: Finding) -> str:
    return one.unit if one.unit != "个" else "天"


def _without_total(subject: Subject) -> Iterator[Check]:
    """五类项目分别为62项、29项、13项、68项、12项: the total that is not printed."""
    finding = subject.finding
    left = subject.text[max(finding.sentence[0], finding.start - 12) : finding.start]
    if "分别" not in left or finding.of is not None or not re.search(r"[三四五六七八九两]类|各类", subject.sentence()):
        return
    row = [finding]
    for one in subject.found[subject.index + 1 :]:
        gap = subject.text[row[-1].end : one.start]
        if one.kind is not Kind.VALUE or one.unit != finding.unit or not re.fullmatch(r"[、和及与，\s]*|以及", gap):
            break
        row.append(one)
    if len(row) < 3 or any(known.relation is Relation.PART_OF for known in finding.comparison):
        return
    total = sum((one.value or Fraction(0) for one in row), Fraction(0)) / finding.scale
    words = " + ".join(shown((one.value or Fraction(0)) / finding.scale) for one in row)
    yield Check(subject.index, Verdict.IMPLIED, words, total, None)


_RULES: tuple[Rule, ...] = (
    _growth,
    _growth_by_amount,
    _shares,
    _sums,
    _plans,
    _others_growth,
    _added,
    _without_total,
)
_NOT_A_NAME = re.compile(r"^(?:全年|推动|完成|实现|新增|累计|共|达到|达|先后|引进了?|投资)+")


def _said_twice(found: list[Finding]) -> Iterator[Check]:
    """A figure stated twice under the same name, unit and time: equal or not."""
    known: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for index, one in enumerate(found):
        name = _NOT_A_NAME.sub("", one.name) + "/" + one.counted
        if one.kind is Kind.VALUE and one.of is None and one.value is not None and len(name) >= 6 and not one.upper:
            known[name, one.unit, str(one.period or "")].append(index)
    for places in known.values():
        first = found[places[0]]
        for place in places[1:]:
            one = found[place]
            if one.sentence == first.sentence:
                continue
            is_same = one.value == first.value
            yield Check(
                place,
                Verdict.AGREES if is_same else Verdict.DIFFERS,
                first.name + first.counted,
                (first.value or Fraction(0)) / first.scale,
                (one.value or Fraction(0)) / one.scale,
                one.printed_unit,
            )
