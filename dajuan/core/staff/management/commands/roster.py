"""Opens accounts and enters posts from a roster: CSV with a heading row, all of it or nothing."""

from __future__ import annotations

import csv
import io
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from dajuan.core.staff.models import Office, Post, User, Zone
from dajuan.core.staff.roster import NotAllowed, give_post, open_account

HEADINGS = {
    "username": ("username", "账号", "登录名"),
    "name": ("name", "姓名"),
    "office": ("office", "部门", "科室", "单位"),
    "role": ("role", "岗位", "角色"),
    "from": ("from", "任职起", "起"),
    "to": ("to", "任职止", "止"),
    "acting": ("acting", "代理"),
}
ROLES = {
    "经办": Post.Role.CLERK,
    "经办人": Post.Role.CLERK,
    "项目专员": Post.Role.SPECIALIST,
    "网格员": Post.Role.COMMUNITY,
    "社区干部": Post.Role.COMMUNITY,
    "科长": Post.Role.CHIEF,
    "局长": Post.Role.HEAD,
    "办公室": Post.Role.OFFICE,
    "领导": Post.Role.LEADER,
    "审计": Post.Role.AUDITOR,
    "系统管理员": Post.Role.SYSTEM,
}


class Command(BaseCommand):
    """`python -m dajuan roster FILE`: columns username, name, office, role, from, and perhaps to and acting.

    Headings and roles may be Chinese; the file UTF-8 or GBK. Accounts that exist keep their passwords, posts held
    already are passed over, so that a roster may be loaded again. New accounts' temporary passwords are printed once.
    """

    help = "Open accounts and enter posts from a CSV roster, all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--zone", default="", help="code of the zone, where there is more than one")

    def handle(self, *args: Any, **options: Any) -> None:
        zone = _zone(options["zone"])
        rows = _rows(options["file"])
        errors: list[str] = []
        opened: list[tuple[User, str]] = []
        posts = 0
        with transaction.atomic():
            for number, row in rows:
                try:
                    fresh, post = _enter(zone, row)
                except (NotAllowed, ValueError) as error:
                    errors.append(f"line {number}: {error}")
                else:
                    opened += fresh
                    posts += post
            if errors:
                transaction.set_rollback(True)
        if errors:
            raise CommandError("Nothing was entered.\n" + "\n".join(errors))
        out = csv.writer(sys.stdout)
        for user, password in opened:
            out.writerow([user.username, user.name, password])
        self.stderr.write(f"{len(opened)} accounts opened, {posts} posts entered.")


def _zone(code: str) -> Zone:
    zones = Zone.objects.filter(code=code) if code else Zone.objects.all()
    if zones.count() != 1:
        raise CommandError(
            "Name the zone: --zone CODE. Known: " + ", ".join(Zone.objects.values_list("code", flat=True))
        )
    return zones.get()


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    """The roster's rows by our column names, with their line numbers."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError(str(error)) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    reader = csv.reader(io.StringIO(text))
    heading = [cell.strip() for cell in next(reader, [])]
    places = {column: heading.index(word) for column, words in HEADINGS.items() for word in words if word in heading}
    if missing := [column for column in ("username", "name", "office", "role", "from") if column not in places]:
        raise CommandError(f"Columns missing: {', '.join(missing)}.")
    return [
        (reader.line_num, {column: cells[at].strip() if at < len(cells) else "" for column, at in places.items()})
        for cells in reader
        if any(cell.strip() for cell in cells)
    ]


def _enter(zone: Zone, row: dict[str, str]) -> tuple[list[tuple[User, str]], int]:
    """Open the account if it is new and enter the post if it is not held: accounts opened, posts entered."""
    begin, end = _day(row["from"]), _day(row["to"]) if row.get("to") else None
    office = Office.objects.standing_on(begin).filter(zone=zone, name=row["office"]).first()
    if office is None:
        raise ValueError(f"no office {row['office']!r} on {begin}")
    role = ROLES.get(row["role"], row["role"])
    if role not in Post.Role.values:
        raise ValueError(f"no role {row['role']!r}")
    user = User.objects.filter(username__iexact=row["username"]).first()
    if user is not None and user.zone_id != zone.pk:
        raise ValueError(f"the account {row['username']!r} belongs to another zone")
    opened = []
    if user is None:
        if not row["username"] or not row["name"]:
            raise ValueError("a sign-in name or a name is missing")
        opened = [open_account(zone, username=row["username"], name=row["name"], by=None)]
        user = opened[0][0]
    if user.posts.filter(office=office, role=role, from_on=begin).exists():
        return opened, 0
    acting = row.get("acting", "").lower() in {"1", "yes", "是", "代理"}
    give_post(user, office, role, from_on=begin, to_on=end, acting=acting, by=None)
    return opened, 1


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.replace(".", "-").replace("/", "-"))
    except ValueError as error:
        raise ValueError(f"{text!r} is no day such as 2020-09-01") from error
