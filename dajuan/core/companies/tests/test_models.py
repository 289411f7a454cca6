"""Companies: known once in a zone, by a code that is checked; a failing check may be accepted with a reason."""

import csv
from datetime import date
from pathlib import Path

import pytest

from dajuan.core.companies import models
from dajuan.core.companies.models import Company, CompanyParticulars, enter_company
from dajuan.core.records.act import Act, act
from dajuan.core.records.merging import merge
from dajuan.core.records.models import Refused
from tests.cast import Cast

GOOD, OTHER, PILOT = "91610132MA6TXUP48Y", "91610132MA6TXUP64L", "91350211M00013FA1N"
DAY = date(2020, 3, 1)


def enter(cast: Cast, code: str = GOOD, name: str = "示范精密机械有限公司", reason: str = "") -> Company:
    with act(by=cast.li) as one:
        return enter_company(one, code=code, name=name, happened_on=DAY, accepted_because=reason)


def refusal(cast: Cast, code: str, reason: str = "") -> Refused:
    with pytest.raises(Refused) as refused:
        enter(cast, code, reason=reason)
    return refused.value


def test_a_checked_code_tells_where_it_was_registered(cast: Cast) -> None:
    company = enter(cast, " 91610132 ma6txup48y ")
    assert (company.code, company.division, company.code_state) == (GOOD, "610132", "checked")
    assert company.particulars.get().name == company.name


def test_a_code_is_known_once_in_a_zone(cast: Cast) -> None:
    enter(cast)
    assert refusal(cast, GOOD).field == "code"
    assert Company.objects.count() == 1


def test_two_people_entering_one_company_at_once_get_one_company_and_one_answer(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    look = models._refuse_known

    def too_early(act: Act, code: str) -> None:
        """The first look comes before the other's company is there."""
        looked.append(code)
        if len(looked) > 1:
            look(act, code)

    enter(cast)
    monkeypatch.setattr(models, "_refuse_known", too_early)
    assert refusal(cast, GOOD).field == "code"
    assert Company.objects.count() == 1


def test_a_real_code_that_fails_the_check_is_asked_about_and_accepted_with_a_reason(cast: Cast) -> None:
    assert refusal(cast, PILOT).field == "accepted_because"
    company = enter(cast, PILOT, reason="与营业执照核对一致")
    assert company.code_state == "accepted"
    assert company.acceptances.get().because == "与营业执照核对一致"


def test_no_reason_makes_a_code_of_what_is_none(cast: Cast, shared: Path) -> None:
    with (shared / "data/uscc/codes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["why"] == "format":
            assert refusal(cast, row["code"], reason="执照如此").field == "code"
        elif row["why"]:
            assert refusal(cast, row["code"]).field == "accepted_because"


def test_a_refused_company_leaves_nothing_behind(cast: Cast) -> None:
    with pytest.raises(Refused):
        enter(cast, name="  ")
    assert not Company.objects.exists()
    assert not CompanyParticulars.objects.exists()


def test_the_latest_particulars_are_shown_and_earlier_ones_remembered(cast: Cast) -> None:
    company = enter(cast)
    with act(by=cast.li) as one:
        company.describe(one, happened_on=date(2020, 9, 1), name="示范智能装备有限公司", industry="c3611", size="small")
    with act(by=cast.li) as one:
        company.describe(one, happened_on=date(2020, 5, 1), name="示范机械有限公司")
    company.refresh_from_db()
    assert (company.name, company.industry, company.size) == ("示范智能装备有限公司", "C3611", "small")
    assert company.particulars_on(date(2020, 6, 1)).name == "示范机械有限公司"  # type: ignore[union-attr]  # it is there
    assert company.particulars_on(date(2020, 1, 1)) is None


def test_withdrawing_the_latest_particulars_brings_the_earlier_back(cast: Cast) -> None:
    company = enter(cast)
    with act(by=cast.li) as one:
        later = company.describe(one, happened_on=date(2020, 9, 1), name="示范智能装备有限公司")
    with act(by=cast.chen) as one:
        one.withdraw(later, reason="登记有误")
    company.refresh_from_db()
    assert company.name == "示范精密机械有限公司"
    assert not Company.objects.all().forgotten().exists()


def test_two_particulars_of_one_day_are_refused(cast: Cast) -> None:
    company = enter(cast)
    with pytest.raises(Refused), act(by=cast.li) as one:
        company.describe(one, happened_on=DAY, name="另一个名称")


def test_an_industry_is_a_code_of_the_classification(cast: Cast) -> None:
    company = enter(cast)
    with pytest.raises(Refused), act(by=cast.li) as one:
        company.describe(one, happened_on=date(2020, 9, 1), name="某某公司", industry="Z9")


def test_a_merged_company_is_not_listed_and_leads_to_the_other(cast: Cast) -> None:
    gone, kept = enter(cast), enter(cast, OTHER, name="示范智能装备有限公司")
    with act(by=cast.chen) as one:
        merge(one, gone, kept, happened_on=date(2020, 10, 1))
    assert gone.merged_into() == kept
    assert list(Company.objects.visible_to(cast.li).standing()) == [kept]


def test_a_company_is_found_by_part_of_its_name_or_the_beginning_of_its_code(cast: Cast) -> None:
    company = enter(cast)
    for words in ("精密", "91610132", "91610132ma6", ""):
        assert list(Company.objects.found_by(words)) == [company]
    assert not Company.objects.found_by("没有").exists()
