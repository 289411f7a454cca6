"""An edition of a year small enough to count on fingers, taken from step to step by the cast."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dajuan.core.records.act import act
from dajuan.core.records.evidence import store_bytes
from dajuan.core.records.models import Evidence
from dajuan.core.staff.models import User
from dajuan.figures.book import Book
from dajuan.sheet.editions.drafting import draft
from dajuan.sheet.editions.models import Edition, begin
from dajuan.sheet.editions.models.standing import Standing, of_edition
from dajuan.sheet.tests.scene import YEAR, Year, small_year
from tests.cast import Cast

TODAY = date(2021, 1, 5)
SCAN = b"%PDF-1.7 scan of a signed sheet"

__all__ = ["YEAR", "Year", "small_year"]


def begun(cast: Cast) -> Edition:
    """The edition of 2020, begun by Qian of the general office; without a manuscript it says the rooms' accounts."""
    return begin(YEAR, by=cast.qian, office=cast.general)


def circulated(cast: Cast, edition: Edition) -> Edition:
    """Sent out with the values known now."""
    made = draft(cast.zone, edition.year, edition.manuscript, Book.now(cast.zone), TODAY)
    with act(by=cast.qian) as a:
        edition.circulate(a, draft=made)
    edition.refresh_from_db()
    return edition


def seen(edition: Edition) -> int:
    """What somebody has before the eyes who opens a page of it now."""
    circulation = edition.circulation
    assert circulation is not None
    return int(circulation.number)


def owned(edition: Edition, office: Any) -> list[str]:
    """The figures an office has yet to confirm."""
    return [one.key for one in of_edition(edition) if one.office == office and not one.is_settled]


def confirm(edition: Edition, person: User, keys: Sequence[str]) -> None:
    with act(by=person) as a:
        edition.confirm(a, keys=keys, person=person, seen=seen(edition))
    edition.refresh_from_db()


def confirmed(cast: Cast, edition: Edition) -> Edition:
    """Every owner has confirmed: Sun the schools, Wang the city, Qian what nobody keeps."""
    for person, office in ((cast.sun, cast.education), (cast.wang, cast.construction), (cast.qian, cast.general)):
        if keys := owned(edition, office):
            confirm(edition, person, keys)
    return edition


def reviewed(cast: Cast, edition: Edition) -> Edition:
    with act(by=cast.wang) as a:
        edition.pass_review(a, person=cast.wang)
    edition.refresh_from_db()
    return edition


def signed(cast: Cast, edition: Edition) -> Edition:
    with act(by=cast.zhou) as a:
        edition.sign(a, person=cast.zhou, seen=seen(edition), factor="totp")
    edition.refresh_from_db()
    return edition


def cleared(cast: Cast, edition: Edition, result: str = "public") -> Edition:
    with act(by=cast.sun) as a:
        edition.review_secrecy(a, person=cast.sun, result=result)
    edition.refresh_from_db()
    return edition


def published(cast: Cast, edition: Edition, serial: int = 1, scope: str = "public") -> Edition:
    """Numbered, frozen and published in three acts of the general office."""
    with act(by=cast.qian) as a:
        edition.number(a, word="示管发", year=2021, serial=serial)
    with act(by=cast.qian) as a:
        edition.freeze(a)
    with act(by=cast.qian) as a:
        edition.publish(a, scope=scope)
    edition.refresh_from_db()
    return edition


def through(cast: Cast, edition: Edition, serial: int = 1) -> Edition:
    """Its whole life, from drafting to publication."""
    edition = confirmed(cast, circulated(cast, edition))
    return published(cast, cleared(cast, signed(cast, reviewed(cast, edition))), serial)


def standing(edition: Edition, key: str) -> Standing:
    """How one figure of it stands."""
    return next(one for one in of_edition(edition) if one.key == key)


def scan(cast: Cast) -> Evidence:
    """The scan of something signed on paper."""
    return store_bytes(SCAN, name="签发单.pdf", by=cast.qian, zone=cast.zone)
