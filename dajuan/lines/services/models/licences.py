"""Electronic licences (电子证照): what is printed, its signature, and the question anybody may ask of a code.

The code on a licence names it by a random word and carries the installation's signature over what is printed. A page
that finds no such licence, or another signature, says that it was not issued here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.core.seal import keys
from dajuan.lines.services.models.case_entries import CLOSED, CaseEntry, PartOfCase
from dajuan.values import resident_ids

TOKEN_BYTES = 12
SIGN_LENGTH = 128  # hexadecimal signs of 64 bytes


class LicenceIssued(CaseEntry):
    """A licence was issued for a granted case. Its holder's name stands beside the case, its keyed hash here."""

    licence_number = models.CharField(_("number of the licence"), max_length=60)
    title = models.CharField(_("licence"), max_length=120)
    valid_from = models.DateField(pgettext_lazy("licence", "valid from"))
    valid_to = models.DateField(pgettext_lazy("licence", "valid to"), null=True)
    token = models.CharField(max_length=40, unique=True)
    signature = models.CharField(max_length=SIGN_LENGTH)
    signed_by = models.CharField(max_length=10)

    facts = ("licence_number", "title", "valid_from", "valid_to")

    class Meta(CaseEntry.Meta):
        verbose_name = _("issue of a licence")
        verbose_name_plural = _("issues of licences")
        constraints = [
            one_standing("case"),
            models.UniqueConstraint(
                fields=["zone", "licence_number"],
                condition=models.Q(until__isnull=True),
                name="one_licence_per_number",
                violation_error_message=_("A licence of this number has been issued already."),
            ),
        ]

    def printed(self) -> dict[str, str]:
        """What stands on the licence, by name: what the signature covers."""
        return {
            "number": self.licence_number,
            "title": self.title,
            "holder": self.case.texts.get(self.words, ""),
            "office": self.office.name,
            "from": self.valid_from.isoformat(),
            "to": self.valid_to.isoformat() if self.valid_to else "",
        }

    @property
    def masked_holder(self) -> str:
        """The holder as the public page shows it: a company's name whole, a person's with one sign hidden."""
        holder = self.printed()["holder"]
        return holder if self.company_id else resident_ids.masked_name(holder) if holder else ""

    @property
    def short_signature(self) -> str:
        """What the code carries of the signature: enough that nobody guesses it, few enough signs to be scanned."""
        return shortened(self.signature)


class RevocationCause(models.TextChoices):
    """Why a licence no longer holds."""

    SURRENDERED = "surrendered", pgettext_lazy("why a licence ended", "given up by its holder")
    REVOKED = "revoked", pgettext_lazy("why a licence ended", "revoked by the office")
    REPLACED = "replaced", pgettext_lazy("why a licence ended", "replaced by another")


class LicenceRevoked(CaseEntry):
    """A licence no longer holds."""

    cause = models.CharField(_("why it ended"), max_length=12, choices=RevocationCause.choices)

    facts = ("cause",)

    class Meta(CaseEntry.Meta):
        verbose_name = _("end of a licence")
        verbose_name_plural = _("ends of licences")
        constraints = [one_standing("case")]


class Answer(models.TextChoices):
    """What the public page answers about a code."""

    VALID = "valid", pgettext_lazy("answer about a licence", "issued here and valid")
    ENDED = "ended", pgettext_lazy("answer about a licence", "issued here, no longer valid")
    NOT_YET = "not-yet", pgettext_lazy("answer about a licence", "issued here, not valid yet")
    UNKNOWN = "unknown", pgettext_lazy("answer about a licence", "not issued here")


@dataclass(frozen=True)
class Checked:
    """The answer about a code, and the licence it speaks of; None where it was not issued here."""

    answer: Answer
    licence: LicenceIssued | None = None


class Licensed(PartOfCase):
    """What concerns the licence of a case; mixed into Case."""

    if TYPE_CHECKING:
        holder: str

    def issue_licence(
        self,
        act: Act,
        *,
        at: datetime,
        licence_number: str,
        title: str,
        holder: str,
        valid_from: date,
        valid_to: date | None = None,
    ) -> LicenceIssued:
        """Issue the licence of a granted case, signed by this installation. Withheld while papers are missing."""
        self.take(act)
        decision: Any = getattr(self, "decision", None)
        if self.stage not in CLOSED or decision is None or not decision.granted:
            raise Refused(_("A licence is issued for a case that was granted."))
        if self.missing_by is not None:
            raise Refused(_("Papers are still missing: the result is withheld until they are there."))
        if valid_to and valid_to < valid_from:
            raise Refused(_("It ends before it begins."), field="valid_to")
        if self.known(LicenceIssued):
            raise Refused(_("The licence of this case has been issued already."))
        facts = {"licence_number": licence_number.strip(), "title": title.strip()}
        licence = self.happen(
            act,
            LicenceIssued,
            at,
            text=holder,
            words="licence",
            valid_from=valid_from,
            valid_to=valid_to,
            token=secrets.token_urlsafe(TOKEN_BYTES),
            signed_by="",
            **facts,
        )
        kind, licence.signature = signed(licence.token, licence.printed())
        licence.signed_by = kind
        return licence

    def revoke_licence(self, act: Act, *, at: datetime, cause: str, text: str = "") -> LicenceRevoked:
        """The licence no longer holds from this day on."""
        self.take(act)
        if self.known(LicenceIssued) is None:
            raise Refused(_("No licence has been issued for this case."))
        if self.known(LicenceRevoked):
            raise Refused(_("This licence has ended already."))
        return self.happen(act, LicenceRevoked, at, cause=cause, text=text)

    @property
    def licence(self) -> LicenceIssued | None:
        return self.known(LicenceIssued)


def signed(token: str, printed: Mapping[str, str]) -> tuple[str, str]:
    """The kind of this installation's signature, and the signature over what is printed, in hexadecimal."""
    from django.conf import settings

    return settings.SEAL_SIGNATURE, keys.sign(_said(token, printed)).hex()


def shortened(signature: str) -> str:
    """Twenty-four signs that stand for a whole signature in a code."""
    return hashlib.sha256(signature.encode()).hexdigest()[:24]


def checked(token: str, sign: str, day: date) -> Checked:
    """What a code is worth on a day: the licence must be known by its word and carry the same signature."""
    rows: Any = LicenceIssued.objects.standing().select_related("case__key", "office", "matter")
    licence = rows.filter(token=token[:40]).first()
    if licence is None or not hmac.compare_digest(shortened(licence.signature), sign[:64]):
        return Checked(Answer.UNKNOWN)
    ended = LicenceRevoked.objects.standing().filter(case=licence.case_id, happened_on__lte=day).exists()
    if ended or (licence.valid_to and licence.valid_to < day):
        return Checked(Answer.ENDED, licence)
    return Checked(Answer.NOT_YET if licence.valid_from > day else Answer.VALID, licence)


def differs(licence: LicenceIssued, said: Mapping[str, str]) -> list[str]:
    """The names of what a paper says otherwise than the licence recorded here; what is not said is not compared."""
    printed = licence.printed()
    return [name for name, value in said.items() if value.strip() and _plain(value) != _plain(printed.get(name, ""))]


def _plain(text: str) -> str:
    return "".join(text.split()).replace("(", "（").replace(")", "）").casefold()


def _said(token: str, printed: Mapping[str, str]) -> bytes:
    return json.dumps({"licence": token, **printed}, ensure_ascii=False, sort_keys=True).encode()
