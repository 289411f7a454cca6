"""What reading a text finds: a value, a gap where a value is missing, or words that assert something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from django.utils.functional import Promise

from dajuan.sheet.reading.spans import Spoken


class Kind(StrEnum):
    """Whether a number is there, is missing, or was never needed."""

    VALUE = "value"
    GAP = "gap"
    ASSERTION = "assertion"


class Claim(StrEnum):
    """What sort of thing is claimed. The first group has a number (or a gap for one), the second asserts in words."""

    COUNT = "count"
    MONEY = "money"
    AREA = "area"
    LENGTH = "length"
    DAYS = "days"
    HOURS = "hours"
    PERCENT = "percent"  # a level or a change in per cent
    POINTS = "points"  # percentage points
    MULTIPLE = "multiple"
    RATIO = "ratio"  # of two units: 万元/亩
    CONCENTRATION = "concentration"
    VOLTAGE = "voltage"
    WEIGHT = "weight"
    ENERGY = "energy"
    INDEX = "index"  # a number without a unit: AQI 43
    RANK = "rank"
    ORDINAL = "ordinal"  # 第n家
    YEAR = "year"
    DATE = "date"
    POLLUTANT = "pollutant"  # its name is what is missing

    FIRST = "first"
    TOP = "top"
    EXCEEDS = "exceeds"
    ALL = "all"
    EACH = "equal"
    TITLE = "title"
    EVENT = "event"
    DONE = "done"
    RESUMED = "resumed"
    RECORD = "record"
    ROSE = "rose"
    FELL = "fell"
    LEVEL = "level"
    ONLY = "only"
    STREAK = "streak"
    PLAN = "plan"  # 超额完成, without a number


class Said(StrEnum):
    """The word that goes with a number; the first eight are those `dajuan.values.hedges` tests."""

    EXACTLY = ""
    EXCEEDS = "超"
    EXCEEDS_BOOKISH = "逾"
    BREAKS_THROUGH = "突破"
    ODD = "余"
    NEARLY = "近"
    ABOUT = "约"
    AT_LEAST = "以上"
    AT_MOST = "以下"
    SHORT_OF = "不足"


class Relation(StrEnum):
    """How a number stands to another."""

    YEAR_ON_YEAR = "yoy"  # 同比, per cent
    YEAR_ON_YEAR_AMOUNT = "yoy_abs"  # 同比增加25天, in the unit of the value
    PREVIOUS = "mom"  # 环比
    PREVIOUS_AMOUNT = "mom_abs"
    GROWTH = "growth"  # per cent against a base the text does not name
    YEARLY = "cagr"  # 年均
    TWO_YEAR = "two_year_avg"
    POINTS = "pp_change"  # of a share, percentage points
    POINTS_ABOVE = "pp_above"  # above nation, province, target
    SHARE = "share"  # of a larger whole
    OF_TOTAL = "of_total"  # 10 of 36
    RATE = "rate"  # 复工率95.4%
    PLAN = "plan_pct"
    OVER_PLAN = "over_plan"
    AHEAD = "time_progress_pp"  # ahead of the calendar
    RANK = "rank"
    RANK_CHANGE = "rank_change"
    FROM = "from"  # 由84.4亿元增至127亿元
    MULTIPLE = "multiple"
    TIMES_MORE = "growth_times"  # 增长5倍
    THRESHOLD = "threshold"  # 总投资超过30亿元的项目
    PART = "of_which"
    PART_OF = "part_of"
    PARTS = "parts"
    RECORD = "record"
    STREAK = "streak"
    TARGET = "target"
    CONTRIBUTION = "contribution_pp"
    PERSONS = "persons"  # 户 … 人 of the same
    AMOUNT = "amount"  # 项目 … 总投资 of the same


class Verdict(StrEnum):
    """What checking says. The first group is found inside the text, the second against the catalogue."""

    UNCHECKED = ""
    AGREES = "agrees"
    IMPLIED = "implied"  # a value the text does not print follows from those it prints
    TRUNCATED = "truncated"  # cut off where it should have been rounded
    DIFFERS = "differs"

    BACKED = "backed"
    CONTRADICTED = "contradicted"
    ROUNDING = "rounding"
    NOT_BACKED = "not backed"
    NOT_CHECKABLE = "not checkable"
    FILLED = "filled"  # a gap for which we have the value
    NO_FIGURE = "no figure yet"
    ASK = "please choose"  # two figures match equally well


@dataclass(frozen=True)
class Reason:
    """Why a finding is as it is: a lazily translated sentence and what stands in its %(name)s."""

    sentence: str | Promise = ""
    named: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return str(self.sentence) % self.named if self.named else str(self.sentence)


@dataclass(frozen=True)
class Comparison:
    """A number set beside another: its relation, value in base units, and where it stands.

    `of`: what it is compared with, in the text's words (全市, 全国平均, 2015年). A fall is negative. `value` is None
    for a gap and for a record or a first without a number.
    """

    relation: Relation
    value: Fraction | None = None
    unit: str = ""
    hedge: Said = Said.EXACTLY
    of: str = ""
    words: str = ""
    start: int = 0
    end: int = 0
    total: Fraction | None = None  # 全国217家中第15: 217


@dataclass(frozen=True)
class Finding:
    """One claim of a text, from `start` to `end` in code points; a gap starts and ends where its value belongs.

    `value` stands in base units (yuan, m, m², counts) and `unit` is that base unit: `yuan`, `USD`, `m`, `m²`, `%`,
    `百分点`, else the measure word of the text (家, 户) or its English noun. `printed_unit` is what the text says
    (亿元), `scale` what one of it is worth. `name` are the words before it that say what is measured, `counted` those
    behind (断头路). `sentence` is where its sentence begins and ends. `upper` closes a range (3至5家). `of` is the
    start of the finding this one compares.
    """

    start: int
    end: int
    kind: Kind
    words: str
    value: Fraction | None = None
    unit: str = ""
    hedge: Said = Said.EXACTLY
    period: Spoken | None = None
    comparison: tuple[Comparison, ...] = ()
    figure: str | None = None
    verdict: Verdict = Verdict.UNCHECKED
    reason: Reason = Reason()
    claim: Claim = Claim.COUNT
    printed_unit: str = ""
    scale: Fraction = Fraction(1)
    upper: Fraction | None = None
    is_expected: bool = False
    name: str = ""
    counted: str = ""
    sentence: tuple[int, int] = (0, 0)
    of: int | None = None

    def as_json(self) -> dict[str, object]:
        """The object `./run check FILE --json` prints: fields in the order of the house, exact numbers as text."""
        return {
            "start": self.start,
            "end": self.end,
            "kind": self.kind.value,
            "words": self.words,
            "value": printed(self.value),
            "unit": self.unit,
            "hedge": self.hedge.value,
            "period": str(self.period) if self.period else "",
            "comparison": [_compared(one) for one in self.comparison],
            "figure": self.figure,
            "verdict": self.verdict.value,
            "reason": str(self.reason),
            "claim": self.claim.value,
            "printed_unit": self.printed_unit,
            "scale": printed(self.scale),
            "upper": printed(self.upper),
            "expected": self.is_expected,
            "name": self.name,
            "counted": self.counted,
        }


def _compared(one: Comparison) -> dict[str, object]:
    return {
        "relation": one.relation.value,
        "value": printed(one.value),
        "unit": one.unit,
        "hedge": one.hedge.value,
        "of": one.of,
        "words": one.words,
        "total": printed(one.total),
    }


def printed(number: Fraction | None) -> int | float | str | None:
    """An exact number for JSON: an integer, a decimal that ends, else a fraction as "1/3"."""
    if number is None:
        return None
    if number.denominator == 1:
        return int(number)
    as_float = float(number)
    return as_float if Fraction(str(as_float)) == number else str(number)
