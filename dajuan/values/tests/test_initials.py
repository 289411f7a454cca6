import pytest

from dajuan.values.initials import initials


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("断头路", "dtl"),
        ("打通断头路条数", "dtdtlts"),
        ("PM2.5 平均浓度", "pm25pjnd"),
        ("地区生产总值", "dqsczz"),
        ("空气优良天数", "kqylts"),
        ("", ""),
        ("、，", ""),
        ("啊座", "az"),
    ],
)
def test_a_word_is_found_by_its_initials(words: str, expected: str) -> None:
    assert initials(words) == expected
