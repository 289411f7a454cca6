from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from dajuan.core.dossiers.models import Dossier, open_dossier
from dajuan.core.records.act import act
from dajuan.core.records.models import Draft, today
from dajuan.lines.projects.models import (
    Level,
    MonthReport,
    MonthTable,
    Node,
    NodeKind,
    Project,
    Start,
    UnitLink,
    freeze,
)
from dajuan.lines.projects.models.nodes import RANKS
from dajuan.lines.projects.sample import CABLES, SCHOOL, TRUCK, YI
from dajuan.lines.projects.tests.conftest import Do
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MARCH = "/projects/months/2020/3/"


@pytest.fixture
def chief(client: Client, keeper: Cast) -> Client:
    client.force_login(keeper.chen)
    return client


@pytest.fixture
def clerk(client: Client, keeper: Cast) -> Client:
    client.force_login(keeper.li)
    return client


def text_of(client: Client, address: str, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language}, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_list_shows_type_level_and_total(clerk: Client, made: dict[str, Any]) -> None:
    shown = text_of(clerk, "/projects/")
    assert TRUCK in shown and "80.00" in shown and "municipal" in shown
    assert "陕汽" in text_of(clerk, "/projects/?level=municipal", "zh-hans")
    assert SCHOOL not in text_of(clerk, "/projects/?level=municipal")


def test_a_project_shows_nodes_places_and_both_measures(clerk: Client, made: dict[str, Any]) -> None:
    shown = text_of(clerk, made[TRUCK].get_absolute_url())
    assert "seven connections" in shown
    assert "2020 municipal key projects" in shown
    assert "9.60" in shown and "6.60" in shown, "since January, and the gap"
    assert "形象进度" in text_of(clerk, made[TRUCK].get_absolute_url(), "zh-hans")


def test_a_list_shows_each_version_with_its_own_completion(clerk: Client, made: dict[str, Any]) -> None:
    shown = text_of(clerk, made[Level.MUNICIPAL].get_absolute_url())
    assert "27.8 %" in shown and "25.2 %" in shown  # 11.1 of 40, and of 44
    assert "五月调整" in shown and "年初" in shown


def test_a_month_shows_who_reported_and_is_frozen_by_one_person(chief: Client, made: dict[str, Any]) -> None:
    shown = text_of(chief, MARCH)
    assert "2 of 3" in shown and "not reported" in shown and "provisional" in shown
    assert chief.post(f"{MARCH}freezing/", {"happened_on": "2020-04-06"}).status_code == 302
    shown = text_of(chief, MARCH)
    assert "银川2025" in shown and "Reopen" in shown
    again = chief.post(f"{MARCH}freezing/", {"happened_on": "2020-04-06"}, headers={"accept-language": "en"})
    assert again.status_code == 422
    assert "was frozen on 2020-04-06" in again.content.decode()
    assert chief.post(f"{MARCH}reopening/", {"reason": ""}).status_code == 422
    assert chief.post(f"{MARCH}reopening/", {"reason": "更正"}).status_code == 302
    assert MonthTable.objects.get(month=date(2020, 3, 1)).stage == "open"


def test_a_clerk_freezes_nothing(clerk: Client, made: dict[str, Any]) -> None:
    assert clerk.post(f"{MARCH}freezing/", {"happened_on": "2020-04-06"}).status_code == 403
    assert "Freeze the month" not in text_of(clerk, MARCH)


def test_a_year_nobody_can_mean_is_not_found(clerk: Client) -> None:
    for address in ("/projects/months/1/1/", "/projects/months/2020/13/", "/projects/nothing/"):
        assert clerk.get(address).status_code == 404


def test_a_plan_of_nodes_is_submitted_in_one_form(clerk: Client, project: Project) -> None:
    sent = {"happened_on": "2020-01-06", "filed": "2020-02-01", "sited": "2020-01-20", "action": "submit"}
    address = f"{project.get_absolute_url()}plan/"
    refused = clerk.post(address, sent, headers={"accept-language": "en"})
    assert refused.status_code == 422
    assert "which it needs" in refused.content.decode()
    assert clerk.post(address, sent | {"sited": "2020-03-01"}).status_code == 302
    assert Draft.objects.submitted().count() == 1


def test_a_node_out_of_order_names_what_is_missing(clerk: Client, project: Project) -> None:
    sent = {"happened_on": "2020-06-01", "kind": NodeKind.LAND, "action": "submit"}
    answer = clerk.post(f"{project.get_absolute_url()}reach/", sent, headers={"accept-language": "zh-hans"})
    assert answer.status_code == 422
    assert "用地预审" in answer.content.decode()


