"""The front page: what everybody may see of the zone."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from dajuan.core import faces as register
from dajuan.core.faces import Faces, MapLayer, Panel, Tile
from dajuan.core.records.act import act
from dajuan.core.staff.models import User, Zone
from dajuan.figures import catalogue
from dajuan.figures.models import Target
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def visitor(language: str = "en") -> Client:
    return Client(headers={"accept-language": language})


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line with a public and an internal tile, layer and panel."""

    def shapes(_visitor: Any, _bounds: Any) -> dict[str, Any]:
        return {"type": "FeatureCollection", "features": []}

    def content(*_asked: Any) -> dict[str, Any]:
        return {}

    faces = Faces(
        "city",
        "City",
        "city:index",
        tiles=(Tile("roads-opened"), Tile("gdp")),
        layers=(MapLayer("inside", "Inside", shapes), MapLayer("open", "Open works", shapes, public=True)),
        panels=(
            Panel("in", "Inner panel", "look/_empty.html", content),
            Panel("out", "Open panel", "look/_empty.html", content, public=True),
        ),
        public_page="open-city:open",
    )
    monkeypatch.setattr(register, "_offered", {"city": faces})


def test_visitors_find_figures_the_map_and_where_to_report(cast: Cast, offered: None) -> None:
    page = visitor().get("/").content.decode()
    assert "Model Zone" in page
    assert "/open/tickets/" in page and "/open/tickets/follow/" in page and "/account/login/" in page
    assert "/open/figures/roads-opened/" in page
    assert "Open works" in page and "Open panel" in page and "/open/city/" in page


def test_nothing_internal_stands_on_the_front_page(cast: Cast, offered: None) -> None:
    inner = catalogue.figure("gdp")
    assert inner is not None and not inner.public
    page = visitor().get("/").content.decode()
    assert "/figures/gdp/" not in page and "Inside" not in page and "Inner panel" not in page
    assert visitor().get("/open/desk/layer/?key=inside").status_code == 404
    assert visitor().get("/open/desk/layer/?key=open").status_code == 200


def test_plans_are_not_published(cast: Cast, offered: None) -> None:
    with act(by=cast.qian) as a:
        a.enter(
            Target(
                figure="roads-opened", year=2020, value_x10000=80000, version="secret", happened_on=date(2020, 1, 10)
            )
        )
    page = visitor().get("/").content.decode()
    assert "the year 2020" in page and "secret" not in page and "<progress" not in page


def test_whoever_is_signed_in_reads_the_public_page_at_its_own_address(cast: Cast, offered: None) -> None:
    client = visitor()
    client.force_login(cast.li)
    assert client.get("/").headers["Location"] == "/desk/"
    page = client.get("/open/desk/").content.decode()
    assert "Open works" in page and "Inner panel" not in page


def test_the_front_page_speaks_both_languages(cast: Cast, offered: None) -> None:
    page = visitor("zh-hans").get("/").content.decode()
    assert "示范经开区" in page and "反映问题" in page and "公开指标" in page


def test_a_fresh_installation_says_what_to_do() -> None:
    page = visitor().get("/").content.decode()
    assert "./run zone" in page and "./run roster" in page and "DAJUAN_DEMO=1 ./run" in page
    assert "系统中还没有开发区" in visitor("zh-hans").get("/").content.decode()


def test_the_first_zone_comes_with_one_system_administrator_who_signs_in() -> None:
    out = StringIO()
    call_command("zone", "weichuan", "渭川经开区", "--administrator", "xuning", "许宁", stdout=out)
    user = User.objects.get(username="xuning")
    assert Zone.objects.get().name == "渭川经开区" and user.temporary_password
    assert user.has_perm("staff.administer") and not user.has_perm("staff.work")
    password = out.getvalue().strip().rsplit(",", 1)[1]
    assert user.check_password(password)
    with pytest.raises(CommandError):
        call_command("zone", "weichuan", "又一个", "--administrator", "other", "别人", stdout=out)
    assert not User.objects.filter(username="other").exists()
