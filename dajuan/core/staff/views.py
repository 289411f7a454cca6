"""Pages of the roster, for the system administrator; one's own page; the demo's sign-in with one click."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.staff import roster
from dajuan.core.staff.adapter import is_locked, unlock
from dajuan.core.staff.forms import (
    AccountForm,
    ChargeForm,
    ClosingForm,
    EndForm,
    HandoverForm,
    OfficeForm,
    PostForm,
    RosterForm,
)
from dajuan.core.staff.handover import NoSuccessor, hand_over, handover_list
from dajuan.core.staff.models import Charge, Office, Post, RosterChange, User, Zone
from dajuan.core.staff.rights import SignedInRequest, needs, public
from dajuan.look.paging import page_by_key

SIGNS_IN = "dajuan.core.staff.adapter.SignIn"


@public
@require_POST
def demo_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as one of the demo's invented people; on a real site there is no such page."""
    if not settings.DEMO:
        raise Http404
    shown = [post.user_id for _office, posts in roster.demo_accounts() for post in posts]
    if pk not in shown:
        raise Http404
    login(request, User.objects.get(pk=pk), backend=SIGNS_IN)
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)


@needs("staff.own")
@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    """One's own posts, past ones too, and where to change password and second step."""
    posts = request.user.posts.select_related("office").order_by("-from_on")
    return render(request, "staff/own.html", {"posts": posts, "held": request.user.posts_now()})


@needs("staff.administer")
@require_safe
def accounts(request: SignedInRequest) -> HttpResponse:
    """The roster: accounts with their posts, newest first, found by name."""
    asked = request.GET.get("q", "").strip()
    found = User.objects.filter(zone=_zone(request)).prefetch_related("posts__office")
    if asked:
        found = found.filter(Q(name__contains=asked) | Q(username__icontains=asked))
    page = page_by_key(found, request)
    locked = {user.pk for user in page.rows if is_locked(request, user)}
    return render(request, "staff/accounts.html", {"page": page, "q": asked, "locked": locked})


@needs("staff.administer")
@require_http_methods(["GET", "POST"])
def account_opening(request: SignedInRequest) -> HttpResponse:
    """A new account with its first post; its temporary password is shown once."""
    form = AccountForm(request.POST or None, zone=_zone(request))
    if request.method == "POST" and form.is_valid():
        try:
            user, password = roster.open_account_with_post(_zone(request), **form.cleaned_data, by=request.user)
        except roster.NotAllowed as refusal:
            form.refuse(refusal)
        else:
            return _shown_once(request, user, password)
    title = _("New account")
    return _form_page(request, form, title, reverse("staff:accounts"))


@needs("staff.administer")
@require_safe
def account(request: SignedInRequest, pk: int) -> HttpResponse:
    """One account: its posts, its state, and what can be done about it."""
    user = _account(request, pk)
    content = {
        "account": user,
        "posts": user.posts.select_related("office").order_by("-from_on"),
        "held": user.posts_now(),
        "locked": is_locked(request, user),
        "waiting": sum(number for _title, number in handover_list(user)),
    }
    return render(request, "staff/account.html", content)


@needs("staff.administer")
@require_http_methods(["GET", "POST"])
def closing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an account, once the administrator has said why."""
    user = _account(request, pk)
    form = ClosingForm(request.POST or None, zone=_zone(request))
    if request.method == "POST" and form.is_valid():
        try:
            roster.set_active(user, False, by=request.user, reason=form.cleaned_data["reason"])
        except roster.NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The account is closed; its open sessions have ended."))
            return redirect("staff:account", pk)
    title = _("Close the account of %(name)s?") % {"name": user}
    return _form_page(request, form, title, reverse("staff:account", args=[pk]), _("Close the account"))


@needs("staff.administer")
@require_POST
def reopening(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    roster.set_active(_account(request, pk), True, by=request.user)
    return redirect("staff:account", pk)


@needs("staff.administer")
@require_POST
def temporary_password(request: SignedInRequest, pk: int) -> HttpResponse:
    """A temporary password in place of a forgotten one, shown once."""
    user = _account(request, pk)
    if user == request.user:
        return redirect("account_change_password")
    return _shown_once(request, user, roster.set_temporary_password(user, by=request.user))


@needs("staff.administer")
@require_POST
def unlocking(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget failed sign-ins, so that the right password works again at once."""
    user = _account(request, pk)
    unlock(request, user)
    roster.note(_zone(request), request.user, _("Unlocked the account of %(name)s") % {"name": user})
    messages.success(request, _("Unlocked."))
    return redirect("staff:account", pk)