def test_a_signed_dossier_is_taken_up_once(clerk: Client, keeper: Cast, do: Do) -> None:
    with act(by=keeper.chen) as a:
        dossier = open_dossier(a, number="XM-2020-900", title="氢能装备项目", happened_on=date(2020, 3, 1))
    do(dossier.sign, happened_on=date(2020, 3, 2))
    assert "XM-2020-900" in text_of(clerk, "/projects/dossiers/")
    sent = {"name": "氢能装备项目", "type": "industry", "industry": "energy", "office": keeper.construction.pk}
    sent["dossier_number"] = "XM-2020-900"
    assert clerk.post(f"/projects/dossiers/{dossier.pk}/", sent).status_code == 302
    project = Project.objects.get(dossier=dossier)
    assert project.name == "氢能装备项目"
    assert not Dossier.objects.signed_not_taken_up("projects").exists()
    assert clerk.get(f"/projects/dossiers/{dossier.pk}/").status_code == 404


def test_two_names_of_one_project_are_merged(chief: Client, keeper: Cast, made: dict[str, Any]) -> None:
    own = {"zone": keeper.zone, "office": keeper.construction, "type": "industry", "industry": "cars"}
    twin = Project.objects.create(name="陕汽重型卡车扩产", **own)
    sent = {"kept": TRUCK, "happened_on": "2020-06-01"}
    assert chief.post(f"{twin.get_absolute_url()}merging/", sent).status_code == 302
    assert TRUCK in text_of(chief, twin.get_absolute_url())


class TestTheUnitsLink:
    """A project unit reports a month without an account."""

    def link(self, keeper: Cast, project: Project) -> tuple[UnitLink, str, str]:
        own: dict[str, Any] = {"unit": "陕汽集团", "expires_on": today() + timedelta(days=30)}
        return UnitLink.objects.make(project, by=keeper.li, office=keeper.construction, **own)

    def sent(self, code: str, **other: str) -> dict[str, str]:
        return {"code": code, "month": "2020-04", "done_fen": "15000", "image": "钢结构吊装", "trouble": "", **other}

    def test_the_report_waits_for_review(self, client: Client, keeper: Cast, made: dict[str, Any]) -> None:
        _link, token, code = self.link(keeper, made[TRUCK])
        address = f"/open/projects/report/{token}/"
        assert client.post(address, self.sent("000000" if code != "000000" else "1")).status_code == 422
        assert client.post(address, self.sent(code)).status_code == 201
        draft = Draft.objects.submitted().get()
        assert (draft.author, draft.content["unit"]) == (keeper.li, ["陕汽集团"])
        assert MonthReport.objects.filter(month=date(2020, 4, 1)).count() == 0
        client.force_login(keeper.chen)
        assert (
            client.post(
                f"/records/drafts/{draft.pk}/review/", {"action": "pass", "seen": draft.changed_at.isoformat()}
            ).status_code
            == 302
        )
        assert MonthReport.objects.get(month=date(2020, 4, 1)).done_fen == 15_000 * 1_000_000

    def test_the_specialist_passes_what_the_unit_says_and_nobody_else_of_the_clerks(
        self, client: Client, keeper: Cast, made: dict[str, Any]
    ) -> None:
        _link, token, code = self.link(keeper, made[TRUCK])
        client.post(f"/open/projects/report/{token}/", self.sent(code))
        draft = Draft.objects.submitted().get()
        specialist = draft.checker
        assert specialist and specialist == (made[TRUCK].specialist or keeper.li)
        address, seen = f"/records/drafts/{draft.pk}/review/", draft.changed_at.isoformat()
        client.force_login(keeper.zhao)
        assert client.post(address, {"action": "pass", "seen": seen}).status_code == 404
        client.force_login(specialist)
        assert client.post(address, {"action": "pass", "seen": seen}).status_code == 302
        report = MonthReport.objects.get(month=date(2020, 4, 1))
        assert (report.moment.recorded_by, report.moment.origin) == (specialist, "review")

    def test_what_was_sent_back_is_sent_anew(self, client: Client, keeper: Cast, made: dict[str, Any]) -> None:
        _link, token, code = self.link(keeper, made[TRUCK])
        address = f"/open/projects/report/{token}/"
        client.post(address, self.sent(code))
        draft = Draft.objects.submitted().get()
        boss = Client()
        boss.force_login(keeper.wang)
        boss.post(f"/records/drafts/{draft.pk}/review/", {"action": "return", "reason": "请按监理确认数填报"})
        assert "请按监理确认数填报" in client.get(address).content.decode()
        assert client.post(address, self.sent(code, done_fen="14000")).status_code == 201
        assert Draft.objects.submitted().get().pk == draft.pk

    def test_a_project_that_refuses_says_so_on_the_phone(
        self, client: Client, keeper: Cast, made: dict[str, Any]
    ) -> None:
        _link, token, code = self.link(keeper, made[TRUCK])
        answer = client.post(
            f"/open/projects/report/{token}/", self.sent(code, month="2020-03"), headers={"accept-language": "en"}
        )
        assert answer.status_code == 422
        assert "already been reported" in answer.content.decode()

    def test_a_link_used_after_acceptance_is_refused_kindly(
        self, client: Client, keeper: Cast, do: Do, made: dict[str, Any]
    ) -> None:
        cables = made[CABLES]
        _link, token, _code = self.link(keeper, cables)
        for kind in (NodeKind.PLANNING_PERMIT, NodeKind.PERMIT, NodeKind.TOPPED_OUT, NodeKind.ACCEPTED):
            do(cables.reach, happened_on=date(2020, 11, 20), kind=kind)
        answer = client.get(f"/open/projects/report/{token}/", headers={"accept-language": "en"})
        assert answer.status_code == 410
        assert "accepted on 2020-11-20" in answer.content.decode()

    def test_a_revoked_link_says_whom_to_ask(self, client: Client, keeper: Cast, made: dict[str, Any]) -> None:
        link, token, _code = self.link(keeper, made[TRUCK])
        client.force_login(keeper.li)
        client.post(f"/projects/projects/{made[TRUCK].pk}/links/{link.pk}/revoking/")
        assert client.get(f"/open/projects/report/{token}/").status_code == 410
        assert client.get("/open/projects/report/nothing/").status_code == 404

    def test_address_and_code_are_shown_once(self, clerk: Client, made: dict[str, Any]) -> None:
        address = f"/projects/projects/{made[TRUCK].pk}/links/"
        sent = {"unit": "陕汽集团", "expires_on": (today() + timedelta(days=30)).isoformat()}
        assert "/open/projects/report/" in clerk.post(address, sent).content.decode()
        assert "/open/projects/report/" not in text_of(clerk, address)
        assert clerk.post(address, sent | {"expires_on": "2020-01-01"}).status_code == 422


