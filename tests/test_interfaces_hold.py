"""The interfaces keep what their descriptions promise: whatever is asked, no breakdown and no undeclared answer.

schemathesis writes the questions from the descriptions, right ones and wrong ones, and puts them to the site in this
very process, without a network. The seed is fixed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from django.conf import settings as site
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dajuan.core.staff.models import Charge
from dajuan.core.tickets.models import Ticket
from dajuan.desk.api import entrance
from dajuan.desk.api.interface import description, parts
from dajuan.desk.api.models import Token
from dajuan.desk.api.scopes import OPEN311
from dajuan.desk.open311 import described, views
from dajuan.lines.services import portal_api_own
from dajuan.lines.services.models import Case
from dajuan.lines.services.views import portal_following
from dajuan.site.lines import LINES
from tests.cast import START, Cast
from tests.test_rights_of_outsiders import MARK, PDF, Planted, do  # noqa: F401  # a fixture
from tests.test_rights_of_outsiders import planted as permit  # noqa: F401  # a fixture
from tests.test_rights_of_programs import planted  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 10  # of each question, right and wrong ones
SENT = {None, "NewTicket", "Sent", "NewApplication", "Rated", "Follow", "MultiPartBodyParams"}  # not what is answered


@pytest.fixture(autouse=True)
def within_the_test() -> Iterator[None]:
    """Questions put past Django's own test client would close the connection in which the test has its rows."""
    keep_the_connection()
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def keep_the_connection() -> None:
    """Django's own test client undoes this with each question it puts."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)


@pytest.fixture
def word(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> str:
    """The key of somebody who may do everything that clerks may, and asks as often as he likes."""
    cache.clear()
    for module, name in ((entrance, "A_MINUTE"), (views, "QUESTIONS_A_MINUTE"), (views, "REPORTS_A_MINUTE")):
        monkeypatch.setattr(module, name, 10**6)
    for line in set(LINES) - {"city"}:
        Charge.objects.create(office=cast.construction, line=line, from_on=START)
    scopes = [f"{area}.{way}" for area in parts() for way in ("read", "write")]
    return str(Token.objects.make(cast.li, Token.Kind.PROGRAM, "x", [*scopes, OPEN311], None)[1])


def ask_everything(
    document: dict[str, Any], headers: dict[str, str], cookies: dict[str, str] | None = None
) -> Counter[int]:
    """Put questions to every part of a description; how many were answered with which status."""
    schema = schemathesis.openapi.from_dict(document)
    schema.app = get_wsgi_application()
    answers: Counter[int] = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()
        ways = [operation.as_strategy(generation_mode=GenerationMode.POSITIVE)]
        if any((operation.path_parameters, operation.query, operation.body)):
            ways.append(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))

        @seed(1)
        @settings(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=st.one_of(*ways))
        def ask(case: Any) -> None:
            answers[case.call_and_validate(headers=headers, cookies=cookies, checks=CHECKS).status_code] += 1

        ask()
    return answers


def narrowed(document: dict[str, Any], words: dict[str, list[Any]]) -> dict[str, Any]:
    """The same description, but parameters and parts of bodies take only these words: questions that lead somewhere."""
    document = deepcopy(document)
    for path, methods in document["paths"].items():
        for one in methods.values():
            for parameter in one.get("parameters", ()):
                name = parameter["name"]
                if chosen := words.get(f"{path.split('/')[3]}.{name}", words.get(name)):
                    parameter["schema"] = {"enum": chosen}
            sent = one.get("requestBody", {}).get("content", {})
            for form in ("application/x-www-form-urlencoded", "multipart/form-data"):
                _take_only(sent.get(form, {}).get("schema", {}), words)
    for schema in document.get("components", {}).get("schemas", {}).values():
        _take_only(schema, words)
    return document


def _take_only(schema: dict[str, Any], words: dict[str, list[Any]]) -> None:
    if schema.get("title") in SENT:
        for name in set(schema.get("properties", ())) & set(words):
            schema["properties"][name] = {"enum": words[name]}


@pytest.mark.thorough("some hundred questions")
def test_the_interface_answers_as_it_says(cast: Cast, planted: dict[str, Any], word: str) -> None:  # noqa: F811  # the fixture
    header = {"Authorization": f"Bearer {word}"}
    words = {
        "key": [planted["key"]],
        "city.what": ["works"],
        "figures.key": ["roads-opened", "air-good-days", "tickets-raised", "works-satisfaction"],
        "by": ["", "kind", "office_id"],
        "part": [0, 1],
        "period": ["2020", "2020-Q3", "2020-02", "@2020-12-31", "2020-01-01..2020-09-30", "", "1900", "2200"],
        "as_of": ["", "1", "2020-09-01", "2020-09-01T00:00:00+08:00", "9999-12-31"],
        "number": [planted["number"]],
        "category": ["lamp"],
        "verb": ["start", "open", "withdraw"],
        "content": [
            {"happened_on": "2020-03-03"},
            {"happened_on": "2020-03-03", "length_cm": "100000000000000000000"},
            {"happened_on": ["2020-03-03", "\x00"]},
            {"happened_on": "9999-12-31", "why": "not-ours", "category": "x", "office": "9" * 30},
        ],
        "after": ["", '["1"]', '["x"]', "[]", "1", "\x00", '["' + "9" * 40 + '"]'],
        "limit": [1, 100],
    }
    everything = ask_everything(description(), header)
    leading_somewhere = ask_everything(narrowed(description(), words), header)
    assert everything.total() >= 4 * len(description()["paths"])
    assert set(leading_somewhere) >= {200, 201, 404, 422}


@pytest.mark.thorough("some dozen questions")
def test_the_portal_answers_an_applicant_as_it_says(
    permit: Planted,  # noqa: F811  # the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As somebody signed in from outside, with the cross-site word; what is handed in becomes a case or is refused."""
    often = ((entrance, "A_MINUTE"), (portal_api_own, "APPLICATIONS_PER_PLACE"), (portal_following, "TRIES_PER_PLACE"))
    for module, name in often:
        monkeypatch.setattr(module, name, 10**6)
    browser = Client()
    browser.force_login(permit.ours.user)
    address = f"/api/v1/portal/services/matters/{permit.case.matter_id}"
    for token in ("t-of-one", "t-of-another", "t-of-a-third"):  # the questions below write no picture and no PDF
        sent = {"token": token, "paper": "lease", "file": SimpleUploadedFile("a.pdf", PDF)}
        assert browser.post(f"{address}/papers/", sent).status_code == 201
    keep_the_connection()
    secret = "c" * 32
    names = site.SESSION_COOKIE_NAME, site.CSRF_COOKIE_NAME
    cookies = {names[0]: browser.cookies[names[0]].value, names[1]: secret}
    header = {"X-CSRFToken": secret}
    own = {path: one for path, one in description()["paths"].items() if path.startswith("/api/v1/portal/")}
    words: dict[str, list[Any]] = {
        "key": [permit.case.matter_id],
        "number": [permit.case.number, "x", "\x00"],
        "answers": [[], [1], [2**63 - 1] * 12],
        "token": ["t-of-one", "t-of-another"],
        "company": ["", permit.case.company and permit.case.company.code, "x"],
        "contact": ["13800138000", "", "\x00"],
        "said": ["", MARK, "\x00"],
        "agreed": [True],
        "committed": [True],
        "paper": ["lease", "x"],
        "level": [1, 5],
    }
    document = {**description(), "paths": own}
    assert ask_everything(document, header, cookies).total() >= 4 * len(own)
    answers = ask_everything(narrowed(document, words), header, cookies)
    assert set(answers) >= {200, 404, 422} and not {401, 403} & set(answers)
    whole = {"token": "t-of-a-third", "contact": "13800138000", "company": words["company"][1] or "", "agreed": True}
    cases = Case.objects.count()
    assert browser.post(f"{address}/applications/", whole, "application/json").status_code == 201
    assert Case.objects.count() == cases + 1


@pytest.mark.thorough("some dozen questions")
def test_open311_answers_as_it_says(cast: Cast, planted: dict[str, Any], word: str) -> None:  # noqa: F811  # the fixture
    words = {
        "api_key": [word],
        "service_code": ["lamp"],
        "lat": ["34.3", "x", "1e400"],
        "long": ["108.9", "nan"],
        "description": ["灯坏了", "\x00坏了"],
        "phone": ["13800138000"],
        "jurisdiction_id": ["", "zone"],
        "code": ["lamp"],
        "number": [planted["number"], "\x00"],
        "service_request_id": ["", planted["number"], ",".join("A" * 200)],
        "start_date": ["", "2020-03-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "x"],
        "end_date": ["", "2020-03-09T00:00:00 08:00", "0001-01-01", "9999-12-31T23:59:59-12:00"],
        "status": ["", "open", "closed,open", "x"],
        "page": [1, 1000, 10**30],
    }
    assert ask_everything(described.description(), {}).total() >= 4 * len(described.description()["paths"])
    answers = ask_everything(narrowed(described.description(), words), {})
    assert set(answers) >= {200, 400, 404}
    assert Ticket.objects.count() == 1 + answers[201]
