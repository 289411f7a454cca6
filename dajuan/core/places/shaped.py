"""What a subject with a shape has: GeoJSON text, a box to find it by, and its measures."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.geometry import Shape, overlap, stored_shape
from dajuan.core.records.models import SubjectQuerySet

SHAPED = ("geojson", "west", "south", "east", "north", "shape_length_cm", "shape_area_dm2")
"""What `put_shape` writes."""


class ShapedQuerySet(SubjectQuerySet):
    def in_box(self, west: float, south: float, east: float, north: float) -> Self:
        """Those whose own box meets a box of degrees."""
        return self.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)


class Shaped(models.Model):
    """Mixed into a subject before Subject. A shape is optional; what is counted stands on entries (office.md 12)."""

    geojson = models.TextField(_("shape"), blank=True, editable=False, help_text="WGS 84")
    west = models.FloatField(null=True, editable=False)
    south = models.FloatField(null=True, editable=False)
    east = models.FloatField(null=True, editable=False)
    north = models.FloatField(null=True, editable=False)
    shape_length_cm = models.BigIntegerField(_("length of the shape"), null=True, editable=False)
    shape_area_dm2 = models.BigIntegerField(_("area of the shape"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def shape(self) -> Shape | None:
        return stored_shape(self.geojson) if self.geojson else None

    def put_shape(self, shape: Shape | None) -> None:
        """Take a checked shape with its box and measures, or none; the caller saves."""
        self.geojson = shape.geojson if shape else ""
        self.west, self.south, self.east, self.north = shape.bbox if shape else (None, None, None, None)
        self.shape_length_cm = (shape.length_cm or None) if shape else None
        self.shape_area_dm2 = (shape.area_dm2 or None) if shape else None

    def overlapping(self, others: Any) -> list[Any]:
        """Of a queryset of shaped subjects, those that share more with this one than a crossing."""
        mine = self.shape
        if mine is None:
            return []
        near = others.in_box(*mine.bbox).exclude(geojson="")
        near = near.exclude(pk=self.pk) if self.pk and near.model is type(self) else near
        return [one for one in near if overlap(mine.geometry, stored_shape(one.geojson).geometry).is_worth_a_warning]

    def differs_from(self, counted: int, measured: int | None) -> bool:
        """Whether a measured amount is more than 5 % away from the counted one (office.md 12): it only warns."""
        return measured is not None and abs(measured - counted) * 20 > counted
