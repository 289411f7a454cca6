"""A project goes out as OC4IDS and comes in from it, without loss and with nothing counted unseen."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dajuan.core.companies.models import Company
from dajuan.core.records.models import Draft, Reading
from dajuan.lines.projects import exchange, oc4ids, sample
from dajuan.lines.projects.models import Exchanged, NodeKind, Project
from dajuan.lines.projects.tests.test_oc4ids import held_against_the_standard
from tests.cast import Cast

pytestmark = pytest.mark.django_db
OWN = {"type": "livelihood", "industry": "public"}
D = date(2020, 6, 1)


def package(**project: Any) -> bytes:
    return json.dumps({"projects": [{"id": "oc4ids-abc123-7", "title": "西咸跨河大桥"} | project]}).encode()


def taken(keeper: Cast, content: bytes) -> Project:
    facts: dict[str, Any] = {"file_name": "a.json", "by": keeper.chen, "office": keeper.construction, "own": OWN}
    (project,) = exchange.take_over(content, **facts)
    return project


def test_the_example_goes_in_and_comes_out_without_loss(keeper: Cast, shared: Path) -> None:
    content = (shared / "data/projects/oc4ids_example.json").read_bytes()
    project = taken(keeper, content)
    out = json.loads(oc4ids.text(exchange.project_out(project, D)))
    assert out == json.loads(content)["projects"][0]
    assert project.name == "M75 Junctions 4 to 5 upgrade smart motorway"


def test_another_offices_project_is_not_brought_up_to_date(keeper: Cast) -> None:
    taken(keeper, package())
    facts: dict[str, Any] = {"file_name": "b.json", "by": keeper.zhao, "office": keeper.education, "own": OWN}
    with pytest.raises(oc4ids.Unreadable, match="Another office keeps"):
        exchange.take_over(package(title="改名"), **facts)
    assert Exchanged.objects.get().file_name == "a.json"


def test_the_dry_run_says_how_far_the_example_is_over_its_budget(keeper: Cast, shared: Path) -> None:
    content = (shared / "data/projects/oc4ids_example.json").read_bytes()
    (found,) = exchange.found_in(content, keeper.zone)
    assert (found.over_words, found.outline.days) == ("5.25 % over the budget", 1074)
    assert found.notes == ["The budget is in GBP: it is kept and not converted."]
    assert "contractingProcesses" in found.only_kept


def test_what_we_write_is_valid_by_the_standards_own_check(
    keeper: Cast, made: dict[str, Any], do: Any, tmp_path: Path
) -> None:
    truck, school = made[sample.TRUCK], made[sample.SCHOOL]
    own = {"code": "91610132MA6TTTTT5H", "code_state": "accepted", "name": "陕西重型汽车有限公司"}
    truck.company = Company.objects.create(zone=keeper.zone, office=keeper.construction, **own)
    truck.geojson = '{"type": "Point", "coordinates": [108.95, 34.37]}'
    truck.save()
    days = {NodeKind.TOPPED_OUT: date(2020, 5, 30), NodeKind.ACCEPTED: date(2021, 6, 30)}
    do(truck.plan, happened_on=date(2020, 1, 20), days=days)
    facts: dict[str, Any] = {"uri": "https://zone.example/1", "publisher": keeper.zone.name}
    at = date(2020, 6, 1)
    projects = [exchange.project_out(Project.objects.get(pk=one.pk), at) for one in (truck, school)]
    whole = oc4ids.package(projects, published_at=datetime(2020, 6, 1, tzinfo=UTC), **facts)
    file = tmp_path / "package.json"
    file.write_text(oc4ids.text(whole), encoding="utf-8")
    said = held_against_the_standard(file)
    assert (said.returncode, said.stdout) == (0, ""), said.stderr
    written = projects[0]
    assert written["budget"]["amount"] == {"amount": 8_000_000_000, "currency": "CNY"}
    states = {one["id"]: one["status"] for one in written["milestones"]}
    assert (states["started"], states["topped-out"], states["accepted"]) == ("met", "notMet", "scheduled")
    assert [one["value"]["amount"] for one in written["metrics"][0]["observations"]] == [3e8, 3.2e8, 3.4e8]


def test_what_is_recorded_later_is_written_into_what_came_in(keeper: Cast, do: Any) -> None:
    project = taken(keeper, package(status="identification", purpose="过河", milestones=[{"id": "x", "title": "别的"}]))
    do(project.reach, happened_on=date(2020, 5, 6), kind=NodeKind.FILED)
    out = exchange.project_out(Project.objects.get(pk=project.pk), D)
    assert (out["id"], out["purpose"], out["status"]) == ("oc4ids-abc123-7", "过河", "preparation")
    assert [one["id"] for one in out["milestones"]] == ["x", "filed"]


def test_what_comes_in_waits_as_drafts_of_whoever_took_it_over(keeper: Cast) -> None:
    budget = {"amount": {"amount": 123_456_700.5, "currency": "CNY"}}
    milestones = [
        {"id": "1", "code": "filed", "dateMet": "2020-01-05T00:00:00Z", "dueDate": "2020-01-01T00:00:00Z"},
        {"id": "2", "code": "started", "dueDate": "2020-09-01T00:00:00Z", "dateMet": "2020-09-03T00:00:00Z"},
    ]
    project = taken(keeper, package(budget=budget, milestones=milestones))
    drafts = {draft.form: draft.content for draft in Draft.objects.kept_by(keeper.chen).filter(subject=project.pk)}
    assert drafts["projects.totalform"]["total_fen"] == ["12345.67005"]
    assert drafts["projects.nodeplanform"]["started"] == ["2020-09-01"]
    assert drafts["projects.startform"] == {"happened_on": ["2020-09-03"], "began_on": ["2020-09-03"]}
    assert drafts["projects.nodeform"] == {"happened_on": ["2020-01-05"], "kind": ["filed"]}
    assert project.days_done() == {}


def test_a_package_taken_over_again_makes_no_second_project(keeper: Cast) -> None:
    first = taken(keeper, package(purpose="旧"))
    again = taken(keeper, package(purpose="新"))
    assert first == again
    assert Exchanged.objects.count() == 1
    assert exchange.project_out(again, D)["purpose"] == "新"


def test_what_we_sent_out_is_known_again(keeper: Cast, project: Project) -> None:
    content = oc4ids.text({"projects": [exchange.project_out(project, D)]}).encode()
    assert taken(keeper, content) == project


def test_people_named_in_a_package_stand_nowhere_in_clear(keeper: Cast) -> None:
    taken(keeper, package(parties=[{"id": "p", "people": [{"id": "1", "name": "张三丰"}]}]))
    assert "张三丰" not in bytes(Exchanged.objects.get().sealed).decode("utf-8", "ignore")


def test_the_pages_take_a_package_over_after_a_look(keeper: Cast, client: Client) -> None:
    client.force_login(keeper.chen)
    content = package(purpose="过河")
    said = {**OWN, "office": keeper.construction.pk, "action": "look"}
    looked = client.post("/projects/packages/", {**said, "file": SimpleUploadedFile("p.json", content)})
    assert looked.status_code == 200
    assert "西咸跨河大桥" in looked.content.decode()
    assert not Project.objects.exists()
    sent = looked.context["sent"]
    took = client.post("/projects/packages/", {**said, "action": "take", "sent": sent.pk})
    project = Project.objects.get()
    assert took.headers["Location"] == project.get_absolute_url()
    out = client.get(f"/projects/projects/{project.pk}/oc4ids/").json()
    assert out["projects"][0]["purpose"] == "过河"
    assert Reading.objects.filter(read_by=keeper.chen, purpose__startswith="OC4IDS").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            package(period={"startDate": "last spring"}),
            "projects/0/period/startDate: “last spring” is no date and time.",
        ),
        (b"{", "This is no JSON: line 1 cannot be read."),
    ],
)
def test_a_package_that_cannot_be_read_says_which_field_and_why(
    keeper: Cast, client: Client, content: bytes, sentence: str
) -> None:
    client.force_login(keeper.chen)
    said = {**OWN, "office": keeper.construction.pk, "action": "look"}
    answer = client.post(
        "/projects/packages/",
        {**said, "file": SimpleUploadedFile("p.json", content)},
        headers={"accept-language": "en"},
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"] == [sentence]
