"""How accounts come to be and sign in: from the roster, never by signing up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import ratelimit
from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dajuan.core.staff.asking import ask
from dajuan.core.staff.models import User

# What allauth says and we say otherwise: one name for the second step of signing in, everywhere.
SAID_OTHERWISE = (_("Two-Factor Authentication"),)


class SignIn(AuthenticationBackend):  # type: ignore[misc]  # allauth carries no types
    """Says who somebody is, and nothing of what he may do: rights follow from posts (rights.py), never from tables."""

    def get_user(self, user_id: Any) -> User | None:
        """Whose session it is, with the zone every page names."""
        found: list[User] = ask(_account, int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return False


def _account(key: int) -> Any:
    return User.objects.filter(pk=key).select_related("zone")


class RosterAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Accounts come from the roster (office.md 13)."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Too many failed sign-ins: this account is locked for five minutes. Wait that long, or ask your system "
            "administrator to unlock it or to set a new password."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up for a staff account."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Set the person's own choice; a temporary password ends here."""
        user.temporary_password = False
        super().set_password(user, password)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count by name alone: not anew for each host name the site answers to."""
        return failures_of(credentials.get("username", ""))


def failures_of(username: str) -> str:
    """The name under which failed sign-ins of an account are counted."""
    return f"sign-in:{username.lower()}"


def is_locked(request: HttpRequest, user: User) -> bool:
    """Whether too many failures keep even the right password out."""
    key = failures_of(user.username)
    # allauth's public function takes every GET for harmless and would always say no.
    asked = {"app": "allauth.account", "action": "login_failed", "key": key}
    return consume(request, **asked, dry_run=True, limit_get=True) is None


def unlock(request: HttpRequest, user: User) -> None:
    """Forget the failed sign-ins of an account."""
    ratelimit.clear(request, action="login_failed", key=failures_of(user.username))
