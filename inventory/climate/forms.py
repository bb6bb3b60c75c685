"""What people say of rooms, points and readings."""

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from inventory.models import ClimateRule, Device, Reading, Sensor, VehicleRule
from inventory.models.climate import Period
from qms.core.models import Place, Warehouse
from qms.records.forms import DAY, NumberInput, plain_field


class ReadingForm(forms.ModelForm):
    """A reading by hand; what is asked besides appears when it is out of range."""

    #: The half-day that a late reading stands for, as "2026-10-14 morning".
    half = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Reading
        fields = [
            "temperature",
            "humidity",
            "measure",
            "temperature_after",
            "humidity_after",
        ]
        widgets = {name: NumberInput for name in fields if name != "measure"}

    def __init__(self, *args, sensor, **kwargs):
        super().__init__(*args, auto_id=f"id_{sensor.pk}_%s", **kwargs)
        self.sensor = sensor
        rule = getattr(sensor.room, "climate_rule", None)
        if rule and not rule.measures_humidity:
            del self.fields["humidity"], self.fields["humidity_after"]
        for field in self.fields.values():
            field.required = False
        if not self.is_out_of_range():
            for name in ("measure", "temperature_after", "humidity_after"):
                self.fields.pop(name, None)

    def is_out_of_range(self):
        """Whether what was typed asks for the measure; asked again at the verb."""
        said = [self._typed(name) for name in ("temperature", "humidity")]
        return said[0] is not None and not self.sensor.room.is_in_range(*said)

    def _typed(self, name):
        field = self.fields.get(name)
        try:
            return field and field.clean(self.data.get(name, ""))
        except forms.ValidationError:
            return None

    @property
    def asks_more(self):
        return "measure" in self.fields

    def clean_half(self):
        day, _blank, period = self.cleaned_data["half"].partition(" ")
        if not day:
            return None
        if period not in Period.values or parse_date(day) is None:
            raise forms.ValidationError(_("This half-day is not one that was missed."))
        return parse_date(day), Period(period)

    def _post_clean(self):
        """The reading is made by the verb, not here."""

    def take(self, by):
        said = dict(self.cleaned_data)
        day, period = said.pop("half") or (None, None)
        return self.sensor.read(by, day, period, **said)

    def show(self, problems):
        for problem in problems:
            name = problem.field if problem.field in self.fields else None
            self.add_error(name, str(problem))


class Reasoned(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500)


class RoomForm(forms.ModelForm):
    class Meta:
        model = Warehouse
        fields = [
            "name",
            "address",
            "temp_min",
            "temp_max",
            "humidity_min",
            "humidity_max",
        ]
        widgets = dict.fromkeys(fields[2:], NumberInput)

    def clean(self):
        said = super().clean()
        for low, high in (("temp_min", "temp_max"), ("humidity_min", "humidity_max")):
            pair = (said.get(low), said.get(high))
            if None not in pair and pair[0] >= pair[1]:
                self.add_error(high, _("The upper limit lies above the lower one."))
        return said


class SamplingForm(forms.ModelForm):
    """How often something is sampled, and who is alarmed."""

    INTERVALS = ["interval", "interval_out", "alarm_after"]
    PERSONS = ["first_alarmed", "second_alarmed", "third_alarmed"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.PERSONS:
            people = self.fields[name].queryset.filter(is_active=True)
            self.fields[name].queryset = people.order_by("full_name")

    def clean(self):
        said = super().clean()
        pair = (said.get("first_alarmed"), said.get("second_alarmed"))
        if pair[0] is not None and pair[0] == pair[1]:
            sentence = _("At least two different persons are named.")
            self.add_error("second_alarmed", sentence)
        return said


class RuleForm(SamplingForm):
    class Meta:
        model = ClimateRule
        formfield_callback = plain_field
        fields = [
            *SamplingForm.INTERVALS,
            "measures_humidity",
            *SamplingForm.PERSONS,
        ]


class VehicleRuleForm(SamplingForm):
    class Meta:
        model = VehicleRule
        formfield_callback = plain_field
        fields = [*SamplingForm.INTERVALS, *SamplingForm.PERSONS]


class PlaceForm(forms.ModelForm):
    class Meta:
        model = Place
        formfield_callback = plain_field
        fields = ["code", "zone"]

    def _get_validation_exclusions(self):
        """The room is given; its locations have one code each."""
        return super()._get_validation_exclusions() - {"warehouse"}


class SensorForm(forms.ModelForm):
    class Meta:
        model = Sensor
        formfield_callback = plain_field
        fields = [
            "code",
            "room",
            "kind",
            "serial",
            "equipment",
            "device",
            "since",
            "is_in_use",
        ]
        widgets = {"since": forms.DateInput(format="%Y-%m-%d", attrs=DAY)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reporting = Device.objects.filter(revoked_at=None)
        self.fields["device"].queryset = reporting


class DeviceForm(forms.ModelForm):
    class Meta:
        model = Device
        fields = ["name"]