@needs("staff.administer")
@require_http_methods(["GET", "POST"])
def posting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a post."""
    user = _account(request, pk)
    form = PostForm(request.POST or None, zone=_zone(request))
    if request.method == "POST" and form.is_valid():
        try:
            roster.give_post(user, **form.cleaned_data, by=request.user)
        except roster.NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Post entered."))
            return redirect("staff:account", pk)
    title = _("Give a post to %(name)s") % {"name": user}
    return _form_page(request, form, title, reverse("staff:account", args=[pk]))


@needs("staff.administer")
@require_http_methods(["GET", "POST"])
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a post; what waits for its holder stands on the handover list next."""
    post = get_object_or_404(Post.objects.select_related("user", "office"), pk=pk, user__zone=_zone(request))
    form = EndForm(request.POST or None, zone=_zone(request))
    if request.method == "POST" and form.is_valid():
        try:
            roster.end_post(post, **form.cleaned_data, by=request.user)
        except roster.NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The post ends on %(day)s.") % {"day": post.to_on})
            return redirect("staff:handover", post.user_id)
    title = _("End a post: %(post)s") % {"post": post}
    return _form_page(request, form, title, reverse("staff:account", args=[post.user_id]))


@needs("staff.administer")
@require_http_methods(["GET", "POST"])
def handover(request: SignedInRequest, pk: int) -> HttpResponse:
    """The handover list of a person: how much waits, without its content, and who takes all of it over."""
    user = _account(request, pk)
    form = HandoverForm(request.POST or None, zone=_zone(request))
    if request.method == "POST" and form.is_valid():
        successor = form.cleaned_data["successor"]
        try:
            passed = hand_over(user, successor)
        except NoSuccessor as refusal:
            form.add_error("successor", str(refusal))
        else:
            words = {"number": passed, "name": user, "successor": successor}
            roster.note(
                _zone(request), request.user, _("Handed %(number)s things of %(name)s to %(successor)s") % words
            )
            messages.success(request, _("Handed over."))
            return redirect("staff:account", pk)
    content = {"account": user, "list": handover_list(user), "form": form}
    return render(request, "staff/handover.html", content, status=422 if form.errors else 200)


@needs("staff.administer")
@require_safe
def offices(request: SignedInRequest) -> HttpResponse:
    """The tree of offices with their dates, and which office keeps which line."""
    tree = Office.objects.filter(zone=_zone(request))
    kept = Charge.objects.filter(office__zone=_zone(request)).select_related("office").order_by("line", "-from_on")
    content = {
        "offices": [(office, office.path.count("/") - 2) for office in tree],
        "charges": [(roster.title_of(charge.line), charge) for charge in kept],
    }
    return render(request, "staff/offices.html", content)


@needs("staff.administer")
@require_http_methods(["GET", "POST"])
def office(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Enter an office, or change its names and dates."""
    entered = get_object_or_404(Office, pk=pk, zone=_zone(request)) if pk else None
    form = OfficeForm(request.POST or None, instance=entered, zone=_zone(request))
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        roster.note(_zone(request), request.user, _("Entered the office %(name)s") % {"name": saved})
        return redirect("staff:offices")
    title = str(entered) if entered else _("New office")
    return _form_page(request, form, title, reverse("staff:offices"))


@needs("staff.administer")
@require_http_methods(["GET", "POST"])
def charging(request: SignedInRequest) -> HttpResponse:
    """Let an office keep a line of work from a day."""
    form = ChargeForm(request.POST or None, zone=_zone(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            roster.charge(data["office"], data["line"], from_on=data["from_on"], by=request.user)
        except roster.NotAllowed as refusal:
            form.refuse(refusal)
        else:
            return redirect("staff:offices")
    return _form_page(request, form, _("Charge an office with a line"), reverse("staff:offices"))


@needs("staff.audit")
@require_safe
def changes(request: SignedInRequest) -> HttpResponse:
    """Who changed what in the roster, latest first."""
    rows = RosterChange.objects.filter(zone=_zone(request)).select_related("changed_by")
    return render(request, "staff/changes.html", {"page": page_by_key(rows, request)})


def _zone(request: SignedInRequest) -> Zone:
    if request.user.zone is None:
        raise Http404
    return request.user.zone


def _account(request: SignedInRequest, pk: int) -> User:
    return get_object_or_404(User, pk=pk, zone=_zone(request))


def _shown_once(request: SignedInRequest, user: User, password: str) -> HttpResponse:
    answer = render(request, "staff/password.html", {"account": user, "password": password})
    answer["Cache-Control"] = "no-store"
    return answer


def _form_page(
    request: SignedInRequest,
    form: RosterForm | OfficeForm,
    title: str,
    back: str,
    verb: str = "",
) -> HttpResponse:
    content = {"form": form, "form_title": title, "back": back, "verb": verb or _("Save")}
    return render(request, "staff/form.html", content, status=422 if form.errors else 200)
