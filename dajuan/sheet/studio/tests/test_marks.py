"""Marks: a number stands in a text so that people can read it, and nothing is lost by reading it back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dajuan.figures import catalogue
from dajuan.sheet.account import Saying
from dajuan.sheet.studio import marks

SIMPLE = [one.key for one in catalogue.statements()]
WORDS = st.text(alphabet="条个所千米，。roads ", max_size=6).map(str.strip)
SAYINGS = st.one_of(
    st.builds(
        lambda key, unit, scale, hedge: Saying("figure", (key, unit), (("scale", scale), ("hedge", hedge))),
        st.sampled_from(SIMPLE),
        WORDS.filter(bool),
        st.sampled_from(["万", "亿", "million", 1000]),
        st.sampled_from(["超", "余", "近", "over"]),
    ),
    st.builds(
        lambda key, unit, kind: Saying("change", (key, unit), (("kind", kind),)),
        st.sampled_from(SIMPLE),
        WORDS.filter(bool),
        st.sampled_from(["amount", "rate", "points"]),
    ),
    st.builds(
        lambda a, b, unit: Saying("each", (a, b, unit)),
        st.sampled_from(SIMPLE),
        st.sampled_from(SIMPLE),
        WORDS.filter(bool),
    ),
    st.builds(lambda kind, number: Saying(kind, (f"doc-{number}",)), st.just("words"), st.integers(1, 10**9)),
)


def test_a_mark_is_read_by_its_name_and_kept_by_its_key() -> None:
    typed = "打通【打通断头路条数｜条】断头路，【打通断头路条数·同比｜条｜方式=数量】。"
    kept = "打通【roads-opened｜条】断头路，【roads-opened·change｜条｜kind=amount】。"
    assert marks.to_stored(typed) == kept
    assert marks.to_readable(kept, "zh-hans") == typed


def test_the_same_mark_reads_in_english() -> None:
    shown = marks.to_readable("【roads-opened·change｜road｜roads】", "en")
    assert shown == "【Dead-end roads opened·change｜road｜roads】"
    assert marks.to_stored(shown) == "【roads-opened·change｜road｜roads】"


def test_half_width_bars_and_signs_are_taken_too() -> None:
    assert marks.to_stored("【roads-opened|条|换算＝万】") == "【roads-opened｜条｜scale=万】"


@given(SAYINGS)
def test_every_mark_is_read_back_as_it_was(saying: Saying) -> None:
    assert marks.parse(marks.stored(saying)) == saying
    for language in ("zh-hans", "en"):
        assert marks.parse(marks.readable(saying, language)) == saying


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_figure_of_the_catalogue_is_found_by_what_its_mark_shows(language: str) -> None:
    assert [key for key in SIMPLE if marks.key_of(marks.name_of(key, language)) != key] == []


def test_documents_estimates_and_calls_are_named_by_number() -> None:
    assert marks.to_stored("【佐证12：综合排名】【预计3】【征集5】") == "【doc-12】【est-3】【call-5】"
    assert marks.to_readable("【doc-12】", "zh-hans") == "【佐证12】"
    assert marks.to_stored("【Evidence 12】") == "【doc-12】"


@pytest.mark.parametrize("words", ["【亮点】", "【不存在的指标·同比】", "【roads-opened·称赞】", "【】"])
def test_brackets_that_name_nothing_stay_as_they_are(words: str) -> None:
    assert marks.to_stored(words) == words
    assert marks.to_readable(words, "zh-hans") == words


@pytest.mark.parametrize(
    "mark",
    [
        "【schools-opened｜places=3000000】",
        "【schools-opened｜places=-5】",
        "【schools-opened｜hedge=猜】",
        "【schools-opened｜hedge=超｜digits=0】",
        "【schools-opened｜scale=万亿亿】",
        "【schools-opened｜scale=0】",
        "【schools-opened·last｜back=100000】",
        "【schools-opened·change｜kind=猜】",
        "【schools-opened·each｜nothing】",
        "【schools-opened·largest｜schools-opened｜nothing】",
        "【doc-1｜所｜hedge=猜】",
        "【est-1｜所｜digits=很多】",
    ],
)
def test_a_mark_that_asks_for_what_cannot_be_said_is_none(mark: str) -> None:
    """Kept as it is and known by its trouble: one typed by mistake must not close a report to everybody."""
    assert marks.parse(mark) is None
