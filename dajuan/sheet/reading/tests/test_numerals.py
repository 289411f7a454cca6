"""Numbers as reports write them; a number printed by the sheet is read back as it was."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dajuan.sheet import wording
from dajuan.sheet.reading import numerals
from dajuan.sheet.reading.claims import read
from dajuan.sheet.reading.findings import Finding, Kind
from dajuan.sheet.wording import Way


def values(text: str) -> list[Finding]:
    return [one for one in read(text) if one.kind is Kind.VALUE]


@pytest.mark.parametrize(
    ("digits", "number"),
    [
        ("三千五百二十", 3520),
        ("二〇二〇", 2020),
        ("廿三", 23),
        ("卅", 30),
        ("两亿", 200_000_000),
        ("一百零五", 105),
        ("一万二", 12_000),
        ("十二", 12),
        ("三点五", Fraction(7, 2)),
        ("千亿", 10**11),
        ("一亿二千万", 120_000_000),
    ],
)
def test_chinese_digits_are_read(digits: str, number: Fraction) -> None:
    assert numerals.chinese(digits) == number


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("总投资1.2万亿元。", Fraction(12 * 10**11), "yuan"),
        ("完成投资１２３．５亿元。", Fraction(12_350_000_000), "yuan"),
        ("完成投资12\n34.5亿元。", Fraction(123_450_000_000), "yuan"),
        ("新增学位 1,234 个。", Fraction(1234), "个"),
        ("建成两所学校。", Fraction(2), "所"),
        ("帮扶三十余家企业。", Fraction(30), "家"),
        ("占全市的三分之一。", Fraction(100, 3), "%"),
        ("占全市的七成以上。", Fraction(70), "%"),
        ("产值翻两番。", Fraction(4), "倍"),
        ("产值下降26.9%。", Fraction("-26.9"), "%"),
        ("供地3450亩。", 3450 * Fraction(2000, 3), "m²"),
        ("亩均税收5.27万元/亩。", Fraction(52_700), "yuan/亩"),
        ("浓度70微克/立方米。", Fraction(70), "µg/m³"),
        ("实际利用外资US$987 million this year.", Fraction(987 * 10**6), "USD"),
    ],
)
def test_a_number_is_read_in_base_units(text: str, value: Fraction, unit: str) -> None:
    (one,) = values(text)
    assert (one.value, one.unit) == (value, unit)


def test_a_range_keeps_both_ends() -> None:
    (one,) = values("引进3—5家企业。")
    assert (one.value, one.upper) == (3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "PM2.5和5G、12345热线、4A级景区。",
        "六稳六保、两不愁三保障、一网通办。",
        "2020年12月31日10:41",
        "经发〔2020〕12号",
        "1. 工作开展情况",
        "（一）第一时间成立指挥部",
    ],
)
def test_names_dates_numbering_and_set_phrases_claim_no_number(text: str) -> None:
    assert values(text) == []


WAYS = [
    Way("zh-hans", "家"),
    Way("zh-hans", "元", scale="亿", places=2),
    Way("zh-hans", "平方米", scale="万", places=2),
    Way("zh-hans", "天"),
]
EDGES = st.sampled_from([1, 9, 10, 99, 100, 101, 999, 1000, 9999, 10_000, 99_995, 100_000, 99_995_000_000])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    value=st.one_of(EDGES, st.integers(1, 10**12)),
    step=st.integers(-1, 1),
    way=st.sampled_from(WAYS),
    hedge=st.sampled_from(["", "超", "逾", "突破", "余", "近", "约", "以上"]),
)
def test_what_the_sheet_prints_with_a_hedge_is_read_back(value: int, step: int, way: Way, hedge: str) -> None:
    from dajuan.values import hedges

    exact = Fraction(max(value + step, 1))
    said = wording.amount(exact, way, hedge)
    if said.startswith("0"):
        return  # less than is printed of this unit
    (one,) = values(f"全年共计{said}。")
    assert one.printed_unit == way.measure(1)
    scaled = way.scaled(exact)
    printed = (one.value or Fraction(0)) / one.scale
    if hedge:
        known = hedges.hedged(scaled, 2, hedges.Hedge(hedge))
        assert (one.hedge.value, printed) == (known.hedge.value, Fraction(known.number))
    else:
        assert abs(printed - scaled) <= Fraction(1, 2 * 10**way.places)
