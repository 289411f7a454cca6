"""Who asks: a session with its cross-site check, or a token with the scope of what is asked; and how often."""

from __future__ import annotations

import time
from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import BaseThrottle

from dajuan.core.staff.models import User
from dajuan.desk.api.models import Token

ROOT = "/api/v1/"
PORTAL = "portal/"  # what whoever is outside may ask, by line
SAFE = {"GET", "HEAD", "OPTIONS"}
A_MINUTE = 600  # questions of one person


def scope_of(method: str, path: str) -> str:
    """The scope a question needs: its area, the first word of its address, and whether it changes something."""
    area = path.removeprefix(ROOT).split("/", 1)[0]
    return f"{area}.{'read' if method in SAFE else 'write'}"


class ByToken(HttpBearer):
    """A key of one's own as a bearer token."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = Token.objects.of_word(token, Token.Kind.PROGRAM, timezone.now())
        if found is None:
            return None
        if scope_of(request.method or "", request.path) not in found.scopes:
            raise PermissionDenied("scope")
        return let_in(request, found.user)


class BySession(SessionAuth):
    """Whoever is signed in on this site."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return let_in(request, request.user) if isinstance(request.user, User) else None


def let_in(request: HttpRequest, user: User) -> User:
    """Let somebody ask who may; the request is his from here on."""
    if not user.has_perm("api.ask"):
        raise PermissionDenied("api.ask")
    request.user = user
    return user


class Often(BaseThrottle):
    """So many questions a minute of one person, counted where every process sees it."""

    def allow_request(self, request: HttpRequest) -> bool:
        return one_more(f"api:{request.user.pk}", A_MINUTE)

    def wait(self) -> float:
        return seconds_left()


class OftenOutside(BaseThrottle):
    """So many questions a minute of one person from outside, or from one place where nobody is signed in."""

    def allow_request(self, request: HttpRequest) -> bool:
        who = request.user.pk if request.user.is_authenticated else request.META.get("REMOTE_ADDR", "")
        return one_more(f"api.portal:{who}", A_MINUTE)

    def wait(self) -> float:
        return seconds_left()


def one_more(what: str, most: int) -> bool:
    """Count one within this minute; False after the last allowed."""
    key = f"{what}:{int(time.time()) // 60}"
    if cache.add(key, 1, 120):
        return True
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ended between the two
        return True


def seconds_left() -> float:
    """How long until the next minute."""
    return 60 - time.time() % 60
