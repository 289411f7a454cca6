"""What fell short: the closing section, composed from the statement, as plainly as the accounts tell what was done."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from dajuan.figures.statement import Line
from dajuan.sheet.account import Paragraph, Word, Writing
from dajuan.sheet.account import Part as Said
from dajuan.sheet.units import way_of
from dajuan.sheet.wording import Way, amount

FAR_BEHIND = Fraction(90)  # per cent of the plan


def shortfalls(lines: list[Line], writing: Writing) -> list[Paragraph]:
    """One paragraph of plans not kept, by version, and one of what fell to nothing; empty if neither."""
    behind = [line for line in lines if is_far_behind(line)]
    left_out = {line.key: line for line in writing.left_out}.values()
    fallen = [line for line in left_out if line.before and line.plan is None]
    return [*_not_kept(behind, writing), *_fallen(fallen, writing)]


def is_far_behind(line: Line) -> bool:
    """Whether a plan was missed by more than a tenth, or a limit at all; so is one of which nothing is known."""
    if line.planned is None:
        return False
    if line.value is None:
        return True
    if line.figure.better == "down":
        return line.value > line.planned
    return line.completion is not None and line.completion < FAR_BEHIND


def _not_kept(behind: list[Line], writing: Writing) -> Iterator[Paragraph]:
    """Per version of the plan: each figure with its value, what was planned and the share."""
    versions = dict.fromkeys(line.plan.version for line in behind if line.plan)
    is_chinese = writing.language.startswith("zh")
    for version in versions:
        of_it = [line for line in behind if line.plan and line.plan.version == version]
        begin = f"对照年度计划（{version}）：" if is_chinese else f"Measured against the plan ({version}): "
        yield Paragraph(tuple(_row(begin, [_against_plan(line, writing) for line in of_it], is_chinese)))


def _against_plan(line: Line, writing: Writing) -> list[Said]:
    way, name = way_of(line, writing.language), str(line.figure.name)
    planned = amount(line.planned, way)
    if line.value is None:
        words = f"计划{planned}，暂无数据" if way.is_chinese else f": no data yet, {planned} planned"
        return [Word(name), _number(line, words, writing)]
    return [Word(name if way.is_chinese else f"{name} "), *_value_and_share(line, way, planned, writing)]


def _value_and_share(line: Line, way: Way, planned: str, writing: Writing) -> Iterator[Said]:
    yield _number(line, amount(line.value, way), writing)
    if line.figure.better == "down":
        yield Word(f"，高于年度目标{planned}" if way.is_chinese else f", above the target of {planned}")
        return
    share = amount(line.completion, Way(way.language, "%", places=1))
    yield Word(f"，计划{planned}，完成" if way.is_chinese else f" of {planned} planned, ")
    yield _number(line, share, writing)


def _fallen(fallen: list[Line], writing: Writing) -> Iterator[Paragraph]:
    if not fallen:
        return
    is_chinese = writing.language.startswith("zh")
    begin = "较上年降为零的指标：" if is_chinese else "Down to nothing from the year before: "
    yield Paragraph(tuple(_row(begin, [_with_last_year(line, writing) for line in fallen], is_chinese)))


def _with_last_year(line: Line, writing: Writing) -> list[Said]:
    before = amount(line.before, way_of(line, writing.language))
    words = f"（上年{before}）" if writing.language.startswith("zh") else f" ({before} the year before)"
    return [Word(str(line.figure.name)), _number(line, words, writing)]


def _number(line: Line, text: str, writing: Writing) -> Said:
    return writing.number(line, text, _("Plan (%(version)s)") % {"version": line.plan.version} if line.plan else "")


def _row(begin: str, items: list[list[Said]], is_chinese: bool) -> Iterator[Said]:
    """The items in one sentence."""
    yield Word(begin)
    for place, item in enumerate(items):
        if place:
            yield Word("；" if is_chinese else "; ")
        yield from item
    yield Word("。" if is_chinese else ".")
