"""A manuscript begins with what the rooms' accounts say of the year, their figures as marks, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Charge, Office, User, Zone
from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.statement import Line, statement
from dajuan.sheet import answer_sheet
from dajuan.sheet.account import NOTHING, Saying, Writing, written
from dajuan.sheet.shortfalls import is_far_behind
from dajuan.sheet.studio.marks import stored
from dajuan.sheet.studio.models import Manuscript, Passage, Revision
from dajuan.sheet.studio.models.drafting import Language, Rewritten
from dajuan.sheet.units import way_of

SHORTFALLS = "shortfalls"
STEP = 10  # between the places of two passages


@dataclass
class Composing(Writing):
    """A writing that leaves a mark for what a tag says, and nothing where it says nothing."""

    def taken(self, saying: Saying, text: str) -> str:
        return stored(saying) if text.strip(NOTHING) else text


def begin(zone: Zone, year: int, *, by: User, today: date | None = None) -> Manuscript:
    """The manuscript of a year, composed for the first time; refuses where there is one, or no post to write for."""
    office = by.office
    if office is None:
        raise Refused(_("You hold no post today, so you cannot record for an office."))
    today = today or timezone.localdate()
    if not zone.in_use_since.year <= year <= today.year:
        words = {"first": zone.in_use_since.year, "last": today.year}
        raise Refused(_("A report can be written of the years %(first)s to %(last)s.") % words, field="year")
    if Manuscript.objects.filter(zone=zone, code=f"{Manuscript.Kind.ANNUAL}-{year}").exists():
        raise Refused(_("There is a manuscript of this year already."), field="year")
    texts = {language: _texts(zone, year, language, today) for language in Language.values}
    with transaction.atomic():
        made = Manuscript.objects.create(zone=zone, office=office, year=year, composed_at=timezone.now())
        for language, by_line in texts.items():
            for place, (line, text) in enumerate(by_line.items(), 1):
                _passage(made, line, language, place * STEP, today).rewrite(text, by=by, based_on=0, why=_composed())
    return made


def missing_lines(manuscript: Manuscript) -> list[str]:
    """The lines of work that keep figures and have no passage yet, in the order of the report."""
    written = set(manuscript.passages.values_list("key", flat=True))
    return [line for line in _order({one.line for one in catalogue.statements()}) if line not in written]


def add_line(manuscript: Manuscript, line: str, *, by: User, today: date | None = None) -> None:
    """A passage for a line that had nothing to say when the manuscript was composed, in both languages."""
    if line not in missing_lines(manuscript):
        raise Refused(_("This line of work has a passage already."))
    today = today or timezone.localdate()
    texts = {code: _texts(manuscript.zone, manuscript.year, code, today).get(line) for code in Language.values}
    place = _last_place(manuscript)
    for language, text in texts.items():
        with translation.override(language):
            text = text or f"# {answer_sheet.line_title(line)}"
        _passage(manuscript, line, language, place, today).rewrite(text, by=by, based_on=0, why=_composed())


def add_own(manuscript: Manuscript, heading: str, *, by: User, is_first: bool) -> None:
    """A passage no line keeps, such as a foreword, in both languages; the compiling office owns it."""
    heading = " ".join(heading.replace("#", " ").split())
    if not heading:
        raise Refused(_("Give the passage a heading."), field="heading")
    number = manuscript.passages.filter(key__startswith="own-", language=Language.CHINESE).count() + 1
    place = 0 if is_first else _last_place(manuscript)
    for language in Language.values:
        made = _passage(manuscript, f"own-{number}", language, place, timezone.localdate())
        made.rewrite(f"# {heading}", by=by, based_on=0)


def _last_place(manuscript: Manuscript) -> int:
    return (manuscript.passages.aggregate(last=Max("position"))["last"] or 0) + STEP


def _order(lines: Iterable[str]) -> list[str]:
    """Lines as the report has them: the indicators first, what residents raised last."""
    known = list(dict.fromkeys(one.line for one in catalogue.statements()))
    return sorted(lines, key=lambda line: (answer_sheet.PLACES.get(line, 0), known.index(line)))


def recompose(
    passage: Passage, *, by: User, based_on: int, today: date | None = None, then: Rewritten | None = None
) -> Revision:
    """Put what the line's account says today in place of a passage's text; the text before is kept as a revision."""
    manuscript, today = passage.manuscript, today or timezone.localdate()
    text = _texts(manuscript.zone, manuscript.year, passage.language, today).get(passage.key)
    if text is None:
        raise Refused(_("The line's account has nothing to say of this year."))
    return passage.rewrite(text, by=by, based_on=based_on, why=_composed(), then=then)


def _composed() -> str:
    return _("composed from the line's account")


def _passage(manuscript: Manuscript, line: str, language: str, position: int, today: date) -> Passage:
    owner = keeper_of(manuscript.zone, line, today) or manuscript.office
    return Passage.objects.create(
        zone=manuscript.zone, office=owner, manuscript=manuscript, language=language, key=line, position=position
    )


def keeper_of(zone: Zone, line: str, day: date) -> Office | None:
    """The office that keeps a line on a day; None where none does."""
    charges = Charge.objects.filter(office__zone=zone, line=line, from_on__lte=day).select_related("office")
    found = charges.filter(Q(to_on__isnull=True) | Q(to_on__gt=day)).order_by("-from_on").first()
    return found.office if found else None


def _texts(zone: Zone, year: int, language: str, today: date) -> dict[str, str]:
    """The marked text of every line that has something to say, in the order of the report."""
    period, book = answer_sheet.year_of(year, today), Book.now(zone)
    lines = statement(catalogue.statements(), period, book)
    writing = Composing(language, period, book, {line.key: line for line in lines})
    texts = {line: _of_line(line, writing) for line in _order({one.figure.line for one in lines})}
    with translation.override(language):
        texts[SHORTFALLS] = _of_shortfalls(lines, writing)
    return {line: text for line, text in texts.items() if text}


def _of_line(line: str, writing: Composing) -> str:
    """One paragraph a line; a passage without a heading of its own is called as its line."""
    said = written(line, writing)
    if said and said[0].level != 1:
        with translation.override(writing.language):
            return "\n\n".join(
                [f"# {answer_sheet.line_title(line)}", *(f"{'#' * p.level} {p.text}".strip() for p in said)]
            )
    return "\n\n".join(f"{'#' * one.level} {one.text}".strip() for one in said)


def _of_shortfalls(lines: list[Line], writing: Composing) -> str:
    """What fell short, in marks: the plans not kept, by version; and what was left out because it is nothing now."""
    behind = [line for line in lines if is_far_behind(line)]
    left_out = {line.key: line for line in writing.left_out}.values()
    fallen = [line for line in left_out if line.before and line.plan is None]
    versions = dict.fromkeys(line.plan.version for line in behind if line.plan)
    said = [
        _not_kept(one, [line for line in behind if line.plan and line.plan.version == one], writing) for one in versions
    ]
    said += [_fallen(fallen, writing)] if fallen else []
    return "\n\n".join([f"# {_('What fell short')}", *said]) if said else ""


def _not_kept(version: str, behind: list[Line], writing: Composing) -> str:
    if writing.language.startswith("zh"):
        rows = [
            f"{line.figure.name}{_mark('figure', line, writing)}，{_against_plan(line, writing)}" for line in behind
        ]
        return f"对照年度计划（{version}）：{'；'.join(rows)}。"
    rows = [f"{line.figure.name} {_mark('figure', line, writing)}, {_against_plan(line, writing)}" for line in behind]
    return f"Measured against the plan ({version}): {'; '.join(rows)}."


def _against_plan(line: Line, writing: Composing) -> str:
    planned, share = _mark("planned", line, writing), stored(Saying("share", (line.key,)))
    is_limit = line.figure.better == "down"
    if writing.language.startswith("zh"):
        return f"高于年度目标{planned}" if is_limit else f"计划{planned}，完成{share}"
    return f"above the target of {planned}" if is_limit else f"{planned} planned, {share} done"


def _fallen(fallen: list[Line], writing: Composing) -> str:
    rows = [(line.figure.name, _mark("last", line, writing)) for line in fallen]
    if writing.language.startswith("zh"):
        return f"较上年降为零的指标：{'；'.join(f'{name}（上年{mark}）' for name, mark in rows)}。"
    return (
        f"Down to nothing from the year before: {'; '.join(f'{name} ({mark} the year before)' for name, mark in rows)}."
    )


def _mark(kind: str, line: Line, writing: Composing) -> str:
    """A mark in the unit and scale in which the annex prints the figure."""
    way = way_of(line, writing.language)
    ways = (("scale", way.scale),) if way.scale else ()
    return stored(Saying(kind, (line.key, way.unit), ways))
