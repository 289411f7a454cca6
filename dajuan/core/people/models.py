"""Persons (residents), each an opaque key, and what is known of them in private."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dajuan.core.people.private import PrivateRow
from dajuan.core.records import merging, vault
from dajuan.core.records.act import Act
from dajuan.core.records.models import Merged, Refused, SecretKey, Subject, SubjectQuerySet
from dajuan.core.staff.models import Visitor
from dajuan.values import resident_ids


class NumberKind(models.TextChoices):
    RESIDENT = "resident", _("resident identity card")
    PASSPORT = "passport", _("passport")
    PERMIT = "permit", _("permit of residence or travel")
    NONE = "", _("no document")


@dataclass(frozen=True)
class Particulars:
    """What is known of a person in private; empty where unknown."""

    name: str = ""
    number_kind: str = ""
    number: str = ""
    telephone: str = ""
    address: str = ""

    def masked(self) -> Particulars:
        """As a page shows it before anybody says why more is needed."""
        return Particulars(
            name=resident_ids.masked_name(self.name) if self.name else "",
            number_kind=self.number_kind,
            number=resident_ids.masked_number(self.number) if self.number else "",
            telephone=masked_telephone(self.telephone),
            address="***" if self.address else "",
        )


def plain(text: str) -> str:
    """A number as it is searched: half-width, capitals, without spaces and dashes."""
    kept = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in kept if sign.isalnum() or sign == "+")


def masked_telephone(telephone: str) -> str:
    """The last four digits at most."""
    return "*" * max(len(telephone) - 4, 4) + telephone[-4:] if len(telephone) > 4 else "*" * len(telephone)


def opaque_key() -> int:
    """A random key that says nothing about when or where a person was entered; below 2⁵³ for other programs."""
    return secrets.randbelow(2**53 - 1) + 1


class PersonQuerySet(SubjectQuerySet):
    def with_number(self, number: str) -> Self:
        """Whoever holds a document of exactly this number."""
        return self.filter(pk__in=_owners(number_word=_word(number, "number")))

    def with_telephone(self, telephone: str) -> Self:
        """Whoever has exactly this telephone."""
        return self.filter(pk__in=_owners(telephone_word=_word(telephone, "telephone")))

    def found_by(self, text: str) -> Self:
        """Whoever has this number or telephone, exactly; names are not searched."""
        words = Q(number_word=_word(text, "number")) | Q(telephone_word=_word(text, "telephone"))
        return self.filter(pk__in=PrivatePart.objects.filter(words).values("person")) if plain(text) else self.none()


class Person(Subject):
    """A resident, by an opaque key. The private part may be erased; the key and every count stand."""

    id = models.BigIntegerField(_("opaque key"), primary_key=True, default=opaque_key, editable=False)
    key = models.OneToOneField(SecretKey, models.PROTECT, related_name="+")

    line: ClassVar[str] = "people"

    objects: ClassVar[Any] = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("resident persons")

    def __str__(self) -> str:
        return f"№ {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("people:show", args=[self.pk])

    @property
    def is_erased(self) -> bool:
        return self.key.destroyed_at is not None

    def masked(self) -> Particulars:
        """The private part as pages show it; empty after erasure."""
        part = PrivatePart.objects.filter(person=self).select_related("key").first()
        return Particulars(**part.read()).masked() if part else Particulars()

    def reveal(self, *, by: Any, purpose: str) -> Particulars:
        """The private part in full, for a stated purpose; the reading is written down before anything is shown."""
        if not purpose.strip():
            raise Refused(_("Say what you need it for."), field="purpose")
        part = PrivatePart.objects.filter(person=self).select_related("key").first()
        if part is None:
            raise Refused(_("The private part of this person has been erased."))
        vault.log_reading(self.key, by=by, purpose=purpose.strip()[:120])
        return Particulars(**part.read())

    def rewrite(self, particulars: Particulars) -> None:
        """Put other particulars in place of the old ones, of which nothing is kept."""
        part = PrivatePart.objects.filter(person=self).select_related("key").first()
        if part is None:
            raise Refused(_("The private part of this person has been erased."))
        part.put(particulars)
        part.save()

    def merge(self, act: Act, *, kept: Person, happened_on: date) -> Merged:
        """This person is the same as another one; both keys count as one from this moment on."""
        return merging.merge(act, self, kept, happened_on=happened_on)


class PrivatePart(PrivateRow):
    """Name, document, telephone and address of a person, encrypted; two keyed hashes for exact search."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    number_word = models.CharField(max_length=64, blank=True, db_index=True)
    telephone_word = models.CharField(max_length=64, blank=True, db_index=True)

    @property
    def owner(self) -> Person:
        return self.person

    def put(self, particulars: Particulars) -> None:
        """Encrypt and index; not yet saved."""
        self.seal(asdict(particulars))
        self.number_word = _word(particulars.number, "number")
        self.telephone_word = _word(particulars.telephone, "telephone")


def enter_person(act: Act, particulars: Particulars, *, expires_on: date | None = None) -> Person:
    """A new person of the act's office. Refuses a resident number whose check digit or birthday is wrong.

    `expires_on` is the day from which the sweep erases the private part; empty where no limit is known yet.
    """
    _check_number(particulars)
    key = vault.make_key(expires_on=expires_on)
    person: Person = Person.objects.create(zone=act.zone, office=act.office, key=key)
    part = PrivatePart(person=person, key=key)
    part.put(particulars)
    part.save()
    return person


def may_read(user: Visitor, person: Person) -> bool:
    """Whether somebody may ask for a person in full: who records for the office that entered the person."""
    return (
        bool(user.has_perm("people.record", person)) and Person.objects.visible_to(user).filter(pk=person.pk).exists()
    )


def _check_number(particulars: Particulars) -> None:
    if particulars.number_kind == NumberKind.RESIDENT and not resident_ids.check(particulars.number).is_valid:
        raise Refused(_("This is not a valid resident identity number."), field="number")


def _word(text: str, column: str) -> str:
    return vault.search_word(plain(text), f"people.{column}") if plain(text) else ""


def _owners(**word: str) -> Any:
    return PrivatePart.objects.filter(**word).exclude(**dict.fromkeys(word, "")).values("person")
