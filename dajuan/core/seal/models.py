"""The tree's tables: how far it has grown, the hashes of its leaves and subtrees, and its signed roots.

They hold nothing that could not be computed again from the ledger, but the roots and their signatures: those are what
the ledger is held against. Hashes stand 256 to a row, as in the tiles of transparency logs (C2SP tlog-tiles).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.values.roots import SignedRoot


class Tree(models.Model):
    """How far the ledger has been sealed; one row. The tree keeps the hash it was begun with."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    algorithm = models.CharField(_("hash"), max_length=10)
    leaves = models.BigIntegerField(_("leaves of the seal"), default=0)
    # The last leaf: its moment, kind and number; and the highest entry number among all.
    moment = models.BigIntegerField(default=0)
    kind = models.SmallIntegerField(default=0)
    number = models.BigIntegerField(default=0)
    entry = models.BigIntegerField(default=0)
    sealed_at = models.DateTimeField(_("sealed at"), null=True)


class Tile(models.Model):
    """Up to 256 hashes of one level, side by side: of leaves (level 0), or of whole tiles of the level below.

    A tile of leaves also names them (leaves.py), and carries the key of its first one, by which a leaf is found.
    """

    level = models.SmallIntegerField()
    place = models.BigIntegerField()
    hashes = models.BinaryField()
    names = models.BinaryField(default=b"")
    moment = models.BigIntegerField(null=True)
    kind = models.SmallIntegerField(null=True)
    number = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "place"], name="seal_tile_place")]
        indexes = [models.Index(fields=["level", "moment", "kind", "number"], name="seal_tile_first")]


class Root(models.Model):
    """A signed root: what the whole ledger hashed to at one moment, and the proof that it grew from the root before."""

    leaves = models.BigIntegerField(_("leaves of the seal"), primary_key=True)
    moment = models.BigIntegerField(_("ledger number"), db_index=True)
    root = models.CharField(_("root hash"), max_length=64)
    algorithm = models.CharField(_("hash"), max_length=10)
    signed_at = models.DateTimeField(_("signed at"))
    key = models.CharField(_("public key"), max_length=128)
    signed_by = models.CharField(_("kind of signature"), max_length=10)
    signature = models.CharField(_("signature"), max_length=128)
    consistency: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        verbose_name = _("signed root")
        verbose_name_plural = _("signed roots")
        ordering = ["-leaves"]

    @property
    def signed(self) -> SignedRoot:
        """The root as it was signed."""
        return SignedRoot(
            leaves=self.leaves,
            moment=self.moment,
            root=self.root,
            algorithm=self.algorithm,
            signed_at=SignedRoot.instant(self.signed_at),
            key=self.key,
            signed_by=self.signed_by,
            signature=self.signature,
        )


class Check(models.Model):
    """One comparison of the whole ledger with its seal; `finding` is empty where everything held."""

    checked_at = models.DateTimeField(_("checked at"))
    leaves = models.BigIntegerField(_("leaves of the seal"))
    finding = models.TextField(_("what was found"), blank=True)

    class Meta:
        ordering = ["-checked_at"]


class SealedForm(models.Model):
    """Which columns the canonical text of a type has in one version, as they were when its first row was sealed."""

    type = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    columns: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "version"], name="seal_form_version")]
