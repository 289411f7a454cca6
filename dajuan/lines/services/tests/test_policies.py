"""What a policy asks, whom it fits and why, and how its money goes out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from dajuan.core.companies.models import Company
from dajuan.core.records.act import Refused
from dajuan.lines.services.models import Condition, PolicyApplication, PolicyItem, TitleApplication
from dajuan.lines.services.models.conditions import About, Known, Verdict, judged, section_of
from dajuan.lines.services.models.policies import policies_for
from dajuan.lines.services.sample import WAN
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = date(2020, 9, 1)


@pytest.mark.parametrize(
    ("about", "values", "known", "verdict"),
    [
        (About.SIZE, ["small"], {"size": "small"}, Verdict.MET),
        (About.SIZE, ["small"], {"size": "large"}, Verdict.NOT_MET),
        (About.SIZE, ["small"], {}, Verdict.NOT_KNOWN),
        (About.INDUSTRY, ["C"], {"industry": "3611"}, Verdict.MET),
        (About.INDUSTRY, ["C36"], {"industry": "C"}, Verdict.NOT_KNOWN),
        (About.INDUSTRY, ["C36"], {"industry": "C3489"}, Verdict.NOT_MET),
        (About.REGISTERED, ["610112"], {"division": "610117"}, Verdict.NOT_MET),
        (About.AGE_LEAST, [12], {"founded_on": date(2019, 9, 1)}, Verdict.MET),
        (About.AGE_LEAST, [12], {"founded_on": date(2019, 9, 2)}, Verdict.NOT_MET),
        (About.AGE_MOST, [36], {"founded_on": date(2017, 9, 1)}, Verdict.MET),
        (About.AGE_MOST, [36], {"founded_on": date(2017, 8, 1)}, Verdict.NOT_MET),
        (About.TITLE, ["high-tech"], {"titles": {"high-tech": date(2022, 1, 1)}}, Verdict.MET),
        (About.TITLE, ["high-tech"], {"titles": {"high-tech": date(2020, 8, 31)}}, Verdict.NOT_MET),
        (About.TITLE, ["high-tech"], {}, Verdict.NOT_KNOWN),  # it may hold one we know nothing of
        (About.OTHER, [], {}, Verdict.NOT_KNOWN),
    ],
)
def test_a_condition_is_met_not_met_or_not_known(about: str, values: Any, known: Any, verdict: Verdict) -> None:
    said, because = judged(about, values, Known(DAY, **known))
    assert said == verdict
    assert because


def test_an_industry_is_known_by_its_letter_or_without_it() -> None:
    assert [section_of(code) for code in ("3611", "C3611", "A", "01", "")] == ["C3611", "C3611", "A", "A01", ""]


@pytest.fixture
def policy(keeper: Cast, do: Any) -> PolicyItem:
    """For small manufacturers at least a year old, at most 200,000 yuan."""
    own = {"kind": "project", "level": "municipal", "basis": "管发〔2020〕1号", "most_fen": 20 * WAN}
    made = PolicyItem.objects.create(zone=keeper.zone, office=keeper.construction, code="HQ-1", name="技改资金", **own)
    for about, values in ((About.SIZE, ["small"]), (About.INDUSTRY, ["C"]), (About.AGE_LEAST, [12])):
        Condition.objects.create(policy=made, about=about, values=values)
    do(made.issue, happened_on=date(2020, 1, 6), document="管发〔2020〕1号")
    return PolicyItem.objects.get(pk=made.pk)


@pytest.fixture
def firms(keeper: Cast) -> dict[str, Company]:
    """One that fits, one too large, one of which nothing is known."""
    rows = {"fits": ("small", "3489"), "large": ("large", "C3489"), "unknown": ("", "")}
    return {
        name: Company.objects.create(
            zone=keeper.zone, office=keeper.construction, code=f"{place:018}", code_state="checked", name=name,
            size=size, industry=industry, founded_on=date(2015, 1, 1) if size else None,
        )
        for place, (name, (size, industry)) in enumerate(rows.items())
    }  # fmt: skip


def test_a_policy_finds_its_enterprises_and_an_enterprise_its_policies(
    policy: PolicyItem, firms: dict[str, Company]
) -> None:
    assert [one.name for one in policy.enterprises(DAY, sure=True)] == ["fits"]
    assert {one.name for one in policy.enterprises(DAY, sure=False)} == {"fits", "unknown"}
    ((found, conditions),) = policies_for(firms["large"], DAY)
    assert found == policy
    assert [one.verdict for one in conditions] == [Verdict.NOT_MET, Verdict.MET, Verdict.MET]


def test_money_goes_out_after_the_notice_and_never_more_than_granted(
    keeper: Cast, do: Any, policy: PolicyItem, firms: dict[str, Company]
) -> None:
    own = {"code": "SB-1", "policy": policy, "company": firms["fits"]}
    one = PolicyApplication.objects.create(zone=keeper.zone, office=keeper.construction, **own)
    with pytest.raises(Refused, match="at most"):
        do(one.apply, happened_on=date(2020, 3, 2), asked_fen=21 * WAN)
    do(one.apply, happened_on=date(2020, 3, 2), asked_fen=20 * WAN)
    with pytest.raises(Refused, match="recommended"):
        do(one.approve, happened_on=date(2020, 4, 1), granted_fen=15 * WAN, document="通知")
    do(one.recommend, happened_on=date(2020, 3, 9))
    do(one.approve, happened_on=date(2020, 4, 1), granted_fen=15 * WAN, document="通知")
    with pytest.raises(Refused, match="at the earliest"):
        do(one.announce, happened_on=date(2020, 4, 2), ends_on=date(2020, 4, 5), place="网站")
    do(one.announce, happened_on=date(2020, 4, 2), ends_on=date(2020, 4, 9), place="网站")
    with pytest.raises(Refused, match="notice has ended"):
        do(one.pay, happened_on=date(2020, 4, 9), paid_fen=15 * WAN)
    do(one.pay, happened_on=date(2020, 4, 10), paid_fen=10 * WAN)
    with pytest.raises(Refused, match="Not more"):
        do(one.pay, happened_on=date(2020, 4, 11), paid_fen=6 * WAN)
    one.refresh_from_db()
    assert (one.stage, one.verbs) == ("paid", ("pay",))


def test_what_needs_no_application_is_approved_without_one(
    keeper: Cast, do: Any, policy: PolicyItem, firms: dict[str, Company]
) -> None:
    PolicyItem.objects.filter(pk=policy.pk).update(way="no-application", notice_days=0)
    own = {"code": "SB-2", "policy": PolicyItem.objects.get(pk=policy.pk), "company": firms["fits"]}
    one = PolicyApplication.objects.create(zone=keeper.zone, office=keeper.construction, **own)
    with pytest.raises(Refused, match="needs no application"):
        do(one.apply, happened_on=date(2020, 3, 2), asked_fen=WAN)
    do(one.approve, happened_on=date(2020, 4, 1), granted_fen=WAN, document="通知")
    do(one.pay, happened_on=date(2020, 4, 1), paid_fen=WAN)


def test_a_title_is_granted_once_and_only_after_it_was_applied_for(
    keeper: Cast, do: Any, firms: dict[str, Company]
) -> None:
    own = {"code": "CH-1", "company": firms["fits"], "title": "high-tech", "level": "national"}
    one = TitleApplication.objects.create(zone=keeper.zone, office=keeper.construction, **own)
    with pytest.raises(Refused, match="before it was applied"):
        do(one.grant, happened_on=DAY, document="名单")
    do(one.apply, happened_on=date(2020, 5, 1))
    do(one.grant, happened_on=DAY, document="名单")
    with pytest.raises(Refused, match="granted already"):
        do(one.grant, happened_on=DAY, document="名单")


def test_a_clerk_sees_why_a_policy_does_not_fit(
    keeper: Cast, client: Client, policy: PolicyItem, firms: dict[str, Company]
) -> None:
    client.force_login(keeper.li)
    page = client.get(f"/services/enterprises/{firms['large'].pk}/policies/").content.decode()
    assert "不符合" in page or "not met" in page
    page = client.get(f"/services/policies/{policy.pk}/enterprises/?known=some").content.decode()
    assert "unknown" in page
