"""What a person teaches the reader: what a wording means, and set phrases. Every lesson is a version, none is lost."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import User, Zone
from dajuan.sheet.reading.models import Match, Remark, SetPhrase, wording_of


def match_of(remark: Remark) -> Match | None:
    """The correction in force for the wording of a finding."""
    words, unit = wording_of(remark)
    return Match.objects.in_force(remark.text.zone).filter(words=words, unit=unit).first()


def correct(remark: Remark, *, by: User, seen: int, meaning: str, figure: str = "") -> Match:
    """Keep what a claim really speaks of, for this text and every later one.

    Refused where somebody else has decided it since it was looked at: `seen` is the version that was shown, 0 for none.
    """
    zone = remark.text.zone
    words, unit = wording_of(remark)
    said = {"meaning": meaning, "figure": figure if meaning == Match.Meaning.FIGURE else ""}
    try:
        with transaction.atomic():
            made: Match = Match.objects.create(
                zone=zone, words=words, unit=unit, version=seen + 1, changed_by=by, **said
            )
    except IntegrityError as problem:
        last = match_of(remark)
        named = {"name": last.changed_by if last else "", "meaning": last or ""}
        raise Refused(
            _("%(name)s has decided this meanwhile: %(meaning)s. Look at it, and decide again if it is wrong.") % named
        ) from problem
    return made


def teach(zone: Zone, *, by: User, role: str, words: str, **facts: Any) -> SetPhrase:
    """Add a set phrase, or give one a new meaning; its earlier versions stay to be seen."""
    return _next_version(zone, by, role, words, is_dropped=False, **facts)


def drop(phrase: SetPhrase, *, by: User) -> SetPhrase:
    """Take a phrase out of the lexicon; who did it and when stays to be seen."""
    kept = {"figure": phrase.figure, "unit": phrase.unit, "scale": phrase.scale, "claim": phrase.claim}
    return _next_version(phrase.zone, by, phrase.role, phrase.words, is_dropped=True, **kept)


def _next_version(zone: Zone, by: User, role: str, words: str, **facts: Any) -> SetPhrase:
    same = SetPhrase.objects.filter(zone=zone, role=role, words=words).order_by("-version")
    version = (same.values_list("version", flat=True).first() or 0) + 1
    try:
        with transaction.atomic():
            made: SetPhrase = SetPhrase.objects.create(
                zone=zone, role=role, words=words, version=version, changed_by=by, changed_at=timezone.now(), **facts
            )
    except IntegrityError as problem:
        raise Refused(_("Somebody else has changed this phrase meanwhile. Look at it again.")) from problem
    return made
