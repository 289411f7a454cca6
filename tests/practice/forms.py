from django import forms

from dajuan.core.records.forms import RecordForm
from tests.practice.models import Repair, SettingUp


class SettingUpForm(RecordForm):
    records = SettingUp
    verb = "set_up"

    seats = forms.IntegerField(label="Seats", min_value=1)
    wood = forms.ChoiceField(label="Wood", choices=[("oak", "oak wood"), ("pine", "pine wood")])


class RepairForm(RecordForm):
    records = Repair
    verb = "repair"
    reviewed = False

    cost_fen = forms.IntegerField(label="Cost")
