"""How outsiders get an account: by signing up or by single sign-on. Staff accounts still come from the roster alone."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from dajuan.core.applicants.models import applicant_of, open_applicant
from dajuan.core.people.models import Particulars
from dajuan.core.staff.adapter import RosterAdapter
from dajuan.core.staff.models import User

# The claims of OpenID Connect that are kept, in the private part and nowhere else.
CLAIMS = {"name": "name", "telephone": "phone_number"}


class EntranceAdapter(RosterAdapter):
    """The one entrance: outsiders may sign up; what they get is an account without zone, post or right."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Anybody may open an account of an applicant."""
        return True

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Applicants go to their own page, staff to the workbench."""
        if applicant_of(request.user):
            return reverse("applicants:own")
        return str(settings.LOGIN_REDIRECT_URL)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Accounts by OpenID Connect. What the provider says of the person is not kept in clear."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Take out of the account's row whatever names the person; the subject identifier stays."""
        told = {**sociallogin.account.extra_data, **sociallogin.account.extra_data.get("userinfo", {})}
        request.__dict__["told_of_person"] = {ours: str(told.get(theirs, "")) for ours, theirs in CLAIMS.items()}
        sociallogin.account.extra_data = {}
        sociallogin.email_addresses, sociallogin.user.email = [], ""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """A name for signing in that says nothing."""
        user: User = sociallogin.user
        user.username = f"sso-{secrets.token_hex(8)}"
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """The account and its applicant, or neither."""
        with transaction.atomic():
            user: User = super().save_user(request, sociallogin, form)
            told = request.__dict__.get("told_of_person", {})
            if applicant_of(user) is None:
                user.__dict__.pop("_applicant", None)
                open_applicant(user, Particulars(**told))
        return user

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        """The page of the entrance says that it failed; nothing of the provider's words is shown."""
