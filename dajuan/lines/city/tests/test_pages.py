"""What a person sees and may do, in both languages; and what a long list costs."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from dajuan.core.faces import all_faces
from dajuan.core.places.geometry import read_shape
from dajuan.core.records.models import Draft
from dajuan.lines.city import sample
from dajuan.lines.city.faces import due_demolitions, due_works
from dajuan.lines.city.forms import WorkForm
from dajuan.lines.city.models import IllegalBuilding, Work
from dajuan.lines.city.models.lights import thresholds
from dajuan.lines.city.shelves import ROOM
from dajuan.lines.city.tests.conftest import LISTED, Record, work
from dajuan.values.coordinates import Datum
from dajuan.values.lights import Light
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LINE = '{"type": "LineString", "coordinates": [[108.94123, 34.37123], [108.94123, 34.38123]]}'


def signed_in(user: Any, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


@pytest.fixture
def year(cast: Cast) -> dict[str, Any]:
    return sample.year(by=cast.li, office=cast.construction)


def page(shelf: str, name: str, *args: Any) -> str:
    return reverse(f"city:{name}", args=[shelf, *args])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_shelf_has_a_list_a_board_a_map_and_a_page_of_each_subject(
    cast: Cast, year: dict[str, Any], language: str
) -> None:
    client = signed_in(cast.li, language)
    for word, shelf in ROOM.shelves.items():
        for name in ("list", "board", "map", "shapes", "new"):
            assert client.get(page(word, name)).status_code == 200, (word, name)
        for subject in shelf.subject.objects.all():
            shown = client.get(subject.get_absolute_url())
            assert shown.status_code == 200
            assert subject.name in shown.content.decode()


def test_the_list_is_narrowed_by_what_was_asked(cast: Cast, year: dict[str, Any]) -> None:
    client = signed_in(cast.li)
    roads = client.get(page("works", "list"), {"kind": "dead-end", "stage": "opened"}).content.decode()
    assert "文景北路延伸段" in roads and "长庆一区" not in roads
    named = client.get(page("works", "list"), {"q": "长庆"}).content.decode()
    assert "长庆一区" in named and "文景北路延伸段" not in named
    assert client.get(page("works", "list"), {"stage": "no such stage", "office": "x"}).status_code == 200


def test_a_clerk_submits_an_opening_a_chief_passes_it_and_then_it_counts(
    cast: Cast, record: Record, road: Work
) -> None:
    record(road, "start", date(2020, 3, 2))
    clerk, chief = signed_in(cast.li), signed_in(cast.chen)
    assert "Opening to traffic" in clerk.get(road.get_absolute_url()).content.decode()
    sent = clerk.post(
        page("works", "recording", road.pk, "open"),
        {"happened_on": "2020-06-18", "length_cm": "812.00", "action": "submit"},
    )
    assert sent.status_code == 302
    assert not road.openings.exists()
    assert "Awaiting review" in clerk.get(road.get_absolute_url()).content.decode()
    draft = Draft.objects.get()
    assert chief.post(reverse("records:review", args=[draft.pk]), {"action": "pass", **_seen(draft)}).status_code == 302
    assert road.openings.standing().get().length_cm == 81_200


def _seen(draft: Draft) -> dict[str, str]:
    """What the chief's page says it showed."""
    return {"seen": draft.changed_at.isoformat()}


