"""Who records when a file is loaded from the command line."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Post, User


def recorder(username: str = "") -> User:
    """The named account, or whoever has served longest of those who serve today. Refuses where there is nobody."""
    if username:
        found = User.objects.filter(username=username, is_active=True).first()
        if found is None:
            raise Refused(_("There is no account “%(name)s”.") % {"name": username})
        return found
    today = timezone.localdate()
    post = Post.objects.filter(user__is_active=True).held_on(today).order_by("from_on", "pk").first()
    if post is None:
        raise Refused(_("Nobody serves here today: set up the roster first."))
    return post.user
