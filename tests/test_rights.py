"""The rights matrix: every address of the site says what it needs, and gives nothing to whoever lacks it.

The addresses are read from the resolver, so that a new room is under test as soon as it has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

import pytest
import rules
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from dajuan.core.applicants.models import open_applicant
from dajuan.core.people.models import Particulars
from dajuan.core.records.act import act
from dajuan.core.records.forms import FORMS
from dajuan.core.records.models import Batch, Draft, Evidence, Merged, Subject
from dajuan.core.staff.models import Charge, Office, Post, User, Zone
from dajuan.site.lines import LINES
from tests.cast import START, Cast, office, person

pytestmark = pytest.mark.django_db

# Addresses that are not ours to mark, each with the reason why that is safe.
NOT_OURS = {
    "account/": "django-allauth guards its own pages; LoginRequiredMiddleware and its own decorators stand before them",
    "i18n/": "changing the language shows and changes nothing else",
    "api/v1/": "asked by programs, which are refused in their own way: tests/test_rights_of_programs.py walks them",
}
NOT_OBJECTS = {"year", "month", "number_of_days"}  # numbers in an address that name no row
ARGUMENTS = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000001"}
READ_OR_WRITE = ("view", "record", "review")


@dataclass(frozen=True)
class Address:
    """One address with its arguments filled in, its view, and what the view needs."""

    route: str
    path: str
    view: Any
    arguments: tuple[str, ...]

    @property
    def needs(self) -> str:
        return str(getattr(self.view, "needs", ""))

    @property
    def is_about_a_row(self) -> bool:
        return any(name not in NOT_OBJECTS for name in self.arguments)

    def __str__(self) -> str:
        return self.route


def noun_of(model: Any) -> str:
    """The word that names a kind of subject in its addresses: `works` in /city/works/1/."""
    words = [part for part in model(pk=1).get_absolute_url().split("/") if part and not part.isdigit()]
    return str(words[-1])


def words_of(app: str, *, with_verbs: bool) -> list[dict[str, str]]:
    """What may stand for the words of an app's addresses: each kind of subject, with each verb that can be recorded."""
    forms = [form for form in FORMS.values() if form.records._meta.app_label == app and form.records.subject_field]
    if with_verbs:
        about = [(form.records._meta.get_field(form.records.subject_field).related_model, form.verb) for form in forms]
        return [{"what": noun_of(model), "verb": verb} for model, verb in about] or [{}]
    return [{"what": noun_of(model)} for model in subjects() if model._meta.app_label == app] or [{}]


def subjects() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, Subject) and model._meta.app_label != "practice"]


def walk(patterns: list[Any], before: str = "") -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield from filled_in(before + str(pattern.pattern), pattern)


def filled_in(route: str, pattern: URLPattern) -> Iterator[Address]:
    """The address with each pair of words that may stand in it, and 1 for every number."""
    inside = re.findall(r"<(?:(\w+):)?(\w+)>", route)
    rows = tuple(name for kind, name in inside if kind == "int")
    template = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
    rest = {name: ARGUMENTS.get(kind or "str", "x") for kind, name in inside}
    slugs = {name for kind, name in inside if kind == "slug"}
    for words in words_of(route.split("/", maxsplit=1)[0], with_verbs="verb" in slugs) if slugs else [{}]:
        yield Address(route, "/" + template.format(**{**rest, **words}), pattern.callback, rows)


@cache
def addresses() -> tuple[Address, ...]:
    """Every address of the site that is ours."""
    every = walk(list(get_resolver().url_patterns))
    return tuple(one for one in every if not one.route.startswith(tuple(NOT_OURS)))


def staff_addresses() -> list[Address]:
    return [one for one in addresses() if one.needs != "public"]


def staff_routes() -> list[Address]:
    """One address a route: a right is asked for before the words of the address are read."""
    return list({one.route: one for one in staff_addresses()}.values())


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


def ask_both_ways(client: Client, address: Address) -> list[int]:
    return [client.get(address.path).status_code, client.post(address.path).status_code]


def test_every_view_says_what_it_needs() -> None:
    silent = [str(one) for one in addresses() if not one.needs]
    assert not silent, "decorate with @needs(…) or @public"
    unknown = {one.needs for one in staff_routes() if not rules.perm_exists(one.needs)}
    assert not unknown, "no rules.py grants these rights"


def test_what_the_public_may_open_stands_under_its_own_roof() -> None:
    public = [one.route for one in addresses() if one.needs == "public"]
    assert all(route == "" or route.startswith("open/") for route in public), public


def test_a_visitor_is_sent_to_sign_in_and_sees_nothing(cast: Cast) -> None:
    visitor = Client()
    for address in staff_routes():
        for answer in (visitor.get(address.path), visitor.post(address.path)):
            assert answer.status_code == 302, address.route
            assert answer.headers["Location"].startswith("/account/login/"), address.route
            assert not answer.content, address.route


def test_the_system_administrator_neither_reads_nor_records(cast: Cast) -> None:
    administrator = signed_in(cast.xu)
    for address in staff_routes():
        if address.needs == "staff.work" or address.needs.rsplit(".", 1)[-1] in READ_OR_WRITE:
            assert ask_both_ways(administrator, address) == [403, 403], address.route


def test_only_the_system_administrator_keeps_the_roster(cast: Cast) -> None:
    for user in (cast.li, cast.wang, cast.qian, cast.zhou, cast.he):
        client = signed_in(user)
        for address in staff_routes():
            if address.needs == "staff.administer":
                assert ask_both_ways(client, address) == [403, 403], address.route


