"""The ledger's tables: moments, entries and what belongs to them.

An entry has two clocks: the day it happened, and its moment, its place in the order of recording. It is never edited
and never deleted; withdrawing writes `until` and a reason, and touches nothing else (design.md section 3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from dajuan.core.staff.asking import ask
from dajuan.core.staff.models import Office, User, Visitor, Zone
from dajuan.core.staff.rights import ANY_LINE, REVIEWS, keeps, offices_for, reads_all


class Refused(Exception):
    """The ledger or a rule of the trade says no; the message is read by the user, in the user's language.

    `field` names the input the refusal belongs to; empty when it concerns the whole.
    """

    def __init__(self, message: Any, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class MomentQuerySet(models.QuerySet["Moment"]):
    def last(self) -> Moment | None:
        """The last committed moment, None in an empty ledger."""
        return self.order_by("-number").first()

    def at(self, instant: datetime) -> Moment | None:
        """The last committed moment not after an instant; None if the ledger knew nothing then."""
        return self.filter(recorded_at__lte=instant).order_by("-number").first()


class Moment(models.Model):
    """One act in the order of commits: who changed something, when, from where and for which office."""

    number = models.BigIntegerField(_("ledger number"), primary_key=True)
    recorded_at = models.DateTimeField(_("recorded at"), db_index=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    origin = models.CharField(_("from where"), max_length=40, default="page")

    objects = MomentQuerySet.as_manager()

    class Meta:
        verbose_name = _("moment")
        verbose_name_plural = _("moments")

    def __str__(self) -> str:
        return f"{self.number}"


class EntryNumber(models.Model):
    """The ledger-wide index: which type of entry has which number. Evidence, timeline and seal name entries by it."""

    number = models.BigIntegerField(primary_key=True)
    type = models.CharField(max_length=60)

    def entry(self) -> Entry:
        """The entry of this number."""
        return entry_types()[self.type]._default_manager.get(pk=self.number)


class Batch(models.Model):
    """One import: which file, into which register, by whom. Its entries can be withdrawn together."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    register = models.CharField(_("register"), max_length=60)
    file_name = models.CharField(_("file"), max_length=200)
    file_hash = models.CharField(max_length=64, blank=True)
    system = models.CharField(_("system of record"), max_length=40, blank=True)
    imported_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("imported by"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    imported_at = models.DateTimeField(_("imported at"), default=timezone.now)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    rejected = models.PositiveIntegerField(_("rows rejected"), default=0)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name


class SubjectQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Visitor) -> Self:
        """What this person may see: the zone's rows of a line its office keeps, else those its office answers for."""
        if not isinstance(user, User) or not user.is_active or user.zone_id is None:
            return self.none()
        mine = self.filter(zone=user.zone_id)
        if self._sees_the_zone(user):
            return mine
        own = Q(pk__in=[])
        for office in offices_for(user, self._line):
            own |= Q(office__path__startswith=office.path)
        return mine.filter(own)

    def seen_by(self, user: Visitor, key: int, *around: str) -> Any:
        """One row of all with what surrounds it, None where this person may not see it; its question is written once.

        What narrowed this queryset before does not count.
        """
        model: Any = self.model
        is_usual = type(self).visible_to is SubjectQuerySet.visible_to and key <= models.BigIntegerField.MAX_BIGINT
        if is_usual and isinstance(user, User) and user.is_active and user.zone_id and self._sees_the_zone(user):
            found = ask(_row_of_zone(model, around), user.zone_id, key)
        else:
            found = list(model._default_manager.visible_to(user).filter(pk=key).select_related(*around))
        return found[0] if found else None

    @property
    def _line(self) -> str:
        line: str = getattr(self.model, "line", self.model._meta.app_label)
        return line

    def _sees_the_zone(self, user: User) -> bool:
        return reads_all(user) or keeps(user, self._line)


@cache
def _row_of_zone(model: Any, around: tuple[str, ...]) -> Callable[[int, int], Any]:
    """The question for one row of a zone by its key."""
    return lambda zone, key: model._default_manager.filter(zone=zone, pk=key).select_related(*around)


@cache
def _choices(field: models.Field[Any, Any]) -> dict[Any, Any]:
    return dict(field.flatchoices)


