"""What was frozen says the same for ever; today stands beside it with the records that explain the difference."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.utils import translation

from dajuan.core.records.act import Refused, act
from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.published import published
from dajuan.lines.livelihood.tests.plays import open_school
from dajuan.sheet import annex
from dajuan.sheet.answer_sheet import compose
from dajuan.sheet.editions import content as contents
from dajuan.sheet.editions import restating
from dajuan.sheet.editions.models import Edition, Snapshot
from dajuan.sheet.editions.restating import Kind, Restated, recomputed, restated
from dajuan.sheet.editions.tests import scene
from dajuan.values.bundles import Definition, FrozenValue
from tests.cast import Cast

SCHOOLS = "schools-opened"


@pytest.fixture(autouse=True)
def evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path


@pytest.fixture
def year(cast: Cast) -> scene.Year:
    return scene.small_year(cast)


@pytest.fixture
def edition(cast: Cast, year: scene.Year) -> Edition:
    return scene.through(cast, scene.begun(cast))


def said(edition: Edition) -> contents.Content:
    found = edition.content()
    assert found is not None
    return found


def test_a_frozen_edition_recomputed_at_its_cut_says_the_same_for_ever(
    cast: Cast, edition: Edition, year: scene.Year
) -> None:
    frozen = {one.key: one.value for one in said(edition).values}
    opening = year.second.openings.standing().get()
    with act(by=cast.sun, office=cast.education) as a:
        a.withdraw(opening, reason="日期有误")
    open_school(cast, "S3", day=date(2020, 9, 3))
    open_school(cast, "S4", day=date(2020, 10, 3))
    assert recomputed(said(edition), cast.zone) == frozen


def test_the_content_is_what_its_hash_says(edition: Edition) -> None:
    freezing = edition.freezing
    assert freezing is not None
    for language, digest in (("zh-hans", freezing.digest_zh), ("en", freezing.digest_en)):
        content = edition.content(language)
        assert content is not None and content.digest == digest
        assert contents.read(content.canonical) == content


def test_a_text_changed_behind_the_ledgers_back_is_not_shown(edition: Edition) -> None:
    kept = edition.texts["zh-hans"]
    Snapshot.objects.filter(pk=kept.pk).update(canonical=kept.canonical.replace("2所", "9所"))
    edition.refresh_from_db()
    with pytest.raises(Refused, match="no longer matches its hash"):
        edition.content()


def test_the_difference_names_what_was_added_withdrawn_and_redated(
    cast: Cast, edition: Edition, year: scene.Year
) -> None:
    open_school(cast, "S3", day=date(2020, 9, 3))
    first, second = (one.openings.standing().get() for one in (year.first, year.second))
    anew = type(second)(**{name: getattr(second, name) for name in _facts_of(second)}, happened_on=date(2020, 11, 1))
    with act(by=cast.sun, office=cast.education) as a:
        a.correct(second, anew, reason="以实际开学日为准")
    found = {one.frozen.key: one for one in restated(said(edition), cast.zone, cast.qian)}
    schools = found[SCHOOLS]
    assert (schools.frozen.value, schools.now) == (2, 3)
    assert {one.kind for one in schools.moved} == {Kind.ADDED, Kind.REDATED}
    redated = next(one for one in schools.moved if one.kind is Kind.REDATED)
    assert redated.why == "以实际开学日为准" and redated.moment is not None and redated.moment.recorded_by == cast.sun
    assert redated.before is not None and redated.before.number == second.number
    assert first.until_id is None


def _facts_of(entry: Any) -> list[str]:
    """The columns an entry recorded anew takes over."""
    own = {"number", "moment", "until", "reason", "replaces", "happened_on", "zone", "private_mac", "canonical"}
    return [field.name for field in entry._meta.concrete_fields if field.name not in own]


def test_the_correction_note_names_figures_and_no_person(cast: Cast, edition: Edition) -> None:
    open_school(cast, "S3", day=date(2020, 9, 3))
    found = restated(said(edition), cast.zone, cast.qian)
    note = "\n".join(restating.note(edition, found, "zh-hans"))
    assert "由2所修订为3所（补录1条记录）" in note and "示管发〔2021〕1号" in note
    assert not any(str(person) in note for person in (cast.sun, cast.qian, cast.wang, cast.zhou))
    assert "2 schools → 3 schools" in "\n".join(restating.note(edition, found, "en"))


def test_whoever_may_not_see_the_rows_sees_how_many_are_withheld(cast: Cast, edition: Edition) -> None:
    open_school(cast, "S3", day=date(2020, 9, 3))
    found = {one.frozen.key: one for one in restated(said(edition), cast.zone, cast.li)}
    assert found[SCHOOLS].moved == [] and found[SCHOOLS].withheld == 1


def test_the_note_counts_every_record_whoever_reads(
    cast: Cast, edition: Edition, year: scene.Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page shows the first of them, and those its reader may open; the note is the zone's."""
    monkeypatch.setattr(restating, "SHOWN", 1)
    for number in ("S3", "S4", "S5"):
        open_school(cast, number, day=date(2020, 9, 3))
    second = year.second.openings.standing().get()
    anew = type(second)(**{name: getattr(second, name) for name in _facts_of(second)}, happened_on=date(2020, 11, 1))
    with act(by=cast.sun, office=cast.education) as a:
        a.correct(second, anew, reason="以实际开学日为准")
    for reader in (cast.qian, cast.li):
        found = restated(said(edition), cast.zone, reader)
        assert "由2所修订为5所（补录3条、更正日期1条记录）" in "\n".join(restating.note(edition, found, "zh-hans"))


