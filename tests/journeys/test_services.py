"""Government services from both sides: an owner's telephone, a clerk's keyboard, a lamp that stays dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone, translation
from playwright.sync_api import Page, expect

from dajuan.core.calendar.clocks import Unit
from dajuan.core.records.act import act
from dajuan.core.records.evidence import store_bytes
from dajuan.core.staff.models import Charge
from dajuan.core.tickets.models import Category, State, Ticket
from dajuan.lines.services.models import (
    Case,
    Matter,
    MatterVersion,
    Mode,
    Package,
    PackageMatter,
    PaperKind,
    Rating,
    RatingCalledBack,
)
from tests.cast import START, Cast
from tests.furnished import PNG
from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
Browse = Callable[..., Page]
Axe = Callable[[Page], list[str]]
PAPERS = ("身份证", "租赁合同", "健康证")
PHOTO: Any = {"name": "证.png", "mimeType": "image/png", "buffer": PNG}
HERE = {"lon": "109.0210", "lat": "34.4120"}


@pytest.fixture(autouse=True)
def evidence(settings: Any, tmp_path: Any) -> None:
    cache.clear()  # the limits of a minute count all tests together
    settings.EVIDENCE_DIR = tmp_path


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@dataclass
class Hall:
    """The construction bureau as service hall: a permit accepted here, in a package with a mirrored matter."""

    cast: Cast
    permit: Matter
    package: Package

    def do(self, verb: Callable[..., Any], **facts: Any) -> Any:
        """What Chen does at her desk, in an act of its own."""
        with act(by=self.cast.chen, office=self.cast.construction) as a:
            return verb(a, **facts)

    def case(self) -> Case:
        """The case of the permit, read anew."""
        found: Case = Case.objects.get(matter=self.permit)
        return found

    def key(self, paper: str) -> str:
        return str(PaperKind.objects.get(code=paper).pk)


def issued(cast: Cast, code: str, name: str, papers: tuple[str, ...], do: Callable[..., Any]) -> Matter:
    """A matter in force, of ten natural days, for which no calendar is needed; the health card is a minor paper."""
    own = {"zone": cast.zone, "office": cast.construction}
    matter = Matter.objects.create(**own, code=code, name=name, kind="1", department="市场监管局")
    version = MatterVersion.objects.create(
        matter=matter,
        number=1,
        valid_from=date(2020, 1, 1),
        promised_limit=10,
        legal_limit=20,
        unit=Unit.NATURAL_DAYS,
        allows_missing=True,
        channels="window,online",
    )
    kinds = [PaperKind.objects.get_or_create(zone=cast.zone, code=one, name=one)[0] for one in papers]
    version.ask(*kinds)
    version.materials.filter(paper__code="健康证").update(is_main=False)
    do(matter.issue, happened_on=date(2020, 1, 1), version=version)
    return matter


@pytest.fixture
def hall(cast: Cast) -> Hall:
    for line in ("services", "tickets", "applicants"):
        Charge.objects.create(office=cast.construction, line=line, from_on=START)
    made = Hall(cast, Matter(), Package())
    made.permit = issued(cast, "FOOD", "食品经营许可", PAPERS, made.do)
    made.do(made.permit.switch, happened_on=date(2020, 1, 2), mode=Mode.OWN)
    other = issued(cast, "SIGN", "户外招牌设置", ("身份证",), made.do)
    own = {"zone": cast.zone, "office": cast.construction}
    made.package = Package.objects.create(**own, code="P1", name="开办餐馆", batch="第一批", life_event="starting")
    for place, matter in enumerate((made.permit, other), 1):
        PackageMatter.objects.create(package=made.package, matter=matter, position=place)
    made.do(made.package.issue, happened_on=date(2020, 2, 1))
    return made


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.click(f"main {selector}")


def sign_up(page: Page) -> None:
    for name, value in {"name": "欧阳明月", "telephone": "13800138000", "username": "mingyue"}.items():
        page.fill(f"[name={name}]", value)
    for name in ("password1", "password2"):
        page.fill(f"[name={name}]", "correct horse battery")
    page.check("[name=agreed]")
    press(page, "form button[type=submit]")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_restaurant_owner_gets_the_licence_by_telephone(hall: Hall, browse: Browse, axe: Axe, language: str) -> None:
    owner = browse(size=PHONE, language=language)
    owner.goto("/")
    assert not axe(owner)
    owner.fill("main [name=q]", "餐馆")
    press(owner, "form[role=search] button")
    press(owner, f"a[href='/open/services/packages/{hall.package.pk}/']")
    assert not axe(owner)
    press(owner, "a.btn-lg")
    press(owner, "a[href*='/account/signup/']")
    assert not axe(owner)
    sign_up(owner)
    expect(owner.locator("main [name=token]")).to_be_attached()

    for paper in PAPERS[:2]:
        owner.set_input_files(f"[name=paper-{hall.key(paper)}]", PHOTO)
    owner.check("main [name=later]")
    owner.check("main [name=committed]")
    owner.check("main [name=agreed]")
    assert not axe(owner)
    press(owner, "button[value=send]")
    expect(owner.locator("[data-code]")).to_be_visible()
    assert not axe(owner)

    case = hall.case()
    tomorrow = timezone.localdate() + timedelta(days=1)
    hall.do(case.notify_supplement, at=timezone.now(), lacking=["健康证"], due_on=tomorrow, text="缺健康证")
    owner.goto(f"/open/services/cases/{case.number}/")
    expect(owner.locator("blockquote")).to_contain_text("缺健康证")
    assert not axe(owner)
    hall.do(case.accept_with_missing, at=timezone.now(), missing=["健康证"], due_on=tomorrow)
    owner.reload()
    owner.set_input_files(f"[name=paper-{hall.key('健康证')}]", PHOTO)
    press(owner, "form[data-once] button.btn-primary")
    expect(owner.locator("[data-message=success]")).to_be_visible()

    case = hall.case()
    hall.do(case.decide, at=timezone.now(), granted=True)
    told = {"licence_number": "JY61", "title": "食品经营许可证", "holder": "欧阳明月", "valid_from": date(2026, 1, 1)}
    hall.do(case.issue_licence, at=timezone.now(), **told)
    owner.reload()
    checked = owner.locator("[data-verification]").get_attribute("href")
    assert checked and owner.request.get(f"/open/services/cases/{case.number}/licence.pdf").body()[:5] == b"%PDF-"
    owner.check("main [name=level][value='1']")
    press(owner, "form[action$='/rating/'] button")
    expect(owner.locator("main .notice-success").last).to_be_visible()
    rating = Rating.objects.get()
    hall.do(case.verify_rating, rating=rating, at=timezone.now(), true=True)
    hall.do(case.rectify_rating, rating=rating, at=timezone.now(), text="已道歉并改进")
    hall.do(case.call_back, rating=rating, at=timezone.now(), reached=True, level=4)
    assert RatingCalledBack.objects.get().reached

    anybody = browse(size=PHONE, language=language)
    anybody.goto(checked)
    expect(anybody.locator("main")).to_contain_text("食品经营许可证")
    assert not axe(anybody)
    forged = anybody.goto(checked[:-3] + "aa/")
    assert forged and forged.status == 404


def tab_to(page: Page, selector: str) -> None:
    """Move the focus by the tabulator alone until it stands on this."""
    for _step in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_clerk_takes_an_application_by_the_keyboard_alone(
    hall: Hall, browse: Browse, axe: Axe, language: str
) -> None:
    clerk = browse("li", DESK, language)
    clerk.goto("/services/cases/new/")
    assert not axe(clerk)
    tab_to(clerk, "main [name=q]")
    clerk.keyboard.type("食品")
    with clerk.expect_navigation():
        clerk.keyboard.press("Enter")
    enter(clerk, f"main a[href*='/services/cases/new/{hall.permit.pk}/']")
    assert not axe(clerk)
    expect(clerk.locator("main [name=code]")).to_be_focused()
    clerk.keyboard.type("91610132MA6TXUP48Y")
    with clerk.expect_navigation():  # a scanner ends with Enter
        clerk.keyboard.press("Enter")
    expect(clerk.locator("main [name=company_name]")).to_be_focused()
    clerk.keyboard.type("示范餐饮有限公司")
    with clerk.expect_navigation():
        clerk.keyboard.press("Enter")
    case = hall.case()
    assert case.stage == "accepted" and clerk.url.endswith(case.get_absolute_url())
    assert not axe(clerk)
    enter(clerk, f"main a[href='{case.get_absolute_url()}decide/']")
    tab_to(clerk, "main [name=granted]")
    enter(clerk, "main form button.btn-primary")
    assert hall.case().stage == "decided"


def enter(page: Page, selector: str) -> None:
    """Go there by the tabulator, press Enter, and wait for the page that comes."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_lamp_reported_again_is_followed_until_it_is_reopened(
    hall: Hall, browse: Browse, axe: Axe, language: str
) -> None:
    cast = hall.cast
    lamp = Category.objects.create(
        zone=cast.zone, code="lamp", name="路灯不亮", lead=cast.construction, limit=5, unit=Unit.NATURAL_DAYS
    )
    first = browse(size=PHONE, language=language)
    report(first, lamp)
    ticket = Ticket.objects.get()

    resident = browse(size=PHONE, language=language)
    report(resident, lamp)
    assert Ticket.objects.count() == 1 and not axe(resident)
    press(resident, "ul.choices button")
    code = resident.locator("[data-code]").inner_text()
    assert not axe(resident)

    now = timezone.now()
    hall.do(ticket.dispatch, office=cast.construction, at=now)
    with act(by=cast.li) as a:
        ticket.receive(a, at=now)
    with act(by=cast.li) as a:
        proof = store_bytes(PNG, name="修好.png", by=cast.li, zone=cast.zone)
        ticket.solve(a, outcome="done", proof=[proof], at=now)
    resident.goto("/open/tickets/follow/")
    resident.fill("[name=number]", ticket.number)
    resident.fill("[name=code]", code)
    press(resident, "form button.btn-primary")
    assert not axe(resident)
    resident.check("main [name=solved][value=no]")
    press(resident, "form button.btn-primary")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.round) == (State.DISPATCHED, 2)


def report(page: Page, category: Category) -> None:
    """Somebody reports a dark lamp, with its position and a photograph."""
    page.goto("/open/tickets/")
    page.select_option("main [name=category]", str(category.pk))
    page.fill("main [name=description]", "门口的路灯不亮")
    for name, value in HERE.items():
        page.fill(f"main [name={name}]", value)
    page.set_input_files("main [name=photos]", PHOTO)
    press(page, "form.card button.btn-primary")
