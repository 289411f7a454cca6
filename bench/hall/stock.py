"""The hall on which services are measured: the demo's, and so many cases more, copied in the database itself."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.zone import ROOT, timed

DEMO = 0.05
OWN = ("id", "number", "token", "foreign_number", "code_word", "key_id")  # what no two cases share


@dataclass(frozen=True)
class Hall:
    """What the people of the bench need to know."""

    place: Path
    clerk: str
    matter: int
    papers: tuple[int, ...]  # each is asked for at the window
    code: str
    company: str
    cases: int


def settle(engine: str) -> Path:
    """Say where the bench's data of an engine lies, for this process and those it starts."""
    place = ROOT / "var" / "bench" / f"hall-{engine}"
    place.mkdir(parents=True, exist_ok=True)
    quiet = {f"DAJUAN_{name}_SECONDS": "0" for name in ("SEAL", "MIRROR", "OUTBOX")}
    os.environ |= {"DAJUAN_DATA": str(place), "DJANGO_SETTINGS_MODULE": "dajuan.site.settings", **quiet}
    return place


def open_hall(place: Path, cases: int) -> Hall:
    """Set up Django and fill what is missing. Kept and used again; delete the directory to make it anew."""
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    from dajuan.core.records.models import today
    from dajuan.lines.services.models import Case, Matter
    from dajuan.lines.services.models.kinds import Mode

    with timed("tables"):
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
    with timed(f"the demo at size {DEMO:g}"):
        call_command("demo", size=DEMO, stdout=sys.stderr)
    if Case.objects.count() < cases:
        with timed(f"{cases:,} cases"):
            multiply(cases)
    matter = Matter.objects.filter(mode=Mode.OWN, stage="in-force").order_by("pk").first()
    assert matter is not None, "the demo has matters that are accepted here"
    company = Case.objects.filter(company__isnull=False).order_by("pk")[0].company
    clerk = _clerk(matter)
    version = matter.version_on(today())
    papers = tuple(version.materials.values_list("paper", flat=True)) if version else ()
    return Hall(place, clerk, matter.pk, papers, company.code, company.name, Case.objects.count())


def _clerk(matter: Any) -> str:
    """Somebody who works at the hall's windows."""
    from dajuan.core.staff.models import Post, User

    posts = Post.objects.filter(office__path__startswith=matter.office.path, role=Post.Role.CLERK)
    user = User.objects.filter(posts__in=posts).order_by("pk").first()
    keeper = User.objects.filter(posts__office__charges__line="services").order_by("pk").first()
    found = user or keeper
    assert found is not None, "somebody serves at the window"
    return str(found.username)


def multiply(cases: int) -> None:
    """Copy the demo's cases until there are so many: own numbers, the rest as it is. One statement."""
    from django.db import connection

    from dajuan.lines.services.models import Case

    have = Case.objects.count()
    quote = connection.ops.quote_name
    columns = ", ".join(quote(f.column) for f in Case._meta.concrete_fields if f.column not in OWN)
    table = quote(Case._meta.db_table)
    statement = (
        "WITH RECURSIVE times(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM times WHERE n < %s) "  # noqa: S608  own names
        f"INSERT INTO {table} (number, token, foreign_number, code_word, {columns}) "
        f"SELECT 'B' || n || '-' || id, '', '', '', {columns} FROM {table}, times LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [cases // have + 1, cases - have])
        cursor.execute("ANALYZE")