def test_an_edition_whose_definition_changed_since_says_so(
    cast: Cast, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = catalogue.figure(SCHOOLS)
    assert figure is not None
    frozen = said(edition).definition[SCHOOLS]
    monkeypatch.setitem(vars(figure), "version", figure.version + 1)
    found = {one.frozen.key: one for one in restated(said(edition), cast.zone, cast.qian)}
    assert found[SCHOOLS].is_defined_anew and found[SCHOOLS].definition == frozen
    assert SCHOOLS not in recomputed(said(edition), cast.zone)
    assert not restating.note(edition, list(found.values()), "zh-hans")


def test_last_years_value_is_offered_as_it_was_published(cast: Cast, edition: Edition) -> None:
    open_school(cast, "S3", day=date(2020, 9, 3))
    told = published(cast.zone, 2020)[SCHOOLS]
    assert (told.value, told.source) == (2, "示管发〔2021〕1号")
    assert published(cast.zone, 2019) == {}


def test_the_annex_of_the_next_year_shows_what_was_published(cast: Cast, edition: Edition) -> None:
    open_school(cast, "S3", day=date(2020, 9, 3))
    rows = annex.rows(compose(cast.zone, 2021, Book.now(cast.zone)))
    schools = next(row for row in rows if row.key == SCHOOLS)
    assert (schools.last_year, schools.last_year_published) == ("3", "2")


@pytest.mark.parametrize(
    ("then", "now", "read"),
    [
        (36_045_480_000, 36_478_025_760, ["360.45", "364.78", "+4.33", "亿元"]),
        (36_045_480_000, 36_045_480_100, ["36,045,480,000", "36,045,480,100", "+100", "元"]),
    ],
)
def test_both_values_are_read_in_one_unit_in_which_they_differ(then: int, now: int, read: list[str]) -> None:
    of = Definition("gdp", "地区生产总值", "元", "total", "")
    with translation.override("zh-hans"):
        one = Restated(FrozenValue("gdp", "2019", Fraction(then), ""), of, None, Fraction(now))
        assert [one.then_words, one.now_words, one.growth_words, one.unit_words] == read
