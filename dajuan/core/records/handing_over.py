"""What of the ledger passes to a successor when a post ends: drafts on their way, nothing already recorded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dajuan.core.records.models import Draft
from dajuan.core.staff.models import User


class Drafts:
    """Drafts kept, sent back or submitted. Their evidence goes with them."""

    title = _("Drafts and submitted records")

    def waiting(self, user: User) -> int:
        """How many there are."""
        return Draft.objects.open().filter(author=user).count()

    def pass_on(self, user: User, successor: User) -> int:
        """Make the successor their author; answers how many passed."""
        return Draft.objects.open().filter(author=user).update(author=successor)
