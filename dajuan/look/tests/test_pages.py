"""What every page promises: its language, its refusals, its forms, and no word to another host."""

import re

import pytest
from django import forms
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings

from tests.cast import Cast

pytestmark = pytest.mark.django_db


class ExampleForm(forms.Form):
    name = forms.CharField(help_text="As on the licence.")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False)
    sure = forms.BooleanField()


def test_the_sign_in_page_speaks_chinese_and_english(client: Client) -> None:
    assert '<html lang="zh-Hans">' in client.get("/account/login/").text
    english = client.get("/account/login/", headers={"Accept-Language": "en"}).text
    assert '<html lang="en">' in english
    assert "Skip to the content" in english


@pytest.mark.parametrize("made_up", ["xx-tlh", "zh-hans-x-nobody", "'\"><b>", "", "../../etc"])
def test_a_language_the_browser_made_up_breaks_nothing(client: Client, made_up: str) -> None:
    assert client.get("/account/login/", headers={"Accept-Language": made_up}).status_code == 200
    client.cookies["django_language"] = re.sub(r"[^\w-]", "", made_up)
    assert client.get("/account/login/").status_code == 200
    assert client.post("/i18n/setlang/", {"language": made_up, "next": "/account/login/"}).status_code == 302


def test_a_visitor_changes_the_language(client: Client) -> None:
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/account/login/"})
    assert answer.headers["Location"] == "/account/login/"
    assert "Skip to the content" in client.get("/account/login/").text


def test_the_language_form_leads_to_no_other_host(client: Client) -> None:
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "//elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_an_unknown_address_says_so_to_somebody_signed_in(cast: Cast, client: Client) -> None:
    client.force_login(cast.li)
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "页面不存在" in answer.text
    assert 'data-outcome="failed"' in answer.text


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_a_page_for_broken_times_needs_nothing(template: str) -> None:
    assert "<h1>" in render_to_string(template)


def test_the_form_of_a_page_open_too_long_is_refused_in_words() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/account/login/", {"login": "li", "password": "x"})
    assert answer.status_code == 403
    assert "页面停留时间过长" in answer.text


def test_each_error_stands_at_its_field_and_is_tied_to_it() -> None:
    drawn = str(ExampleForm({"name": "", "sure": ""}))
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'id="id_name_error"' in drawn
    assert 'href="#id_name"' in drawn
    assert "<legend" in drawn


def test_query_changes_one_parameter_and_keeps_the_rest() -> None:
    template = Template("{% load look %}{% query after='9' before=None %}")
    request = RequestFactory().get("/", {"kind": "road", "before": "1"})
    assert template.render(RequestContext(request)) == "?kind=road&amp;after=9"


def test_an_icon_is_silent() -> None:
    assert Template("{% load look %}{% icon 'road' %}").render(Context()) == (
        '<i class="ti ti-road" aria-hidden="true"></i>'
    )


@override_settings(DEMO=True)
def test_the_demo_says_that_it_is_one(client: Client) -> None:
    assert "均为虚构" in client.get("/account/login/").text


def test_the_account_pages_of_somebody_signed_in_are_drawn(cast: Cast, client: Client) -> None:
    client.force_login(cast.li)
    for address in ("/account/password/change/", "/account/2fa/", "/account/logout/"):
        answer = client.get(address)
        assert answer.status_code in {200, 302}, address


def test_the_menu_of_a_page_without_a_request_is_empty() -> None:
    assert Template("{% load look %}{% menu %}").render(Context({"request": None})) == ""
