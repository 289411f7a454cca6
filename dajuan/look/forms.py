"""How every form of the site is drawn: `{{ form }}` gives labelled fields with each error at its field."""

from django.forms.renderers import TemplatesSetting


class LookRenderer(TemplatesSetting):
    """Draws forms by the templates of this app; allauth's forms too."""

    form_template_name = "look/_form.html"
    field_template_name = "look/_field.html"
