"""Reading what was handed in: a text to be checked into remarks, a past report into its published values.

Long texts are read in a thread of this process that outlives the request; if the process dies, the text says so and
can be read again. The same text, lexicon and ledger give the same remarks every time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dajuan.core.staff.models import Zone
from dajuan.figures.book import Book
from dajuan.sheet.reading.checking import Checked, checked
from dajuan.sheet.reading.claims import read
from dajuan.sheet.reading.findings import Claim, Finding, Kind, Reason, printed
from dajuan.sheet.reading.lexicon import Lexicon, Phrase, Role
from dajuan.sheet.reading.matching import Matcher, offered_keys
from dajuan.sheet.reading.models import HandedIn, PublishedValue, Read, Remark, ReportText, SetPhrase

BATCH = 500
STEPS, READ_BY, CHECKED_BY = 100, 60, 90
LANGUAGES = [code for code, _name in settings.LANGUAGES]
_ONE_AT_A_TIME = threading.Lock()


def lexicon_of(zone: Zone | None) -> Lexicon:
    """What a zone has added to the reader's rules: measures, words that assert, words to pass over."""
    if zone is None:
        return Lexicon()
    rows = SetPhrase.objects.in_force(zone).exclude(role=SetPhrase.Role.ALIAS).order_by("pk")
    return Lexicon(tuple(_phrase(row) for row in rows))


def _phrase(row: SetPhrase) -> Phrase:
    return Phrase(row.words, Role(row.role), Claim(row.claim or Claim.COUNT), row.unit, row.scale)


def start(text: Read) -> bool:
    """Begin to read; False where another process is at it."""
    beat = {"status": Read.Status.READING, "beat_at": timezone.now(), "total": STEPS, "done": 0, "message": ""}
    waiting = type(text)._default_manager.filter(pk=text.pk)
    if not text.silent:
        waiting = waiting.exclude(status=Read.Status.READING)
    if not waiting.update(**beat):
        return False
    if settings.IMPORT_IN_THREAD:
        threading.Thread(target=_work, args=(type(text), text.pk), name=f"reading {text.pk}", daemon=True).start()
    else:
        _carry_out(text)
    return True


def _work(kind: type[Read], pk: int) -> None:
    try:
        with _ONE_AT_A_TIME:
            _carry_out(kind._default_manager.get(pk=pk))
    finally:
        connections.close_all()


def _carry_out(text: Read) -> None:
    """Read a text; whatever stops it is said on the text, and its reader is not left waiting.

    Nothing is locked while it is read: what was found replaces the rows of an earlier reading in one short step.
    """
    reading: Callable[[Any], Callable[[], None]] = of_handed_in if isinstance(text, HandedIn) else of_report
    try:
        keep = reading(text)
        with transaction.atomic():
            keep()
    except Exception:
        words = _(
            "The reading stopped by a mistake of the program. The text is kept: check it anew, and if it stops again,"
            " tell the administrator its title."
        )
        _say(text, status=Read.Status.FAILED, message=words)
        raise
    _say(text, status=Read.Status.READ, done=STEPS)
    text.refresh_from_db()


def _say(text: Read, **said: Any) -> None:
    type(text)._default_manager.filter(pk=text.pk).update(beat_at=timezone.now(), **said)


def _progress(text: Read) -> Callable[[int, int], None]:
    """Says how far the reading has come, every tenth of it."""
    last = 0

    def at(done: int, total: int) -> None:
        nonlocal last
        share = done * READ_BY // max(total, 1)
        if share >= last + READ_BY // 10:
            last = share
            _say(text, done=share)

    return at


def of_handed_in(text: HandedIn) -> Callable[[], None]:
    """Every claim of a text with its verdict; what is given back puts them in the place of what was found before."""
    findings = read(text.text, year=text.year, lexicon=lexicon_of(text.zone), progress=_progress(text))
    book = Book.now(text.zone)
    found = checked(text.text, findings, text.zone, year=text.year, book=book, today=timezone.localdate())
    _say(text, done=CHECKED_BY)
    made = [_remark(text, one) for one in found]

    def keep() -> None:
        text.remarks.all().delete()
        Remark.objects.bulk_create(made, batch_size=BATCH)
        HandedIn.objects.filter(pk=text.pk).update(moment=book.moment)

    return keep


def of_report(text: ReportText) -> Callable[[], None]:
    """Every claim of a past report as a published value: with what it means, and without a verdict."""
    report = text.reports.order_by("-number").first()
    year = report.year if report else text.handed_in_at.year
    findings = read(text.text, year=year, lexicon=lexicon_of(text.zone), progress=_progress(text))
    findings = [one for one in findings if one.kind is not Kind.GAP]
    choices = Matcher.of_zone(text.zone, text.text, findings).every()
    pairs = zip(findings, choices, strict=True)
    made = [_value(text, Checked(one, choice), year) for one, choice in pairs if not choice.is_ignored]

    def keep() -> None:
        text.values.all().delete()
        PublishedValue.objects.bulk_create(made, batch_size=BATCH)

    return keep


def _value(text: ReportText, one: Checked, year: int) -> PublishedValue:
    start, end = one.finding.sentence
    sentence = text.text[start:end] or text.text[max(0, one.finding.start - 60) : one.finding.end + 60]
    return PublishedValue(text=text, sentence=_short(sentence, 400), **_understood(one, year))


def _remark(text: HandedIn, one: Checked) -> Remark:
    return Remark(
        text=text,
        verdict=one.finding.verdict.value,
        reason=in_both_languages(one.finding.reason),
        ours=str(one.ours) if one.ours is not None else "",
        days=str(one.period or ""),
        fill=one.fill[:40],
        offered=offered_keys(one.choice.offered),
        published=one.published.row if one.published else None,
        published_in=one.published.report.number if one.published else None,
        **_understood(one, text.year),
    )


def _understood(one: Checked, year: int) -> dict[str, Any]:
    """What the reader understood of a claim, as it stands in a row."""
    finding = one.finding
    return {
        "start": finding.start,
        "end": finding.end,
        "kind": finding.kind.value,
        "claim": finding.claim.value,
        "words": _short(finding.words, 200),
        "name": finding.name[-120:],
        "counted": finding.counted[:120],
        "value": _exact(finding),
        "unit": finding.unit[:20],
        "printed_unit": finding.printed_unit[:20],
        "hedge": finding.hedge.value,
        "period": str(finding.period.in_year(year) if finding.period else year)[:40],
        "comparison": finding.as_json()["comparison"],
        "figure": one.figure.key if one.figure else "",
        "known": one.known,
    }


def _exact(finding: Finding) -> str:
    """The value as a fraction; empty where it is missing or longer than any number of a report."""
    said = "" if finding.value is None else str(finding.value)
    return said if len(said) <= 80 else ""


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def in_both_languages(reason: Reason) -> dict[str, str]:
    """The reason as it will be read, in each language of the house."""
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(reason)
    return said


def as_json(found: Iterable[Checked]) -> list[dict[str, object]]:
    """The objects `./run check --json` prints, with figure, verdict, reason, our value and what fills a gap."""
    return [
        one.finding.as_json()
        | {"figure": one.figure.key if one.figure else None, "ours": printed(one.ours), "fill": one.fill or None}
        for one in found
    ]


def zone_of(code: str = "") -> Zone | None:
    """The zone a text is checked for on the command line: the one of this code, else the first; None where none is."""
    zones = Zone.objects.order_by("pk")
    return (zones.filter(code=code) if code else zones).first()
