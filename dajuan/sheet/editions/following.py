"""What the studio is told of the life of a report: which passages are confirmed, and what may no longer be edited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from dajuan.core.staff.models import User
from dajuan.sheet.editions.content import Content, wording
from dajuan.sheet.editions.models import Confirmation, Edition
from dajuan.sheet.studio.life import Confirmed
from dajuan.sheet.studio.models import Manuscript, Passage


class LifeOfEditions:
    """The life of the last edition of a manuscript."""

    def confirmed(self, passages: Iterable[Passage]) -> dict[int, Confirmed]:
        """Those whose text is the one that went out and whose figures their owners all confirmed as it says them."""
        found: dict[int, Confirmed] = {}
        told: dict[int, _Out | None] = {}
        for passage in passages:
            if passage.manuscript_id not in told:
                told[passage.manuscript_id] = _Out.of(passage.manuscript)
            out = told[passage.manuscript_id]
            if out and (confirmed := out.confirmed(passage)):
                found[passage.pk] = confirmed
        return found

    def closed(self, manuscript: Manuscript) -> str:
        """Why the text may no longer be edited."""
        edition = _last(manuscript)
        if edition is None or edition.stage in _OPEN:
            return ""
        if edition.stage in Edition.PUBLISHED:
            return _("This report has been published. Begin a restated edition before you change its text.")
        return _("This report has been signed. Its text is closed unless the signature is withdrawn.")

    def edited(self, passage: Passage, by: User) -> None:
        """Nothing to be written: a text whose revision is not the one that went out is not confirmed any more."""


_OPEN = (Edition.Stage.DRAFTING, Edition.Stage.CONFIRMING, Edition.Stage.REVIEWED)


def _last(manuscript: Manuscript) -> Edition | None:
    found: Edition | None = Edition.objects.filter(manuscript=manuscript).order_by("-ordinal").first()
    return found


class _Out:
    """What went out of a manuscript, and the confirmations that stand."""

    def __init__(self, edition: Edition, texts: dict[str, Content], drafted: dict[str, Any]) -> None:
        self.texts, self.drafted = texts, drafted
        rows = edition.confirmations.standing().select_related("moment", "person")
        self.confirmations: dict[str, Confirmation] = {one.figure: one for one in rows}

    @classmethod
    def of(cls, manuscript: Manuscript) -> _Out | None:
        edition = _last(manuscript)
        snapshots = edition.texts if edition else {}
        if edition is None or not snapshots:
            return None
        texts = {language: snapshot.content for language, snapshot in snapshots.items()}
        return cls(edition, texts, snapshots["zh-hans"].drafted)

    def confirmed(self, passage: Passage) -> Confirmed | None:
        out, content = self.drafted.get(str(passage.pk)), self.texts.get(passage.language)
        if out is None or content is None or out["revision"] != passage.revision:
            return None
        said = [one for one in content.passages if one.line == passage.key]
        keys = {use.key for one in said for use in content.uses_in(one)}
        given = [self.confirmations.get(key) for key in keys]
        if not keys or not all(one and self._stands(one, content) for one in given):
            return None
        last = max((one for one in given if one), key=lambda one: one.number)
        return Confirmed(out["revision"], out["claims"], content.moment, last.moment.recorded_at, str(last.person))

    def _stands(self, confirmation: Confirmation, content: Content) -> bool:
        """Whether what was confirmed is what this text says."""
        value = content.by_figure.get((confirmation.figure, confirmation.period))
        words = wording([self.texts["zh-hans"], self.texts["en"]], confirmation.figure)
        return value is not None and (value.value, value.digest, words) == (
            confirmation.value,
            confirmation.digest,
            confirmation.wording,
        )
