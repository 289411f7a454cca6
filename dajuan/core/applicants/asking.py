"""An applicant who asks by a program: by the session it signed in with on this site, never by a key."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import SessionAuth

from dajuan.core.applicants.models import Applicant, applicant_of
from dajuan.core.staff.models import User


class ByApplicant(SessionAuth):
    """Whoever is signed in from outside; `request.auth` is the applicant. Staff are refused, they have their desk."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        applicant: Applicant | None = applicant_of(request.user)
        if applicant is None and isinstance(request.user, User):
            raise PermissionDenied("applicants.own")
        return applicant
