"""A bench in a park, set up once and repaired any number of times."""

from __future__ import annotations

from datetime import date

from django.db import models

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, Subject, one_standing
from dajuan.core.records.resting import Rests


class Bench(Subject):
    """A bench."""

    title = models.CharField(max_length=80)

    rests = (Rests("repairs", on="settings_up"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/practice/{self.pk}/"

    def set_up(self, act: Act, *, happened_on: date, seats: int, wood: str = "oak") -> SettingUp:
        act.lock(self)
        if act.standing(SettingUp.objects.filter(bench=self)).exists():
            raise Refused("This bench has already been set up.")
        return act.enter(SettingUp(bench=self, seats=seats, wood=wood, happened_on=happened_on))

    def warnings(self) -> list[str]:
        """What is allowed and yet worth a look."""
        return ["This bench is very long."] if SettingUp.objects.filter(bench=self, seats__gt=20) else []

    def repair(self, act: Act, *, happened_on: date, cost_fen: int) -> Repair:
        act.lock(self)
        return act.enter(Repair(bench=self, cost_fen=cost_fen, happened_on=happened_on))


class SettingUp(Entry):
    """A bench was set up."""

    bench = models.ForeignKey(Bench, models.PROTECT, related_name="settings_up")
    seats = models.IntegerField()
    wood = models.CharField(max_length=10, choices=[("oak", "oak wood"), ("pine", "pine wood")])

    subject_field = "bench"
    facts = ("seats", "wood")

    class Meta(Entry.Meta):
        verbose_name = "setting up"
        constraints = [one_standing("bench")]


class Repair(Entry):
    """A bench was repaired."""

    bench = models.ForeignKey(Bench, models.PROTECT, related_name="repairs")
    cost_fen = models.BigIntegerField()

    subject_field = "bench"

    class Meta(Entry.Meta):
        verbose_name = "repair"
