"""The rules of the trade: what may be recorded, in which order, and what is refused."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dajuan.core.calendar.models import issue_rule_set
from dajuan.core.places.geometry import read_shape
from dajuan.core.records.act import Refused, act
from dajuan.lines.city.models import GreenPlot, Greenway, IllegalBuilding, OverheadSection, WastePoint, Work
from dajuan.lines.city.models.lights import Thresholds, thresholds
from dajuan.lines.city.tests.conftest import LISTED, Record, work
from dajuan.values.coordinates import Datum
from dajuan.values.lights import Light
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MARCH, JUNE, SEPTEMBER = date(2020, 3, 2), date(2020, 6, 18), date(2020, 9, 1)


# Works


def test_a_work_goes_from_the_plan_to_acceptance(record: Record, road: Work) -> None:
    assert road.stage == Work.Stage.LISTED
    record(road, "start", MARCH)
    record(road, "report", date(2020, 4, 30), done_x10=350, phase="pipes")
    assert (road.stage, road.started_on, road.done_x10) == (Work.Stage.STARTED, MARCH, 350)
    record(road, "open", JUNE, length_cm=81_200)
    assert road.stage == Work.Stage.OPENED
    record(road, "complete", SEPTEMBER)
    record(road, "accept", date(2020, 10, 9), length_cm=81_200)
    assert road.stage == Work.Stage.ACCEPTED


def test_a_work_may_pass_design_award_and_warranty(record: Record, estate: Work) -> None:
    plain = len(estate.course())
    record(estate, "design", date(2020, 1, 20), document="批复〔2020〕3号")
    assert estate.stage == Work.Stage.DESIGNED and "tender" in estate.verbs
    award = record(estate, "tender", date(2020, 2, 10), winner="示范市政工程有限公司", price_fen=1_234_500_000)
    assert ("price of the award", "12,345,000 yuan") in award.shown_facts()
    assert estate.stage == Work.Stage.TENDERED and "start" in estate.verbs
    record(estate, "start", MARCH)
    record(estate, "complete", JUNE)
    record(estate, "accept", SEPTEMBER, floor_area_dm2=1_360_000)
    with pytest.raises(Refused, match="ends before it begins"):
        record(estate, "warrant", SEPTEMBER, ends_on=SEPTEMBER)
    record(estate, "warrant", SEPTEMBER, ends_on=date(2022, 9, 1))
    assert (estate.stage, estate.share_done) == (Work.Stage.WARRANTY, "100 %")
    assert len(estate.course()) == plain + 3


def test_money_is_granted_by_one_level_once_a_day(record: Record, estate: Work) -> None:
    with pytest.raises(Refused, match="Nothing was granted"):
        record(estate, "fund", MARCH, level="national", amount_fen=0)
    record(estate, "fund", MARCH, level="national", amount_fen=500_000_000)
    record(estate, "fund", MARCH, level="zone", amount_fen=200_000_000)
    with pytest.raises(Refused, match="already been recorded"):
        record(estate, "fund", MARCH, level="zone", amount_fen=1)


def test_no_more_households_agree_than_were_asked(record: Record, estate: Work) -> None:
    with pytest.raises(Refused, match="More agree"):
        record(estate, "consult", MARCH, asked=480, agreed=481)
    assert record(estate, "consult", MARCH, asked=480, agreed=461).agreed == 461


def test_a_work_does_not_start_before_it_stood_in_the_plan(record: Record, road: Work) -> None:
    with pytest.raises(Refused, match="before it stood in the plan"):
        record(road, "start", date(2020, 1, 9))


def test_a_road_does_not_open_before_it_was_started(record: Record, road: Work) -> None:
    with pytest.raises(Refused, match="before it was started"):
        record(road, "open", JUNE, length_cm=81_200)
    record(road, "start", MARCH)
    with pytest.raises(Refused, match="before it was started") as refusal:
        record(road, "open", date(2020, 3, 1), length_cm=81_200)
    assert refusal.value.field == "happened_on" and "2020-03-02" in str(refusal.value)


def test_an_amount_far_from_the_plan_is_a_caution_and_no_refusal(record: Record, road: Work, other_road: Work) -> None:
    for one, opened in ((road, 121_800), (other_road, 8_000)):  # planned 812 m and 640 m
        record(one, "start", MARCH)
        record(one, "open", JUNE, length_cm=opened)
    assert road.warnings() == []  # half as much again is not yet far
    assert other_road.warnings() == ["length: 80 m is far from the planned 640 m. Please check."]


def test_a_completed_work_is_wholly_done_and_a_jump_to_it_is_a_caution(record: Record, road: Work) -> None:
    record(road, "start", MARCH)
    record(road, "report", date(2020, 5, 20), done_x10=610, phase="pipes")
    completion = record(road, "complete", JUNE)
    assert (road.done_x10, road.share_done) == (1000, "100 %")
    assert road.warnings() == ["Completed, although 61 % was reported on 2020-05-20. Please check."]
    record(road, "open", JUNE, length_cm=81_200)
    assert road.share_done == "100 %"
    with act(by=completion.moment.recorded_by) as a:
        a.withdraw(completion, reason="not yet")
    road.refresh_from_db()
    assert road.share_done == "61 %"


def test_a_work_shows_what_was_planned_and_what_was_accepted(record: Record, road: Work) -> None:
    assert road.amounts() == [("Planned length", "812 m")]
    record(road, "start", MARCH)
    record(road, "complete", JUNE)
    record(road, "accept", SEPTEMBER, length_cm=80_900)
    assert road.amounts() == [("Planned length", "812 m"), ("Accepted length", "809 m")]


def test_a_road_opens_before_all_works_are_finished(record: Record, road: Work) -> None:
    record(road, "start", MARCH)
    record(road, "open", JUNE, length_cm=81_200)
    assert not road.completions.exists()
    assert "complete" in road.verbs


def test_a_road_opens_once(record: Record, road: Work) -> None:
    record(road, "start", MARCH)
    record(road, "open", JUNE, length_cm=81_200)
    with pytest.raises(Refused, match="already open"):
        record(road, "open", SEPTEMBER, length_cm=81_200)


def test_of_two_clerks_who_open_one_road_at_once_the_second_is_refused(cast: Cast, record: Record, road: Work) -> None:
    record(road, "start", MARCH)

    def both_at_once() -> None:
        """Neither sees the other's entry when the rule is asked: the database keeps it."""
        with act(by=cast.li) as first:
            road.open(first, happened_on=JUNE, length_cm=81_200)
            with act(by=cast.chen) as second:
                road.open(second, happened_on=JUNE, length_cm=81_200)

    with pytest.raises(Refused, match="already been recorded"):
        both_at_once()


