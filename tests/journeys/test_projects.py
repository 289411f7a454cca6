"""A key project on its way: yellow, red, helped, started, a record; and a month reported from a phone by link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from dajuan.core.records.act import act
from dajuan.core.records.models import today
from dajuan.core.staff.models import Charge
from dajuan.lines.projects import sample
from dajuan.lines.projects.models import Category, Level, MonthReport, MonthTable, NodeKind, Project, UnitLink, freeze
from dajuan.lines.projects.sample import PERMITS, TRUCK, YI
from tests.cast import START, Cast
from tests.furnished import PNG
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
Browse = Callable[..., Page]
K = NodeKind


@pytest.fixture(autouse=True)
def evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def made(cast: Cast) -> dict[str, Any]:
    """The sample year of the room; the construction bureau keeps it."""
    Charge.objects.create(office=cast.construction, line="projects", from_on=START)
    return sample.year(by=cast.chen, office=cast.construction)


@pytest.fixture
def slow(cast: Cast, made: dict[str, Any]) -> Project:
    """A project on the zone's list that was to start in March 2020 and has its permits since April, not its start."""
    own = {"type": "industry", "industry": "energy", "name": "储能电池产业园"}
    project: Project = Project.objects.create(zone=cast.zone, office=cast.construction, **own)

    def step(verb: Callable[..., Any], day: date, **facts: Any) -> None:
        with act(by=cast.li, office=cast.construction) as a:
            verb(a, happened_on=day, **facts)

    step(project.value, date(2020, 1, 13), total_fen=9 * YI)
    place = {"key_list": made[Level.ZONE], "category": Category.NEW, "plan_fen": 3 * YI}
    step(project.enlist, date(2020, 1, 14), start_by=date(2020, 3, 31), **place)
    for kind in (K.FILED, K.SITED):
        step(project.reach, date(2020, 3, 2), kind=kind)
    for kind in (K.CLEARING, *PERMITS):
        step(project.reach, date(2020, 5, 6), kind=kind)
    return project


def choose(page: Page, action: str) -> None:
    """Press the button of an action and wait for the page that answers."""
    with page.expect_navigation():
        page.click(f"main button[name=action][value={action}]")


def succeeded(page: Page) -> None:
    expect(page.locator("[data-message=success]")).to_be_visible()


def frozen_by(chen: Page, month: str, day: str) -> None:
    """The chief freezes a month on its page."""
    chen.goto(f"/projects/months/{month}/")
    chen.fill("[name=happened_on]", day)
    with chen.expect_navigation():
        chen.click("main form[action$='/freezing/'] button")
    succeeded(chen)


def light_in(page: Page, month: str, name: str) -> str:
    """The words beside a project in the table of a month."""
    page.goto(f"/projects/months/{month}/")
    return page.locator(f"main tr:has-text('{name}') td").first.inner_text()


def test_a_project_goes_red_is_helped_starts_and_takes_the_record(browse: Browse, cast: Cast, slow: Project) -> None:
    li, chen = browse("li"), browse("chen")
    frozen_by(chen, "2020/3", "2020-04-06")
    assert "预警" in light_in(li, "2020/3", slow.name), "the start month was missed"
    for number in (4, 5):
        MonthTable.objects.create(zone=cast.zone, office=cast.construction, month=date(2020, number, 1))
    frozen_by(chen, "2020/5", "2020-06-05")
    assert "逾期" in light_in(li, "2020/5", slow.name)
    li.goto(slow.get_absolute_url())
    expect(li.locator("main .state-bad").first).to_be_visible()
    li.click("main a[href$='/confirm_start/']")
    li.fill("[name=happened_on]", "2020-06-10")
    li.fill("[name=began_on]", "2020-06-08")
    choose(li, "submit")
    succeeded(li)
    assert slow.starts.count() == 0, "nothing counts before it is reviewed"
    chen.goto("/desk/")
    chen.click("main a[href*='/review/']")
    choose(chen, "pass")
    chen.goto("/figures/start-record/?period=2020")
    assert chen.locator(".figure-number").first.inner_text().split()[0] == "35"  # 6 May to 10 June
    qian = browse("qian")
    qian.goto("/sheet/2020/")
    said = qian.locator("main").inner_text()
    assert "用时92天" in said
    assert "刷新全区项目建设最快纪录" not in said, "the record is no longer the truck's"


def test_the_sheet_says_the_record_while_it_is_one(browse: Browse, made: dict[str, Any]) -> None:
    qian = browse("qian")
    qian.goto("/sheet/2020/")
    assert "刷新全区项目建设最快纪录" in qian.locator("main").inner_text()
    english = browse("qian", language="en-GB")
    english.goto("/sheet/2020/")
    assert "the fastest on record in the zone" in english.locator("main").inner_text()


def test_a_unit_reports_a_month_from_a_phone_and_the_head_sends_it_back(
    browse: Browse, cast: Cast, made: dict[str, Any], axe: Callable[[Page], list[str]]
) -> None:
    li, wang, phone = browse("li"), browse("wang"), browse(size=PHONE)
    li.goto(f"/projects/projects/{made[TRUCK].pk}/links/")
    li.fill("[name=unit]", "陕汽集团")
    li.fill("[name=expires_on]", (today() + timedelta(days=30)).isoformat())
    with li.expect_navigation():
        li.click("main form:not([action]) button")
    address, code = li.locator("main code").inner_text(), li.locator("main dd strong").inner_text()
    assert UnitLink.objects.get().unit == "陕汽集团"
    a_month_is_sent(phone, address, code, "15000")
    assert axe(phone) == []
    wang.goto("/desk/")
    wang.click("main a[href*='/review/']")
    wang.fill("[name=reason]", "请按监理确认数填报")
    choose(wang, "return")
    phone.goto(address)
    expect(phone.get_by_text("请按监理确认数填报")).to_be_visible()
    a_month_is_sent(phone, address, code, "14000")
    wang.goto("/desk/")
    wang.click("main a[href*='/review/']")
    choose(wang, "pass")
    assert MonthReport.objects.get(month=date(2020, 4, 1)).done_fen == 14_000 * 1_000_000


def a_month_is_sent(phone: Page, address: str, code: str, amount: str) -> None:
    """The five inputs and a photo."""
    phone.goto(address)
    phone.fill("[name=code]", code)
    phone.fill("[name=month]", "2020-04")
    phone.fill("[name=done_fen]", amount)
    phone.fill("[name=image]", "钢结构吊装")
    phone.set_input_files("[name=photo]", {"name": "现场.png", "mimeType": "image/png", "buffer": PNG})
    with phone.expect_navigation():
        phone.click("main form button")
    expect(phone.locator("main .notice-success")).to_be_visible()


def test_two_who_freeze_one_month_are_told_apart(browse: Browse, cast: Cast, made: dict[str, Any]) -> None:
    wang = browse("wang")
    wang.goto("/projects/months/2020/3/")
    with act(by=cast.chen, office=cast.construction) as a:
        freeze(a, MonthTable.objects.get(month=date(2020, 3, 1)), happened_on=date(2020, 4, 6))
    wang.fill("[name=happened_on]", "2020-04-06")
    with wang.expect_navigation():
        wang.click("main form[action$='/freezing/'] button")
    expect(wang.get_by_role("alert").get_by_text("2020-04-06").first).to_be_visible()
