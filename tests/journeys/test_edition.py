"""The year's report from draft to restatement: drafted, confirmed, objected to, signed, published, proved, restated."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.utils import translation
from playwright.sync_api import Page, expect

from dajuan.core.records.act import act
from dajuan.figures.models import SCALE, Attested
from dajuan.lines.city.models import Work
from dajuan.lines.livelihood.tests.plays import open_school
from dajuan.sheet.editions.models import Edition
from dajuan.sheet.tests.scene import small_year
from dajuan.values.bundles import canonical, unpack, zipped
from dajuan.values.verifying import verify
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
Browse = Callable[..., Page]
SCHOOLS = "schools-opened"


@pytest.fixture(autouse=True)
def own_directory(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.MFA_TOTP_TOLERANCE = 1  # a code of just now holds, whatever the clock does meanwhile


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def year(cast: Cast) -> None:
    """Two schools opened, a road was let to traffic, and the statistics office gave a gross product."""
    small_year(cast)
    road = Work.objects.create(zone=cast.zone, office=cast.construction, kind=Work.Kind.DEAD_END, name="文景北路延伸段")
    steps: Any = (
        ("enlist", date(2020, 1, 10), {"length_cm": 81_200}),
        ("start", date(2020, 3, 2), {}),
        ("open", date(2020, 9, 1), {"length_cm": 81_200}),
    )
    for verb, day, facts in steps:
        with act(by=cast.chen, office=cast.construction) as a:
            getattr(road, verb)(a, happened_on=day, **facts)
    gross = {"figure": "gdp", "value_x10000": 81_000_000_000 * SCALE, "issuer": "市统计局", "document": "2020年快报"}
    with act(by=cast.qian, office=cast.general) as a:
        a.enter(Attested(happened_on=date(2020, 12, 31), **gross))


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.click(selector)


def succeeded(page: Page) -> None:
    expect(page.locator("[data-message=success]")).to_be_visible()


def send(page: Page) -> None:
    """Send the form of a step and see that it was taken."""
    press(page, "main form.card button.btn-primary")
    succeeded(page)


def the_office_drafts(qian: Page) -> str:
    """Compose the manuscript, begin the edition, send it out; the address of the edition."""
    qian.goto("/studio/")
    qian.select_option("main form [name=year]", "2020")
    press(qian, "main form button.btn-primary")
    qian.goto("/editions/")
    qian.select_option("main form [name=year]", "2020")
    send(qian)
    address = qian.url
    press(qian, "main a[href$='/circulating/']")
    send(qian)
    return address


def a_head_confirms_everything(head: Page) -> None:
    """From the desk: what waits for me, all of it confirmed in one go."""
    head.goto("/desk/")
    press(head, "main a[href$='/confirming/']")
    press(head, "main button[value=all]")
    succeeded(head)


def one_objects(sun: Page) -> None:
    """With the keyboard alone: the first figures confirmed, the schools objected to."""
    sun.goto("/desk/")
    press(sun, "main a[href$='/confirming/']")
    sun.focus(f"[name=say-{SCHOOLS}][value='']")
    sun.keyboard.press("n")
    sun.keyboard.type("第二所学校应计入次年")
    expect(sun.locator(f"[name=say-{SCHOOLS}][value=object]")).to_be_checked()
    press(sun, "main button[value=all]")
    succeeded(sun)


def the_office_answers(qian: Page, address: str) -> None:
    qian.goto(address)
    expect(qian.locator("#objections ~ ul")).to_contain_text("第二所学校应计入次年")
    press(qian, "main a[href*='/objections/']")
    qian.select_option("[name=outcome]", "stands")
    qian.fill("[name=remark]", "该校九月已开学，佐证材料见记录")
    send(qian)


def the_leader_signs(zhou: Page, cast: Cast) -> None:
    """He has no second factor yet and is told how; then his code is asked anew."""
    zhou.goto("/desk/")
    press(zhou, "main a[href$='/signing/']")
    address = zhou.url
    expect(zhou.locator("main a[href*='/2fa/']")).to_be_visible()
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(cast.zhou, secret)
    zhou.goto(address)
    _before, counter, _after = totp.yield_hotp_counters_from_time()
    zhou.fill("[name=code]", totp.format_hotp_value(totp.hotp_value(secret, counter)))
    send(zhou)


def a_step(page: Page, address: str, name: str, **chosen: str) -> None:
    page.goto(f"{address}{name}/")
    for field, value in chosen.items():
        if page.locator(f"select[name={field}]").count():
            page.select_option(f"[name={field}]", value)
        else:
            page.fill(f"[name={field}]", value)
    send(page)


def failures(content: bytes) -> list[str]:
    return [finding.en for finding in verify(content) if finding.verdict == "fails"]


def changed(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """A bundle of which somebody changed one file."""
    files = dict(unpack(content).files)
    text = files[name].decode()
    assert change(text) != text
    files[name] = change(text).encode()
    return zipped(files)


def the_bundle_proves_itself(visitor: Page, auditor: Page, edition: Edition) -> None:
    """The public bundle and the one with rows hold; a changed digit, a dropped row, a swapped definition do not."""
    visitor.goto("/open/editions/")
    press(visitor, "main a[href*='/open/editions/']")
    expect(visitor.locator("main")).to_contain_text("示管发〔2021〕1号")
    public = visitor.request.get(f"/open/editions/{edition.pk}/bundle.zip").body()
    audit = auditor.request.get(f"/editions/{edition.pk}/audit-bundle.zip").body()
    assert failures(public) == [] and failures(audit) == []
    assert failures(changed(public, "text.zh-hans.txt", lambda text: text.replace("2所", "3所", 1)))
    assert failures(changed(audit, "rows.jsonl", lambda rows: "\n".join(rows.split("\n")[1:])))
    assert failures(changed(audit, "edition.zh-hans.json", swapped))


def swapped(edition: str) -> str:
    """The first two definitions with each other's declaration."""
    told = json.loads(edition)
    first, second = told["definitions"][:2]
    first["signature"], second["signature"] = second["signature"], first["signature"]
    return canonical(told).decode()


