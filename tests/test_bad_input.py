"""Bad input at every door: each gets a clear answer, nothing breaks and nothing is lost.

Files and shapes are tried where they are read: ledgers (merged cells, text dates, lost digits, formulas, encodings,
too many rows) in core/spreadsheets/tests, outlines and datums in core/places/tests, readings that are stuck in
lines/livelihood/tests. Here stand what every page must bear: numbers, questions, forms and files nobody would send.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from dajuan.core.records.act import act
from dajuan.core.records.models import Draft, Evidence
from dajuan.lines.city.models import Opening, Work
from tests.cast import Cast
from tests.every_page import Address, every_page
from tests.furnished import PNG, furnish, someone

pytestmark = pytest.mark.django_db
HUGE = "9" * 20
QUESTIONS = (
    *("after", "before", "period", "as_of", "year", "known", "day", "month", "q", "kind", "stage", "office", "area"),
    *("by", "member", "draft", "tab", "box", "key", "format", "state", "station", "line", "next"),
)
NONSENSE = (HUGE, "²", '["99999999999999999999", "2020-02-31"]', "\0")


@pytest.fixture
def furnished(db: None, settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path
    furnish()


def browser_of(user: Any) -> Client:
    browser = Client(raise_request_exception=False, headers={"accept-language": "en"})
    browser.force_login(user)
    return browser


def one_a_route(pages: list[Address]) -> list[Address]:
    return list({page.route: page for page in reversed(pages)}.values())


KEEPERS = {"livelihood": "luo", "investment": "gao", "projects": "fang"} | dict.fromkeys(("studio", "editions"), "qian")


def keeper(page: Address) -> str:
    """Who can do most on a page."""
    if page.needs.startswith("staff.admin") or page.needs == "staff.audit":
        return "xu"
    return KEEPERS.get(page.needs.partition(".")[0], "wang")


@contextmanager
def taken_back() -> Iterator[None]:
    """Leave the ledger as it was, whatever was sent."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Addresses and questions


@pytest.mark.thorough("a minute of its own")
def test_a_number_no_row_can_have_is_not_found(furnished: None) -> None:
    browsers = {name: browser_of(someone(name)) for name in ("wang", "xu", *KEEPERS.values())}
    for page in one_a_route(every_page()):
        if "<int:" in page.route:
            numbers = re.findall(r"\d+", page.path)
            path = page.path.replace(f"/{numbers[0]}/", f"/{HUGE}/", 1).replace(f"/{numbers[0]}", f"/{HUGE}", 1)
            for send in (browsers[keeper(page)].get, browsers[keeper(page)].post):
                assert send(path).status_code in {403, 404, 405}, path


@pytest.mark.thorough("a minute of its own")
def test_a_question_that_means_nothing_is_answered_with_a_page(furnished: None) -> None:
    browsers = {name: browser_of(someone(name)) for name in ("wang", "xu", *KEEPERS.values())}
    broken = []
    for page in one_a_route(every_page()):
        if page.path.endswith(("/export/", "/template/", ".pdf", ".docx")):
            continue
        for nonsense in NONSENSE:
            with taken_back():
                answer = browsers[keeper(page)].get(page.path, dict.fromkeys(QUESTIONS, nonsense))
            if answer.status_code >= 500:
                broken.append(f"{page} asked {nonsense[:20]!r}: {answer.status_code}")
    assert not broken, "\n".join(broken)


def test_a_period_or_moment_that_is_none_is_said_to_be_none(cast: Cast) -> None:
    browser = browser_of(cast.wang)
    for asked in ("period=nonsense", "period=2020-13", "as_of=yesterday", "as_of=99999", "as_of=2020"):
        page = browser.get(f"/figures/roads-opened/?{asked}")
        assert page.status_code == 200, asked
        said = ("is no period: write", "ledger has only reached", "is no day")
        assert any(words in page.text for words in said), asked


# Forms


def bad_values(field: forms.Field) -> tuple[str, ...]:
    """What nobody should send into a field of this kind."""
    if isinstance(field, forms.DateField | forms.DateTimeField):
        return ("0001-01-01", "9999-12-31")
    if isinstance(field, forms.IntegerField):
        return (HUGE,)
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return (HUGE,)
    return ("\0" + "长" * 20_000,)


def good_value(field: forms.Field) -> Any:
    """Something that a field of this kind takes."""
    if isinstance(field, forms.ModelChoiceField):
        first = field.queryset.first() if field.queryset is not None else None
        return first.pk if first else ""
    if isinstance(field, forms.ChoiceField):
        return next((value for value, _name in field.choices if value), "")
    if isinstance(field, forms.DateField | forms.DateTimeField):
        return "2020-12-20"
    if isinstance(field, forms.FileField):
        return SimpleUploadedFile("a.png", PNG)
    return "3"


def tries(form: forms.BaseForm) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """One field wrong at a time, the others filled in."""
    good = {form.add_prefix(name): good_value(field) for name, field in form.fields.items()}
    for name, field in form.fields.items():
        for bad in () if isinstance(field, forms.FileField) else bad_values(field):
            parts = [form.add_prefix(name), f"{form.add_prefix(name)}_0"]
            yield name, bad, {**good, **dict.fromkeys(parts, bad), "action": "submit", "reason": "x"}


@pytest.mark.thorough("a minute of its own")
def test_no_form_breaks_on_what_nobody_should_send(furnished: None) -> None:
    browsers = {name: browser_of(someone(name)) for name in ("wang", "xu", *KEEPERS.values())}
    broken, tried = [], 0
    for page in every_page():
        if page.route == "figures/<slug:key>/":
            continue  # sixty pages without a form
        browser = browsers[keeper(page)]
        form = (browser.get(page.path).context or {}).get("form")
        for name, bad, sent in tries(form) if isinstance(form, forms.BaseForm) else ():
            tried += 1
            with taken_back():
                answer = browser.post(page.path, sent)
            if answer.status_code >= 500:
                broken.append(f"{page} {name}={bad[:12]!r}: {answer.status_code}")
    assert not broken, "\n".join(broken)
    assert tried > 200


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