def test_a_refusal_stands_at_the_input_it_belongs_to_and_nothing_typed_is_lost(
    cast: Cast, record: Record, road: Work
) -> None:
    record(road, "start", date(2020, 3, 2))
    answer = signed_in(cast.li).post(
        page("works", "recording", road.pk, "open"),
        {"happened_on": "2020-03-01", "length_cm": "812.5", "action": "submit"},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "A road cannot open before it was started." in text and "812.5" in text
    assert Draft.objects.kept_by(cast.li).count() == 1


def test_acceptance_asks_only_for_the_amounts_of_its_kind(cast: Cast, record: Record, road: Work, estate: Work) -> None:
    client = signed_in(cast.li)
    for subject in (road, estate):
        record(subject, "start", date(2020, 3, 2))
        record(subject, "complete", date(2020, 6, 2))
    for_road = client.get(page("works", "recording", road.pk, "accept")).content.decode()
    for_estate = client.get(page("works", "recording", estate.pk, "accept")).content.decode()
    assert "id_length_cm" in for_road and "id_households" not in for_road
    assert "id_households" in for_estate and "id_length_cm" not in for_estate


def test_a_new_work_is_entered_with_its_shape_and_a_conversion_is_told(cast: Cast) -> None:
    client = signed_in(cast.li)
    typed = {
        "name": "凤城十二路东段",
        "kind": "dead-end",
        "programme": "renewal",
        "office": cast.construction.pk,
        "shape_0": LINE,
        "shape_1": "GCJ-02",
    }
    answer = client.post(page("works", "new"), typed, follow=True)
    made = Work.objects.get()
    assert answer.redirect_chain[-1][0] == made.get_absolute_url()
    assert made.stage == Work.Stage.PROPOSED and made.zone == cast.zone
    assert made.shape_length_cm and 110_000 < made.shape_length_cm < 112_000
    assert "GCJ-02" in answer.content.decode()


def test_a_code_that_is_taken_is_refused_where_it_was_typed(cast: Cast, road: Work) -> None:
    road.code = "DT-1"
    road.save()
    typed = {"name": "另一条路", "code": "DT-1", "kind": "lane", "programme": "renewal", "office": cast.construction.pk}
    answer = signed_in(cast.li).post(page("works", "new"), typed)
    assert answer.status_code == 422
    assert "This code is taken." in answer.content.decode()


def test_changed_particulars_leave_the_stage_to_the_acts(cast: Cast, record: Record, road: Work) -> None:
    stale = WorkForm(
        {"name": "新名", "kind": "dead-end", "programme": "renewal", "office": cast.construction.pk},
        instance=Work.objects.get(pk=road.pk),
        user=cast.li,
    )
    assert stale.is_valid(), stale.errors
    record(road, "start", date(2020, 3, 2))
    stale.save()
    road.refresh_from_db()
    assert (road.name, road.stage, road.started_on) == ("新名", Work.Stage.STARTED, date(2020, 3, 2))


def test_a_shape_without_a_datum_is_asked_for_and_a_crossing_one_refused(cast: Cast) -> None:
    client = signed_in(cast.li)
    typed = {"name": "绿地", "green_class": "G1", "planned_on": "2020-01-10", "office": cast.construction.pk}
    undated = client.post(page("plots", "new"), {**typed, "shape_0": LINE, "shape_1": ""})
    assert undated.status_code == 422 and "which datum" in undated.content.decode()
    bow = {
        "type": "Polygon",
        "coordinates": [[[108.9, 34.3], [108.91, 34.31], [108.91, 34.3], [108.9, 34.31], [108.9, 34.3]]],
    }
    crossing = client.post(page("plots", "new"), {**typed, "shape_0": json.dumps(bow), "shape_1": "WGS84"})
    assert crossing.status_code == 422 and "crosses or touches itself" in crossing.content.decode()


def test_a_chief_records_that_two_works_are_one_and_a_clerk_may_not(cast: Cast, road: Work, other_road: Work) -> None:
    typed = {"kept": road.name, "happened_on": "2020-12-01"}
    address = page("works", "merging", other_road.pk)
    assert signed_in(cast.li).post(address, typed).status_code == 403
    chief = signed_in(cast.chen)
    assert "no other record" in chief.post(address, {**typed, "kept": "没有的路"}).content.decode()
    assert chief.post(address, typed).status_code == 302
    assert "counted with it" in chief.get(other_road.get_absolute_url()).content.decode()
    assert "already been merged" in chief.post(address, typed).content.decode()


def test_the_list_goes_out_to_excel_as_narrowed(cast: Cast, year: dict[str, Any]) -> None:
    answer = signed_in(cast.li).get(page("works", "export"), {"kind": "dead-end"})
    sheet = load_workbook(BytesIO(answer.getvalue())).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert str(cast.li) in str(rows[0][0])
    assert {row[1] for row in rows[2:]} == {"草滩十路", "文景北路延伸段", "凤城十五路西段"}


def test_another_bureau_does_not_see_the_room(cast: Cast, year: dict[str, Any]) -> None:
    assert signed_in(cast.zhao).get(reverse("city:index")).status_code == 403
    assert signed_in(cast.xu).get(reverse("city:index")).status_code == 403


def test_an_office_that_answers_for_one_work_sees_and_records_exactly_that_one(
    cast: Cast, record: Record, road: Work, other_road: Work
) -> None:
    record(road, "start", date(2020, 3, 2))
    Work.objects.filter(pk=road.pk).update(office=cast.education)
    client = signed_in(cast.zhao)
    listed = client.get(reverse("city:index")).content.decode()
    assert road.name in listed and other_road.name not in listed
    assert client.get(road.get_absolute_url()).status_code == 200
    assert client.get(other_road.get_absolute_url()).status_code == 404
    report = {"happened_on": "2020-04-30", "done_x10": "10", "phase": "pipes", "action": "submit"}
    assert client.post(page("works", "recording", road.pk, "report"), report).status_code == 302
    assert client.post(page("works", "recording", other_road.pk, "start"), report).status_code == 404
    assert client.get(page("works", "new")).status_code == 403


def test_a_light_warns_its_owner_a_day_before_others(cast: Cast, record: Record, road: Work) -> None:
    road.planned_end_on = date(2020, 12, 31)
    road.save()
    day_before, day = date(2020, 11, 30), date(2020, 12, 1)
    rules = thresholds(day)
    assert road.light_for(cast.li, day_before, rules) is Light.YELLOW
    assert road.light_for(cast.zhou, day_before, rules) is Light.GREEN
    assert road.light_for(cast.zhou, day, rules) is Light.YELLOW
    assert [due.light for due in due_works(cast.li, day_before)] == [Light.YELLOW]
    assert due_works(cast.zhou, day_before) == []
    last, late = date(2020, 12, 31), date(2021, 1, 1)
    assert [road.light_for(cast.li, on, rules) for on in (last, late)] == [Light.YELLOW, Light.RED]


def test_a_leader_reads_and_records_nothing(cast: Cast, road: Work) -> None:
    client = signed_in(cast.zhou)
    shown = client.get(road.get_absolute_url())
    assert shown.status_code == 200 and "Start of works" not in shown.content.decode().split("<h2")[0]
    assert client.get(page("works", "recording", road.pk, "start")).status_code == 403


def test_the_public_sees_works_of_the_plan_as_coarse_points_and_never_a_power_line(
    cast: Cast, record: Record, road: Work
) -> None:
    line = work(cast, Work.Kind.POWER_LINE, "北客站枢纽电力线路")
    record(line, "enlist", LISTED, length_cm=1, voltage_kv=330)
    proposed = work(cast, Work.Kind.LANE, "未列入计划的巷")
    for one in (road, line, proposed):
        one.put_shape(read_shape(LINE, datum=Datum.WGS84))
        one.save()
    visitor = Client(headers={"accept-language": "en"})
    text = visitor.get(reverse("open-city:open")).content.decode()
    assert road.name in text and proposed.name not in text
    (feature,) = visitor.get(reverse("open-city:open-shapes")).json()["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [108.941, 34.376]}
    assert "url" not in feature["properties"]


def test_the_map_shows_what_lies_in_the_box_with_its_light(cast: Cast, road: Work) -> None:
    road.put_shape(read_shape(LINE, datum=Datum.WGS84))
    road.planned_end_on = date(2020, 6, 1)
    road.save()
    client = signed_in(cast.li)
    (feature,) = client.get(page("works", "shapes"), {"box": "108.9,34.3,109,34.4"}).json()["features"]
    assert (feature["properties"]["url"], feature["properties"]["light"]) == (road.get_absolute_url(), "red")
    assert client.get(page("works", "shapes"), {"box": "107,33,108,34"}).json()["features"] == []


def test_the_desk_learns_which_works_are_late_and_which_soon_due(
    cast: Cast, record: Record, road: Work, other_road: Work, case: IllegalBuilding
) -> None:
    for one, day in ((road, date(2020, 11, 30)), (other_road, date(2020, 12, 20))):
        one.planned_end_on = day
        one.save()
    today = date(2020, 12, 1)
    assert [(due.title, due.light) for due in due_works(cast.li, today)] == [
        (road.name, Light.RED),
        (other_road.name, Light.YELLOW),
    ]
    assert due_works(cast.zhao, today) == []
    record(case, "find", LISTED, floor_area_dm2=50_000)
    record(case, "order_stop", LISTED, demolish_by=date(2020, 11, 1))
    assert [due.light for due in due_demolitions(cast.li, today)] == [Light.RED]


def test_the_room_is_offered_to_the_desk() -> None:
    (faces,) = [one for one in all_faces() if one.line == "city"]
    assert reverse(faces.page) == "/city/"


def test_a_long_list_asks_few_questions_however_it_is_narrowed(cast: Cast) -> None:
    kinds, stages = list(Work.Kind.values), list(Work.Stage.values)
    Work.objects.bulk_create(
        [
            Work(
                zone=cast.zone,
                office=cast.construction,
                name=f"工程{number}",
                kind=kinds[number % 7],
                stage=stages[number % 5],
                geojson=LINE,
            )
            for number in range(2_000)
        ],
        batch_size=1000,
    )
    client = signed_in(cast.li)
    last = Work.objects.order_by("pk")[50].pk
    client.get(page("works", "list"))
    for wishes in (
        {},
        {"kind": "lane"},
        {"kind": "road", "stage": "started"},
        {"after": f'["{last}"]'},
        {"q": "工程4"},
    ):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page("works", "list"), wishes).status_code == 200
        assert len(asked) <= 14, wishes  # what it costs is measured by ./run bench pages


def test_a_brief_is_one_page_with_course_place_and_what_was_recorded_last(
    cast: Cast, record: Record, road: Work
) -> None:
    record(road, "start", date(2020, 3, 2))
    road.put_shape(read_shape(LINE, datum=Datum.WGS84))
    road.save()
    assert page("works", "brief", road.pk) in signed_in(cast.li).get(road.get_absolute_url()).content.decode()
    text = signed_in(cast.zhou).get(page("works", "brief", road.pk)).content.decode()
    assert "<svg" in text and "2020-03-02" in text and "Start of works" in text
    assert signed_in(cast.zhao).get(page("works", "brief", road.pk)).status_code == 403


def test_each_form_names_its_own_day_and_chooses_nothing_beforehand(cast: Cast, road: Work, record: Record) -> None:
    record(road, "start", date(2020, 3, 2))
    client = signed_in(cast.li, "zh-hans")
    for verb, label in (("open", "通车日期"), ("complete", "完工日期"), ("report", "填报日期")):
        assert label in client.get(page("works", "recording", road.pk, verb)).content.decode()
    assert "请选择" in client.get(page("works", "recording", road.pk, "report")).content.decode()
    early = {"happened_on": "2020-03-01", "length_cm": "812", "action": "submit"}
    refused = client.post(page("works", "recording", road.pk, "open"), early).content.decode()
    assert "不得早于开工日期 2020-03-02" in refused
    new = client.get(page("works", "new")).content.decode()
    assert "---------" not in new and "请选择" in new and "<details" in new


def test_a_work_whose_completion_awaits_review_says_so_where_it_is_late(cast: Cast, road: Work, record: Record) -> None:
    record(road, "start", date(2020, 3, 2))
    Work.objects.filter(pk=road.pk).update(planned_end_on=date(2020, 6, 30))
    assert [due.note for due in due_works(cast.li, date(2020, 9, 1))] == [""]
    signed_in(cast.li).post(
        page("works", "recording", road.pk, "complete"), {"happened_on": "2020-06-30", "action": "submit"}
    )
    assert [str(due.note) for due in due_works(cast.li, date(2020, 9, 1))] == ["completion submitted, awaiting review"]
