"""The cast of every test: one zone, four offices, and the people who serve in them. Use them; do not invent others.

Li is a clerk of the construction bureau, Chen her section chief, Wang her bureau head. Zhao is a clerk of the
education bureau, Sun its head. Qian sits in the general office, Leader Zhou signs, He audits, Xu keeps the system.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dajuan.core.staff.models import Charge, Office, Post, User, Zone

START = date(2018, 1, 1)
R = Post.Role


@dataclass
class Cast:
    """Everybody, by name."""

    zone: Zone
    committee: Office
    construction: Office
    education: Office
    general: Office
    li: User
    chen: User
    wang: User
    zhao: User
    sun: User
    qian: User
    zhou: User
    he: User
    xu: User


def office(zone: Zone, name: str, parent: Office | None = None) -> Office:
    """An office that has stood since the start."""
    return Office.objects.create(zone=zone, name=name, parent=parent, from_on=START)


def person(zone: Zone, username: str, name: str, at: Office, role: Post.Role) -> User:
    """An account with one post since the start."""
    user = User.objects.create_user(username, password="correct horse battery", zone=zone, name=name)
    Post.objects.create(user=user, office=at, role=role, from_on=START)
    return user


def assemble() -> Cast:
    """Put the cast on the stage."""
    zone = Zone.objects.create(code="zone", name="示范经开区", name_en="Model Zone", in_use_since=START)
    committee = office(zone, "管委会")
    construction = office(zone, "建设局", committee)
    education = office(zone, "教育局", committee)
    general = office(zone, "办公室", committee)
    for at, line in ((construction, "city"), (education, "livelihood")):
        Charge.objects.create(office=at, line=line, from_on=START)
    return Cast(
        zone=zone,
        committee=committee,
        construction=construction,
        education=education,
        general=general,
        li=person(zone, "li", "李文静", construction, R.CLERK),
        chen=person(zone, "chen", "陈立新", construction, R.CHIEF),
        wang=person(zone, "wang", "王建国", construction, R.HEAD),
        zhao=person(zone, "zhao", "赵敏", education, R.CLERK),
        sun=person(zone, "sun", "孙晓东", education, R.HEAD),
        qian=person(zone, "qian", "钱进", general, R.OFFICE),
        zhou=person(zone, "zhou", "周正", committee, R.LEADER),
        he=person(zone, "he", "何明", committee, R.AUDITOR),
        xu=person(zone, "xu", "许宁", general, R.SYSTEM),
    )
