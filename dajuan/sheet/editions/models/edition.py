"""The subject: one edition of the year's report, and every step of its life as a method that refuses in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Max
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from dajuan.core.records.act import Act
from dajuan.core.records.models import Entry, Evidence, Refused, Subject
from dajuan.core.records.remembering import Remembering, stage_of
from dajuan.core.records.resting import Rests
from dajuan.core.staff.models import Office, User, Visitor
from dajuan.core.staff.rights import RECORDS, holds, reads_all
from dajuan.sheet.editions.content import Content, wording
from dajuan.sheet.editions.drafting import Draft
from dajuan.sheet.editions.models import rights, snapshots, standing
from dajuan.sheet.editions.models.snapshots import Snapshot
from dajuan.sheet.editions.models.steps import (
    CLASSIFIED,
    Circulation,
    Confirmation,
    DocumentNumber,
    Freezing,
    Objection,
    Publication,
    Remark,
    Reply,
    Restatement,
    Review,
    SecrecyReview,
    Signing,
    Way,
)
from dajuan.sheet.studio.models import Manuscript
from dajuan.values.bundles import FrozenValue

E = TypeVar("E", bound=Entry)

MOST_SKIPPED = 500
ANSWER_TIME = timedelta(days=5)


class EditionQuerySet(Remembering):
    def visible_to(self, user: Visitor) -> Self:
        """All of the zone for whoever reads across lines or heads an office; what was published, for all staff."""
        if not isinstance(user, User) or not user.is_active or user.zone_id is None:
            return self.none()
        mine = self.filter(zone=user.zone_id)
        if reads_all(user) or holds(user, rights.CONFIRMS):
            return mine
        return mine.filter(stage__in=Edition.PUBLISHED) if holds(user, RECORDS) else mine.none()

    def remembered(self) -> dict[str, Any]:
        """How far each has come: the last of its steps that stands."""
        stages = Edition.Stage
        return {
            "stage": stage_of(
                stages.DRAFTING,
                (Restatement, stages.RESTATED),
                (Publication, stages.PUBLISHED),
                (Freezing, stages.FROZEN),
                (DocumentNumber, stages.NUMBERED),
                (SecrecyReview, stages.CLEARED),
                (Signing, stages.SIGNED),
                (Review, stages.REVIEWED),
                (Circulation, stages.CONFIRMING),
            )
        }


class Edition(Subject):
    """One edition of a year's report; a restated one names what it replaces. `office` drives it.

    Its text is that of the circulation that counts (`Snapshot`): from then on nothing in it changes by itself.
    """

    class Stage(models.TextChoices):
        DRAFTING = "drafting", pgettext_lazy("edition", "drafted")
        CONFIRMING = "confirming", pgettext_lazy("edition", "being confirmed")
        REVIEWED = "reviewed", pgettext_lazy("edition", "reviewed")
        SIGNED = "signed", pgettext_lazy("edition", "signed")
        CLEARED = "cleared", pgettext_lazy("edition", "reviewed for secrecy")
        NUMBERED = "numbered", pgettext_lazy("edition", "numbered")
        FROZEN = "frozen", pgettext_lazy("edition", "frozen")
        PUBLISHED = "published", pgettext_lazy("edition", "published")
        RESTATED = "restated", pgettext_lazy("edition", "restated")

    PUBLISHED: ClassVar[tuple[str, ...]] = (Stage.PUBLISHED, Stage.RESTATED)

    year = models.PositiveSmallIntegerField(_("year reported on"))
    ordinal = models.PositiveSmallIntegerField(pgettext_lazy("edition", "ordinal"), default=1)
    code = models.CharField(max_length=24, editable=False, help_text="year and ordinal: 2020-1")
    manuscript = models.ForeignKey(
        Manuscript, models.PROTECT, null=True, blank=True, related_name="editions", verbose_name=_("manuscript")
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("replaces")
    )
    drafted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("edition", "drafted by")
    )
    stage = models.CharField(
        pgettext_lazy("edition", "how far it is"), max_length=12, choices=Stage.choices, default=Stage.DRAFTING
    )

    line: ClassVar[str] = "editions"
    rests = (
        Rests("confirmations", on="circulations"),
        Rests("reviews", on="circulations"),
        Rests("reviews", on="confirmations", whole=True),
        Rests("signings", on="reviews"),
        Rests("secrecy_reviews", on="signings"),
        Rests("document_numbers", on="secrecy_reviews"),
        Rests("freezings", on="document_numbers"),
        Rests("publications", on="freezings"),
        Rests("restatements", on="publications"),
    )

    objects: ClassVar[Any] = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of the report")
        verbose_name_plural = _("editions of the report")
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="one_edition_per_ordinal")]

    def __str__(self) -> str:
        if self.ordinal == 1:
            return str(_("Report on the work of %(year)s") % {"year": self.year})
        return str(_("Report on the work of %(year)s, restated (%(n)s)") % {"year": self.year, "n": self.ordinal})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the code in step with year and ordinal."""
        self.code = f"{self.year}-{self.ordinal}"
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("editions:show", args=[self.pk])

    # What stands

    @property
    def circulation(self) -> Circulation | None:
        """The circulation that counts: the last one standing."""
        return _one(self.circulations)

    @property
    def review(self) -> Review | None:
        return _one(self.reviews, "person")

    @property
    def signing(self) -> Signing | None:
        return _one(self.signings, "person")

    @property
    def secrecy_review(self) -> SecrecyReview | None:
        return _one(self.secrecy_reviews, "person")

    @property
    def document_number(self) -> DocumentNumber | None:
        return _one(self.document_numbers)

    @property
    def freezing(self) -> Freezing | None:
        return _one(self.freezings)

    @property
    def publication(self) -> Publication | None:
        return _one(self.publications)

    @property
    def restatement(self) -> Restatement | None:
        return _one(self.restatements)

    @cached_property
    def texts(self) -> dict[str, Snapshot]:
        """The texts of the freezing or else of the circulation that counts, by language; empty while in drafting."""
        named = self.freezing or self.circulation
        if named is None:
            return {}
        rows = self.snapshots.filter(digest__in=[named.digest_zh, named.digest_en])
        return {one.language: one for one in rows}

    def content(self, language: str = "zh-hans") -> Content | None:
        """What it says in a language; None while in drafting."""
        kept = self.texts.get("en" if language.startswith("en") else "zh-hans")
        return kept.content if kept else None

    @property
    def is_edited_since(self) -> bool:
        """Whether the manuscript was edited after its text went out: what is confirmed is what went out."""
        text = self.texts.get("zh-hans")
        if self.manuscript is None or text is None or not text.drafted:
            return False
        now = {str(pk): revision for pk, revision in self.manuscript.passages.values_list("pk", "revision")}
        return now != {pk: out["revision"] for pk, out in text.drafted.items()}

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read anew, the texts too."""
        self.__dict__.pop("texts", None)
        super().refresh_from_db(*args, **kwargs)

    def take_manuscript(self) -> None:
        """Take up the manuscript of its year, where one was begun after the edition."""
        if self.manuscript is None and (found := Manuscript.objects.filter(zone=self.zone, year=self.year).first()):
            self.manuscript = found
            self.save(update_fields=["manuscript"])

    # The steps

    def circulate(self, act: Act, *, draft: Draft, due_on: date | None = None) -> Circulation:
        """Send the text out to the owners of its figures, with its values as of the draft's book (送核).

        They are asked to confirm by `due_on`, five days from now where no day is given.

        Confirmations of figures whose value, definition and sentences stayed the same go on counting.
        """
        act.lock(self)
        self._refuse_after(self.review, _("The text has been reviewed. Withdraw the review before it goes out anew."))
        if not draft.figures:
            raise Refused(_("The text names no figure yet. Too little is on record of this year."))
        snapshots.keep(self, draft.contents, draft.drafted)
        self.__dict__.pop("texts", None)
        chinese, english = draft.contents
        facts = {"cut": draft.book.moment, "digest_zh": chinese.digest, "digest_en": english.digest}
        day = act.today()
        out = Circulation(
            edition=self, figures=draft.figures, happened_on=day, due_on=due_on or day + ANSWER_TIME, **facts
        )
        return act.enter(out)

    def confirm(
        self,
        act: Act,
        *,
        keys: Sequence[str],
        person: User,
        seen: int,
        way: str = Way.HERE,
        happened_on: date | None = None,
        evidence: Sequence[Evidence] = (),
    ) -> list[Confirmation]:
        """The owner of these figures vouches for them as of the circulation that was `seen` (its number)."""
        act.lock(self)
        day = self._taken(act, person, way, happened_on, evidence)
        found = self._figures(act, keys, seen, person, day)
        kept = {(one.figure, one.period): one for one in self.confirmations.standing()}
        entered = []
        for value, facts in found:
            anew = Confirmation(edition=self, way=way, person=person, happened_on=day, **facts)
            old = kept.get((value.key, value.period))
            reason = str(_("Confirmed anew."))
            entered.append(act.correct(old, anew, reason=reason) if old else act.enter(anew))
        self._attach(act, entered, evidence)
        return entered

    def object_to(
        self,
        act: Act,
        *,
        key: str,
        person: User,
        seen: int,
        ground: str,
        remark: str,
        way: str = Way.HERE,
        happened_on: date | None = None,
        evidence: Sequence[Evidence] = (),
    ) -> Objection:
        """The owner of a figure disagrees. What was confirmed of it before no longer counts."""
        act.lock(self)
        day = self._taken(act, person, way, happened_on, evidence)
        ((value, facts),) = self._figures(act, [key], seen, person, day)
        if not remark.strip():
            raise Refused(_("Say in a sentence what is wrong."), field="remark")
        for old in self.confirmations.standing().filter(figure=key, period=value.period):
            act.withdraw(old, reason=str(_("The owner disagrees now.")))
        written = self._remark(remark, person)
        entry = Objection(
            edition=self, way=way, person=person, ground=ground, remark_key=written, happened_on=day, **facts
        )
        act.enter(entry)
        self._attach(act, [entry], evidence)
        return entry

    def reply(self, act: Act, *, objection: Objection, outcome: str, remark: str) -> Reply:
        """The general office answers an objection; its owner then confirms the figure, or objects again."""
        act.lock(self)
        if objection.edition_id != self.pk:
            raise Refused(_("This objection belongs to another edition."))
        if objection.until_id is not None:
            raise Refused(_("This objection has been withdrawn."))
        if act.standing(objection.replies).exists():
            raise Refused(_("This objection has been answered already."))
        if not remark.strip():
            raise Refused(_("Answer in a sentence."), field="remark")
        facts = {"objection": objection, "outcome": outcome, "remark_key": self._remark(remark, act.by)}
        return act.enter(Reply(edition=self, happened_on=act.today(), **facts))

    def pass_review(
        self,
        act: Act,
        *,
        person: User,
        way: str = Way.HERE,
        happened_on: date | None = None,
        evidence: Sequence[Evidence] = (),
    ) -> Review:
        """Somebody other than its drafter passes the whole text on to be signed (审核)."""
        act.lock(self)
        day = self._taken(act, person, way, happened_on, evidence)
        self._refuse_after(self.review, _("This edition has been reviewed already."))
        self._refuse_without(self.circulation, _("The text has not gone out to the owners of its figures yet."))
        if not rights.holds(person, rights.CHECKS, day):
            raise Refused(_("Only the general office, a bureau head or a leader reviews an edition."))
        self._refuse_author(person, _("Whoever drafted the text cannot review it."))
        if self.is_edited_since:
            raise Refused(_("The text was edited after it went out. Send it out anew first."))
        self._refuse_unsettled()
        return self._entered(act, Review(edition=self, way=way, person=person, happened_on=day), evidence)

    def sign(
        self,
        act: Act,
        *,
        person: User,
        seen: int,
        factor: str = "",
        over: str = "",
        way: str = Way.HERE,
        happened_on: date | None = None,
        evidence: Sequence[Evidence] = (),
    ) -> Signing:
        """A leader, or one to whom a leader delegated it in writing, signs the text as `seen` (签发).

        `factor`: the second factor by which the person was known anew. `over`: why claims nobody backs are signed
        over. Refuses whoever has lost the right since the page was opened.
        """
        act.lock(self)
        day = self._taken(act, person, way, happened_on, evidence)
        may, delegation = rights.signs_by(person, day)
        if not may:
            raise Refused(_("Only a leader, or one to whom a leader has delegated it in writing, signs an edition."))
        self._refuse_author(person, _("Whoever drafted the text cannot sign it."))
        self._refuse_after(self.signing, _("This edition has been signed already."))
        self._refuse_without(self.review, _("The text has not been reviewed yet."))
        self._refuse_other_text(seen)
        self._refuse_unsettled()
        if way == Way.HERE and not factor:
            raise Refused(_("Say who you are once more, with your second factor."), field="code")
        open_claims = len((self.content() or _nothing()).open_claims)
        if open_claims and not over.strip():
            raise Refused(_("Say why you sign over claims that nobody backs."), field="over")
        written = self._remark(over, person) if open_claims else ""
        facts = {"factor": factor, "delegation": delegation, "open_claims": open_claims, "remark_key": written}
        signing = Signing(edition=self, way=way, person=person, happened_on=day, **facts)
        return self._entered(act, signing, evidence)

    def review_secrecy(
        self,
        act: Act,
        *,
        person: User,
        result: str,
        classification: str = "",
        way: str = Way.HERE,
        happened_on: date | None = None,
        evidence: Sequence[Evidence] = (),
    ) -> SecrecyReview:
        """Somebody other than its drafter says whether the text may leave the house (保密审查)."""
        act.lock(self)
        day = self._taken(act, person, way, happened_on, evidence)
        if any(level in classification.lower() for level in CLASSIFIED):
            words = _("Classified matter must not enter this system. Take the text out of it and report this at once.")
            raise Refused(words, field="classification")
        self._refuse_after(self.secrecy_review, _("The secrecy review of this edition has been recorded already."))
        self._refuse_without(self.signing, _("The text has not been signed yet."))
        if not rights.holds(person, rights.CLEARS, day):
            raise Refused(_("Only the general office or a bureau head reviews a text for secrecy."))
        self._refuse_author(person, _("Whoever drafted the text cannot review it for secrecy."))
        entry = SecrecyReview(edition=self, way=way, person=person, result=result, happened_on=day)
        return self._entered(act, entry, evidence)

    def number(
        self,
        act: Act,
        *,
        word: str,
        year: int,
        serial: int,
        skipped: str = "",
        addressee: str = "",
        copies_to: str = "",
    ) -> DocumentNumber:
        """Check once more and register under a number of the organ's series (复核、登记).

        `skipped`: what numbers between the last one and this were used for; without it no number is left out.
        `addressee` and `copies_to` are printed (主送、抄送).
        """
        act.lock(self)
        self._refuse_after(self.document_number, _("This edition has its number already."))
        self._refuse_without(self.secrecy_review, _("The secrecy review has not been recorded yet."))
        word = word.strip()
        expected = next_serial(self.zone, word, year)
        if serial < expected:
            words = _("Number %(serial)s has been given already. The next one is %(next)s.")
            raise Refused(words % {"serial": serial, "next": expected}, field="serial")
        if serial - expected > MOST_SKIPPED:
            raise Refused(_("This leaves out more than %(most)s numbers.") % {"most": MOST_SKIPPED}, field="serial")
        if serial > expected and skipped not in {DocumentNumber.Use.OTHER, DocumentNumber.Use.VOID}:
            words = _("The next number is %(next)s. Say what the numbers before %(serial)s were used for.")
            raise Refused(words % {"serial": serial, "next": expected}, field="skipped")
        series = {"word": word, "year": year, "happened_on": act.today()}
        for left_out in range(expected, serial):
            act.enter(DocumentNumber(serial=left_out, use=skipped, **series))
        sent = {"addressee": addressee.strip(), "copies_to": copies_to.strip()}
        return act.enter(DocumentNumber(edition=self, serial=serial, **series, **sent))

    def freeze(self, act: Act, *, seal_size: int = 0, seal_root: str = "") -> Freezing:
        """Fix text, values, definitions and cut for ever, under the root of the seal at or after the cut."""
        act.lock(self)
        self._refuse_after(self.freezing, _("This edition has been frozen already."))
        self._refuse_without(self.document_number, _("The edition has no number yet."))
        circulation = self.circulation
        assert circulation is not None  # the number rests on it
        for language in ("zh-hans", "en"):
            self.content(language)  # refuses a text that is no longer what its hash says
        facts = {name: getattr(circulation, name) for name in ("cut", "digest_zh", "digest_en")}
        entry = Freezing(edition=self, happened_on=act.today(), seal_size=seal_size, seal_root=seal_root, **facts)
        return act.enter(entry)

    def publish(self, act: Act, *, scope: str) -> Publication:
        """Publish what was frozen. A restated edition thereby replaces the one it names."""
        act.lock(*filter(None, (self, self.replaces)))
        self._refuse_after(self.publication, _("This edition has been published already."))
        self._refuse_without(self.freezing, _("The edition has not been frozen yet."))
        cleared = self.secrecy_review
        if scope == Publication.Scope.PUBLIC and (cleared is None or cleared.result != SecrecyReview.Result.PUBLIC):
            raise Refused(_("The secrecy review lets this text stay within the house only."), field="scope")
        if self.replaces:
            if self.replaces.restatement:
                raise Refused(_("Another edition has replaced the earlier one already."))
            act.enter(Restatement(edition=self.replaces, successor=self, happened_on=act.today()))
        return act.enter(Publication(edition=self, scope=scope, happened_on=act.today()))

    def restate(self, *, by: User, office: Office) -> Edition:
        """Begin the edition that will replace this one: its text is drafted anew, from today's records."""
        self._refuse_without(self.publication, _("Only a published edition is restated."))
        if self.restatement or self.successors.exclude(stage__in=self.PUBLISHED).exists():
            raise Refused(_("A restated edition has been begun already."))
        last = Edition.objects.filter(zone=self.zone, year=self.year).aggregate(last=Max("ordinal"))["last"]
        return begin(self.year, by=by, office=office, manuscript=self.manuscript, replaces=self, ordinal=last + 1)

    # What the steps ask

    def _taken(self, act: Act, person: User, way: str, happened_on: date | None, evidence: Sequence[Evidence]) -> date:
        """The day of a step. Here it is taken by whoever acts, today; for paper the scan is needed, and the office."""
        if way == Way.HERE:
            if person != act.by:
                raise Refused(_("Only on paper can a step be entered for somebody else."))
            return act.today()  # type: ignore[no-any-return]  # the ledger's clock
        if not rights.holds(act.by, rights.DRIVES, act.today()):
            raise Refused(_("Only the general office enters what was done on paper."))
        if not evidence:
            raise Refused(_("Upload the signed scan: without it nobody can see that it was done."), field="evidence")
        if person.zone_id != self.zone_id:
            raise Refused(_("This person belongs to another zone."), field="person")
        return happened_on or act.today()

    def _figures(
        self, act: Act, keys: Sequence[str], seen: int, person: User, day: date
    ) -> list[tuple[FrozenValue, dict[str, Any]]]:
        """The values of figures with what an entry about each keeps. Refuses what is not this person's to confirm."""
        self._refuse_after(self.review, _("The text has been reviewed; its figures are no longer confirmed."))
        self._refuse_other_text(seen)
        texts = [self.content(language) for language in ("zh-hans", "en")]
        chinese = texts[0] or _nothing()
        values = {one.key: one for one in chinese.values}
        if missing := [key for key in keys if key not in values]:
            raise Refused(_("This edition says nothing of the figure %(key)s.") % {"key": missing[0]})
        lines = {key: chinese.figures[key].line for key in keys}
        owners = rights.owners(self.zone, list(lines.values()), day, self.office)
        for office in {owners[line] for line in lines.values()}:
            if not rights.confirms_for(person, office, day):
                raise Refused(_("Only the head of %(office)s confirms its figures.") % {"office": office})
        return [(values[key], _facts(values[key], owners[lines[key]], wording(texts, key))) for key in keys]

    def _refuse_other_text(self, seen: int) -> None:
        circulation = self.circulation
        self._refuse_without(circulation, _("The text has not gone out to the owners of its figures yet."))
        if circulation and circulation.number != seen:
            raise Refused(_("The text went out anew after you opened this page. Read it again first."))

    def _refuse_unsettled(self) -> None:
        if waiting := standing.unsettled(self):
            words = ngettext("%(n)s figure is not confirmed.", "%(n)s figures are not confirmed.", len(waiting))
            raise Refused(words % {"n": len(waiting)})

    def _refuse_author(self, person: User, words: Any) -> None:
        circulation = self.circulation
        if person.pk in {self.drafted_by_id, circulation.moment.recorded_by_id if circulation else None}:
            raise Refused(words)

    @staticmethod
    def _refuse_after(step: Any, words: Any) -> None:
        if step is not None:
            raise Refused(words)

    @staticmethod
    def _refuse_without(step: Any, words: Any) -> None:
        if step is None:
            raise Refused(words)

    def _remark(self, text: str, by: User) -> str:
        """Keep words beside a step; their key."""
        return Remark.objects.create(zone=self.zone, text=text.replace("\x00", "").strip()[:500], written_by=by).pk

    def _entered(self, act: Act, entry: E, evidence: Sequence[Evidence]) -> E:
        act.enter(entry)
        self._attach(act, [entry], evidence)
        return entry

    @staticmethod
    def _attach(act: Act, entries: Iterable[Any], evidence: Sequence[Evidence]) -> None:
        for entry in entries:
            act.attach(entry, *evidence)