def test_an_accepted_project_gets_no_link(clerk: Client, keeper: Cast, made: dict[str, Any]) -> None:
    school = made[SCHOOL]
    with act(by=keeper.chen, office=keeper.construction) as a:
        kind = {"kind": NodeKind.ACCEPTED, "rank": RANKS[NodeKind.ACCEPTED], "lets_start": False}
        a.enter(school.entry(Node, happened_on=date(2020, 11, 20), **kind))
    address = f"/projects/projects/{school.pk}/links/"
    assert "no link is made" in text_of(clerk, address)
    sent = {"unit": "陕汽集团", "expires_on": (today() + timedelta(days=30)).isoformat()}
    assert clerk.post(address, sent).status_code == 302
    assert not school.links.exists()


def test_a_frozen_month_is_closed_to_the_link_too(client: Client, keeper: Cast, made: dict[str, Any], do: Do) -> None:
    table = MonthTable.objects.of(keeper.zone, keeper.construction, date(2020, 4, 1))
    do(freeze, table, happened_on=date(2020, 5, 6))
    own: dict[str, Any] = {"unit": "陕汽集团", "expires_on": today() + timedelta(days=30)}
    _link, token, code = UnitLink.objects.make(made[TRUCK], by=keeper.li, office=keeper.construction, **own)
    sent = {"code": code, "month": "2020-04", "done_fen": "15000", "image": "钢结构吊装", "trouble": ""}
    answer = client.post(f"/open/projects/report/{token}/", sent, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["month"] == ["This month is closed. If it must change, ask 建设局."]


def test_a_start_is_confirmed_by_a_form(clerk: Client, do: Do, project: Project) -> None:
    from dajuan.lines.projects.tests.test_models import up_to_the_permits

    up_to_the_permits(do, project)
    sent = {"happened_on": "2020-06-10", "began_on": "2020-06-08", "document": "开工报告1号", "action": "submit"}
    assert clerk.post(f"{project.get_absolute_url()}confirm_start/", sent).status_code == 302
    assert not Start.objects.exists()


def test_what_a_page_warns_of_anyway_is_said_once(clerk: Client, do: Do, project: Project) -> None:
    do(project.hold_ceremony, happened_on=date(2020, 5, 28))
    sent = {"happened_on": "2020-06-10", "total_fen": "520000.5", "action": "submit"}
    page = clerk.post(f"{project.get_absolute_url()}value/", sent, follow=True, headers={"accept-language": "en"})
    assert page.content.decode().count("does not count as started") == 1


def test_a_long_history_shows_its_last_twenty_records_first(clerk: Client, do: Do, project: Project) -> None:
    for number in range(21):
        do(project.value, happened_on=date(2020, 1, 1 + number), total_fen=(100 + number) * YI, because="备案变更")
    page = text_of(clerk, project.get_absolute_url())
    last, earlier = page.split("<summary>Earlier records</summary>")
    assert (last.count('class="step"'), earlier.count('class="step"')) == (20, 1)


def test_money_is_typed_in_ten_thousand_yuan(clerk: Client, project: Project) -> None:
    sent = {"happened_on": "2020-06-10", "total_fen": "520000.5", "action": "submit"}
    assert clerk.post(f"{project.get_absolute_url()}value/", sent).status_code == 302
    assert Draft.objects.submitted().get().content["total_fen"] == ["520000.5"]
    assert 52 * YI == 520_000 * 1_000_000
