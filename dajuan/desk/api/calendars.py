"""My deadlines as a calendar (iCalendar, RFC 5545): one event of a day for each thing due."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from dajuan.core.faces import Due, all_faces
from dajuan.core.staff.models import User

WIDE = 75  # bytes of a line, without its end


def calendar_of(user: User, day: date, now: datetime) -> str:
    """What is due for a person, as far as the lists of the lines look ahead; the same thing has the same key always."""
    host = urlsplit(settings.ADDRESS).hostname or "localhost"
    name = str(_("Deadlines of %(person)s")) % {"person": user}
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dajuan//Deadlines//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    for title, due in _due(user, day):
        lines += _event(title, due, host, now)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _due(user: User, day: date) -> list[tuple[Any, Due]]:
    found = [(one.title, due) for faces in all_faces() for one in faces.due_lists for due in one.due(user, day)]
    return list({(str(title), due.url, due.due_on): (title, due) for title, due in found}.values())


def _event(title: Any, due: Due, host: str, now: datetime) -> list[str]:
    key = sha256(f"{title} {due.url}".encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{key}@{host}",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{due.due_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{due.due_on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(f'{title}: {due.title}')}",
        f"URL:{settings.ADDRESS}{due.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(words: str) -> str:
    """Text as a calendar writes it (RFC 5545, 3.3.11)."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        words = words.replace(sign, written)
    return words


def _folded(line: str) -> str:
    """A long line in pieces of at most 75 bytes, no character cut (RFC 5545, 3.1)."""
    pieces: list[str] = []
    piece = ""
    for sign in line:
        if len(f"{piece}{sign}".encode()) > WIDE - (1 if pieces else 0):
            pieces.append(piece)
            piece = ""
        piece += sign
    return "\r\n ".join([*pieces, piece])
