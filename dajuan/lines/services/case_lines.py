"""The lines of the list of cases: fifty are drawn in the time a template takes for ten (docs/decisions/0027)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from dajuan.lines.services.models.case_entries import CaseStage
from dajuan.lines.services.models.clockwork import light_of
from dajuan.look.languages import in_reading
from dajuan.values.lights import Light

COLUMNS = (
    *("pk", "number", "stage", "due_on", "system", "person_id"),
    *("matter__name", "matter__name_en", "package__name", "package__name_en", "company__name", "examiner__name"),
)
WIDE = "d-none d-md-table-cell d-print-table-cell"
LINE = (
    '<tr><th scope="row"><a href="/services/cases/{}/">{}</a><span class="d-md-none"><br>{}</span></th>'
    '<td><span class="state state-info">{}</span>{}</td>' + f'<td class="{WIDE}">{{}}</td>' * 5 + "</tr>\n"
)


def drawn(rows: Iterable[Any], day: date, warning_days: int) -> list[SafeString]:
    """Each row of the list, read as COLUMNS says, as a line of its table."""
    stages = {value: str(name) for value, name in CaseStage.choices}
    lights = {None: SafeString("")} | {light: _light(light, word) for light, word in _words().items()}
    return [
        format_html(
            LINE,
            row.pk,
            row.number,
            about := _about(row),
            stages[row.stage],
            lights[light_of(row.stage, row.due_on, day, warning_days)],
            about,
            row.company__name or (f"№ {row.person_id}" if row.person_id else ""),
            row.due_on.isoformat() if row.due_on else "",
            row.examiner__name or "",
            row.system,
        )
        for row in rows
    ]


def _about(row: Any) -> str:
    """What it is about: its matter, or its package."""
    if row.matter__name:
        return in_reading(row.matter__name, row.matter__name_en)
    return in_reading(row.package__name, row.package__name_en)


def _words() -> dict[Light, tuple[str, str]]:
    """How each light of a case looks, and its word."""
    return {
        Light.RED: ("bad", pgettext("case", "overdue")),
        Light.YELLOW: ("watch", pgettext("case", "needs attention")),
        Light.GREEN: ("good", pgettext("case", "on plan")),
    }


def _light(light: Light, word: tuple[str, str]) -> SafeString:
    return format_html(' <span class="state state-{}">{}</span>', *word)
