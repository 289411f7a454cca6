"""A plain sentence for each figure of ../shared/data/report-claims/claims.csv, and what reading it must find.

The sentences are of our own making: subject, metric, value, unit, qualifier, period and comparisons in three varying
forms each, chosen by the row's place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from dajuan.sheet.reading import numerals, units
from dajuan.sheet.reading.findings import Relation

R = Relation
HEDGES = {"超": "超", "突破": "突破", "近": "近", "余": "余", "以上": "以上"}


@dataclass
class Expected:
    """What must be found: the value in base units, its hedge, period code, and comparisons (relations, value)."""

    value: Fraction
    unit: str
    hedge: str
    period: str | None
    comparisons: list[tuple[set[Relation], Fraction | None]] = field(default_factory=list)
    beside: list[Fraction] = field(default_factory=list)  # numbers of the sentence that are claims of their own
    is_expected: bool = False
    is_all: bool = False


def sentence(row: dict[str, str], place: int) -> tuple[str, Expected]:
    """The sentence and what it says."""
    form = place % 3
    when, code = period(row["period"], row["period_kind"], form)
    value, base = measured(row["value"], row["unit"])
    expected = Expected(value, base, HEDGES.get(row["qualifier"], ""), code)
    expected.is_expected = row["qualifier"] == "预计"
    expected.is_all = row["qualifier"] == "全部"
    front, body, behind = said(row, form, expected)
    for one in filter(None, re.split(r";(?=[a-z_]+(?:[:;]|$))", row["comparisons"])):
        key, _, argument = one.partition(":")
        front, body, behind = PHRASES.get(key, _nothing)(row, argument, form, expected, (front, body, behind))
    body = body.replace("«", "").replace("»", "")
    return f"{when}{front}{body}{behind}。", expected


def measured(digits: str, unit: str) -> tuple[Fraction, str]:
    """The value in base units, and the base unit."""
    word = unit
    scale = re.match(r"万亿|万|亿", unit)
    if scale and not units.RATIOS.fullmatch(unit):
        word = unit[scale.end() :]
    known = units.unit(word) if word else None
    worth = (numerals.SCALES[scale[0]] if scale and word != unit else 1) * (known.worth if known else 1)
    return Fraction(digits) * worth, known.base if known else ""


def period(code: str, kind: str, form: int) -> tuple[str, str | None]:  # noqa: C901  one question after another, as they decide
    """The words for a period of the file, and the code reading must give."""
    year = r"(\d{4}|Y|YTD)"
    is_at = kind == "as-of"
    if found := re.fullmatch(r"(\d{4})", code):
        if is_at:
            return (f"截至{code}年底，", f"{code}年末，", f"截至{code}年12月31日，")[form], f"@{code}-12-31"
        return (f"{code}年，", f"{code}年全年，" if kind == "year" else f"{code}年，", f"{code}年度，")[form], code
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", code):
        day = f"{found[1]}年{int(found[2])}月{int(found[3])}日"
        return (f"截至{day}，", f"@{code}") if is_at else (f"{day}，", f"{code}..{code}")
    if found := re.fullmatch(r"Y-(\d\d)-30", code):
        return f"截至{int(found[1])}月底，", f"@Y-{found[1]}-30"
    if found := re.fullmatch(rf"{year}-?(\d\d)/(\d\d)", code) or re.fullmatch(r"(YTD)-()(\d\d)", code):
        return _months(found, form)
    if found := re.fullmatch(r"(\d{4})-(\d\d)", code):
        words = f"{found[1]}年{int(found[2])}月"
        last = {"06": 30, "04": 30, "09": 30, "05": 31, "07": 31}.get(found[2], 31)
        return (f"截至{words}，", f"@{code}-{last}") if is_at else (f"{words}，", code)
    if found := re.fullmatch(r"(\d{4})-(H1|Q1)", code):
        is_half = found[2] == "H1"
        half = f"{found[1]}-01-01..{found[1]}-06-30"
        return f"{found[1]}年{'上半年' if is_half else '一季度'}，", half if is_half else f"{found[1]}-Q1"
    if found := re.fullmatch(r"(\d{4})/(\d{4})", code):
        words = (f"{found[1]}—{found[2]}年，", f"{found[1]}年至{found[2]}年，", f"{found[1]}-{found[2]}年，")[form]
        return words, f"{found[1]}-01-01..{found[2]}-12-31"
    if found := re.fullmatch(r"(\d{4})-(\d\d)/(\d{4})", code):
        return f"{found[1]}年{int(found[2])}月至{found[3]}年，", f"{found[1]}-{found[2]}-01..{found[3]}-12-31"
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)/\d{4}-(\d\d)-(\d\d)", code):
        words = f"{found[1]}年{int(found[2])}月{int(found[3])}日至{int(found[4])}月{int(found[5])}日，"
        return words, f"{found[1]}-{found[2]}-{found[3]}..{found[1]}-{found[4]}-{found[5]}"
    return "", None


def _months(found: re.Match[str], form: int) -> tuple[str, str]:
    year = found[1] if found[1].isdigit() else "Y"
    first, last = int(found[2] or 1), int(found[3])
    named = f"{year}年" if year != "Y" else ""
    words = (f"{named}{first}—{last}月，", f"{named}{first}至{last}月，", f"{named}{first}-{last}月份，")[form]
    if first == 1 and form == 2:
        words = f"{named}前{last}个月，"
    days = {1: 31, 3: 31, 5: 31, 7: 31, 11: 30, 12: 31}[last]
    return words, f"{year}-{first:02d}-01..{year}-{last:02d}-{days}"


_RISES = re.compile(r"(?:增速|增幅|变化|提高|增长)$")


def said(row: dict[str, str], form: int, expected: Expected) -> tuple[str, str, str]:
    """Subject and metric; the value with its hedge; nothing behind yet."""
    subject, metric, unit = row["subject"].replace("(推断)", ""), row["metric"], row["unit"]
    number = row["value"]
    if unit in ("%", "倍", "个百分点", "万元/亩") and _RISES.search(metric):
        return _moved(row, form, expected)
    if unit == "位":
        return f"{subject}{metric.replace('排名', '')}", f"排名第{number}位", ""
    if row["qualifier"] == "全部":
        return f"{subject}{metric}", f"{number}{unit}", "，全部实现目标"
    digits = number + ("余" if row["qualifier"] == "余" else "") + unit
    digits = {"超": "超", "突破": "突破", "近": "近"}.get(row["qualifier"], "") + digits
    digits += "以上" if row["qualifier"] == "以上" else ""
    verb = ("", "达到", "为")[form] if row["qualifier"] in ("=", "sum", "余", "以上") else ""
    if expected.is_expected:
        verb = "预计达到"
    return f"{subject}{metric}{verb}", digits, ""


def _moved(row: dict[str, str], form: int, expected: Expected) -> tuple[str, str, str]:
    """A metric that is itself a growth: its word turns with the sign."""
    metric = _RISES.sub("", row["metric"])
    value = Fraction(row["value"])
    number = row["value"].lstrip("-")
    is_yearly = metric.endswith("年均")
    metric = metric.removesuffix("年均")
    word = "下降" if value < 0 else ("提高" if row["unit"] in ("个百分点", "万元/亩") else "增长")
    base = "年均" if is_yearly else ("同比", "", "比上年")[form]
    if row["unit"] == "万元/亩":
        base = ("同比", "较上年", "比上年")[form]
    expected.comparisons.append(
        (
            {R.GROWTH, R.YEAR_ON_YEAR, R.YEARLY, R.POINTS, R.TIMES_MORE, R.YEAR_ON_YEAR_AMOUNT},
            expected.value,
        )
    )
    return f"{row['subject']}{metric}{base}{word}", f"{number}{row['unit']}", ""


Parts = tuple[str, str, str]
Phrase = Callable[[dict[str, str], str, int, Expected, Parts], Parts]


def _nothing(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    """Said by the metric itself, or by a remark that holds no number."""
    return parts


def _behind(parts: Parts, words: str) -> Parts:
    return parts[0], parts[1], parts[2] + words


def _number(argument: str) -> Fraction:
    return Fraction(re.search(r"[+-]?\d+(?:\.\d+)?", argument)[0])  # type: ignore[index]  # the file has one


def _sign(argument: str) -> int:
    return -1 if argument.startswith("-") else 1


def _yoy(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    number = _number(argument)
    base = ("同比", "比上年", "较上年同期")[form]
    word = "增长" if number >= 0 else "下降"
    expected.comparisons.append(({R.YEAR_ON_YEAR}, number))
    return _behind(parts, f"，{base}{word}{_digits(argument)}%")


def _digits(argument: str) -> str:
    return re.search(r"\d+(?:\.\d+)?", argument)[0]  # type: ignore[index]  # the file has one


def _yoy_abs(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    number = _number(argument)
    if row["unit"] == "万元/亩":
        return parts
    if not number:
        return _behind(parts, "，同比持平")
    base = ("同比", "比上年", "较上年")[form]
    worth = expected.value / Fraction(row["value"])
    expected.comparisons.append(({R.YEAR_ON_YEAR_AMOUNT}, number * worth))
    return _behind(parts, f"，{base}{'增加' if number > 0 else '减少'}{_digits(argument)}{row['unit']}")


def _points(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    number = _number(argument)
    if row["unit"] == "个百分点":
        return parts
    expected.comparisons.append(({R.POINTS}, number))
    word = ("提高", "上升", "增加")[form] if number > 0 else ("下降", "降低", "回落")[form]
    return _behind(parts, f"，{('同比', '比上年', '较上年')[form]}{word}{_digits(argument)}个百分点")


def _above(of: str) -> Phrase:
    def phrase(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
        expected.comparisons.append(({R.POINTS_ABOVE}, _number(argument)))
        words = (f"高于{of}{_digits(argument)}", f"比{of}高{_digits(argument)}", f"高出{of}{_digits(argument)}")[form]
        return _behind(parts, f"，{words}个百分点")

    return phrase


def _share(of: str) -> Phrase:
    def phrase(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
        if not argument:
            return parts
        if "三分之一" in argument:
            expected.comparisons.append(({R.SHARE}, Fraction(100, 3)))
            return _behind(parts, "，占全市的近三分之一")
        whole = re.search(r"[(（](.+)[)）]", argument)
        named = whole[1] if whole else of
        if "的企业" in argument:
            expected.beside.append(_number(argument))
            return _behind(parts, f"，{_digits(argument)}%的企业用电量增长")
        expected.comparisons.append(({R.SHARE}, _number(argument)))
        words = (
            f"占{named}的{_digits(argument)}%",
            f"占{named}比重达{_digits(argument)}%",
            f"占{named}的比重为{_digits(argument)}%",
        )
        return _behind(parts, f"，{words[form]}")

    return phrase


def _from(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    amount, _, year = argument.partition("@")
    amount = re.sub(r"\(.*", "", amount)
    number = re.match(r"(\d+(?:\.\d+)?)(.*)", amount)
    if number is None:
        return parts
    value, _base = measured(number[1], number[2])
    expected.comparisons.append(({R.FROM}, value))
    rises = value < expected.value
    front, body, behind = parts
    if year and form == 0:
        return _behind(parts, f"，{year}年为{amount}")
    front = re.sub(r"(?:预计)?(?:达到|为)$", lambda found: "预计" if "预计" in found[0] else "", front)
    word = ("增加到", "增长到", "提高到")[form] if rises else "下降到"
    return f"{front}由{year + '年的' if year else ''}{amount}{word}", body, behind


def _multiple(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    of = re.search(r"\((.+)\)", argument)
    if not argument or of is None:
        return parts
    expected.comparisons.append(({R.MULTIPLE}, _number(argument)))
    return _behind(parts, f"，是{of[1]}的{_digits(argument)}倍")


def _times(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    expected.comparisons.append(({R.TIMES_MORE}, Fraction(5)))
    return _behind(parts, "，较“十三五”初期增长5倍以上")


def _growth(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    if not argument:
        return parts
    expected.comparisons.append(({R.GROWTH, R.YEAR_ON_YEAR}, _number(argument)))
    return _behind(parts, f"，增长{'近' if '近' in argument else ''}{_digits(argument)}%")


def _rank(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    place = _number(argument)
    total = re.search(r"of (\d+)", argument)
    where = re.search(r"in (.+)", argument)
    expected.comparisons.append(({R.RANK}, place))
    if row["unit"] == "位" and not where:
        if total:
            return f"{parts[0]}在{total[1]}家经开区中", parts[1], parts[2]
        return parts
    named = where[1] if where else ""
    return _behind(parts, f"，{('总量居', '位居', '排名')[form]}{named}第{int(place)}位")


def _rank_of_growth(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    expected.comparisons.append(({R.RANK}, _number(argument)))
    return _behind(parts, f"，增速居苏州第{_digits(argument)}位")


def _rank_change(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    number = _number(argument.split("vs", maxsplit=1)[0])
    base = re.search(r"vs (\d+)", argument)
    if not number:
        return _behind(parts, "，与上年持平")
    expected.comparisons.append(({R.RANK_CHANGE}, number))
    words = ("前进", "上升", "提升")[form] if number > 0 else "后退"
    return _behind(parts, f"，较{base[1] + '年' if base else '上年'}{words}{abs(number)}位")


def _threshold(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    found = re.match(r"(\d+(?:\.\d+)?)(万元|亿元)", argument)
    if not found or found[0] not in row["metric"]:
        return parts
    expected.comparisons.append(({R.THRESHOLD}, measured(found[1], found[2])[0]))
    return parts


def _plan(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    if row["unit"] == "%":
        return parts
    expected.comparisons.append(({R.PLAN}, _number(argument)))
    words = (f"完成年度计划的{argument}%", f"占年度计划的{argument}%", f"完成全年目标任务的{argument}%")[form]
    return _behind(parts, f"，{words}")


def _total(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    front, body, behind = parts
    expected.comparisons.append(({R.OF_TOTAL}, _number(argument)))
    front = re.sub(r"(?:达到|为)$", "", front)
    return f"{row['subject']}{argument}{row['unit']}中，{front.removeprefix(row['subject'])}", body, behind


def _rate(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    if not argument:
        return parts
    expected.comparisons.append(({R.RATE}, _number(argument)))
    stem = next((word for word in ("复工", "开复工", "开工") if word in row["metric"]), "完成")
    return _behind(parts, f"，{stem}率{('', '达', '为')[form]}{_digits(argument)}%")


def _part_of(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    front, body, behind = parts
    unit = row["unit"]
    if row["unit"] == "亿美元":
        expected.beside.append(_number(argument) * 10**8)
        return f"总额{argument}亿元，其中{front}", body, behind
    worth = expected.value / Fraction(row["value"])
    expected.comparisons.append(({R.PART_OF}, _number(argument) * worth))
    return f"总数{argument}{unit}，其中{front}", body, behind


def _of_which(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    number = _number(argument)
    name = re.sub(r"^\d+个?\s*|\(.*", "", argument)
    if row["unit"] == "亿元":
        expected.beside.append(number)
        return _behind(parts, f"，其中{name}{number}个")
    expected.comparisons.append(({R.PART}, number))
    lead = "，其中" if "其中" not in parts[2] else "、"
    return _behind(parts, f"{lead}{name}{number}{row['unit'].removeprefix('万')}")


def _parts(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    worth = expected.value / Fraction(row["value"])
    numbers = re.findall(r"\d+(?:\.\d+)?", argument)
    expected.comparisons += [({R.PART}, Fraction(number) * worth) for number in numbers]
    names = ("一类", "二类", "三类", "四类", "五类") if len(numbers) > 1 else ("亿元以上",)
    listed = "、".join(f"{name}{number}{row['unit']}" for name, number in zip(names, numbers, strict=False))
    return _behind(parts, f"，其中{listed}")


def _beside(words: str) -> Phrase:
    """A number of its own beside the figure: written after it, found as a claim."""

    def phrase(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
        found = re.search(r"(约|近)?(\d+(?:\.\d+)?)(亿元|万元|公里|万人|万户|)", argument)
        if found is None:
            return parts
        value = measured(found[2], found[3])[0] if found[3] else Fraction(found[2])
        expected.beside.append(value)
        return _behind(parts, "，" + words.format(n=(found[1] or "") + found[2] + found[3]))

    return phrase


def _persons(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    expected.comparisons.append(({R.PERSONS}, _number(argument)))
    return parts[0], parts[1] + f"{('', '、', '，共')[form]}{argument}人", parts[2]


def _record(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    if argument.startswith("跨越"):
        return _behind(parts, f"，首次{argument}")
    words = {"首次": "，为首次突破", "历史性": "，实现历史性突破"}.get(argument, f"，创{argument}")
    expected.comparisons.append(({R.RECORD}, None))
    return _behind(parts, words)


def _two_year(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    expected.comparisons.append(({R.TWO_YEAR}, _number(argument)))
    return _behind(parts, f"，两年平均增长{argument}")


def _streak(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    expected.comparisons.append(({R.STREAK}, _number(argument)))
    return _behind(parts, "，连续6个月居全市第一")


def _ahead(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    expected.comparisons.append(({R.AHEAD}, _number(argument)))
    return _behind(parts, f"，{('超时间进度', '快于时序进度', '超序时进度')[form]}{argument}个百分点")


def _over_plan(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    expected.comparisons.append(({R.OVER_PLAN}, _number(argument)))
    return _behind(parts, f"，比计划多{_digits(argument)}{row['unit']}")


def _target(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    value, _base = measured(_digits(argument), row["unit"])
    expected.comparisons.append(({R.TARGET}, value))
    return _behind(parts, f"，目标为{_digits(argument)}{row['unit']}")


def _contribution(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    expected.comparisons.append(({R.CONTRIBUTION}, _number(argument)))
    return _behind(parts, f"，拉动工业增长{argument}个百分点")


def _ratio(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    return _share("")(row, argument, form, expected, parts) if argument else parts


def _yearly(row: dict[str, str], argument: str, form: int, expected: Expected, parts: Parts) -> Parts:
    if not argument:
        return parts
    expected.comparisons.append(({R.YEARLY}, _number(argument)))
    return _behind(parts, f"，年均增长{argument}")


PHRASES: dict[str, Phrase] = {
    "yoy": _yoy,
    "yoy_abs": _yoy_abs,
    "pp_change": _points,
    "pp_above_nation": _above("全国"),
    "pp_above_parent": _above("全省"),
    "pp_above_target": _above("目标"),
    "share_of_nation": _share("全国"),
    "share_of_parent": _share("全市"),
    "share": _share("总数"),
    "from": _from,
    "multiple": _multiple,
    "growth_times": _times,
    "growth": _growth,
    "cagr": _yearly,
    "rank": _rank,
    "rank_of_growth": _rank_of_growth,
    "rank_change": _rank_change,
    "threshold": _threshold,
    "plan_pct": _plan,
    "of_total": _total,
    "rate": _rate,
    "part_of": _part_of,
    "of_which": _of_which,
    "parts": _parts,
    "persons": _persons,
    "record": _record,
    "two_year_avg": _two_year,
    "streak": _streak,
    "time_progress_pp": _ahead,
    "over_plan": _over_plan,
    "target": _target,
    "contribution_pp": _contribution,
    "ratio": _ratio,
    "amount": _beside("总投资{n}"),
    "plan": _beside("年度计划投资{n}"),
    "n": _beside("涉及项目{n}个"),
    "under_construction": _beside("在建{n}"),
    "villages": _beside("涉及{n}个村"),
    "categories": _beside("分为{n}类"),
    "peak": _nothing,
    "base": _nothing,
    "level": _nothing,
}