class NamesChoices(models.Model):
    """Tells the names of its choices from a table made once.

    Django makes it anew for each value, hashing every translated name: a fifth of a list's cost.
    """

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> Any:  # noqa: N802  Django's name
        value = getattr(self, field.attname)
        return force_str(_choices(field).get(value, value), strings_only=True)


class Subject(NamesChoices):
    """What a line looks after. Its own fields serve lists and search; what a figure counts stands on entries."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name=_("zone"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("responsible office"))
    created_at = models.DateTimeField(_("entered at"), default=timezone.now, editable=False)

    is_subject: ClassVar[bool] = True  # staff's rights know subjects by this, for they lie below the ledger
    rests: ClassVar[tuple[Any, ...]] = ()  # which entries need which others first (resting.py)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        abstract = True


class EntryQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Entries that have not been withdrawn."""
        return self.filter(until__isnull=True)

    def as_of(self, moment: int) -> Self:
        """The entries of the book as of a moment."""
        return self.filter(Q(moment__lte=moment) & (Q(until__isnull=True) | Q(until__gt=moment)))

    def visible_to(self, user: Visitor) -> Self:
        """Entries of the subjects this person may see."""
        if not isinstance(user, User) or not user.is_active or user.zone_id is None:
            return self.none()
        mine = self.filter(zone=user.zone_id)
        line = getattr(self.model, "line", self.model._meta.app_label)
        if reads_all(user) or keeps(user, line):
            return mine
        name = self.model.subject_field
        if not name:
            return mine.none()
        subject: Any = self.model._meta.get_field(name).related_model
        return mine.filter(**{f"{name}__in": subject._default_manager.visible_to(user)})

    def _only_by_an_act(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("Entries are written by an act and never changed or deleted.")

    create = bulk_create = bulk_update = update = delete = _only_by_an_act
    get_or_create = update_or_create = _only_by_an_act


class Entry(NamesChoices):
    """Something that happened to a subject on a day, as somebody recorded it.

    `number` is ledger-wide; `moment` orders recording; `until` is the moment of withdrawal, empty while it stands.
    """

    number = models.BigIntegerField(_("ledger number"), primary_key=True)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)
    moment = models.ForeignKey(Moment, models.PROTECT, related_name="+", db_column="moment", verbose_name=_("moment"))
    until = models.ForeignKey(
        Moment, models.PROTECT, related_name="+", db_column="until", null=True, verbose_name=_("withdrawn at")
    )
    reason = models.CharField(_("reason of withdrawal"), max_length=200, blank=True)
    replaces = models.BigIntegerField(_("replaces entry"), null=True)
    happened_on = models.DateField(_("happened on"), db_index=True)
    canonical = models.PositiveSmallIntegerField(default=1, help_text="version of the canonical text (the seal's leaf)")
    private_mac = models.CharField(max_length=64, blank=True, help_text="HMAC of the private part, for the seal's leaf")
    system = models.CharField(_("system of record"), max_length=40, blank=True)
    foreign_number = models.CharField(_("number there"), max_length=80, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+", verbose_name=_("import"))

    subject_field: ClassVar[str] = ""  # the foreign key to the subject the entry belongs to
    facts: ClassVar[tuple[str, ...]] = ()  # the fields a reader wants to see first, in order
    private_by: ClassVar[str] = ""  # what its private part is read by, as select_related names it
    stands_for: ClassVar[dict[str, tuple[str, ...]]] = {}  # a column that says the same as these fields together
    added: ClassVar[dict[str, int]] = {}  # columns added later, and from which version of the canonical text on

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-happened_on", "-number"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.happened_on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("Entries are written by an act: act.enter(entry).")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Entries are never deleted; withdraw it with a reason.")

    @property
    def subject(self) -> Any:
        """What this entry happened to, None where its type belongs to no subject."""
        return getattr(self, self.subject_field) if self.subject_field else None

    def falls_with(self) -> Iterable[Entry]:
        """Standing entries about other subjects that say nothing without this one: withdrawn in the same act."""
        return ()

    def refuse_withdrawal(self) -> None:
        """Refuse to be withdrawn where what was said holds for ever; most entries may be."""

    def private_part(self) -> tuple[SecretKey, dict[str, str]] | None:
        """The key and the texts whose hash `private_mac` is; None where it has none, or they were erased."""
        return None

    def shown_facts(self) -> list[tuple[str, Any]]:
        """Name and value of each fact of the trade on this entry, in reading order."""
        names = self.facts or tuple(f.name for f in fact_fields(type(self)) if f.name != self.subject_field)
        titles = {field.name: str(field.verbose_name) for field in self._meta.concrete_fields}
        return [(titles[name], _shown(self, name)) for name in names]


