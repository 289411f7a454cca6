"""Charts for print: well-formed, harmless, with their values in words."""

import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest

from dajuan.papers.charts import Series, across, bars, lines

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314  our own drawing


def test_what_looks_like_markup_stays_words() -> None:
    said = words(bars(['</text><script>"&'], [Series("<b>\x00", [1]), Series("c", [2])], "<i>"))
    assert '</text><script>"&' in said
    assert {"<b>", "<i>"} <= set(said)


def test_each_bar_carries_its_value_and_an_unknown_one_has_none() -> None:
    svg = bars(["a", "b", "c"], [Series("s", [Decimal("12.5"), None, -3])], "天")
    assert svg.count("<rect") == 2
    assert {"12.5", "-3"} <= set(words(svg))


def test_a_line_is_broken_where_a_value_is_not_known() -> None:
    svg = lines(["a", "b", "c", "d"], [Series("s", [1, 2, None, 4])], "天")
    assert svg.count("<polyline") == 2


@pytest.mark.parametrize("values", [[], [0, 0], [None], [-5, -1], [Decimal("0.001")], [10**12]])
def test_any_values_can_be_drawn(values: list[int | None]) -> None:
    for draw in (bars, lines):
        assert draw([""] * len(values), [Series("s", values)], "").startswith("<svg")


def test_a_series_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="one value a label"):
        bars(["a"], [Series("s", [1, 2])], "")


def test_bars_that_lie_across_carry_name_and_value_and_a_marked_line() -> None:
    svg = across(["打通断头路", "新建绿道", "未知"], [Decimal("131.5"), 98, None], "%", mark=100)
    assert svg.count("<rect") == 2
    assert {"打通断头路", "131.5", "98", "100", "%", "未知"} <= set(words(svg))
    with pytest.raises(ValueError, match="one value"):
        across(["a"], [], "%")
