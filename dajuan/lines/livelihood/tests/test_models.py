"""What the room allows and refuses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from dajuan.core.records.models import Refused
from dajuan.lines.livelihood.models import Leaving, Membership, School, SeatsAdded
from dajuan.lines.livelihood.models.unions import in_force
from dajuan.lines.livelihood.tests.plays import (
    SEPTEMBER,
    hospital,
    open_school,
    recorded,
    school,
    station,
    survey,
    union,
    venue,
)
from tests.cast import Cast

DAY = timedelta(days=1)


# Schools


def test_a_school_opens_once(cast: Cast) -> None:
    made = open_school(cast)
    with pytest.raises(Refused, match=r"."), recorded(cast) as a:
        made.open(a, happened_on=SEPTEMBER)
    assert made.openings.standing().count() == 1


def test_a_school_cannot_open_in_the_future(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal, recorded(cast) as a:
        school(cast).open(a, happened_on=timezone.localdate() + DAY)
    assert refusal.value.field == "happened_on"


def test_an_opening_keeps_what_the_school_was_that_day(cast: Cast) -> None:
    made = open_school(cast)
    School.objects.filter(pk=made.pk).update(ownership="private")
    assert made.opening is not None
    assert (made.opening.ownership, made.opening.unit, made.opening.compulsory) == ("public", "school", True)


def test_a_phase_opens_after_its_school(cast: Cast) -> None:
    first = open_school(cast)
    phase = school(cast, "S1-2", phase_of=first)
    with pytest.raises(Refused), recorded(cast) as a:
        phase.open(a, happened_on=SEPTEMBER - DAY)
    with recorded(cast) as a:
        assert phase.open(a, happened_on=SEPTEMBER).unit == "phase"


def test_an_opening_is_corrected_in_one_act(cast: Cast) -> None:
    made = open_school(cast)
    with recorded(cast) as a:
        a.withdraw(made.opening, reason="开学日期有误")  # type: ignore[arg-type]  # it has just been opened
        made.open(a, happened_on=SEPTEMBER + DAY)
    assert made.opening is not None
    assert made.opening.happened_on == SEPTEMBER + DAY


def test_an_opening_is_not_withdrawn_while_seats_in_use_stand(cast: Cast) -> None:
    made = open_school(cast)
    seats: dict[str, Any] = {"schooling": "primary", "classes": 24, "class_size": 45}
    with recorded(cast) as a:
        approved = made.add_seats(a, step="approved", happened_on=SEPTEMBER - DAY, **seats)
        used = made.add_seats(a, step="in_use", happened_on=SEPTEMBER, **seats)
    opening = made.openings.get()
    with pytest.raises(Refused), recorded(cast) as a:
        a.withdraw(opening, reason="尚未开学")
    with recorded(cast) as a:
        a.withdraw(used, reason="尚未开学")
        a.withdraw(opening, reason="尚未开学")
    assert made.seats_added.standing().get() == approved


def test_a_founding_is_not_withdrawn_while_memberships_stand(cast: Cast) -> None:
    lead, made = open_school(cast), union(cast)
    with recorded(cast) as a:
        made.found(a, lead=lead, happened_on=SEPTEMBER)
    founding, membership = made.foundings.get(), made.memberships.get()
    with pytest.raises(Refused), recorded(cast) as a:
        a.withdraw(founding, reason="未批复")
    with pytest.raises(Refused), recorded(cast) as a:
        a.withdraw(lead.openings.get(), reason="尚未开学")
    with recorded(cast) as a:
        a.withdraw(founding, reason="未批复")
        a.withdraw(membership, reason="未批复")
    assert not made.foundings.standing().exists()


def test_no_part_of_a_renovation_is_withdrawn_once_the_whole_is_accepted(cast: Cast) -> None:
    made = venue(cast)
    with recorded(cast) as a:
        made.begin(a, happened_on=SEPTEMBER)
    for days, part in ((1, 400), (2, 600)):
        with recorded(cast) as a:
            made.advance(a, advanced_x10=part, happened_on=SEPTEMBER + days * DAY)
    with recorded(cast) as a:
        completion = made.complete(a, happened_on=SEPTEMBER + 3 * DAY)
    last = made.progress_reports.standing().get(advanced_x10=600)
    with pytest.raises(Refused), recorded(cast) as a:
        a.withdraw(last, reason="多报")
    with recorded(cast) as a:
        a.withdraw(completion, reason="多报")
        a.withdraw(last, reason="多报")
    assert made.progress == 40


def test_seats_are_classes_times_class_size(cast: Cast) -> None:
    made = open_school(cast)
    with recorded(cast) as a:
        seats = made.add_seats(a, step="in_use", schooling="primary", classes=24, class_size=45, happened_on=SEPTEMBER)
    assert seats.seats == 1080
    assert made.seats_in_use == 1080


def test_seats_are_not_in_use_before_teaching_begins(cast: Cast) -> None:
    made = open_school(cast)
    seats = {"schooling": "primary", "classes": 24, "class_size": 45, "happened_on": SEPTEMBER - DAY}
    with pytest.raises(Refused), recorded(cast) as a:
        made.add_seats(a, step="in_use", **seats)  # type: ignore[arg-type]  # keywords of two types
    with recorded(cast) as a:
        made.add_seats(a, step="approved", **seats)  # type: ignore[arg-type]  # keywords of two types
    assert SeatsAdded.objects.standing().get().step == "approved"


def test_seats_of_no_class_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal, recorded(cast) as a:
        open_school(cast).add_seats(
            a, step="in_use", schooling="primary", classes=0, class_size=45, happened_on=SEPTEMBER
        )
    assert refusal.value.field == "classes"


def test_a_school_that_closes_leaves_its_unions(cast: Cast) -> None:
    lead, weak, both = open_school(cast, "S1"), open_school(cast, "S2"), union(cast)
    with recorded(cast) as a:
        both.found(a, lead=lead, happened_on=SEPTEMBER)
    with recorded(cast) as a:
        both.admit(a, school=weak, role="member", happened_on=SEPTEMBER)
    with recorded(cast) as a:
        weak.close(a, happened_on=date(2020, 12, 31))
    assert [one.school for one in both.memberships_on(date(2020, 12, 31))] == [lead]
    assert list(School.objects.in_operation_on(date(2020, 12, 31))) == [lead]
    assert list(School.objects.in_operation_on(date(2020, 12, 30))) == [lead, weak]


def test_a_school_cannot_close_before_it_opened(cast: Cast) -> None:
    with pytest.raises(Refused), recorded(cast) as a:
        open_school(cast).close(a, happened_on=SEPTEMBER - DAY)


# Unions


def test_a_union_is_founded_by_its_lead(cast: Cast) -> None:
    lead, made = open_school(cast), union(cast)
    with recorded(cast) as a:
        made.found(a, lead=lead, happened_on=SEPTEMBER)
    assert [one.role for one in made.memberships_on(SEPTEMBER)] == ["lead"]
    assert made.memberships_on(SEPTEMBER - DAY) == []


def test_a_union_has_one_lead(cast: Cast) -> None:
    made = union(cast)
    with recorded(cast) as a:
        made.found(a, lead=open_school(cast, "S1"), happened_on=SEPTEMBER)
    with pytest.raises(Refused) as refusal, recorded(cast) as a:
        made.admit(a, school=open_school(cast, "S2"), role="lead", happened_on=SEPTEMBER)
    assert refusal.value.field == "role"


def test_a_school_belongs_to_a_union_once_and_may_come_back(cast: Cast) -> None:
    lead, weak, made = open_school(cast, "S1"), open_school(cast, "S2"), union(cast)
    days = [date(2020, 9, day) for day in (1, 10, 20)]
    with recorded(cast) as a:
        made.found(a, lead=lead, happened_on=days[0])
    with recorded(cast) as a:
        made.admit(a, school=weak, role="member", happened_on=days[0])
    with pytest.raises(Refused), recorded(cast) as a:
        made.admit(a, school=weak, role="member", happened_on=days[1])
    with recorded(cast) as a:
        made.part(a, school=weak, happened_on=days[1])
    with recorded(cast) as a:
        made.admit(a, school=weak, role="member", happened_on=days[2])
    assert [len(made.memberships_on(day)) for day in days] == [2, 1, 2]


def test_a_school_that_is_not_in_operation_cannot_join(cast: Cast) -> None:
    made = union(cast)
    with recorded(cast) as a:
        made.found(a, lead=open_school(cast), happened_on=SEPTEMBER)
    with pytest.raises(Refused) as refusal, recorded(cast) as a:
        made.admit(a, school=school(cast, "S2"), role="member", happened_on=SEPTEMBER)
    assert refusal.value.field == "school"


def test_a_dissolved_union_lets_all_its_schools_go(cast: Cast) -> None:
    lead, made = open_school(cast), union(cast)
    with recorded(cast) as a:
        made.found(a, lead=lead, happened_on=SEPTEMBER)
    with recorded(cast) as a:
        made.dissolve(a, happened_on=SEPTEMBER + DAY)
    assert not in_force(Membership.objects.standing(), SEPTEMBER + DAY).exists()
    assert Leaving.objects.standing().get().school == lead
    with pytest.raises(Refused), recorded(cast) as a:
        made.dissolve(a, happened_on=SEPTEMBER + 2 * DAY)


# Hospitals and venues


def test_a_hospital_is_completed_after_it_was_started(cast: Cast) -> None:
    made = hospital(cast)
    with pytest.raises(Refused), recorded(cast) as a:
        made.complete(a, happened_on=SEPTEMBER)
    with recorded(cast) as a:
        made.begin(a, happened_on=SEPTEMBER)
    with recorded(cast) as a:
        made.top_out(a, happened_on=SEPTEMBER + 2 * DAY)
    with pytest.raises(Refused), recorded(cast) as a:
        made.complete(a, happened_on=SEPTEMBER + DAY)


def test_progress_adds_up_to_the_whole_and_no_further(cast: Cast) -> None:
    made = venue(cast)
    with recorded(cast) as a:
        made.begin(a, happened_on=SEPTEMBER)
    with recorded(cast) as a:
        made.advance(a, advanced_x10=600, happened_on=SEPTEMBER + DAY)
    with pytest.raises(Refused) as refusal, recorded(cast) as a:
        made.advance(a, advanced_x10=401, happened_on=SEPTEMBER + 2 * DAY)
    assert refusal.value.field == "advanced_x10"
    with pytest.raises(Refused), recorded(cast) as a:
        made.complete(a, happened_on=SEPTEMBER + 2 * DAY)
    with recorded(cast) as a:
        made.advance(a, advanced_x10=400, happened_on=SEPTEMBER + 2 * DAY)
    with recorded(cast) as a:
        made.complete(a, happened_on=SEPTEMBER + 2 * DAY)
    assert made.progress == 100


# Surveys


def test_no_more_are_satisfied_than_were_asked(cast: Cast) -> None:
    made = survey(cast)
    with pytest.raises(Refused) as refusal, recorded(cast) as a:
        made.close_round(a, sample=100, satisfied=101, happened_on=SEPTEMBER)
    assert refusal.value.field == "satisfied"
    with recorded(cast) as a:
        made.close_round(a, sample=100, satisfied=97, happened_on=SEPTEMBER)
    with pytest.raises(Refused), recorded(cast) as a:
        made.close_round(a, sample=100, satisfied=98, happened_on=SEPTEMBER)


# Stations


def test_an_hour_is_read_once(cast: Cast) -> None:
    made = station(cast)
    with recorded(cast) as a:
        made.read(a, happened_on=SEPTEMBER, hour=8, pm25_x10=360, published_aqi=52)
    with pytest.raises(Refused) as refusal, recorded(cast) as a:
        made.read(a, happened_on=SEPTEMBER, hour=8, pm25_x10=370)
    assert refusal.value.field == "hour"


def test_a_corrected_reading_is_a_new_row_with_a_reason(cast: Cast) -> None:
    made = station(cast)
    with recorded(cast) as a:
        wrong = made.read(a, happened_on=SEPTEMBER, hour=8, pm25_x10=3600)
    with recorded(cast) as a:
        a.withdraw(wrong, reason="站点更正")
        made.read(a, happened_on=SEPTEMBER, hour=8, pm25_x10=360)
    assert [(one.pm25_x10, one.reason) for one in made.readings.order_by("number")] == [(3600, "站点更正"), (360, "")]


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ({"hour": 24, "pm25_x10": 1}, "hour"),
        ({"hour": 1, "pm25_x10": None}, ""),
        ({"hour": 1, "pm25_x10": 1, "happened_on": date(2012, 12, 31)}, "happened_on"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(cast: Cast, what: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal, recorded(cast) as a:
        station(cast).read(a, **{"happened_on": SEPTEMBER, **what})  # type: ignore[arg-type]  # keywords of many types
    assert refusal.value.field == field