@pytest.mark.thorough("half a minute of its own")
def test_whoever_holds_no_post_any_more_opens_nothing_of_the_work(cast: Cast) -> None:
    cast.wang.posts.update(to_on=date(2019, 1, 1))
    client = signed_in(cast.wang)
    for address in staff_routes():
        if address.needs != "staff.own":
            assert ask_both_ways(client, address) == [403, 403], address.route


@pytest.mark.thorough("half a minute of its own")
def test_an_applicant_from_outside_opens_nothing_but_what_is_its_own(cast: Cast) -> None:
    client = signed_in(open_applicant(User.objects.create_user("outsider"), Particulars("欧阳明月")).user)
    for address in staff_routes():
        if address.needs != "applicants.own":
            assert ask_both_ways(client, address) == [403, 403], address.route


def test_a_clerk_of_one_line_records_nothing_on_another(cast: Cast) -> None:
    for user, own in ((cast.li, "city"), (cast.zhao, "livelihood")):
        client = signed_in(user)
        for line in set(LINES) - {own}:
            for address in staff_routes():
                if address.needs in {f"{line}.record", f"{line}.review"}:
                    assert ask_both_ways(client, address) == [403, 403], address.route


def test_who_only_reads_records_nothing(cast: Cast) -> None:
    for user in (cast.zhou, cast.he):
        client = signed_in(user)
        for address in staff_routes():
            if address.needs.split(".")[-1] in {"record", "review"}:
                assert ask_both_ways(client, address) == [403, 403], address.route


@pytest.fixture
def foreigner(cast: Cast) -> User:
    """The head of everything in another zone: a clerk, a chief, a reader and the keeper of every line there."""
    zone = Zone.objects.create(code="other", name="另一经开区", in_use_since=START)
    at = office(zone, "另一管委会")
    for line in LINES:
        Charge.objects.create(office=at, line=line, from_on=START)
    user = person(zone, "foreign", "外区人", at, Post.Role.HEAD)
    Post.objects.create(user=user, office=at, role=Post.Role.LEADER, from_on=START)
    return user


@pytest.fixture
def rows(cast: Cast) -> list[str]:
    """Row number 1 of whatever can have one, in the cast's own zone; answers the names of the subjects that have."""
    with act(by=cast.li) as a:
        a.enter(Merged(type="practice.bench", gone=2, kept=1, happened_on=date(2020, 9, 1)))
    common: dict[str, Any] = {"pk": 1, "zone": cast.zone, "office": cast.construction}
    Batch.objects.create(**common, register="city.work", file_name="works.xlsx", imported_by=cast.li)
    Draft.objects.create(**common, author=cast.li, line="city", form="x", entry_type="records.merged")
    Evidence.objects.create(
        pk=1, zone=cast.zone, hash="0" * 64, name="photo.png", media_type="image/png", size=1, stored_by=cast.li
    )
    return [model._meta.label for model in subjects() if stands(model, cast)]


def stands(model: type[models.Model], cast: Cast) -> bool:
    """Put a row number 1 into a table, filled in as it comes; False where a rule of its own is against it."""
    if model._base_manager.filter(pk=1).exists():
        return True
    values: dict[str, Any] = {"zone": cast.zone, "office": cast.construction, "pk": 1}
    for field in model._meta.concrete_fields:
        if field.name not in values and not field.primary_key and not field.has_default() and not field.null:
            value = some(field, cast)
            if value is not None:
                values[field.name] = value
    try:
        with transaction.atomic():
            model._base_manager.bulk_create([model(**values)])
    except (IntegrityError, ValueError, TypeError):
        return False
    return True


def some(field: models.Field[Any, Any], cast: Cast) -> Any:
    """Anything that fits a field."""
    if isinstance(field, models.ForeignKey):
        target: Any = field.related_model
        known = {User: cast.li, Zone: cast.zone, Office: cast.construction}
        if target in known:
            return known[target]
        return target._base_manager.get(pk=1) if stands(target, cast) else None
    if field.choices:
        return next(iter(field.flatchoices))[0]
    if isinstance(field, models.DateTimeField):
        return timezone.make_aware(datetime.combine(START, time()))
    if isinstance(field, models.DateField):
        return START
    if "geo" in field.name or "shape" in field.name:
        return '{"type": "Point", "coordinates": [108.9, 34.3]}'
    return {"CharField": "x", "SlugField": "x", "TextField": "x"}.get(field.get_internal_type(), 1)


def test_a_foreign_zone_finds_no_row_of_ours(cast: Cast, foreigner: User, rows: list[str]) -> None:
    stranger = signed_in(foreigner)
    for address in staff_addresses():
        if address.is_about_a_row:
            for status in ask_both_ways(stranger, address):
                assert status in {403, 404, 405}, f"{address.route} answers {status} to another zone"


def test_there_are_rows_to_find(cast: Cast, rows: list[str]) -> None:
    """The walk above proves something only where rows exist: most subjects of the rooms have one."""
    everything = [model._meta.label for model in subjects()]
    assert len(rows) > len(everything) / 2, sorted(set(everything) - set(rows))


def test_ours_finds_what_the_stranger_does_not(cast: Cast, rows: list[str]) -> None:
    leader = signed_in(cast.zhou)
    own = [model(pk=1).get_absolute_url() for model in subjects() if model._meta.label in rows]
    for path in ("/records/1/", "/records/moments/1/", "/records/imports/1/", *own):
        assert leader.get(path).status_code == 200, path
