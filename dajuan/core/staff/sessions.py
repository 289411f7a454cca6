"""Sessions in the database, as Django keeps them; the question every page begins with is written once a process."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Stored
from django.contrib.sessions.models import Session
from django.utils import timezone

from dajuan.core.staff.asking import ask


class SessionStore(Stored):
    """Finds a session by its key; one whose time has run out is none."""

    def _get_session_from_db(self) -> Session | None:
        found: list[Session] = ask(_session, self.session_key) if self.session_key else []
        if found and found[0].expire_date > timezone.now():
            return found[0]
        self._session_key = None
        return None


def _session(key: str) -> Any:
    return Session.objects.filter(session_key=key)
