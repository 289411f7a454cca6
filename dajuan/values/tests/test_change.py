from fractions import Fraction

from dajuan.values.change import Change, printed_difference


def test_the_word_turns_with_the_sign() -> None:
    assert Change.of(112, 100).rate_in_words("zh-hans") == "增长12%"
    assert Change.of(88, 100).rate_in_words("zh-hans") == "下降12%"
    assert Change.of(88, 100).rate_in_words("en") == "down 12%"
    assert Change.of(250, 221).amount_in_words("zh-hans", "天") == "增加29天"
    assert Change.of(221, 250).amount_in_words("en", "days") == "29 days fewer"
    assert Change.of(Fraction(141, 10), Fraction(133, 10)).points_in_words("zh-hans") == "提高0.8个百分点"


def test_level_is_said_only_where_nothing_moved() -> None:
    assert Change.of(100, 100).rate_in_words("zh-hans") == "持平"
    assert Change.of(100_001, 100_000).rate_in_words("zh-hans") == "基本持平"
    assert Change.of(100_001, 100_000).rate_in_words("en") == "almost unchanged"


def test_nothing_before_gives_no_rate() -> None:
    assert Change.of(5, 0).rate is None
    assert Change.of(5, 0).rate_in_words("zh-hans") is None


def test_a_loss_that_shrank_is_a_rise() -> None:
    assert Change.of(-50, -100).rate == Fraction(1, 2)


def test_a_printed_difference_is_that_of_the_printed_values() -> None:
    now, before = Fraction(8_864, 100), Fraction(7_535, 100)  # printed 88.6 and 75.4; exactly 13.29 apart
    assert Change.of(now, before).points_in_words("zh-hans") == "提高13.2个百分点"
    assert str(printed_difference(now, before, 1)) == "13.2"
    assert Change.of(before, now).points_in_words("en") == "down 13.2 percentage points"
    assert Change.of(Fraction(8_864, 100), Fraction(8_856, 100)).points_in_words("zh-hans") == "基本持平"
