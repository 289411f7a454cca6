"""Tags of every page: the menu, icons, addresses with one part changed, and form controls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dajuan.look import navigation

register = template.Library()


@dataclass
class MenuItem:
    """A line of the menu as this page shows it."""

    title: str | Promise
    url: str
    icon: str
    current: bool


@dataclass
class MenuGroup:
    title: str | Promise
    items: list[MenuItem]


@register.simple_tag(takes_context=True)
def menu(context: template.RequestContext) -> str:
    """The menu of the person who asks, in groups; the item whose address begins this page's is the current one."""
    request: HttpRequest | None = context.get("request")
    if request is None or not hasattr(request, "user"):
        return ""
    items = navigation.items_for(request.user)
    here = max((item.url for item in items if request.path.startswith(item.url)), key=len, default="")
    return _menu(tuple(items), here, get_language()) if items else ""


@lru_cache(maxsize=512)
def _menu(items: tuple[navigation.NavItem, ...], here: str, language: str) -> SafeString:
    """Drawn once for all who have the same items and stand at the same one."""
    groups: dict[navigation.Group, MenuGroup] = {}
    for item in items:
        group = groups.setdefault(item.group, MenuGroup(item.group.title, []))
        group.items.append(MenuItem(item.title, item.url, item.icon, item.url == here))
    return render_to_string("look/_menu.html", {"groups": groups.values()})


@register.simple_tag
def entrance_parts() -> list[str]:
    """Templates the sign-in page of the demo includes."""
    return navigation.entrance_parts()


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str) -> SafeString:
    """A Tabler icon, silent for screen readers: the words beside it speak."""
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


@register.simple_tag(takes_context=True)
def query(context: template.RequestContext, **changes: Any) -> str:
    """This page's query with some parameters changed; None or an empty text takes one out.

    {% query after=page.after before=None %}
    """
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value is not None and value != "":
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A field's input in the look of the site. Django itself ties it to its help and its error."""
    widget = field.field.widget
    # A placeholder that repeats the label says it twice and fades when it is needed.
    if widget.attrs.get("placeholder") == field.label:
        widget.attrs.pop("placeholder")
    classes = [widget.attrs.get("class", ""), _shape(widget), "is-invalid" if field.errors else ""]
    return field.as_widget(attrs={"class": " ".join(filter(None, classes))})


@register.filter
def boxes(field: BoundField) -> bool:
    """Whether a field is several boxes or buttons, which need a legend instead of a label."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def may_stay_empty(field: BoundField) -> bool:
    """Whether a field is to be marked as optional: not a choice whose empty word itself says what it means."""
    if field.field.required:
        return False
    choices = list(getattr(field.field, "choices", ())) if type(field.field.widget) is forms.Select else []
    return not any(not value and str(word).strip("- ") for value, word in choices[:1])


@register.filter
def single_box(field: BoundField) -> bool:
    """Whether a field is one box to tick, whose label stands after it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


def _shape(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"