def test_a_step_is_not_withdrawn_while_a_later_one_rests_on_it(cast: Cast, record: Record, road: Work) -> None:
    start = record(road, "start", MARCH)
    opening = record(road, "open", JUNE, length_cm=81_200)
    with pytest.raises(Refused, match="“Opening to traffic” of 2020-06-18 rests"), act(by=cast.chen) as a:
        a.withdraw(start, reason="未开工")
    with act(by=cast.chen) as a:
        a.withdraw(opening, reason="未放行")
        a.withdraw(start, reason="未开工")
    road.refresh_from_db()
    assert road.stage == Work.Stage.LISTED


def test_a_step_is_corrected_in_one_act_to_a_day_before_the_later_one(cast: Cast, record: Record, road: Work) -> None:
    start = record(road, "start", MARCH)
    record(road, "open", JUNE, length_cm=81_200)

    def move_to(day: date) -> None:
        with act(by=cast.chen) as a:
            a.withdraw(start, reason="日期有误")
            road.start(a, happened_on=day)

    with pytest.raises(Refused, match="rests on this record"):
        move_to(SEPTEMBER)
    move_to(date(2020, 4, 1))
    assert road.starts.standing().get().happened_on == date(2020, 4, 1)


def test_a_duct_is_not_withdrawn_while_its_cables_are_buried(
    cast: Cast, record: Record, section: OverheadSection
) -> None:
    duct = record(section, "build_duct", MARCH, length_cm=100)
    record(section, "bring_down", JUNE, length_cm=100, cables=1)
    with pytest.raises(Refused, match="rests on this record"), act(by=cast.chen) as a:
        a.withdraw(duct, reason="未验收")