def _one(steps: models.Manager[E], *related: str) -> E | None:
    """The step that stands, the last one where there are several, with who recorded it; None where there is none."""
    rows: Any = steps
    found: E | None = rows.standing().select_related("moment__recorded_by", *related).order_by("-number").first()
    return found


def _facts(value: FrozenValue, office: Office, wording: str) -> dict[str, Any]:
    exact = value.value
    return {
        "office": office,
        "figure": value.key,
        "period": value.period,
        "numerator": None if exact is None else exact.numerator,
        "denominator": 1 if exact is None else exact.denominator,
        "digest": value.digest,
        "wording": wording,
    }


def _nothing() -> Content:
    raise Refused(_("The text has not gone out to the owners of its figures yet."))


def next_serial(zone: Any, word: str, year: int) -> int:
    """The number after the last one given in a series; withdrawn ones were given too."""
    last = DocumentNumber.objects.filter(zone=zone, word=word, year=year).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


def begin(
    year: int,
    *,
    by: User,
    office: Office,
    manuscript: Manuscript | None = None,
    replaces: Edition | None = None,
    ordinal: int = 1,
) -> Edition:
    """Begin an edition of a year. Refuses a second one where the first is not published: that one is restated."""
    if replaces is None and Edition.objects.filter(zone=office.zone, year=year).exists():
        raise Refused(_("There is an edition of this year already."))
    made: Edition = Edition.objects.create(
        zone=office.zone,
        office=office,
        year=year,
        ordinal=ordinal,
        manuscript=manuscript,
        replaces=replaces,
        drafted_by=by,
    )
    return made
