"""A case (办件): one application for one matter, from hand-in to archive. Domain.md 2.5; C53.

Its own fields serve lists and search; what figures count stands on its entries. Where its truth lies in a superior
system (`system`), nothing is recorded about it by hand here.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, ClassVar, Self, TypeVar, cast

from django.db import models
from django.db.models import Case as When_
from django.db.models import Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.companies.models import Company
from dajuan.core.people.models import Person, PrivatePart
from dajuan.core.records import vault
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, Evidence, SecretKey
from dajuan.core.records.remembering import has, latest
from dajuan.core.records.resting import Rests
from dajuan.core.records.writing import insert_new, insert_rows
from dajuan.core.rooms.subjects import RoomQuerySet, RoomSubject
from dajuan.core.staff.asking import ask
from dajuan.core.staff.models import Office, User, Zone
from dajuan.lines.services.models.case_entries import (
    BEFORE_ACCEPTANCE,
    CLOSED,
    IN_HAND,
    RUNNING,
    CaseEntry,
    CaseStage,
)
from dajuan.lines.services.models.clockwork import Extension, Resumption, SpecialProcedure, Timed
from dajuan.lines.services.models.crossed import DecidedElsewhere, HandedElsewhere
from dajuan.lines.services.models.examination import (
    Archived,
    Assistance,
    Decision,
    Delivery,
    Examined,
    HandOver,
    StepDone,
)
from dajuan.lines.services.models.handed import CasePaper, CaseTexts
from dajuan.lines.services.models.handing_in import (
    Acceptance,
    HandedIn,
    Refusal,
    Submission,
    SupplementNotice,
    Supplied,
)
from dajuan.lines.services.models.kinds import Channel, MatterKind
from dajuan.lines.services.models.licences import Licensed
from dajuan.lines.services.models.missing import MissingCommitment, MissingLapsed, MissingSupplied, WithMissing
from dajuan.lines.services.models.package_cases import InPackage
from dajuan.lines.services.models.ratings import Rated

E = TypeVar("E", bound=Entry)
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without signs that are misread
NUMBER_LENGTH, CODE_LENGTH = 8, 6
MOST_COMPANIES = 200  # looked into for one search
MOST_APART = 5  # of them, whose cases are looked through one by one
CREDIT_CODE = 18  # signs of a unified credit code
ROWS = (
    *("number", "stage", "channel", "due_on", "missing_by", "system", "created_at", "person"),
    *("matter__name", "matter__name_en", "package__name", "package__name_en"),
    *("company__name", "examiner__name", "office__name"),
)
AROUND = ("zone", "office", "matter", "version")  # what does not change while a case is in hand
LAST_SIGN = "\uffff"  # after every sign a number may go on with


class CaseQuerySet(RoomQuerySet):  # type: ignore[override]  # as_manager of two bases
    def narrow(self, asked: Mapping[str, Any]) -> Self:
        """As lists ask, but by the beginning of a number, an enterprise's code, or a part of its name."""
        rows = super().narrow({name: value for name, value in asked.items() if name != "q"})
        if not (words := str(asked.get("q", "")).strip()):
            return rows
        number = words.upper()
        if number.isascii():  # a number or a code: each is found in an index, and never by a part of it
            whole = (
                Q(company__in=Company.objects.filter(code=number).values("pk")) if len(number) == CREDIT_CODE else Q()
            )
            return rows.filter(Q(number__gte=number, number__lt=number + LAST_SIGN) | whole)
        return rows.filter(company__in=_companies_named(words))

    def apart(self, asked: Mapping[str, Any]) -> list[Self]:
        """The cases asked for, enterprise by enterprise, where a few have the name; together they are the list.

        Each part lies in order in an index, which all together do not. Empty where the list is not asked for so.
        """
        words = str(asked.get("q", "")).strip()
        companies = [] if words.isascii() else _companies_named(words)
        if not 1 <= len(companies) <= MOST_APART:
            return []
        rows = super().narrow({name: value for name, value in asked.items() if name != "q"})
        return [rows.filter(company=one) for one in companies]

    def for_lists(self) -> Self:
        """With the names their lists show."""
        return self.select_related("office", "matter", "package", "company", "examiner")

    def for_rows(self) -> Self:
        """With the few columns a page of many rows prints; the texts a matter is found by stay where they are."""
        around = ("matter", "package", "company", "examiner", "office")
        return self.select_related(*around).only(*ROWS)

    def in_hand(self) -> Self:
        """Accepted and not yet decided."""
        return self.filter(stage__in=IN_HAND)

    def overdue(self, day: date) -> Self:
        """In hand, running, and past the day they were due."""
        return self.filter(stage__in=RUNNING, due_on__lt=day)

    def due_by(self, day: date) -> Self:
        """In hand, running, and due by a day; overdue ones among them."""
        return self.filter(stage__in=RUNNING, due_on__lte=day)

    def of_application(self, zone: int, token: str) -> Case | None:
        """The case made of an application, None if there is none yet.

        The exclusion tells SQLite that the index of those that have a token serves.
        """
        found: list[Case] = ask(_of_application, zone, token)
        return found[0] if found else None

    def followed_by(self, number: str, code: str) -> Case | None:
        """The case of a number, if the code is its own; None alike for a wrong number and a wrong code."""
        number = number.strip().upper()
        found: Case | None = self.filter(number=number).exclude(code_word="").select_related("matter", "zone").first()
        word = code_word(number, code)
        return found if found and hmac.compare_digest(found.code_word, word) else None


