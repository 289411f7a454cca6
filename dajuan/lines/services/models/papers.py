"""Kinds of paper an office asks for: a paper is known by its kind, so that it is handed in once (一件材料只交一次)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.core.staff.models import User, Visitor, Zone
from dajuan.look.languages import in_reading


class PaperKindQuerySet(models.QuerySet["PaperKind"]):
    def visible_to(self, visitor: Visitor) -> Self:
        """Of one's own zone."""
        return self.filter(zone=visitor.zone_id) if isinstance(visitor, User) and visitor.zone_id else self.none()


class PaperKind(models.Model):
    """One kind of paper, such as the licence of a business or the identity card of its head."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    code = models.CharField(_("code of the paper"), max_length=60)
    name = models.CharField(_("name of the paper"), max_length=200)
    name_en = models.CharField(_("name of the paper in English"), max_length=200, blank=True)

    objects: ClassVar[Any] = PaperKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of paper")
        verbose_name_plural = _("kinds of paper")
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="one_paper_kind_per_code")]
        indexes = [models.Index(fields=["zone", "name"], name="paper_kind_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def told(self) -> str:
        """Its name in the reader's language, in Chinese where it has no other."""
        return in_reading(self.name, self.name_en)


class PaperShelf:
    """The kinds of paper of a zone by code and by name, read once; a name nobody has used becomes a new kind."""

    def __init__(self, zone: Zone, make: Callable[[PaperKind], PaperKind]) -> None:
        self.zone, self._make = zone, make
        rows = list(PaperKind.objects.filter(zone=zone))
        self._known = {**{row.name: row for row in rows}, **{row.code: row for row in rows}}
        self._codes = {row.code for row in rows}

    def called(self, name: str) -> PaperKind:
        """The kind of this code or name, made where there is none."""
        name = name.strip()[:200]
        if name not in self._known:
            made = self._make(PaperKind(zone=self.zone, code=self._free_code(), name=name))
            self._known[name] = self._known[made.code] = made
        return self._known[name]

    def _free_code(self) -> str:
        number = len(self._codes) + 1
        while f"P{number:05d}" in self._codes:
            number += 1
        self._codes.add(f"P{number:05d}")
        return f"P{number:05d}"