def test_a_withdrawn_opening_can_be_recorded_anew(cast: Cast, record: Record, road: Work) -> None:
    record(road, "start", MARCH)
    opening = record(road, "open", JUNE, length_cm=81_200)
    with act(by=cast.wang) as a:
        a.withdraw(opening, reason="通车时间填报有误")
    road.refresh_from_db()
    assert road.stage == Work.Stage.STARTED
    record(road, "open", SEPTEMBER, length_cm=81_200)
    assert road.openings.standing().get().happened_on == SEPTEMBER


def test_an_opening_is_corrected_in_one_act(cast: Cast, record: Record, road: Work) -> None:
    record(road, "start", MARCH)
    opening = record(road, "open", JUNE, length_cm=18_200)
    with act(by=cast.wang) as a:
        a.withdraw(opening, reason="长度录入有误")
        anew = road.open(a, happened_on=JUNE, length_cm=81_200)
    assert road.openings.standing().get() == anew


def test_only_a_road_opens_to_traffic(record: Record, estate: Work) -> None:
    record(estate, "start", MARCH)
    with pytest.raises(Refused, match="Only a road"):
        record(estate, "open", JUNE, length_cm=1)


def test_acceptance_comes_after_completion_and_gives_the_amount_that_counts(record: Record, estate: Work) -> None:
    record(estate, "start", MARCH)
    with pytest.raises(Refused, match="before it was completed"):
        record(estate, "accept", JUNE, floor_area_dm2=1_360_000)
    record(estate, "complete", JUNE)
    with pytest.raises(Refused, match="what counts") as refusal:
        record(estate, "accept", SEPTEMBER, households=480)
    assert refusal.value.field == "floor_area_dm2"
    record(estate, "accept", SEPTEMBER, floor_area_dm2=1_358_000, buildings=12, households=476)


def test_progress_is_reported_once_a_month_and_never_falls(record: Record, road: Work) -> None:
    record(road, "start", MARCH)
    record(road, "report", date(2020, 4, 30), done_x10=350, phase="pipes")
    with pytest.raises(Refused, match="already been reported"):
        record(road, "report", date(2020, 4, 1), done_x10=200, phase="pipes")
    with pytest.raises(Refused, match="earlier month reports more"):
        record(road, "report", date(2020, 5, 29), done_x10=300, phase="structure")
    with pytest.raises(Refused, match="later month reports less"):
        record(road, "report", date(2020, 3, 31), done_x10=400, phase="pipes")


def test_a_village_is_wholly_demolished_when_its_last_house_is_down(record: Record, village: Work) -> None:
    record(village, "start", MARCH)
    record(village, "clear", JUNE, households=20, buildings=24, floor_area_dm2=2_400_000)
    with pytest.raises(Refused, match="6 buildings still stand"):
        record(village, "demolish", SEPTEMBER)
    record(village, "clear", SEPTEMBER, households=6, buildings=6, floor_area_dm2=600_000)
    record(village, "demolish", SEPTEMBER)
    assert village.stage == Work.Stage.DEMOLISHED


def test_a_survey_cannot_satisfy_more_residents_than_it_asked(record: Record, estate: Work) -> None:
    with pytest.raises(Refused, match="More are satisfied"):
        record(estate, "survey", SEPTEMBER, question="总体满意度", asked=100, satisfied=101)
    record(estate, "survey", SEPTEMBER, question="总体满意度", asked=100, satisfied=96)