def _shown(entry: Entry, name: str) -> Any:
    display = getattr(entry, f"get_{name}_display", None)
    value = display() if display else getattr(entry, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


def fact_fields(entry: type[Entry]) -> list[models.Field[Any, Any]]:
    """The columns an entry type adds of its own, in order of declaration."""
    common = {field.name for field in Entry._meta.get_fields() if hasattr(field, "attname")}
    return [field for field in entry._meta.concrete_fields if field.name not in common]


@cache
def entry_types() -> dict[str, type[Entry]]:
    """Every concrete entry type by its label, such as `city.opening`."""
    from django.apps import apps

    return {
        model._meta.label_lower: model
        for model in apps.get_models()
        if issubclass(model, Entry) and not model._meta.abstract
    }


def types_with(condition: Q) -> list[type[Entry]]:
    """The entry types that have rows of which a condition on every entry's columns holds, in one query."""
    types = entry_types()
    rows = [
        model._base_manager.filter(condition).order_by().values_list(Value(label, CharField())).distinct()
        for label, model in types.items()
    ]
    return [types[label] for (label,) in rows[0].union(*rows[1:], all=True)]


@cache
def subject_types() -> dict[str, type[Subject]]:
    """Every concrete kind of subject by its label, such as `city.work`."""
    from django.apps import apps

    return {model._meta.label_lower: model for model in apps.get_models() if issubclass(model, Subject)}


def entries_of(subject: models.Model) -> list[Entry]:
    """Every entry about a subject, withdrawn ones too, latest recorded first.

    One query for which types it has any of, and one for each of those.
    """
    types = [model for model in entry_types().values() if _is_about(model, type(subject))]
    asked = {
        f"has_{place}": Exists(model._default_manager.filter(**{model.subject_field: OuterRef("pk")}))
        for place, model in enumerate(types)
    }
    has: Any = type(subject)._base_manager.filter(pk=subject.pk).values(**asked).first() or {}
    found: list[Entry] = []
    for place, model in enumerate(types):
        if has.get(f"has_{place}"):
            rows = model._default_manager.filter(**{model.subject_field: subject})
            found += rows.select_related("moment__recorded_by", "moment__office", "until__recorded_by", *_named(model))
    return sorted(found, key=lambda entry: entry.number, reverse=True)


def _named(model: type[Entry]) -> list[str]:
    """The foreign keys among an entry's facts, other than its subject: a page shows their names."""
    own = [field for field in fact_fields(model) if isinstance(field, models.ForeignKey)]
    shown = [field for field in own if not model.facts or field.name in model.facts]
    return [field.name for field in shown if field.name != model.subject_field]


def _is_about(model: type[Entry], subject: type[models.Model]) -> bool:
    """Whether entries of this type are about subjects of that one."""
    if not model.subject_field:
        return False
    try:
        return model._meta.get_field(model.subject_field).related_model is subject
    except FieldDoesNotExist:
        return False


def one_standing(*fields: str, name: str = "") -> models.UniqueConstraint:
    """At most one standing entry for these fields: the database's half of "this already happened"."""
    return models.UniqueConstraint(
        fields=fields,
        condition=Q(until__isnull=True),
        name=name or "one_%(class)s_per_" + "_".join(fields)[:30],
        violation_error_message=_("This has already been recorded."),
    )


class Merged(Entry):
    """Two subjects were found to be one. Distinct keys resolve through it as of the moment; always one hop."""

    type = models.CharField(_("kind"), max_length=60)
    gone = models.BigIntegerField(_("merged record"))
    kept = models.BigIntegerField(_("kept record"))

    facts = ("type", "gone", "kept")
    line = ANY_LINE

    class Meta(Entry.Meta):
        verbose_name = _("merger")
        verbose_name_plural = _("mergers")
        constraints = [one_standing("type", "gone")]


class Erasure(Entry):
    """The key of a person's or a matter's private part was destroyed; what it protected is unreadable for ever."""

    key = models.CharField(_("key"), max_length=32)
    rule = models.CharField(_("rule"), max_length=120)

    facts = ("key", "rule")
    line = ANY_LINE

    class Meta(Entry.Meta):
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        constraints = [one_standing("key")]


class SecretKey(models.Model):
    """The key that protects one person's or one matter's private rows. To die on time means it is destroyed."""

    id = models.CharField(primary_key=True, max_length=32)
    wrapped = models.BinaryField(null=True)
    expires_on = models.DateField(_("to be erased on"), null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True)


class Reading(models.Model):
    """Somebody read personal data: who, when, of which key, on which page."""

    key = models.CharField(max_length=32, db_index=True)
    read_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("read by"))
    read_at = models.DateTimeField(_("read at"), default=timezone.now)
    purpose = models.CharField(_("purpose"), max_length=120)


