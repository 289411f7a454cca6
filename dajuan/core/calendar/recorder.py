"""Who records when a file is loaded from the command line."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Post, User
from dajuan.core.staff.rights import READS_ALL, RECORDS


def recorder(username: str = "") -> User:
    """The named account, or whoever has served longest of those who may record today; never the administrator.

    Refuses where there is nobody.
    """
    if username:
        found = User.objects.filter(username=username, is_active=True).first()
        if found is None:
            raise Refused(_("There is no account “%(name)s”.") % {"name": username})
        return found
    today = timezone.localdate()
    may = Post.objects.filter(user__is_active=True, role__in=RECORDS | READS_ALL).exclude(role=Post.Role.AUDITOR)
    post = may.held_on(today).order_by("from_on", "pk").first()
    if post is None:
        raise Refused(_("Nobody serves here today: set up the roster first."))
    return post.user
