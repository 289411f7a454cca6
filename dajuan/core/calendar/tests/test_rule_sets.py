from datetime import date

import pytest

from dajuan.core.calendar.models import RuleSet, in_force, issue_rule_set
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from tests.cast import Cast


def issue(cast: Cast, edition: str, valid_from: date, valid_to: date | None = None, **content: float) -> RuleSet:
    with act(by=cast.li) as one:
        return issue_rule_set(
            one,
            kind="limits",
            edition=edition,
            issued_on=valid_from,
            valid_from=valid_from,
            valid_to=valid_to,
            document="办法",
            content=content,
        )


def test_the_edition_in_force_is_the_one_valid_latest(cast: Cast) -> None:
    issue(cast, "2012", date(2012, 3, 1), days=20)
    issue(cast, "2020", date(2020, 7, 1), days=10)
    assert in_force("limits", date(2020, 6, 30)).content == {"days": 20}
    assert in_force("limits", date(2020, 7, 1)).content == {"days": 10}


def test_a_book_keeps_the_edition_it_knew(cast: Cast) -> None:
    first = issue(cast, "2012", date(2012, 3, 1), days=20)
    issue(cast, "2020", date(2020, 7, 1), days=10)
    assert in_force("limits", date(2020, 12, 31), as_of=first.moment_id).edition == "2012"
    assert in_force("limits", date(2020, 12, 31), known=date(2020, 6, 1)).edition == "2012"


def test_an_edition_that_has_ended_is_not_in_force(cast: Cast) -> None:
    issue(cast, "2012", date(2012, 3, 1), valid_to=date(2015, 12, 31), days=20)
    assert in_force("limits", date(2015, 12, 31)).edition == "2012"
    with pytest.raises(Refused, match="limits"):
        in_force("limits", date(2016, 1, 1))


def test_an_edition_is_recorded_once(cast: Cast) -> None:
    issue(cast, "2012", date(2012, 3, 1), days=20)
    with pytest.raises(Refused):
        issue(cast, "2012", date(2012, 3, 1), days=20)


def test_fractions_and_an_end_before_the_beginning_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        issue(cast, "2012", date(2012, 3, 1), days=0.5)
    with pytest.raises(Refused):
        issue(cast, "2012", date(2012, 3, 1), valid_to=date(2012, 2, 1), days=1)