def test_what_happens_in_the_future_is_a_plan(record: Record, road: Work) -> None:
    with pytest.raises(Refused, match="future"):
        record(road, "start", date(2999, 1, 1))


def test_an_acceptance_keeps_what_the_work_was_that_day(record: Record, estate: Work) -> None:
    record(estate, "start", MARCH)
    record(estate, "complete", JUNE)
    acceptance = record(estate, "accept", SEPTEMBER, floor_area_dm2=1_360_000)
    estate.kind = Work.Kind.OTHER
    estate.save()
    acceptance.refresh_from_db()
    assert acceptance.kind == Work.Kind.ESTATE


def test_a_light_warns_of_the_planned_end_and_of_falling_behind(record: Record, road: Work) -> None:
    rules = Thresholds()
    assert road.light(SEPTEMBER, rules) is None
    road.planned_end_on = date(2020, 12, 31)
    road.save()
    assert road.light(date(2020, 2, 1), rules) is Light.GREEN
    assert road.light(date(2020, 12, 10), rules) is Light.YELLOW
    assert road.light(date(2021, 1, 1), rules) is Light.RED
    record(road, "start", MARCH)
    assert road.light(date(2020, 5, 1), rules) is Light.YELLOW
    assert road.light(SEPTEMBER, rules) is Light.RED
    record(road, "complete", SEPTEMBER)
    assert road.light(date(2021, 1, 1), rules) is None


def test_the_thresholds_of_a_light_are_those_in_force_that_day(cast: Cast, road: Work) -> None:
    with act(by=cast.wang) as a:
        issue_rule_set(
            a,
            kind="city-lights",
            edition="2020",
            issued_on=LISTED,
            valid_from=date(2020, 6, 1),
            document="经开督〔2020〕5号",
            content={"warning_days": 10},
        )
    road.planned_end_on = date(2020, 12, 31)
    december = date(2020, 12, 10)
    assert thresholds(MARCH) == Thresholds()
    assert thresholds(december) == Thresholds(warning_days=10)
    assert road.light(december, thresholds(december)) is Light.GREEN


# Shapes


def line(*points: tuple[float, float]) -> str:
    return json.dumps({"type": "LineString", "coordinates": points})


def put(subject: Work, text: str) -> None:
    subject.put_shape(read_shape(text, datum=Datum.WGS84))
    subject.save()


def test_a_shape_that_differs_from_the_document_warns_and_the_document_counts(record: Record, road: Work) -> None:
    put(road, line((108.940, 34.370), (108.940, 34.380)))  # 1,109 m
    record(road, "start", MARCH)
    record(road, "complete", JUNE)
    acceptance = record(road, "accept", SEPTEMBER, length_cm=81_200)
    (warning,) = road.warnings()
    assert "812 m" in warning and "1,109" in warning
    assert acceptance.length_cm == 81_200


def test_one_road_in_two_sections_is_warned_of(cast: Cast, road: Work, other_road: Work) -> None:
    put(road, line((108.940, 34.370), (108.940, 34.380)))
    put(other_road, line((108.940, 34.375), (108.940, 34.385)))
    (warning,) = road.warnings()
    assert other_road.name in warning
    far = work(cast, Work.Kind.DEAD_END, "草滩十路")
    put(far, line((108.90, 34.40), (108.90, 34.41)))
    assert far.warnings() == []


# Overhead lines


def test_a_cable_is_not_buried_before_its_duct_was_built(record: Record, section: OverheadSection) -> None:
    with pytest.raises(Refused, match="before its duct"):
        record(section, "bring_down", JUNE, length_cm=120_000, cables=14)
    record(section, "build_duct", MARCH, length_cm=125_000)
    assert section.stage == OverheadSection.Stage.DUCT
    entry = record(section, "bring_down", JUNE, length_cm=120_000, cables=14)
    assert (entry.treatment, section.stage) == ("buried", OverheadSection.Stage.DOWN)


