"""The demo's editions: that of 2019 lives to its publication, that of 2020 waits for its owners' confirmations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from dajuan.core.demo.stage import Stage
from dajuan.core.records.act import Act, act
from dajuan.core.staff.models import Post, User, Zone
from dajuan.figures.book import Book
from dajuan.figures.models import SCALE, Attested
from dajuan.sheet.editions.drafting import draft
from dajuan.sheet.editions.models import Edition, Publication, begin
from dajuan.sheet.editions.models.standing import of_edition
from dajuan.sheet.editions.sealed import root_after
from dajuan.sheet.studio.models import Manuscript

PLANS: dict[str, int] = {}
WORD = "管发"
Step = Callable[[Act, Edition], Any]


def put_on(stage: Stage) -> None:
    """The steps of the edition of 2019, each recorded by whoever takes it."""
    heads = Post.objects.filter(role=Post.Role.HEAD, user__zone=stage.zone).order_by("pk")
    names = list(heads.values_list("user__username", flat=True))
    for user in User.objects.filter(username__in=[*names, "qian", "zhou"]):
        assert user.office is not None  # the demo gives everybody a post
        stage.recorders[user.username], stage.offices[user.username] = user, user.office
    for minute, (day, name, step) in enumerate(_of_2019(names)):
        stage.record_at(name, datetime(day.year, day.month, day.day, 2, minute, tzinfo=UTC), step)


def after(stage: Stage) -> None:
    """The manuscript of 2020 goes out; the social affairs bureau has confirmed most of its figures."""
    for name, step in (("qian", _send_out(2020)), ("sun", _of(2020, _confirm_most))):
        with act(by=stage.recorders[name], office=stage.offices[name], origin="demo") as a:
            step(a)


def _of_2019(heads: list[str]) -> list[tuple[date, str, Callable[[Act], Any]]]:
    year = 2019
    return [
        (date(2020, 1, 6), "qian", _send_out(year)),
        *((date(2020, 1, 7), head, _of(year, _confirm_all)) for head in heads),
        (date(2020, 1, 8), "qian", _of(year, _confirm_all)),
        (date(2020, 1, 9), "wang", _of(year, lambda a, edition: edition.pass_review(a, person=a.by))),
        (date(2020, 1, 10), "zhou", _of(year, _sign)),
        (
            date(2020, 1, 10),
            "sun",
            _of(year, lambda a, edition: edition.review_secrecy(a, person=a.by, result="public")),
        ),
        (date(2020, 1, 13), "qian", _of(year, _number)),
        (date(2020, 1, 13), "qian", _of(year, _freeze)),
        (date(2020, 1, 14), "qian", _of(year, lambda a, edition: edition.publish(a, scope=Publication.Scope.PUBLIC))),
        (date(2020, 3, 20), "qian", _verified_anew),
    ]


def _send_out(year: int) -> Callable[[Act], Any]:
    def step(a: Act) -> None:
        edition = begin(year, by=a.by, office=a.office, manuscript=_manuscript(a.zone, year))
        made = draft(a.zone, year, edition.manuscript, Book.now(a.zone), a.today())
        if made.figures:
            edition.circulate(a, draft=made)

    return step


def _manuscript(zone: Zone, year: int) -> Manuscript | None:
    return Manuscript.objects.filter(zone=zone, year=year).first()


def _of(year: int, step: Step) -> Callable[[Act], Any]:
    """A step of the edition of a year, if it went out: the smallest demo may have too little on record."""

    def do(a: Act) -> None:
        edition = Edition.objects.get(zone=a.zone, year=year)
        if edition.circulation:
            step(a, edition)

    return do


def _mine(a: Act, edition: Edition) -> list[str]:
    return [one.key for one in of_edition(edition) if one.office == a.office]


def _confirm_all(a: Act, edition: Edition) -> None:
    if keys := _mine(a, edition):
        edition.confirm(a, keys=keys, person=a.by, seen=_seen(edition))


def _confirm_most(a: Act, edition: Edition) -> None:
    """All but the last, to which the owner objects."""
    *keys, last = _mine(a, edition) or [""]
    if keys:
        edition.confirm(a, keys=keys, person=a.by, seen=_seen(edition))
    if last:
        remark = "有一条记录的日期应为次年，请核对后再定。"
        edition.object_to(a, key=last, person=a.by, seen=_seen(edition), ground="records", remark=remark)


def _sign(a: Act, edition: Edition) -> None:
    over = "有关表述已在会上说明，会后补充佐证材料。"
    edition.sign(a, person=a.by, seen=_seen(edition), factor="totp", over=over)


def _number(a: Act, edition: Edition) -> None:
    sent = {"addressee": "市人民政府", "copies_to": "市发展和改革委员会，市统计局。"}
    edition.number(a, word=WORD, year=2020, serial=2, skipped="other", **sent)


def _freeze(a: Act, edition: Edition) -> None:
    """Without a seal where the demo cannot be sealed yet: it is one transaction from the first entry to the last."""
    circulation = edition.circulation
    assert circulation is not None  # asked before
    root = root_after(circulation.cut, seals=False)
    edition.freeze(a, seal_size=root.leaves if root else 0, seal_root=root.root if root else "")


def _verified_anew(a: Act) -> None:
    """The statistics office verified the investment of 2019 again in March: what was published differs since."""
    of_year = Attested.objects.standing().filter(zone=a.zone, figure="fixed-investment", happened_on=date(2019, 12, 31))
    if old := of_year.first():
        kept = ("figure", "stage", "issuer", "happened_on")
        anew = Attested(**{name: getattr(old, name) for name in kept}, document="2019年固定资产投资最终核定数")
        anew.value_x10000 = old.value_x10000 * 1012 // 1000 // SCALE * SCALE
        a.correct(old, anew, reason="市统计局最终核定")


def _seen(edition: Edition) -> int:
    circulation = edition.circulation
    assert circulation is not None  # asked before
    return circulation.number
