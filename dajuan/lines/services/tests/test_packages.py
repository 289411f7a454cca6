"""Packages: their order, one list of papers, their clock, what they save, and how they end."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Zone
from dajuan.lines.services.models import Matter, MatterOpened, Package, PackageMatter, Partner, Partnership
from dajuan.lines.services.tests.conftest import Do, Enter
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db
DAY = date(2020, 9, 1)


@pytest.fixture
def package(keeper: Cast, in_force: Enter) -> Package:
    """Starting a business: the licence first, then seal and tax, then the account; a shared identity card."""
    matters = [
        in_force("licence", "设立登记", days=3, papers=["身份证", "章程"], steps=["受理", "审查", "发照"]),
        in_force("seal", "公章刻制", days=1, papers=["身份证", "营业执照"], steps=["受理"]),
        in_force("tax", "税务登记", days=2, papers=["身份证", "营业执照"], steps=["受理", "核定"]),
        in_force("bank", "银行开户预约", days=1, papers=["营业执照", "公章"], steps=["受理"]),
    ]
    own = {"code": "START", "name": "企业开办", "batch": "第一批", "promised_days": 3, "steps_after": 2}
    made = Package.objects.create(zone=keeper.zone, office=keeper.construction, **own)
    parts = [PackageMatter.objects.create(package=made, matter=one, position=n) for n, one in enumerate(matters, 1)]
    licence, seal, tax, bank = parts
    seal.after.set([licence])
    tax.after.set([licence])
    bank.after.set([seal])
    return Package.objects.get(pk=made.pk)


def test_a_matter_comes_after_what_it_waits_for(package: Package) -> None:
    assert [part.matter.code for part in package.order()] == ["licence", "seal", "tax", "bank"]
    keys = dict(Matter.objects.values_list("code", "pk"))
    assert package.earliest_starts(DAY) == {keys["licence"]: 0, keys["seal"]: 3, keys["tax"]: 3, keys["bank"]: 4}
    assert package.longest_way(DAY) == 5


def test_children_may_start_when_what_they_wait_for_is_decided(package: Package) -> None:
    keys = dict(Matter.objects.values_list("code", "pk"))
    ready = [[part.matter.code for part in package.ready(keys[code] for code in done)] for done in ([], ["licence"])]
    assert ready == [["licence"], ["seal", "tax"]]


def test_a_paper_is_handed_in_once_for_all_matters(package: Package) -> None:
    papers = package.papers(DAY)
    assert [str(one.paper) for one in papers] == ["身份证", "章程", "营业执照", "公章"]
    assert papers[0].matters == ("设立登记", "公章刻制", "税务登记")


def test_what_a_package_saves_is_measured_when_it_is_issued(package: Package, do: Do) -> None:
    issue = do(package.issue, happened_on=DAY)
    assert (issue.papers_before, issue.papers_after) == (8, 4)
    assert (issue.steps_before, issue.steps_after) == (7, 2)
    assert (issue.days_before, issue.days_after) == (7, 3)


def test_matters_that_wait_for_each_other_are_refused_by_their_names(package: Package, do: Do) -> None:
    licence, *_others, bank = package.parts
    licence.after.set([bank])
    circle = Package.objects.get(pk=package.pk)
    with pytest.raises(Refused, match="设立登记") as refused:
        do(circle.issue, happened_on=DAY)
    assert "公章刻制" in str(refused.value)
    assert "税务登记" not in str(refused.value)


def test_a_merged_package_is_out_of_the_count(package: Package, in_force: Enter, do: Do, keeper: Cast) -> None:
    do(package.issue, happened_on=DAY)
    other = Package.objects.create(
        zone=keeper.zone, office=keeper.construction, code="B", name="开办餐饮店", batch="第二批"
    )
    for matter in Matter.objects.all()[:2]:
        PackageMatter.objects.create(package=other, matter=matter)
    do(other.issue, happened_on=DAY)
    with pytest.raises(Refused, match="into which"):
        do(package.end, happened_on=DAY, how="merged")
    do(package.end, happened_on=DAY, how="merged", into=other)
    assert list(Package.objects.in_force()) == [other]


def test_a_package_of_one_matter_or_of_one_not_in_force_is_not_issued(package: Package, do: Do) -> None:
    with pytest.raises(Refused, match="Not in force"):
        do(package.issue, happened_on=date(2019, 6, 1))
    PackageMatter.objects.exclude(matter__code="licence").delete()
    with pytest.raises(Refused, match="at least two"):
        do(Package.objects.get(pk=package.pk).issue, happened_on=DAY)


def test_a_circle_is_refused_where_it_is_drawn(package: Package, keeper: Cast, client: Client) -> None:
    client.force_login(keeper.li)
    licence, *_others, bank = package.parts
    page = f"/services/packages/{package.pk}/matters/"
    answer = client.post(f"{page}{licence.pk}/", {"after": [str(bank.pk)]})
    assert answer.status_code == 422
    assert "→" in answer.content.decode()
    assert not PackageMatter.objects.get(pk=licence.pk).after.exists()
    assert client.post(page, {"matter": "licence"}).status_code == 422
    assert client.get(page).status_code == 200
    assert client.get(package.get_absolute_url()).status_code == 200


def test_a_matter_counts_as_handled_anywhere_when_the_last_partner_is_live(
    in_force: Enter, do: Do, keeper: Cast
) -> None:
    matter = in_force("A", "设立登记")
    four = Partnership.objects.create(zone=keeper.zone, name="四区通办")
    partners = [Partner.objects.create(partnership=four, name=f"{n}区", code=f"z{n}") for n in range(1, 5)]
    live = [do(matter.open_to, happened_on=DAY, partner=one, how="mutual").all_live for one in partners]
    assert live == [False, False, False, True]
    with pytest.raises(Refused, match="already"):
        do(matter.open_to, happened_on=DAY, partner=partners[0], how="mutual")
    first = matter.openings.standing().get(partner=partners[0])
    do(lambda a: a.withdraw(first, reason="not live after all"))
    assert not matter.openings.standing().filter(all_live=True).exists()


def test_a_chief_begins_a_partnership_and_opens_matters_to_its_partners(
    in_force: Enter, keeper: Cast, client: Client
) -> None:
    in_force("A", "设立登记")
    in_force("B", "公章刻制")
    client.force_login(keeper.chen)
    page = "/services/elsewhere/partnerships/"
    assert client.post(page, {"name": "四区通办"}).status_code == 302
    assert client.post(page, {"name": "四区通办"}).status_code == 422
    four = Partnership.objects.get(zone=keeper.zone, name="四区通办")
    own = f"{page}{four.pk}/"
    for number in (1, 2):
        assert client.post(own, {"action": "let-in", "name": f"{number}区", "code": f"z{number}"}).status_code == 302
    assert client.post(own, {"action": "let-in", "name": "又一区", "code": "z1"}).status_code == 422
    partners = [partner.pk for partner in four.partners.order_by("pk")]
    sent = {
        "action": "open",
        "matters": "A\n公章刻制",
        "partners": partners,
        "how": "mutual",
        "happened_on": "2020-09-01",
    }
    unclear = client.post(own, {**sent, "matters": "A\n注销登记"})
    assert unclear.status_code == 422 and "注销登记" in unclear.content.decode()
    assert not MatterOpened.objects.exists()
    assert client.post(own, sent).status_code == 302
    assert MatterOpened.objects.standing().count() == 4
    assert MatterOpened.objects.standing().filter(all_live=True).count() == 2  # with the last partner, each matter once
    client.post(own, sent)  # what is open already is passed over
    assert MatterOpened.objects.standing().count() == 4
    _withdrawn_of_a_partner(client, f"{own}{partners[0]}/")


def _withdrawn_of_a_partner(client: Client, page: str) -> None:
    opening = MatterOpened.objects.standing().filter(partner=int(page.split("/")[-2]), matter__code="A").get()
    assert client.post(page, {"action": "withdraw", "openings": opening.pk}).status_code == 422  # without a reason
    sent = {"action": "withdraw", "openings": opening.pk, "reason": "该区窗口撤并"}
    assert client.post(page, sent).status_code == 302
    standing = MatterOpened.objects.standing()
    assert not standing.filter(matter__code="A", all_live=True).exists()
    assert standing.filter(matter__code="B", all_live=True).count() == 1
    client.post(page, {"action": "take-out"})  # records name the partner: it stays
    assert client.get(page).status_code == 200


def test_who_only_records_may_look_at_partnerships_and_change_nothing(keeper: Cast, client: Client) -> None:
    client.force_login(keeper.li)
    page = "/services/elsewhere/partnerships/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"name": "四区通办"}).status_code == 403
    there = Zone.objects.create(code="there", name="邻区", name_en="Neighbour", in_use_since=START)
    foreign = Partnership.objects.create(zone=there, name="别区")
    assert client.get(f"{page}{foreign.pk}/").status_code == 404
