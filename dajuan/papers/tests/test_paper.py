"""The rules of the form that are words, not pages (GB/T 9704-2012)."""

from datetime import date

import pytest

from dajuan.papers.paper import (
    Annex,
    Block,
    Heading,
    Paper,
    Run,
    Table,
    Text,
    annex_mark,
    annex_notes,
    chinese_number,
    issuer_points,
    numbered,
    plain,
    signature_indents,
    title_lines,
    width,
    written_date,
)


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九")]
)
def test_headings_are_counted_in_chinese(number: int, words: str) -> None:
    assert chinese_number(number) == words


def test_each_level_has_its_own_mark_and_begins_anew_under_the_next_higher() -> None:
    levels = (1, 2, 3, 4, 4, 2, 1, 2)
    marks = [mark for mark, _block in numbered([Heading("x", level) for level in levels], "zh-hans")]
    assert marks == ["一、", "（一）", "1.", "（1）", "（2）", "（二）", "二、", "（一）"]


def test_a_level_jumped_over_is_not_counted_as_none() -> None:
    assert [mark for mark, _block in numbered([Heading("x", 3), Heading("x", 2)], "en")] == ["1.1.1 ", "1.2 "]


def test_a_paragraph_between_headings_carries_no_mark() -> None:
    blocks: list[Block] = [Heading("x"), Text("y"), Heading("z")]
    assert [mark for mark, _block in numbered(blocks, "zh-hans")] == ["一、", "", "二、"]


def test_a_short_title_is_one_line_and_a_broken_one_stays_as_written() -> None:
    assert title_lines("二〇二〇年工作总结") == ["二〇二〇年工作总结"]
    assert title_lines("西安经济技术开发区\n二〇二〇年度答卷") == ["西安经济技术开发区", "二〇二〇年度答卷"]


@pytest.mark.parametrize(
    "lines",
    [
        ["关于二〇二〇年度", "城市品质提升工作情况的报告"],
        ["渭川经济技术开发区", "关于2019年工作情况的报告"],
        ["关于二〇二〇年全区重点项目建设推进和", "营商环境优化提升工作情况的报告"],
        ["关于报送全区小微企业", "帮扶政策执行情况的函"],
        ["渭川经济技术开发区管理委员会", "关于印发《渭川经济技术开发区", "招商引资工作考核办法（试行）》的通知"],
    ],
)
def test_a_long_title_stands_in_lines_of_a_trapezoid_and_no_word_is_torn(lines: list[str]) -> None:
    assert title_lines("".join(lines)) == lines


def test_a_title_of_any_length_is_broken_in_reasonable_time() -> None:
    assert "".join(title_lines("题" * 600)) == "题" * 600
    assert "".join(title_lines("a" * 200)) == "a" * 200


def test_the_mark_of_the_issuer_fills_its_line_and_never_two() -> None:
    assert issuer_points("管委会") == 48
    assert issuer_points("渭川经济技术开发区管理委员会文件") * 16 < 442
    assert issuer_points("名" * 99) == 22


def test_the_date_has_no_leading_zeros() -> None:
    assert written_date(date(2021, 1, 8), "zh-hans") == "2021年1月8日"
    assert written_date(date(2021, 1, 8), "en") == "8 January 2021"


def test_office_and_date_are_centred_over_each_other() -> None:
    for office in ("管委会", "西安经济技术开发区管理委员会"):
        office_indent, day_indent = signature_indents(office, "2021年1月8日")
        assert office_indent + width(office) / 2 == day_indent + width("2021年1月8日") / 2
        assert min(office_indent, day_indent) >= 2


def test_one_annex_has_no_number_and_two_have() -> None:
    one = Paper("t", [], annexes=[Annex("指标表", [])])
    two = Paper("t", [], annexes=[Annex("指标表", []), Annex("说明", [])])
    assert (annex_mark(one, 1), annex_notes(one)) == ("附件", ["附件：指标表"])
    assert [annex_mark(two, place) for place in (1, 2)] == ["附件1", "附件2"]
    assert [line.strip("\u3000") for line in annex_notes(two)] == ["附件：1.指标表", "2.说明"]


def test_control_characters_are_left_out_of_words() -> None:
    assert plain([Run("a\x00\x0bb"), Run("\x1b"), Run("c")]) == "abc"


def test_a_table_with_a_short_row_is_refused() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table(["a", "b"], [["1"]])
