"""Bad input at every door: each gets a clear answer, nothing breaks and nothing is lost.

Files and shapes are tried where they are read: ledgers (merged cells, text dates, lost digits, formulas, encodings,
too many rows) in core/spreadsheets/tests, outlines and datums in core/places/tests, readings that are stuck in
lines/livelihood/tests. Here stand what every page must bear: numbers, questions, forms and files nobody would send.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dajuan.core.records.act import act
from dajuan.core.records.models import Draft, Evidence
from dajuan.lines.city.models import Opening, Work
from tests.cast import Cast
from tests.furnished import PNG

pytestmark = pytest.mark.django_db


def browser_of(user: Any) -> Client:
    browser = Client(raise_request_exception=False, headers={"accept-language": "en"})
    browser.force_login(user)
    return browser


def test_a_period_or_moment_that_is_none_is_said_to_be_none(cast: Cast) -> None:
    browser = browser_of(cast.wang)
    for asked in ("period=nonsense", "period=2020-13", "as_of=yesterday", "as_of=99999", "as_of=2020"):
        page = browser.get(f"/figures/roads-opened/?{asked}")
        assert page.status_code == 200, asked
        said = ("is no period: write", "ledger has only reached", "is no day")
        assert any(words in page.text for words in said), asked


# Forms


@pytest.fixture
def road(cast: Cast) -> Work:
    """A road in the plan that nobody has started."""
    road: Work = Work.objects.create(zone=cast.zone, office=cast.construction, kind=Work.Kind.DEAD_END, name="甲路")
    return road


Opened = Callable[..., Any]


@pytest.fixture
def opened(cast: Cast, road: Work, settings: Any, tmp_path: Any) -> Opened:
    """Li sends the opening of the road."""
    settings.EVIDENCE_DIR = tmp_path
    filled = {"happened_on": "2020-09-01", "length_cm": "812", "action": "submit"}
    return lambda **more: browser_of(cast.li).post(f"{road.get_absolute_url()}open/", {**filled, **more})


@pytest.fixture
def started(cast: Cast, road: Work) -> None:
    with act(by=cast.li) as a:
        road.enlist(a, happened_on=date(2020, 1, 10), length_cm=81_200)
    with act(by=cast.li) as a:
        road.start(a, happened_on=date(2020, 3, 2))


def test_an_entry_before_its_subject_was_there_is_refused_and_kept_as_a_draft(opened: Opened) -> None:
    answer = opened()
    assert answer.status_code == 422 and "before it was started" in answer.text
    assert 'value="2020-09-01"' in answer.text and 'value="812"' in answer.text
    assert Draft.objects.get().content["length_cm"] == ["812"] and not Opening.objects.exists()


def test_an_entry_in_the_future_is_refused_and_kept_as_a_draft(opened: Opened, started: None) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    answer = opened(happened_on=tomorrow)
    assert answer.status_code == 422 and "in the future" in answer.text
    assert Draft.objects.get().content["happened_on"] == [tomorrow]


def test_what_cannot_be_stored_is_refused_and_the_rest_is_kept(opened: Opened) -> None:
    answer = opened(length_cm="8\0" + "9" * 5000)
    assert answer.status_code == 422
    draft = Draft.objects.get()
    assert draft.content["happened_on"] == ["2020-09-01"] and draft.submitted_at is None


@pytest.mark.parametrize("name", ["../../etc/passwd.png", "C:\\Windows\\照片.png", "/照片.png", ".. "])
def test_a_file_named_like_a_path_keeps_its_own_name_only(opened: Opened, name: str) -> None:
    upload = BytesIO(PNG)
    upload.name = name
    assert opened(evidence=upload, action="keep").status_code == 302
    kept = Evidence.objects.get()
    assert re.fullmatch(r"[^/\\]+", kept.name) and not kept.name.startswith(".")


def test_a_post_that_is_too_big_is_refused_with_a_page(cast: Cast, road: Work) -> None:
    answer = browser_of(cast.li).post(f"{road.get_absolute_url()}open/", {"happened_on": "x" * (6 << 20)})
    assert answer.status_code in {400, 413}
    assert "<h1" in answer.text


def test_a_form_of_too_many_fields_is_refused_with_a_page(cast: Cast, road: Work) -> None:
    many = {f"field{number}": "x" for number in range(1_500)}
    answer = browser_of(cast.li).post(f"{road.get_absolute_url()}open/", many)
    assert answer.status_code in {400, 413}
