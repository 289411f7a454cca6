"""Every door of the furnished zone, knocked at with what nobody should send: each gives a clear answer, none breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from dajuan.core.staff.models import Zone
from tests.every_page import FIGURES, Address, every_page
from tests.furnished import PNG, someone

pytestmark = pytest.mark.django_db
HUGE = "9" * 20
QUESTIONS = (
    *("after", "before", "period", "as_of", "year", "known", "day", "month", "q", "kind", "stage", "office", "area"),
    *("by", "member", "draft", "tab", "box", "key", "format", "state", "station", "line", "next"),
)
NONSENSE = (HUGE, "²", '["99999999999999999999", "2020-02-31"]', "\0")


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
def test_a_number_no_row_can_have_is_not_found(furnished_zone: Zone) -> None:
    browsers = {name: browser_of(someone(name)) for name in ("wang", "xu", *KEEPERS.values())}
    for page in one_a_route(every_page()):
        if "<int:" in page.route:
            numbers = re.findall(r"\d+", page.path)
            path = page.path.replace(f"/{numbers[0]}/", f"/{HUGE}/", 1).replace(f"/{numbers[0]}", f"/{HUGE}", 1)
            for send in (browsers[keeper(page)].get, browsers[keeper(page)].post):
                assert send(path).status_code in {403, 404, 405}, path


@pytest.mark.thorough("a minute of its own")
def test_a_question_that_means_nothing_is_answered_with_a_page(furnished_zone: Zone) -> None:
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
def test_no_form_breaks_on_what_nobody_should_send(furnished_zone: Zone) -> None:
    browsers = {name: browser_of(someone(name)) for name in ("wang", "xu", *KEEPERS.values())}
    broken, tried = [], set()  # a form on several pages is tried on the first
    for page in every_page():
        if page.route in FIGURES:
            continue  # hundreds of pages of one form
        browser = browsers[keeper(page)]
        form = (browser.get(page.path).context or {}).get("form")
        for name, bad, sent in tries(form) if isinstance(form, forms.BaseForm) else ():
            if (type(form), name, bad) in tried:
                continue
            tried.add((type(form), name, bad))
            with taken_back():
                answer = browser.post(page.path, sent)
            if answer.status_code >= 500:
                broken.append(f"{page} {name}={bad[:12]!r}: {answer.status_code}")
    assert not broken, "\n".join(broken)
    assert len(tried) > 200
