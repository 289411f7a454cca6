"""How every form of the site is drawn: `{{ form }}` gives labelled fields with each error at its field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

INPUTS = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in ("checkbox", "date", "datetime", "email", "file", "hidden", "input", "number", "password", "text")
)
SELECT = "django/forms/widgets/select.html"


class LookRenderer(TemplatesSetting):
    """Draws forms by the templates of this app; allauth's forms too.

    Django draws each option of a list by two templates: the office by which a list is narrowed cost a third of the
    page. So plain inputs and lists are written here, sign for sign as Django's own templates write them.
    """

    form_template_name = "look/_form.html"
    field_template_name = "look/_field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        if template_name == SELECT:
            return mark_safe("".join(_select(context["widget"])))  # noqa: S308  every part is escaped
        if template_name in INPUTS:
            return mark_safe(_input(context["widget"]))  # noqa: S308  every part is escaped
        return mark_safe(super().render(template_name, context, request))  # noqa: S308  a template's own answer


def _input(widget: dict[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{conditional_escape(widget["value"])}"'
    kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{_attributes(widget)}>'


def _select(widget: dict[str, Any]) -> Iterator[str]:
    yield f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget)}>'
    for group, options, _place in widget["optgroups"]:
        if group:
            yield f'\n  <optgroup label="{conditional_escape(group)}">'
        for option in options:
            yield f'\n  <option value="{conditional_escape(option["value"])}"{_attributes(option)}>'
            yield f"{conditional_escape(option['label'])}</option>"
        if group:
            yield "\n  </optgroup>"
    yield "\n</select>"


def _attributes(widget: dict[str, Any]) -> str:
    """As Django writes them: what is False stays away, what is True has no value."""
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{conditional_escape(value)}"')
        for name, value in widget["attrs"].items()
        if value is not False
    )
