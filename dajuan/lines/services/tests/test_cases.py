"""The rules of a case: handing in, clocks, missing papers, examination, licence. Domain.md 2.5."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from dajuan.core.calendar.models import DayChange
from dajuan.core.companies.models import enter_company
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Charge
from dajuan.lines.services.models import (
    Acceptance,
    Case,
    Decision,
    Material,
    Matter,
    MatterVersion,
    PaperKind,
    Submission,
)
from dajuan.lines.services.models.case_timeline import timeline
from dajuan.lines.services.models.licences import Answer, checked, differs
from dajuan.lines.services.models.steps import MatterStep
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db
AUTUMN = {date(2020, 1, 1): False, date(2020, 9, 27): True, date(2020, 10, 10): True, date(2021, 1, 1): False} | {
    date(2020, 10, day): False for day in range(1, 9)
}  # the State Council's notice for the year's autumn


def at(month: int, day: int, hour: int = 10) -> datetime:
    """An hour of a day of 2020, by the clock of the zone."""
    return datetime(2020, month, day, hour, tzinfo=timezone.get_default_timezone())


@dataclass
class Hall:
    """The hall: its cast, a matter of five working days, and one step in an act of its own."""

    cast: Cast
    matter: Matter

    def do(self, verb: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        with act(by=self.cast.li, office=self.cast.construction) as a:
            return verb(a, *args, **facts)

    def submitted(self, **facts: Any) -> Case:
        case: Case = self.do(Case.submit, **{"matter": self.matter, "channel": "window", "at": at(9, 21)} | facts)
        return Case.objects.get(pk=case.pk)

    def accepted(self, **facts: Any) -> Case:
        case = self.submitted()
        self.do(case.accept, at=at(9, 21), **facts)
        return Case.objects.get(pk=case.pk)


@pytest.fixture
def hall(cast: Cast) -> Hall:
    """The construction bureau keeps the line; a business licence needs a lease (main) and a photograph (minor)."""
    Charge.objects.create(office=cast.construction, line="services", from_on=START)
    matter = Matter.objects.create(
        zone=cast.zone, office=cast.construction, code="000131", name="食品经营许可", kind="1"
    )
    version = MatterVersion.objects.create(
        matter=matter, number=1, valid_from=START, promised_limit=5, legal_limit=20, allows_missing=True
    )
    for code, name, is_main in (("lease", "房屋租赁合同", True), ("photo", "场所照片", False)):
        paper = PaperKind.objects.create(zone=cast.zone, code=code, name=name)
        Material.objects.create(version=version, paper=paper, is_main=is_main)
    for place, step in enumerate(("初审", "复核", "审批"), 1):
        MatterStep.objects.create(version=version, position=place, name=step)
    with act(by=cast.li, office=cast.construction) as a:
        matter.issue(a, happened_on=START, version=version)
        for day, is_working in AUTUMN.items():
            a.enter(DayChange(day=day, is_working=is_working, name="国庆节", happened_on=date(2019, 11, 21)))
    return Hall(cast, Matter.objects.get(pk=matter.pk))


def test_a_case_is_decided_within_its_promised_limit(hall: Hall) -> None:
    case = hall.accepted()
    assert (case.stage, case.due_on) == ("accepted", date(2020, 9, 27))  # Sunday 27 September is made up
    hall.do(case.decide, at=at(9, 27), granted=True)
    case = Case.objects.get(pk=case.pk)
    decision = Decision.objects.get()
    assert (decision.in_time, decision.working_days, case.stage, case.due_on) == (True, 5, "decided", None)


def test_a_decision_after_the_limit_is_late(hall: Hall) -> None:
    case = hall.accepted()
    hall.do(case.decide, at=at(9, 28), granted=True)
    assert Decision.objects.get().in_time is False


def test_an_application_sent_twice_is_one_case(hall: Hall) -> None:
    first = hall.submitted(token="once")
    assert hall.submitted(token="once") == first
    assert Submission.objects.count() == 1


def test_what_is_lacking_is_told_once(hall: Hall) -> None:
    case = hall.submitted()
    hall.do(case.notify_supplement, at=at(9, 22), lacking=["photo"])
    with pytest.raises(Refused, match="once and completely"):
        hall.do(Case.objects.get(pk=case.pk).notify_supplement, at=at(9, 23), lacking=["lease"])


def test_after_five_silent_working_days_it_counts_as_accepted_from_hand_in(hall: Hall) -> None:
    case = hall.submitted()
    for verb, facts in ((case.notify_supplement, {"lacking": ["photo"]}), (case.refuse, {"cause": "papers"})):
        with pytest.raises(Refused, match="counts as accepted"):
            hall.do(verb, at=at(9, 28), **facts)
    acceptance = hall.do(Case.objects.get(pk=case.pk).accept, at=at(9, 28))
    assert (acceptance.deemed, acceptance.happened_on) == (True, date(2020, 9, 21))


def test_a_supplement_after_its_day_gets_a_clear_answer(hall: Hall) -> None:
    case = hall.submitted()
    hall.do(case.notify_supplement, at=at(9, 22), lacking=["photo"], due_on=date(2020, 9, 24))
    with pytest.raises(Refused, match="can be used again"):
        hall.do(case.supply, at=at(9, 25), count=1)
    hall.do(case.refuse, at=at(9, 25), cause="not-supplied")
    assert Case.objects.get(pk=case.pk).stage == "refused"


def test_where_no_calendar_is_known_the_day_of_a_supplement_is_asked_for(hall: Hall) -> None:
    unknown = at(9, 22).replace(year=2023)
    case = hall.submitted(at=unknown)
    with pytest.raises(Refused, match="give the day yourself") as refused:
        hall.do(case.notify_supplement, at=unknown, lacking=["photo"])
    assert refused.value.field == "due_on"
    case = Case.objects.get(pk=case.pk)
    hall.do(case.notify_supplement, at=unknown, lacking=["photo"], due_on=date(2023, 9, 30))
    assert Case.objects.get(pk=case.pk).stage == "supplement"


def test_a_clock_stops_for_a_legal_reason_told_in_writing(hall: Hall) -> None:
    case = hall.accepted()
    with pytest.raises(Refused, match="written notice"):
        hall.do(case.stop, at=at(9, 22), why="experts", notice=" ")
    hall.do(case.stop, at=at(9, 22), why="experts", notice="示审特〔2020〕3号")
    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.due_on) == ("suspended", None)
    hall.do(case.resume, at=at(9, 24))
    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.due_on) == ("examining", date(2020, 9, 29))


def test_a_case_explains_its_clock_in_words(hall: Hall) -> None:
    case = hall.accepted()
    hall.do(case.stop, at=at(9, 22), why="experts", notice="3号")
    hall.do(Case.objects.get(pk=case.pk).resume, at=at(9, 24))
    words = Case.objects.get(pk=case.pk).clock_in_words(at(9, 28))
    assert words.startswith("Day 4 of 5 working days.")
    assert "Stopped 2 days for expert review." in words
    assert "Sunday, Sept. 27, 2020, counted as a working day." in words


def test_more_time_is_given_once_with_reasons_and_ten_working_days_at_most(hall: Hall) -> None:
    case = hall.accepted()
    with pytest.raises(Refused, match="One to 10"):
        hall.do(case.extend, at=at(9, 22), days=11, text="情况复杂")
    with pytest.raises(Refused, match="reasons"):
        hall.do(case.extend, at=at(9, 22), days=3, text="")
    assert "extend" in case.verbs
    hall.do(case.extend, at=at(9, 22), days=3, text="情况复杂")
    case = Case.objects.get(pk=case.pk)
    assert case.due_on == date(2020, 9, 30)
    assert "extend" not in case.verbs
    with pytest.raises(Refused, match="already"):
        hall.do(case.extend, at=at(9, 23), days=3, text="情况复杂", joint=True)


def test_a_calendar_changed_in_mid_flight_is_told_as_known_then_and_now(hall: Hall) -> None:
    case = hall.accepted()
    with act(by=hall.cast.li, office=hall.cast.construction) as a:
        a.enter(DayChange(day=date(2020, 9, 27), is_working=False, name="临时放假", happened_on=date(2020, 9, 23)))
    case = Case.objects.get(pk=case.pk)
    assert case.due_by_calendar() == date(2020, 9, 28)
    (told,) = case.calendars_told(at(9, 24))
    assert "Sept. 27" in told and "Sept. 28" in told
    hall.do(case.reckon_anew, paper="国办发明电")
    case = Case.objects.get(pk=case.pk)
    assert case.due_on == date(2020, 9, 28)
    assert "First told as due on Sept. 27" in case.calendars_told(at(9, 24))[0]


def test_only_minor_papers_may_be_missing_and_not_beyond_the_promised_limit(hall: Hall) -> None:
    case = hall.submitted()
    with pytest.raises(Refused, match="Main papers"):
        hall.do(case.accept_with_missing, at=at(9, 21), missing=["lease"], due_on=date(2020, 9, 24))
    with pytest.raises(Refused, match="promised limit"):
        hall.do(case.accept_with_missing, at=at(9, 21), missing=["photo"], due_on=date(2020, 9, 28))
    hall.do(case.accept_with_missing, at=at(9, 21), missing=["photo"], due_on=date(2020, 9, 25))
    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.missing_by) == ("accepted", date(2020, 9, 25))


def test_a_result_is_withheld_until_the_missing_papers_are_there(hall: Hall) -> None:
    case = hall.submitted()
    hall.do(case.accept_with_missing, at=at(9, 21), missing=["photo"], due_on=date(2020, 9, 25))
    hall.do(Case.objects.get(pk=case.pk).decide, at=at(9, 22), granted=True)
    case = Case.objects.get(pk=case.pk)
    with pytest.raises(Refused, match="withheld"):
        hall.do(case.deliver, at=at(9, 22), way="window")
    supplied = hall.do(Case.objects.get(pk=case.pk).supply_missing, at=at(9, 25))
    hall.do(Case.objects.get(pk=case.pk).deliver, at=at(9, 25), way="window")
    assert supplied.in_time and Decision.objects.get().with_missing


def test_missing_papers_that_never_come_return_the_case(hall: Hall) -> None:
    case = hall.submitted()
    hall.do(case.accept_with_missing, at=at(9, 21), missing=["photo"], due_on=date(2020, 9, 24))
    case = Case.objects.get(pk=case.pk)
    with pytest.raises(Refused, match="may still come"):
        hall.do(case.lapse, at=at(9, 24))
    with pytest.raises(Refused, match="force majeure"):
        hall.do(case.supply_missing, at=at(9, 25))
    hall.do(Case.objects.get(pk=case.pk).lapse, at=at(9, 25), consequence="credit")
    with override("en"):
        assert Case.objects.get(pk=case.pk).clock_in_words(at(12, 25)) == "Returned: its clock runs no more."
    assert Case.objects.get(pk=case.pk).stage == "returned"


def test_accepted_and_decided_in_one_visit_is_done_on_the_spot(hall: Hall) -> None:
    with act(by=hall.cast.li, office=hall.cast.construction) as a:
        case = Case.submit(a, matter=hall.matter, channel="window", at=at(9, 21))
        case.accept(a, at=at(9, 21))
        case.decide(a, at=at(9, 21, 11), granted=True)
        case.deliver(a, at=at(9, 21, 11), way="window")
    assert Decision.objects.get().on_the_spot
    assert Case.objects.get().stage == "delivered"


def test_of_two_examiners_who_decide_the_second_is_refused(hall: Hall) -> None:
    case = hall.accepted()
    same = Case.objects.get(pk=case.pk)
    hall.do(case.decide, at=at(9, 22), granted=True)
    with pytest.raises(Refused, match="decided already"):
        hall.do(same.decide, at=at(9, 22), granted=False, cause="conditions")
    assert Decision.objects.count() == 1


def test_an_acceptance_is_not_withdrawn_from_under_a_decision(hall: Hall) -> None:
    case = hall.accepted()
    decision = hall.do(case.decide, at=at(9, 23), granted=True)
    acceptance = Acceptance.objects.get(case=case)
    with pytest.raises(Refused, match="still stands"), act(by=hall.cast.li, office=hall.cast.construction) as a:
        a.withdraw(acceptance, reason="录错")
    with act(by=hall.cast.li, office=hall.cast.construction) as a:
        a.withdraw(decision, reason="录错")
        a.withdraw(acceptance, reason="录错")
    assert Case.objects.get(pk=case.pk).stage == "submitted"


def test_steps_follow_the_posts_of_the_matter_and_one_may_go_back(hall: Hall) -> None:
    case = hall.accepted()
    hall.do(case.step, at=at(9, 22))
    hall.do(Case.objects.get(pk=case.pk).step, at=at(9, 23), opinion="back", text="请补充现场记录")
    case = Case.objects.get(pk=case.pk)
    assert [one.step for one in case.steps_done()] == ["初审", "复核"]
    assert case.next_step() == "初审"
    assert case.texts["step-2"] == "请补充现场记录"


def test_a_case_passes_to_another_examiner(hall: Hall) -> None:
    case = hall.accepted(examiner=hall.cast.li)
    hall.do(case.hand_over, at=at(9, 22), examiner=hall.cast.chen)
    assert Case.objects.get(pk=case.pk).examiner == hall.cast.chen


def test_a_case_of_a_superior_system_is_read_only_here(hall: Hall) -> None:
    case = hall.submitted(system="省平台", foreign_number="610000-1")
    with pytest.raises(Refused, match="省平台"):
        hall.do(case.accept, at=at(9, 22))
    assert case.verbs == ()


def test_a_case_is_followed_by_its_number_and_code_alone(hall: Hall) -> None:
    case = hall.submitted()
    code = case.give_code()
    assert Case.objects.followed_by(case.number.lower(), code) == case
    assert Case.objects.followed_by(case.number, "000000" if code != "000000" else "000001") is None
    assert Case.objects.followed_by("20200921-22222222", code) is None


def test_what_was_filled_in_stands_encrypted_beside_the_case(hall: Hall) -> None:
    case = hall.submitted(content={"负责人": "欧阳明月"})
    assert case.texts == {"负责人": "欧阳明月"}
    submission = Submission.objects.get()
    assert submission.private_mac and "欧阳" not in str(vars(submission))


@pytest.fixture
def licensed(hall: Hall) -> Any:
    """A granted case with its licence."""
    with act(by=hall.cast.li, office=hall.cast.construction) as a:
        company = enter_company(a, code="91610132MA6TXUP48Y", name="示范餐饮有限公司", happened_on=START)
    case = hall.submitted(company=company)
    hall.do(case.accept, at=at(9, 21))
    hall.do(Case.objects.get(pk=case.pk).decide, at=at(9, 22), granted=True)
    facts = {"licence_number": "JY26101320000001", "title": "食品经营许可证", "holder": "示范餐饮有限公司"}
    days = {"valid_from": date(2020, 9, 22), "valid_to": date(2025, 9, 21)}
    return hall.do(Case.objects.get(pk=case.pk).issue_licence, at=at(9, 22), **facts, **days)


def test_anybody_can_verify_a_licence_and_a_forged_code_was_not_issued_here(licensed: Any) -> None:
    day = date(2020, 10, 9)
    assert checked(licensed.token, licensed.short_signature, day).answer == Answer.VALID
    assert checked(licensed.token, "0" * 24, day).answer == Answer.UNKNOWN
    assert checked("forged", licensed.short_signature, day).answer == Answer.UNKNOWN
    assert checked(licensed.token, licensed.short_signature, date(2025, 9, 22)).answer == Answer.ENDED


def test_what_was_changed_on_the_paper_shows(licensed: Any) -> None:
    said = {"number": "JY26101320000001", "holder": "另一家餐饮有限公司", "title": ""}
    assert differs(licensed, said) == ["holder"]


def test_a_revoked_licence_no_longer_holds(hall: Hall, licensed: Any) -> None:
    hall.do(Case.objects.get().revoke_licence, at=at(10, 9), cause="surrendered")
    assert checked(licensed.token, licensed.short_signature, date(2020, 10, 9)).answer == Answer.ENDED


def test_a_matter_is_rated_once_and_only_when_decided(hall: Hall) -> None:
    case = hall.accepted()
    with pytest.raises(Refused, match="once it is decided"):
        hall.do(case.rate, at=at(9, 22), level=5, way="online")
    hall.do(Case.objects.get(pk=case.pk).decide, at=at(9, 22), granted=True)
    hall.do(Case.objects.get(pk=case.pk).rate, at=at(9, 22), level=1, way="online", text="等了两个小时")
    with pytest.raises(Refused, match="rated already"):
        hall.do(Case.objects.get(pk=case.pk).rate, at=at(9, 22), level=5, way="online")


def test_a_bad_rating_is_verified_rectified_in_fifteen_working_days_and_called_back(hall: Hall) -> None:
    case = hall.accepted()
    rating = hall.do(case.rate, at=at(9, 22), level=2, way="window", visit="A017", text="窗口无人")
    assert rating.due_on == date(2020, 10, 19)  # the holiday lies between, Saturday 10 October counts
    case = Case.objects.get(pk=case.pk)
    with pytest.raises(Refused, match="Verify it first"):
        hall.do(case.rectify_rating, rating=rating, at=at(9, 23))
    hall.do(Case.objects.get(pk=case.pk).verify_rating, rating=rating, at=at(9, 23), true=True)
    with pytest.raises(Refused, match="Rectify it first"):
        hall.do(Case.objects.get(pk=case.pk).call_back, rating=rating, at=at(9, 23), reached=True)
    rectified = hall.do(Case.objects.get(pk=case.pk).rectify_rating, rating=rating, at=at(10, 21))
    assert rectified.in_time is False
    called = hall.do(Case.objects.get(pk=case.pk).call_back, rating=rating, at=at(10, 22), reached=True, level=4)
    assert called.level == 4


def test_the_columns_of_a_case_say_what_its_entries_say(hall: Hall) -> None:
    case = hall.accepted()
    hall.do(case.stop, at=at(9, 22), why="test", notice="4号")
    hall.submitted()
    assert not Case.objects.forgotten().exists()


def test_a_decision_can_be_corrected(hall: Hall) -> None:
    case = hall.accepted()
    wrong = hall.do(case.decide, at=at(9, 22), granted=True)
    with act(by=hall.cast.chen, office=hall.cast.construction) as a:
        a.withdraw(wrong, reason="录入有误")
        Case.objects.get(pk=case.pk).decide(a, at=at(9, 22), granted=False, cause="conditions")
    assert [one.granted for one in Decision.objects.standing()] == [False]


def test_the_timeline_tells_everything_latest_first(hall: Hall) -> None:
    case = hall.accepted()
    hall.do(case.step, at=at(9, 22))
    assert [str(one.name) for one in timeline(case)] == [
        "step of the examination",
        "acceptance of a case",
        "application",
    ]
