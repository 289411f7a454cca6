"""What services answer to programs: versions with their papers, the order of a package, the clock of a case."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from dajuan.lines.services.models import Package, PackageMatter
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(keeper: Cast, client: Client) -> Client:
    cache.clear()
    client.force_login(keeper.li)
    return client


def get(client: Client, path: str) -> Any:
    answer = client.get(f"/api/v1/services/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_matter_is_told_with_its_versions_and_papers(li: Client, in_force: Any) -> None:
    matter = in_force("A", "设立登记", days=3, papers=["身份证", "租赁合同"])
    assert [row["name"] for row in get(li, "matters/")["rows"]] == ["设立登记"]
    (version,) = get(li, f"matters/{matter.pk}/versions/")
    assert (version["promised_limit"], version["valid_from"]) == (3, "2020-01-01")
    assert {paper["name"] for paper in version["materials"]} == {"身份证", "租赁合同"}


def test_a_package_is_told_in_its_order(keeper: Cast, li: Client, in_force: Any) -> None:
    package = Package.objects.create(zone=keeper.zone, office=keeper.construction, code="P", name="开餐馆", batch="1")
    for matter in (in_force("B", "食品经营许可"), in_force("A", "设立登记")):
        PackageMatter.objects.create(package=package, matter=matter)
    assert sorted(part["code"] for part in get(li, f"packages/{package.pk}/order/")) == ["A", "B"]


def test_another_office_is_told_nothing(keeper: Cast, li: Client, in_force: Any) -> None:
    matter = in_force("A", "设立登记")
    li.force_login(keeper.zhao)
    for path in ("matters/", f"matters/{matter.pk}/versions/", "packages/1/order/", "cases/1/clock/"):
        assert li.get(f"/api/v1/services/{path}").status_code == 403, path