class Case(InPackage, HandedIn, WithMissing, Timed, Examined, Licensed, Rated, RoomSubject):
    """One application for one matter."""

    Stage = CaseStage

    number = models.CharField(_("number of the case"), max_length=60)
    matter = models.ForeignKey(
        "services.Matter",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("matter"),
        help_text="empty of the case of a package, whose children have one each",
    )
    package = models.ForeignKey(
        "services.Package", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("package")
    )
    version = models.ForeignKey(
        "services.MatterVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("version")
    )
    matter_code = models.CharField(_("code of the matter"), max_length=80, editable=False)
    matter_kind = models.CharField(
        _("kind of matter"), max_length=2, choices=MatterKind.choices, blank=True, editable=False
    )
    company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
        db_index=False,  # by the index below, which is in order too
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resident")
    )
    channel = models.CharField(pgettext_lazy("case", "channel"), max_length=12, choices=Channel.choices)
    window = models.CharField(_("window"), max_length=40, blank=True)
    package_case = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("case of the package")
    )
    received_from = models.ForeignKey(
        Zone, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received by")
    )
    decided_by = models.ForeignKey(
        Zone, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    system = models.CharField(_("system of record"), max_length=40, blank=True)
    foreign_number = models.CharField(_("number there"), max_length=80, blank=True)
    key = models.OneToOneField(SecretKey, models.PROTECT, null=True, editable=False, related_name="+")
    code_word = models.CharField(max_length=64, blank=True, editable=False)
    token = models.CharField(max_length=40, blank=True, editable=False)
    # The rest repeats what the entries say, so that lists are fast (records/remembering.py).
    stage = models.CharField(
        pgettext_lazy("case", "stage"),
        max_length=12,
        choices=CaseStage.choices,
        default=CaseStage.SUBMITTED,
        editable=False,
    )
    due_on = models.DateField(_("due on"), null=True, editable=False)
    missing_by = models.DateField(_("missing papers due on"), null=True, editable=False)
    was_stopped = models.BooleanField(_("was stopped"), default=False, editable=False)
    extended = models.PositiveSmallIntegerField(_("prolonged by"), default=0, editable=False)
    examiner = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("examiner")
    )
    assistant = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("assistant"), db_index=False
    )

    page = "cases"
    narrowed_by = ("stage", "channel", "office")
    searched = ("number",)
    copied = (
        "office_id",
        "matter_id",
        "package_id",
        "matter_code",
        "matter_kind",
        "company_id",
        "channel",
        "window",
        "system",
    )
    open_stages: ClassVar[tuple[str, ...]] = (*BEFORE_ACCEPTANCE, *IN_HAND)

    rests = (
        *(Rests(later, on="submission") for later in ("supplementnotice", "acceptance", "refusal")),
        Rests("supplied", on="supplementnotice"),
        *(Rests(later, on="acceptance") for later in ("stepdone", "specialprocedure", "extension", "decision")),
        Rests("missingcommitment", on="acceptance"),
        *(Rests(later, on="missingcommitment") for later in ("missingsupplied", "missinglapsed")),
        Rests("resumption", on="specialprocedure"),
        *(Rests(later, on="decision") for later in ("delivery", "licenceissued")),
        Rests("archived", on="delivery"),
        Rests("licencerevoked", on="licenceissued"),
    )

    objects: ClassVar[Any] = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("government service", "case")
        verbose_name_plural = pgettext_lazy("government service", "cases")
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "number"],
                name="one_case_per_number",
                violation_error_message=_("A case of this number is entered already."),
            ),
            models.UniqueConstraint(fields=["zone", "token"], condition=~Q(token=""), name="one_case_per_application"),
            models.UniqueConstraint(
                fields=["zone", "system", "foreign_number"],
                condition=~Q(foreign_number=""),
                name="one_case_per_foreign_number",
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | Q(package__isnull=False), name="case_of_a_matter_or_package"
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "id"], name="case_list"),
            models.Index(fields=["zone", "stage", "id"], name="case_stage"),
            models.Index(fields=["zone", "channel", "id"], name="case_channel"),
            models.Index(fields=["zone", "stage", "channel", "id"], name="case_stage_channel"),
            models.Index(fields=["zone", "office", "id"], name="case_office"),
            models.Index(fields=["zone", "office", "stage", "id"], name="case_office_stage"),
            models.Index(fields=["company", "id"], name="case_company"),
            models.Index(fields=["zone", "due_on", "id"], name="case_due", condition=Q(due_on__isnull=False)),
            models.Index(fields=["zone", "missing_by"], name="case_missing", condition=Q(missing_by__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        """The furthest stage; when it is due while its clock runs; when missing papers are; who has it in hand."""
        return {
            "stage": _stage(),
            "due_on": _due_on(),
            "missing_by": When_(
                When(Q(has(MissingSupplied)) | Q(has(MissingLapsed)), then=None),
                default=latest(MissingCommitment, "due_on"),
                output_field=models.DateField(null=True),
            ),
            "was_stopped": has(SpecialProcedure),
            "extended": Coalesce(latest(Extension, "days"), Value(0), output_field=models.IntegerField()),
            "examiner": Coalesce(latest(HandOver, "examiner"), latest(Acceptance, "examiner")),
            "assistant": latest(Assistance, "assistant"),
        }

    # How a case begins.

    @classmethod
    def submit(
        cls,
        act: Act,
        *,
        matter: Any = None,
        package: Any = None,
        channel: str,
        at: datetime,
        office: Office | None = None,
        company: Company | None = None,
        person: Person | None = None,
        window: str = "",
        content: Mapping[str, str] | None = None,
        papers: Sequence[CasePaper] = (),
        token: str = "",
        number: str = "",
        by_clerk: bool = False,
        package_case: Case | None = None,
        key: SecretKey | None = None,
        version: Any = None,
        system: str = "",
        foreign_number: str = "",
        received_from: Zone | None = None,
        decided_by: Zone | None = None,
    ) -> Case:
        """Hand an application in. Sent twice under one token it is one case, and the first one is answered with.

        `content` is what was filled in, kept encrypted under `key` (a new one if none is given); `papers` are unsaved
        rows, whose files are attached to the submission. The matter's office examines it unless another is named. The
        case of a package has a package and no matter; its children are cases of their own.
        """
        if token and content and (known := cls.objects.of_application(act.zone.pk, token)):
            return known  # before a key is made; else the insert finds it
        if at > act.clock():
            raise Refused(_("This instant lies in the future."), field="at")
        day = timezone.localdate(at)
        about = matter or package
        version = version or (matter.version_on(day) if matter else None)
        case = cls(
            zone=act.zone,
            office=office or about.office,
            number=number or new_number(day),
            matter=matter,
            package=package,
            version=version,
            matter_code=about.code,
            matter_kind=matter.kind if matter else "",
            company=company,
            person=person,
            channel=channel,
            window=window,
            package_case=package_case,
            key=key,
            token=token,
            system=system,
            foreign_number=foreign_number,
            received_from=received_from,
            decided_by=decided_by,
        )
        if content and case.key is None:
            case.key = vault.make_key()
        if token:
            case.__dict__["_code"] = case._draw_code()
        if first := case._saved_before():
            return first
        act.keep_new(case)
        case.__dict__["_taken_by"], case.__dict__["_known"] = act, {}
        case._hand_in(act, at, content or {}, papers, by_clerk=by_clerk)
        return case

    def _saved_before(self) -> Case | None:
        """Save it; where another hand was faster with the same token, the case that hand made."""
        if insert_new(self):
            return None
        first = type(self).objects.of_application(self.zone_id, self.token) if self.token else None
        if first is None:
            self.save(force_insert=True)  # it is another constraint that says no
        return first

    def _hand_in(
        self, act: Act, at: datetime, content: Mapping[str, str], papers: Sequence[CasePaper], *, by_clerk: bool
    ) -> None:
        if content:
            texts = CaseTexts(case=self, key=self.key)
            texts.seal(dict(content))
            texts.save(force_insert=True)
            self.__dict__["texts"] = dict(content)
        for paper in papers:
            paper.case = self
        insert_rows(papers)
        entry = self.happen(
            act,
            Submission,
            at,
            by_clerk=by_clerk,
            in_package=self.package_case_id is not None,
            papers=len(papers),
            reused=sum(1 for one in papers if one.reused_from_id),
            private_mac=vault.private_mac(self.key, dict(content)) if content and self.key else "",
        )
        act.attach(entry, *(one.evidence for one in papers if one.evidence))

    def give_code(self) -> str:
        """The code by which the applicant follows the case, a new one each time; told once, kept as a keyed hash."""
        if drawn := self.__dict__.pop("_code", ""):
            return str(drawn)
        code = self._draw_code()
        type(self).objects.filter(pk=self.pk).update(code_word=self.code_word)
        return code

    def _draw_code(self) -> str:
        code = "".join(secrets.choice("0123456789") for _place in range(CODE_LENGTH))
        self.code_word = code_word(self.number, code)
        return code

    # How its methods work together.

    def take(self, act: Act, *, ours: bool = False) -> None:
        """Lock it once an act; within the act its state runs ahead of the ledger.

        Refuses what lives elsewhere, but for what the zone does about it by itself (`ours`).
        """
        if self.__dict__.get("_taken_by") is act:
            return
        if self.system and not ours and act.origin != "import":
            words = {"system": self.system}
            raise Refused(str(_("This case lives in “%(system)s”: it is changed there and brought in.")) % words)
        around = {name: row for name in AROUND if (row := self._state.fields_cache.get(name))}
        act.lock(self)
        self._state.fields_cache |= {n: row for n, row in around.items() if row.pk == getattr(self, f"{n}_id")}
        self.__dict__["_taken_by"], self.__dict__["_known"] = act, {}
        self.__dict__.pop("_steps_done", None)
        self.__dict__.pop("texts", None)
        if act.withdraws(self):
            self._look_again()

    def _look_again(self) -> None:
        """Say anew how far it is, where the act withdraws an entry of it before it records another: a correction."""
        stop, end = self.known(SpecialProcedure), self.known(Resumption)
        self.was_stopped = stop is not None
        extension = self.known(Extension)
        self.extended = extension.days if extension else 0
        commitment = self.known(MissingCommitment)
        paid = self.known(MissingSupplied) or self.known(MissingLapsed)
        self.missing_by = commitment.due_on if commitment and not paid else None
        stopped = stop is not None and (end is None or end.round < stop.round)
        steps: tuple[tuple[str, Any], ...] = (
            (CaseStage.ARCHIVED, self.known(Archived)),
            (CaseStage.DELIVERED, self.known(Delivery)),
            (CaseStage.RETURNED, self.known(MissingLapsed)),
            (CaseStage.DECIDED, self.known(Decision)),
            (CaseStage.REFUSED, self.known(Refusal)),
            (CaseStage.SUSPENDED, stopped),
            (CaseStage.EXAMINING, self.known(StepDone) or stop),
            (CaseStage.ACCEPTED, self.known(Acceptance)),
            (CaseStage.SUPPLEMENT, self.known(SupplementNotice) and not self.known(Supplied)),
        )
        self.stage = next((stage for stage, reached in steps if reached), CaseStage.SUBMITTED)

    def known(self, kind: type[E]) -> E | None:
        """The standing entry of a kind that happened last, this act's own among them; None if there is none."""
        held: dict[type[Entry], Entry | None] = self.__dict__.setdefault("_known", {})
        if kind not in held:
            act: Act | None = self.__dict__.get("_taken_by")
            if act and act.withdraws(self):
                entries: Any = kind._default_manager
                held[kind] = act.standing(entries.filter(case=self.pk)).first()
            else:
                found: list[Entry] = ask(_last_of(kind), self.pk)
                held[kind] = found[0] if found else None
        return cast("E | None", held[kind])

    def keep(self, entry: E) -> E:
        """Let what the act records be known to what it records next."""
        self.__dict__.setdefault("_known", {})[type(entry)] = entry
        return entry

    @cached_property
    def texts(self) -> dict[str, str]:  # type: ignore[override]  # InPackage only reads it
        """What was filled in and written about it, by name; empty where nothing was, or it was erased."""
        if self.key_id is None:
            return {}
        row = CaseTexts.objects.filter(case=self).select_related("key").first()
        return row.read() if row and row.key.wrapped is not None else {}

    def write(self, **texts: str) -> SecretKey:
        """Put texts beside the case, under its key."""
        if self.key is None:
            self.key = vault.make_key()
            type(self).objects.filter(pk=self.pk).update(key=self.key)
        row = CaseTexts.objects.filter(case=self).select_related("key").first() or CaseTexts(case=self, key=self.key)
        all_texts = (row.read() if row.pk else {}) | texts
        row.seal(all_texts)
        row.save()
        self.__dict__["texts"] = all_texts
        return self.key

    # What its pages ask.

    @property
    def is_mirrored(self) -> bool:
        """Whether its truth lies in a superior system: it is read only here."""
        return bool(self.system)

    @property
    def verbs(self) -> tuple[str, ...]:
        """What may be recorded next, as names of methods; nothing where it lives elsewhere."""
        if self.is_mirrored:
            return ()
        verbs = VERBS.get(self.stage, ())
        if self.stage in BEFORE_ACCEPTANCE and not (self.version and self.version.allows_missing):
            verbs = tuple(verb for verb in verbs if verb != "accept_with_missing")
        if self.extended:  # more time is given once
            verbs = tuple(verb for verb in verbs if verb != "extend")
        return (*verbs, "supply_missing", "lapse") if self.missing_by else verbs

    @property
    def about(self) -> str:
        """What it is about, in the reader's language: its matter, or its package."""
        about: Any = self.matter or self.package
        return str(about.told)

    def know(self, kinds: Collection[type[Entry]], there: Collection[type[Entry]]) -> None:
        """Take note that of these kinds of entries only those that are there stand: nobody asks for the others."""
        held: dict[type[Entry], Entry | None] = self.__dict__.setdefault("_known", {})
        for kind in kinds:
            if kind not in there:
                held[kind] = None

    @property
    def applicant(self) -> str:
        """Who applied: an enterprise by its name, a resident by the opaque key."""
        if self.company_id:
            return str(self.company)
        return f"№ {self.person_id}" if self.person_id else ""

    def holder_name(self) -> str:
        """Whose name stands on its licence: the enterprise's, or the resident's as it was filled in."""
        if self.company_id:
            return str(self.company)
        part = PrivatePart.objects.filter(person=self.person_id).select_related("key").first()
        return part.read().get("name", "") if part else ""

    def course(self) -> list[tuple[Any, date | None]]:
        """Its timeline shows the course."""
        return []

    def has_file(self, evidence: Evidence) -> bool:
        """Whether a file is one of its papers."""
        return bool(self.papers.filter(evidence=evidence).exists())


def _of_application(zone: int, token: str) -> Any:
    return Case.objects.filter(zone=zone, token=token).exclude(token="")[:1]


def _companies_named(words: str) -> list[int]:
    """Keys of enterprises by a part of their name."""
    found = Company.objects.filter(name__icontains=words).order_by("pk").values_list("pk", flat=True)
    return list(found[:MOST_COMPANIES])


@cache
def _last_of(kind: Any) -> Callable[[int], Any]:
    """The question for the standing entry of a kind that happened last to a case."""
    return lambda case: kind._default_manager.filter(case=case).standing()[:1]


VERBS: dict[str, tuple[str, ...]] = {
    CaseStage.SUBMITTED: ("accept", "notify_supplement", "accept_with_missing", "refuse"),
    CaseStage.SUPPLEMENT: ("supply", "accept_with_missing", "refuse"),
    CaseStage.ACCEPTED: ("step", "decide", "stop", "extend", "hand_over", "assist"),
    CaseStage.EXAMINING: ("step", "decide", "stop", "extend", "hand_over", "assist"),
    CaseStage.SUSPENDED: ("resume", "hand_over"),
    CaseStage.DECIDED: ("deliver", "issue_licence"),
    CaseStage.DELIVERED: ("archive", "issue_licence", "revoke_licence"),
    CaseStage.ARCHIVED: ("revoke_licence",),
}


def new_number(day: date) -> str:
    """A number by the day and eight random signs: who knows one knows no other."""
    return f"{day:%Y%m%d}-" + "".join(secrets.choice(ALPHABET) for _place in range(NUMBER_LENGTH))


def code_word(number: str, code: str) -> str:
    """The keyed hash under which a follow code is kept: six digits alone could be tried out in a moment."""
    return vault.search_word("".join(code.split()), f"case.{number.strip().upper()}")


def _stage() -> Any:
    """The furthest stage that standing entries say."""
    ended: Any = Resumption.objects.standing().filter(case=OuterRef("case"), round=OuterRef("round"))
    stopped: Any = SpecialProcedure.objects.standing().filter(case=OuterRef("pk")).exclude(Exists(ended))
    return When_(
        When(has(Archived), then=Value(CaseStage.ARCHIVED)),
        When(has(Delivery), then=Value(CaseStage.DELIVERED)),
        When(has(MissingLapsed), then=Value(CaseStage.RETURNED)),
        When(Q(has(Decision)) | Q(has(DecidedElsewhere)), then=Value(CaseStage.DECIDED)),
        When(has(Refusal), then=Value(CaseStage.REFUSED)),
        When(Exists(stopped), then=Value(CaseStage.SUSPENDED)),
        When(Q(has(StepDone)) | Q(has(SpecialProcedure)), then=Value(CaseStage.EXAMINING)),
        When(has(Acceptance), then=Value(CaseStage.ACCEPTED)),
        When(has(HandedElsewhere), then=Value(CaseStage.EXAMINING)),
        When(Q(has(SupplementNotice)) & ~Q(has(Supplied)), then=Value(CaseStage.SUPPLEMENT)),
        default=Value(CaseStage.SUBMITTED),
        output_field=models.CharField(),
    )


def _due_on() -> Any:
    """The day said last: time given only ever moves it later. Empty while the clock is stopped and once it ended."""
    first = latest(Acceptance, "due_on")
    ended: Any = Resumption.objects.standing().filter(case=OuterRef("case"), round=OuterRef("round"))
    stopped: Any = SpecialProcedure.objects.standing().filter(case=OuterRef("pk")).exclude(Exists(ended))
    over = Q(has(Decision)) | Q(has(DecidedElsewhere)) | Q(has(Refusal)) | Q(has(MissingLapsed)) | Q(Exists(stopped))
    later = Greatest(Coalesce(latest(Resumption, "due_on"), first), Coalesce(latest(Extension, "due_on"), first), first)
    return When_(When(over, then=None), default=later, output_field=models.DateField(null=True))


__all__ = ["CLOSED", "Case", "CaseEntry", "CaseQuerySet", "code_word", "new_number"]
