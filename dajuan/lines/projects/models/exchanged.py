"""What came in with a project from outside and our tables do not know: kept as it was, given back as it was.

An OC4IDS project names people with their addresses, so the whole of it is a private row: encrypted under a key of the
matter, never part of an entry, and gone with its key. What it says that we do know is recorded by entries.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dajuan.core.people.private import PrivateRow
from dajuan.core.staff.models import User
from dajuan.lines.projects.oc4ids import number

STANDARD = "OC4IDS 0.9.5"


class Exchanged(PrivateRow):
    """The project as a package had it. `taken` is how we ourselves would have written it just after taking it over."""

    project = models.OneToOneField(
        "projects.Project", models.PROTECT, related_name="exchanged", verbose_name=_("project")
    )
    foreign_id = models.CharField(_("number there"), max_length=120, db_index=True)
    standard = models.CharField(_("standard"), max_length=24, default=STANDARD)
    file_name = models.CharField(_("file"), max_length=200)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("taken over by"))
    taken_at = models.DateTimeField(_("taken over at"), default=timezone.now)

    class Meta:
        verbose_name = _("project as it came in")
        verbose_name_plural = _("projects as they came in")

    def __str__(self) -> str:
        return self.foreign_id

    @property
    def owner(self) -> Any:
        """The subject this row is about."""
        return self.project

    def keep(self, whole: dict[str, Any], taken: dict[str, Any]) -> None:
        """Encrypt both; not yet saved."""
        texts = {"whole": whole, "taken": taken}
        self.seal({name: json.dumps(one, ensure_ascii=False, default=number) for name, one in texts.items()})

    def kept(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The project as it came in, and as we would have written it then. Whoever shows it logs the reading."""
        texts = self.read()
        return json.loads(texts["whole"]), json.loads(texts["taken"])
