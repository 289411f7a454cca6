"""Every list goes out to Excel: one call in a view, any number of rows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from dajuan.values.workbook import Cell, Column, Sheet, write

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 4 << 20  # bytes; longer lists are written to the disk


def workbook_response(
    name: str, columns: Sequence[Column | str], rows: Iterable[Sequence[Cell]], user: Any
) -> FileResponse:
    """A list as a workbook to download, one heading a column; a plain heading is a column of text.

    Its first line says what it is, for whom it was drawn and when (office.md 10).
    """
    drawn_at = timezone.localtime()
    title = _("%(name)s · drawn for %(user)s at %(instant)s") % {
        "name": name,
        "user": user,
        "instant": f"{drawn_at:%Y-%m-%d %H:%M}",
    }
    headed = [column if isinstance(column, Column) else Column(str(column)) for column in columns]
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # the response closes it
    write(file, [Sheet(name, headed, rows, title)], drawn_at=drawn_at)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
