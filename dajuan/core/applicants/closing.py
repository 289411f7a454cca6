"""The end of an account from outside: it opens no more, and its person's time begins to run."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dajuan.core.applicants.models import Applicant
from dajuan.core.outbox.models import Preference
from dajuan.core.records import vault
from dajuan.core.records.models import SecretKey
from dajuan.core.staff.models import User

RETENTION = timedelta(days=730)  # as long as tickets keep theirs; no text was found that fixes it


@transaction.atomic
def close(applicant: Applicant) -> None:
    """Close the account for ever: no sign-in, no mandate, a name that says nothing; its person expires in time."""
    user = applicant.user
    user.is_active, user.username = False, f"closed-{secrets.token_hex(8)}"
    user.set_unusable_password()
    user.save()
    _forget_address(user)
    for mandate in applicant.mandates.filter(withdrawn_at=None):
        mandate.withdraw()
    if applicant.person:
        until = timezone.localdate() + RETENTION
        SecretKey.objects.filter(pk=applicant.person.key_id, expires_on=None).update(expires_on=until)


def _forget_address(user: User) -> None:
    """No reminder goes out any more, and the key of the address it went to ends today."""
    for preference in Preference.objects.filter(user=user):
        preference.delete()
        vault.end_today(preference.key_id)
