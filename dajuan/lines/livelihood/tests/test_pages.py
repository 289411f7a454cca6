"""What people see of livelihood and may do, in both languages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from dajuan.core.places.geometry import read_shape
from dajuan.core.records.models import Draft
from dajuan.figures import answers
from dajuan.figures.book import Book
from dajuan.lines.livelihood import figures, maps, sample
from dajuan.lines.livelihood.faces import due_schools
from dajuan.lines.livelihood.models import School, SchoolOpening, Union
from dajuan.lines.livelihood.shelves import ROOM
from dajuan.lines.livelihood.tests.plays import (
    SEPTEMBER,
    hospital,
    open_school,
    read_day,
    recorded,
    school,
    station,
    survey,
    union,
    venue,
)
from dajuan.values import periods
from dajuan.values.coordinates import Datum
from tests.cast import Cast

READ = {
    "pm25_x10": 350,
    "pm10_x10": 500,
    "so2_x10": 100,
    "no2_x10": 300,
    "co_x10": 6,
    "o3_1h_x10": 900,
    "o3_8h_x10": 800,
}


def signed_in(user: Any, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def passed(cast: Cast, draft: Draft) -> None:
    """Sun, head of the bureau, passes a draft as it stands."""
    page = reverse("records:review", args=[draft.pk])
    signed_in(cast.sun).post(page, {"action": "pass", "seen": draft.changed_at.isoformat()})


@pytest.fixture
def zhao(cast: Cast) -> Client:
    """Zhao, a clerk of the bureau that keeps the line."""
    return signed_in(cast.zhao)


def subjects(cast: Cast) -> list[Any]:
    """One of each shelf."""
    return [open_school(cast), union(cast), hospital(cast), venue(cast), station(cast), survey(cast)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_shelf_shows_its_list_and_its_subjects(cast: Cast, language: str) -> None:
    client = signed_in(cast.zhao, language)
    for subject in subjects(cast):
        listed = client.get(reverse("livelihood:list", args=[subject.page]))
        assert subject.name in listed.content.decode()
        shown = client.get(subject.get_absolute_url())
        assert shown.status_code == 200 and subject.name in shown.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_brief_is_one_page_with_the_place_and_what_was_recorded_last(cast: Cast, language: str) -> None:
    made = sample.year(by=cast.sun, office=cast.education)
    taught = made["经开第一小学"]
    taught.put_shape(read_shape('{"type": "Point", "coordinates": [108.94, 34.35]}', datum=Datum.WGS84))
    taught.save()
    client = signed_in(cast.zhou, language)
    text = client.get(reverse("livelihood:brief", args=["schools", taught.pk])).content.decode()
    assert "<svg" in text and "2018-09-01" in text and "1620" in text and "经开第一小学教育联合体" in text
    for name in ("经开第一小学教育联合体", "中心医院经开院区", "经开体育馆"):
        address = reverse("livelihood:brief", args=[made[name].page, made[name].pk])
        assert address in client.get(made[name].get_absolute_url()).content.decode()
        assert client.get(address).status_code == 200
    station = made["经开区站"]
    assert client.get(reverse("livelihood:brief", args=["stations", station.pk])).status_code == 404


def test_a_list_is_narrowed_by_stage_and_words(cast: Cast, zhao: Client) -> None:
    open_school(cast, "S1")
    school(cast, "S2")
    listed = zhao.get("/livelihood/schools/", {"stage": "planned"}).content.decode()
    assert "第S2小学" in listed and "第S1小学" not in listed
    assert "第S1小学" in zhao.get("/livelihood/schools/", {"q": "S1", "stage": "nonsense"}).content.decode()


@pytest.mark.parametrize("what", list(ROOM.shelves))
def test_every_list_goes_out_to_excel(cast: Cast, zhao: Client, what: str) -> None:
    subjects(cast)
    answer = zhao.get(reverse("livelihood:export", args=[what]))
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]  # a FileResponse


def test_a_school_is_entered_with_its_place(cast: Cast, zhao: Client) -> None:
    typed = {
        "name": "经开第一小学",
        "code": "S9",
        "kind": "primary",
        "ownership": "public",
        "office": cast.education.pk,
        "shape_0": '{"type": "Point", "coordinates": [108.94, 34.35]}',
        "shape_1": "WGS84",
    }
    answer = zhao.post("/livelihood/schools/new/", typed)
    assert answer.status_code == 302, answer.content.decode()
    made = School.objects.get(code="S9")
    assert (made.zone, made.stage, made.shape is not None) == (cast.zone, "planned", True)


def test_a_school_stands_on_the_map_exactly_and_for_the_public_roughly(cast: Cast, zhao: Client) -> None:
    made = open_school(cast)
    made.put_shape(read_shape('{"type": "Point", "coordinates": [108.94321, 34.35678]}', datum=Datum.WGS84))
    made.save()
    assert zhao.get("/livelihood/schools/map/").status_code == 200
    assert zhao.get("/livelihood/unions/map/").status_code == 404
    (shown,) = zhao.get("/livelihood/schools/shapes/", {"box": "108,34,109,35"}).json()["features"]
    assert shown["geometry"]["coordinates"] == [108.94321, 34.35678]
    assert zhao.get("/livelihood/schools/shapes/", {"box": "1,2,3,4"}).json()["features"] == []
    (public,) = maps.public_schools(AnonymousUser(), None)["features"]
    assert list(public["geometry"]["coordinates"]) == [108.943, 34.357]


def test_changed_particulars_leave_what_was_recorded(cast: Cast, zhao: Client) -> None:
    made = open_school(cast)
    page = reverse("livelihood:change", args=["schools", made.pk])
    assert "第S1小学" in zhao.get(page).content.decode()
    typed = {"name": "新名", "code": "S1", "kind": "primary", "ownership": "private", "office": cast.education.pk}
    assert zhao.post(page, typed).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.ownership, made.stage) == ("新名", "private", "open")
    assert made.openings.get().ownership == "public"


def test_a_head_records_that_two_schools_are_one_and_a_clerk_may_not(cast: Cast, zhao: Client) -> None:
    kept, gone = open_school(cast, "S1"), open_school(cast, "S2")
    address, typed = (
        reverse("livelihood:merging", args=["schools", gone.pk]),
        {"kept": "S1", "happened_on": "2020-12-01"},
    )
    assert zhao.post(address, typed).status_code == 403
    sun = signed_in(cast.sun)
    assert "no other record" in sun.post(address, {**typed, "kept": "S9"}).content.decode()
    assert sun.post(address, typed).status_code == 302
    assert kept.name in sun.get(gone.get_absolute_url()).content.decode()
    opened = answers.ask_one(figures.schools_opened, periods.year(2020), Book.now(cast.zone))
    assert opened.value == 1


def test_a_code_that_is_taken_is_refused_where_it_was_typed(cast: Cast, zhao: Client) -> None:
    school(cast, "S1")
    typed = {"name": "另一所", "code": "S1", "kind": "primary", "ownership": "public", "office": cast.education.pk}
    answer = zhao.post("/livelihood/schools/new/", typed)
    assert answer.status_code == 422
    assert "already there" in answer.content.decode()


def test_an_opening_counts_when_the_head_has_passed_it(cast: Cast, zhao: Client) -> None:
    made = school(cast)
    zhao.post(reverse("livelihood:recording", args=["schools", made.pk, "open"]), {"happened_on": "2020-09-01"})
    assert not SchoolOpening.objects.exists()
    assert "Awaiting review" in zhao.get(made.get_absolute_url()).content.decode()
    draft = Draft.objects.submitted().get()
    passed(cast, draft)
    assert SchoolOpening.objects.standing().get().school == made
    made.refresh_from_db()
    assert made.stage == "open"


def test_a_refusal_shows_at_its_field_and_nothing_is_lost(cast: Cast, zhao: Client) -> None:
    made = school(cast)
    page = reverse("livelihood:recording", args=["schools", made.pk, "add_seats"])
    seats = {"step": "in_use", "schooling": "primary", "classes": "24", "class_size": "45"}
    answer = zhao.post(page, {**seats, "happened_on": "2020-09-01"})
    assert answer.status_code == 422
    assert "had not opened by that day" in answer.content.decode()
    assert Draft.objects.get().content["classes"] == ["24"]


def test_a_union_is_founded_and_joined_on_its_pages(cast: Cast, zhao: Client) -> None:
    lead, weak, made = open_school(cast, "S1"), open_school(cast, "S2"), union(cast)
    for verb, typed in (("found", {"lead": lead.pk}), ("admit", {"school": weak.pk, "role": "member"})):
        page = reverse("livelihood:recording", args=["unions", made.pk, verb])
        assert zhao.post(page, {**typed, "happened_on": "2020-09-01"}).status_code == 302
        passed(cast, Draft.objects.submitted().get())
    assert len(made.memberships_on(SEPTEMBER)) == 2
    assert str(weak) in zhao.get(made.get_absolute_url()).content.decode()
    assert Union.objects.get().stage == "in-force"


def test_coverage_names_the_missing_schools(cast: Cast, zhao: Client) -> None:
    lead, made = open_school(cast, "S1"), union(cast)
    open_school(cast, "S2", SEPTEMBER + timedelta(days=30))
    with recorded(cast) as a:
        made.found(a, lead=lead, happened_on=SEPTEMBER)
    whole = zhao.get("/livelihood/coverage/", {"on": "2020-09-02"}).content.decode()
    assert "No school is missing" in whole
    missing = zhao.get("/livelihood/coverage/", {"on": "2020-12-31"}).content.decode()
    assert "第S2小学" in missing and "第S1小学" not in missing


def test_the_air_calendar_colours_each_day(cast: Cast, zhao: Client) -> None:
    made = station(cast)
    with recorded(cast) as a:
        read_day(a, made, date(2020, 3, 1), READ)
        read_day(a, made, date(2020, 3, 2), {**READ, "pm25_x10": 760})
    page = zhao.get("/livelihood/air/").content.decode()
    assert '<td class="aqi-excellent" title="Excellent">50</td>' in page
    assert '<td class="aqi-light" title="Lightly polluted">102</td>' in page
    assert "HJ 633-2012" in page
    assert "—" in zhao.get("/livelihood/air/", {"year": "2019"}).content.decode()


def test_a_station_shows_its_last_days(cast: Cast, zhao: Client) -> None:
    made = station(cast)
    with recorded(cast) as a:
        read_day(a, made, date(2020, 3, 1), READ)
    page = zhao.get(made.get_absolute_url()).content.decode()
    assert 'data-chart="station-air"' in page
    assert "2020-03-01 23:00" in page


def test_a_reading_is_corrected_with_a_reason(cast: Cast) -> None:
    made = station(cast)
    with recorded(cast) as a:
        wrong = made.read(a, happened_on=date(2020, 3, 1), hour=8, pm25_x10=3600)
    page = reverse("records:correction", args=[wrong.number])
    sun = signed_in(cast.sun)
    assert 'value="360' in sun.get(page).content.decode()
    answer = sun.post(page, {"happened_on": "2020-03-01", "hour": "8", "pm25_x10": "36", "reason": "站点更正"})
    assert answer.status_code == 302
    assert made.readings.standing().get().pm25_x10 == 360


def test_all_readings_page_by_key_in_few_queries(cast: Cast, zhao: Client, django_assert_max_num_queries: Any) -> None:
    made = station(cast)
    with recorded(cast) as a:
        for day in range(1, 6):
            read_day(a, made, date(2020, 3, day), READ)
    with django_assert_max_num_queries(12):
        page = zhao.get("/livelihood/readings/")
    assert 'rel="next"' in page.content.decode()
    assert zhao.get("/livelihood/readings/", {"marked": "1"}).status_code == 200


def test_another_bureau_reads_nothing_here_and_leaders_everything(cast: Cast) -> None:
    made = open_school(cast)
    assert signed_in(cast.li).get("/livelihood/").status_code == 403
    assert signed_in(cast.li).get(made.get_absolute_url()).status_code == 403
    leader = signed_in(cast.zhou)
    assert leader.get(made.get_absolute_url()).status_code == 200
    assert leader.get("/livelihood/schools/new/").status_code == 403


def test_an_office_that_answers_for_one_school_sees_exactly_that_one(cast: Cast) -> None:
    own, other = open_school(cast, "S1"), open_school(cast, "S2")
    School.objects.filter(pk=own.pk).update(office=cast.construction)
    li = signed_in(cast.li)
    listed = li.get("/livelihood/").content.decode()
    assert own.name in listed and other.name not in listed
    assert li.get(other.get_absolute_url()).status_code == 404
    assert li.get("/livelihood/schools/new/").status_code == 403


def test_the_desk_warns_the_owner_a_day_before_others(cast: Cast) -> None:
    school(cast, planned_on=SEPTEMBER)
    day_before = SEPTEMBER - timedelta(days=31)
    assert [due.light for due in due_schools(cast.zhao, day_before)] == ["yellow"]
    assert due_schools(cast.zhou, day_before) == []
    assert [due.light for due in due_schools(cast.zhou, day_before + timedelta(days=1))] == ["yellow"]


def test_the_public_sees_schools_in_operation_and_the_air(cast: Cast) -> None:
    open_school(cast, "S1")
    school(cast, "S2")
    schools = Client().get("/open/livelihood/schools/").content.decode()
    assert "第S1小学" in schools and "第S2小学" not in schools
    assert Client().get("/open/livelihood/air/").status_code == 200


@pytest.mark.parametrize("path", ["nonsense/", "schools/99/", "schools/0/", "schools/1/fly/"])
def test_what_is_not_there_is_not_found(cast: Cast, zhao: Client, path: str) -> None:
    assert zhao.get(f"/livelihood/{path}").status_code == 404
