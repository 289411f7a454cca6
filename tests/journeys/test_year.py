"""A record on its way through the year: drafted, sent back, passed, counted, withdrawn; and who sees what of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import translation
from playwright.sync_api import Page, expect

from dajuan.core.records.act import act
from dajuan.core.records.models import Draft
from dajuan.lines.city.models import Opening, Work
from tests.cast import Cast
from tests.every_page import every_page
from tests.furnished import PNG
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
Browse = Callable[..., Page]
FIGURE = "/figures/roads-opened/?period=2020"


@pytest.fixture(autouse=True)
def evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def road(cast: Cast) -> Work:
    """A dead-end road, in the plan since January and started in March 2020."""
    made: Work = Work.objects.create(
        zone=cast.zone, office=cast.construction, kind=Work.Kind.DEAD_END, name="文景北路延伸段"
    )
    for verb, day, facts in (("enlist", date(2020, 1, 10), {"length_cm": 81_200}), ("start", date(2020, 3, 2), {})):
        with act(by=cast.li, office=cast.construction) as a:
            getattr(made, verb)(a, happened_on=day, **facts)
    return made


def choose(page: Page, action: str) -> None:
    """Press the button of an action and wait for the page that answers."""
    with page.expect_navigation():
        page.click(f"main button[name=action][value={action}]")


def fill(page: Page, day: str, metres: str) -> None:
    page.fill("[name=happened_on]", day)
    page.fill("[name=length_cm]", metres)


def succeeded(page: Page) -> None:
    expect(page.locator("[data-message=success]")).to_be_visible()


def value_of(page: Page) -> str:
    """What the figure of roads opened says now."""
    page.goto(FIGURE)
    return page.locator(".figure-number").first.inner_text()


def the_clerk_drafts_and_submits(li: Page, road: Work) -> None:
    """On a phone: find the road, keep a draft with a photo, submit it."""
    li.goto("/city/works/")
    li.fill("[name=q]", "文景")
    li.click("form.filters button")
    li.click(f"main a:has-text('{road.name}')")
    li.click("main a[href$='/open/']")
    fill(li, "2020-09-01", "912")
    li.set_input_files("#id_evidence", {"name": "通车.png", "mimeType": "image/png", "buffer": PNG})
    choose(li, "keep")
    succeeded(li)
    expect(li.locator("[name=length_cm]")).to_have_value("912")
    expect(li.locator(".files").get_by_text("通车.png")).to_be_visible()
    assert not Opening.objects.exists()
    choose(li, "submit")
    succeeded(li)
    expect(li.locator("main").get_by_text("待审核").first).to_be_visible()


def the_chief_sends_it_back(chen: Page) -> None:
    chen.goto("/desk/")
    chen.click("main a[href*='/review/']")
    expect(chen.locator("main img.thumbnail")).to_be_visible()
    chen.fill("[name=reason]", "长度与竣工图不符，请核对")
    choose(chen, "return")
    succeeded(chen)


def the_clerk_corrects_it(li: Page) -> None:
    li.goto("/desk/")
    expect(li.locator("main").get_by_text("长度与竣工图不符").first).to_be_visible()
    li.click("main a[href*='?draft=']")
    li.fill("[name=length_cm]", "812")
    choose(li, "submit")
    succeeded(li)


def the_chief_passes_it(chen: Page) -> None:
    chen.goto("/records/drafts/")
    chen.click("main a[href*='/review/']")
    choose(chen, "pass")
    succeeded(chen)


def the_head_opens_the_figure_down_to_its_evidence(wang: Page, road: Work) -> None:
    assert value_of(wang) == "1"
    with wang.expect_navigation():
        wang.click("#rows th a")
    expect(wang.locator("main")).to_contain_text(road.name)
    expect(wang.locator("main")).to_contain_text("812")
    picture = wang.locator("main a.file").first
    opened = wang.request.get(str(picture.get_attribute("href")))
    assert opened.ok and opened.body() == PNG


def the_head_withdraws_it(wang: Page) -> None:
    wang.click("main a[href$='/withdrawal/']")
    wang.fill("[name=reason]", "通车日期有误，重新核实")
    with wang.expect_navigation():
        wang.click("main form.card button")
    succeeded(wang)
    expect(wang.locator("main")).to_contain_text("通车日期有误")


def test_an_opening_is_drafted_sent_back_passed_counted_and_withdrawn(cast: Cast, road: Work, browse: Browse) -> None:
    li, chen, wang = browse("li", PHONE), browse("chen"), browse("wang")
    assert value_of(wang) == "0"
    the_clerk_drafts_and_submits(li, road)
    the_chief_sends_it_back(chen)
    assert value_of(wang) == "0"
    the_clerk_corrects_it(li)
    the_chief_passes_it(chen)
    the_head_opens_the_figure_down_to_its_evidence(wang, road)
    the_head_withdraws_it(wang)
    assert value_of(wang) == "0"
    opening = Opening.objects.get()
    wang.goto(f"{FIGURE}&as_of={opening.moment_id}")
    expect(wang.locator(".figure-number").first).to_have_text("1")
    li.goto(road.get_absolute_url())
    expect(li.locator(".step.withdrawn")).to_contain_text("通车日期有误")


def test_the_leader_sees_the_cockpit_and_records_nothing(cast: Cast, road: Work, browse: Browse) -> None:
    zhou = browse("zhou")
    zhou.goto("/desk/cockpit/")
    expect(zhou.locator("main h1")).to_contain_text("示范经开区")
    expect(zhou.locator("main").get_by_text("断头路").first).to_be_visible()
    zhou.goto(road.get_absolute_url())
    assert zhou.locator("main a[href$='/open/']").count() == 0


def test_of_two_who_open_the_same_road_the_second_is_told_and_loses_nothing(
    cast: Cast, road: Work, browse: Browse
) -> None:
    chief, head = browse("chen"), browse("wang")
    for number in range(2):
        li = browse("li", PHONE)
        li.goto(f"{road.get_absolute_url()}open/")
        fill(li, "2020-09-01", f"81{number}")
        choose(li, "submit")
        li.context.close()
    assert Draft.objects.submitted().count() == 2
    reviews = [f"/records/drafts/{draft.pk}/review/" for draft in Draft.objects.order_by("pk")]
    for page, address in zip((chief, head), reviews, strict=True):
        page.goto(address)
    choose(chief, "pass")
    succeeded(chief)
    choose(head, "pass")
    expect(head.get_by_role("alert")).to_contain_text("已")
    expect(head.locator("main")).to_contain_text("811")
    assert Opening.objects.count() == 1 and Draft.objects.submitted().count() == 1


def test_what_was_typed_outlives_the_sign_in(
    cast: Cast, road: Work, page: Page, live_server: Any, sign_in: Callable[[str], None]
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # width and height
    sign_in("li")
    page.goto(f"{live_server.url}{road.get_absolute_url()}open/")
    fill(page, "2020-09-01", "812")
    page.wait_for_timeout(400)  # drafts.js waits 300 ms for the next letter
    Session.objects.all().delete()
    choose(page, "submit")
    expect(page.locator("[name=login]")).to_be_visible()
    assert not Draft.objects.exists()
    page.fill("[name=login]", "li")
    page.fill("[name=password]", "correct horse battery")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/open/$"))  # the sign-in leads back to the form
    expect(page.locator("[name=happened_on]")).to_have_value("2020-09-01")
    expect(page.locator("[name=length_cm]")).to_have_value("812")
    choose(page, "submit")
    succeeded(page)
    assert Draft.objects.submitted().count() == 1


def test_an_unknown_visitor_sees_what_is_public_and_nothing_else(cast: Cast, road: Work, browse: Browse) -> None:
    visitor = browse()
    for address in {page.route: page for page in every_page(complete=False)}.values():
        answer = visitor.request.get(address.path)
        if address.needs == "public":
            assert answer.status < 500, address
        else:
            assert "/account/login/" in answer.url, address
    visitor.goto("/")
    expect(visitor.locator("main h1")).to_be_visible()
    visitor.goto(road.get_absolute_url())
    expect(visitor.locator("[name=login]")).to_be_visible()
    assert road.name not in visitor.content()


def test_a_language_the_browser_made_up_is_answered_with_a_page(cast: Cast, browse: Browse, live_server: Any) -> None:
    li = browse("li", language="xx-XX")
    li.context.add_cookies([{"name": "django_language", "value": "klingon", "url": live_server.url}])
    li.goto("/city/works/")
    expect(li.locator("html")).to_have_attribute("lang", re.compile("zh-Hans|en"))
    expect(li.locator("main h1")).to_be_visible()
