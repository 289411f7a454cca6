"""The words of the catalogue: kinds of matter, for whom, events of life, channels; and what an entry copies of one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.models import Entry
from dajuan.core.staff.models import Office


class MatterKind(models.TextChoices):
    """Kinds of the national service platform; the value is its code."""

    LICENCE = "1", pgettext_lazy("kind of matter", "administrative licence")
    BENEFIT = "5", pgettext_lazy("kind of matter", "administrative benefit")
    CONFIRMATION = "7", pgettext_lazy("kind of matter", "administrative confirmation")
    REWARD = "8", pgettext_lazy("kind of matter", "administrative reward")
    RULING = "9", pgettext_lazy("kind of matter", "administrative ruling")
    OTHER_POWER = "10", pgettext_lazy("kind of matter", "other administrative power")
    PENALTY = "2", pgettext_lazy("kind of matter", "administrative penalty")
    PUBLIC = "20", pgettext_lazy("kind of matter", "public service")


class Audience(models.TextChoices):
    """For whom a matter is."""

    ENTERPRISE = "enterprise", pgettext_lazy("audience", "enterprises")
    RESIDENT = "resident", pgettext_lazy("audience", "residents")
    BOTH = "both", pgettext_lazy("audience", "enterprises and residents")


class LifeEvent(models.TextChoices):
    """The event in a life or in an enterprise under which people look for a matter (主题)."""

    BIRTH = "birth", pgettext_lazy("life event", "birth and family")
    SCHOOL = "school", pgettext_lazy("life event", "school")
    WORK = "work", pgettext_lazy("life event", "work and social insurance")
    HOUSING = "housing", pgettext_lazy("life event", "housing and household register")
    MARRIAGE = "marriage", pgettext_lazy("life event", "marriage")
    HEALTH = "health", pgettext_lazy("life event", "health and medical insurance")
    TRAFFIC = "traffic", pgettext_lazy("life event", "driving and traffic")
    RETIREMENT = "retirement", pgettext_lazy("life event", "retirement")
    PASSING = "passing", pgettext_lazy("life event", "death and inheritance")
    STARTING = "starting", pgettext_lazy("life event", "starting a business")
    LICENSING = "licensing", pgettext_lazy("life event", "licences of a trade")
    BUILDING = "building", pgettext_lazy("life event", "investment and building")
    TAX = "tax", pgettext_lazy("life event", "tax and finance")
    HIRING = "hiring", pgettext_lazy("life event", "hiring")
    CHANGING = "changing", pgettext_lazy("life event", "changes of an enterprise")
    CLOSING = "closing", pgettext_lazy("life event", "closing a business")
    OTHER = "other", pgettext_lazy("life event", "other")


class Mode(models.TextChoices):
    """Where cases of a matter are kept: on the superior platform, as is usual, or here where that is switched on."""

    MIRRORED = "mirrored", pgettext_lazy("mode of a matter", "on the superior platform")
    OWN = "own", pgettext_lazy("mode of a matter", "accepted here")


class Channel(models.TextChoices):
    """Ways in which a case comes in."""

    WINDOW = "window", pgettext_lazy("channel", "window")
    ONLINE = "online", pgettext_lazy("channel", "online")
    APP = "app", pgettext_lazy("channel", "telephone app")
    TERMINAL = "terminal", pgettext_lazy("channel", "self-service terminal")
    POST = "post", pgettext_lazy("channel", "by post")


class MatterEntry(Entry):
    """An entry about a matter, with what the matter was that day."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("responsible office"))
    kind = models.CharField(pgettext_lazy("matter", "kind"), max_length=2, choices=MatterKind.choices)
    code = models.CharField(_("code of the matter"), max_length=80)
    mode = models.CharField(pgettext_lazy("matter", "acceptance"), max_length=8, choices=Mode.choices)

    subject_field = "matter"

    class Meta(Entry.Meta):
        abstract = True