def the_restatement_shows_the_late_entry(qian: Page, address: str) -> None:
    qian.goto(address)
    press(qian, "main a[href$='/difference/']")
    schools = qian.locator(".restated", has_text="建成开学学校").first
    expect(schools).to_contain_text("第S3小学")
    expect(schools).to_contain_text("孙晓东")
    note = qian.locator("#note ~ p")
    expect(note.filter(has_text="由2所修订为3所")).to_be_visible()
    assert "孙晓东" not in " ".join(note.all_inner_texts())
    press(qian, "main form[action$='/restating/'] button")
    succeeded(qian)
    press(qian, "main a[href$='/circulating/']")
    send(qian)
    press(qian, ".heading a[href$='/text/']")
    expect(qian.locator("article.sheet")).to_contain_text("3所")


def test_the_report_is_drafted_confirmed_signed_published_proved_and_restated(
    cast: Cast, year: None, browse: Browse
) -> None:
    qian, wang, sun, zhou = browse("qian"), browse("wang"), browse("sun"), browse("zhou")
    address = the_office_drafts(qian)
    a_head_confirms_everything(wang)
    one_objects(sun)
    a_head_confirms_everything(qian)
    the_office_answers(qian, address)
    a_head_confirms_everything(sun)
    a_step(wang, address, "reviewing")
    the_leader_signs(zhou, cast)
    a_step(sun, address, "secrecy", result="public")
    a_step(qian, address, "numbering", word="示管发", year="2021", serial="1")
    a_step(qian, address, "freezing")
    a_step(qian, address, "publishing", scope="public")
    the_bundle_proves_itself(browse(), browse("he"), Edition.objects.get())
    open_school(cast, "S3", day=date(2020, 9, 3))
    the_restatement_shows_the_late_entry(qian, address)
    assert list(Edition.objects.order_by("ordinal").values_list("stage", flat=True)) == ["published", "confirming"]