def test_telecom_lines_are_buried_and_power_on_third_class_roads_is_tidied(
    record: Record, section: OverheadSection, power_section: OverheadSection
) -> None:
    with pytest.raises(Refused, match="buried, not tidied"):
        record(section, "bring_down", JUNE, length_cm=1, cables=1, treatment="tidied")
    with pytest.raises(Refused, match="no duct"):
        record(power_section, "build_duct", JUNE, length_cm=1)
    assert record(power_section, "bring_down", JUNE, length_cm=90_000, cables=6).treatment == "tidied"


# Green


def test_a_plot_is_accepted_once_and_not_before_it_stood_in_the_plan(record: Record, plot: GreenPlot) -> None:
    with pytest.raises(Refused, match="before it stood in the plan"):
        record(plot, "accept", date(2019, 12, 31), area_dm2=500_000)
    record(plot, "accept", JUNE, area_dm2=500_000)
    assert plot.stage == GreenPlot.Stage.ACCEPTED
    with pytest.raises(Refused, match="already been accepted"):
        record(plot, "accept", SEPTEMBER, area_dm2=500_000)


def test_a_greenway_is_measured_along_its_centre_line(record: Record, greenway: Greenway) -> None:
    greenway.put_shape(read_shape(line((108.940, 34.370), (108.940, 34.380)), datum=Datum.WGS84))
    greenway.save()
    record(greenway, "accept", JUNE, length_cm=221_800)  # both sides counted
    assert len(greenway.warnings()) == 1


# Illegal buildings


def test_a_case_is_found_ordered_dealt_with_and_the_land_restored(record: Record, case: IllegalBuilding) -> None:
    with pytest.raises(Refused, match="before the building was found"):
        record(case, "deal_with", JUNE, outcome="demolished", floor_area_dm2=48_000)
    record(case, "find", LISTED, floor_area_dm2=50_000)
    record(case, "order_stop", MARCH, demolish_by=date(2020, 5, 1))
    assert case.light(date(2020, 5, 2), Thresholds()) is Light.RED
    record(case, "deal_with", JUNE, outcome="demolished", floor_area_dm2=48_000)
    record(case, "restore", SEPTEMBER)
    assert case.stage == IllegalBuilding.Stage.RESTORED


def test_land_is_restored_only_after_a_demolition(record: Record, case: IllegalBuilding) -> None:
    record(case, "find", LISTED, floor_area_dm2=50_000)
    record(case, "deal_with", JUNE, outcome="regularised", floor_area_dm2=50_000)
    with pytest.raises(Refused, match="before the building was demolished"):
        record(case, "restore", SEPTEMBER)


# Waste


def test_a_point_is_inspected_only_while_it_is_in_use(record: Record, point: WastePoint) -> None:
    with pytest.raises(Refused, match="not in use"):
        record(point, "inspect", JUNE, bins=10, bins_right=9)
    record(point, "set_up", MARCH, households=480)
    with pytest.raises(Refused, match="More bins are right"):
        record(point, "inspect", JUNE, bins=10, bins_right=11)
    record(point, "inspect", JUNE, bins=10, bins_right=9)
    closure = record(point, "close", SEPTEMBER)
    assert (closure.households, point.stage) == (480, WastePoint.Stage.CLOSED)
    with pytest.raises(Refused, match="closed"):
        record(point, "inspect", date(2020, 9, 2), bins=10, bins_right=9)


# What rows remember


def test_columns_that_repeat_a_state_can_be_checked_and_mended(record: Record, road: Work) -> None:
    record(road, "start", MARCH)
    call_command("check_columns", "city", stdout=StringIO())
    Work.objects.filter(pk=road.pk).update(stage=Work.Stage.ACCEPTED, started_on=None)
    with pytest.raises(CommandError, match="1 rows"):
        call_command("check_columns", "city", stdout=StringIO())
    call_command("check_columns", "city", mend=True, stdout=StringIO())
    road.refresh_from_db()
    assert (road.stage, road.started_on) == (Work.Stage.STARTED, MARCH)
