"""How accounts come to be: from the roster, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class RosterAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Accounts come from the roster (office.md 13)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up for a staff account."""
        return False