class Evidence(models.Model):
    """A stored file with the hash of its content. Files with personal data are encrypted under a key of their own."""

    hash = models.CharField(_("hash (SHA-256)"), max_length=64)
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField(_("size"))
    key = models.ForeignKey(SecretKey, models.PROTECT, null=True, blank=True, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    stored_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        indexes = [models.Index(fields=["hash"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether a page shows it as a thumbnail."""
        return self.media_type.startswith("image/")


class Attachment(models.Model):
    """Evidence attached to an entry, in the act that recorded it or a later one."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="attachments")
    entry = models.ForeignKey(EntryNumber, models.PROTECT, related_name="attachments")
    moment = models.ForeignKey(Moment, models.PROTECT, related_name="+")


class DraftQuerySet(models.QuerySet["Draft"]):
    def open(self) -> DraftQuerySet:
        """Not yet passed."""
        return self.filter(passed_at__isnull=True)

    def submitted(self) -> DraftQuerySet:
        """Waiting for review: "n awaiting review" beside a figure counts these."""
        return self.open().filter(submitted_at__isnull=False)

    def kept_by(self, user: User) -> DraftQuerySet:
        """A person's own drafts that wait for that person: unfinished or sent back."""
        return self.open().filter(author=user, submitted_at__isnull=True)

    def reviewable_by(self, user: User) -> DraftQuerySet:
        """Submitted drafts this person may pass or send back; never one's own (office.md 1).

        What an outsider reported by a personal link is nobody's own here: its checker may pass it too.
        """
        waiting = self.submitted().filter(zone=user.zone_id)
        lines = set(waiting.order_by().values_list("line", flat=True).distinct())
        others = Q(line__in=[line for line in lines if keeps(user, line, REVIEWS)]) & ~Q(author=user)
        return waiting.filter(others | Q(checker=user))


class Draft(models.Model):
    """A record on its way: kept, submitted, sent back or passed; outside the ledger, freely editable (office.md 1)."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    author = models.ForeignKey(User, models.PROTECT, related_name="drafts", verbose_name=_("drafted by"))
    checker = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("may be passed by")
    )
    line = models.CharField(_("line of work"), max_length=20)
    form = models.CharField(max_length=60, help_text="name of the form, such as city.openingform")
    entry_type = models.CharField(max_length=60, db_index=True)
    subject = models.BigIntegerField(null=True)
    subject_name = models.CharField(_("about"), max_length=200, blank=True)
    page = models.CharField(max_length=200, help_text="address of the page on which it is edited")
    content = models.JSONField(default=dict)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="drafts")
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    returned_at = models.DateTimeField(_("sent back at"), null=True, blank=True)
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("sent back by"))
    return_reason = models.CharField(_("why it was sent back"), max_length=200, blank=True)
    passed_at = models.DateTimeField(_("passed at"), null=True, blank=True)
    passed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("passed by"))
    moment = models.ForeignKey(Moment, models.PROTECT, null=True, related_name="+")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return f"{self.form} {self.subject_name}"

    @property
    def entry_name(self) -> str:
        """What will be recorded, in words."""
        return capfirst(str(entry_types()[self.entry_type]._meta.verbose_name))

    def alike(self) -> DraftQuerySet:
        """Other drafts of the same kind about the same subject that await review."""
        same = Draft.objects.submitted().filter(zone=self.zone, entry_type=self.entry_type, subject=self.subject)
        return same.exclude(pk=self.pk)

    @property
    def address(self) -> str:
        """Where its author goes on with it."""
        return f"{self.page}?draft={self.pk}"


def today() -> date:
    """Today in the zone's time zone."""
    return timezone.localdate()


def master_key_file() -> Any:
    """Where the installation's master key lies: outside the database, readable by its owner only."""
    return settings.DATA_DIR / "master.key"
