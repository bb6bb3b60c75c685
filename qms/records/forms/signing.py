"""What the steps of a record's life ask for."""

from django import forms
from django.contrib.auth import authenticate
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from qms.records.models import Trail
from qms.records.rules import Problem

from .rows import LineFormSet, RowForm, formset_of, record_form


class SigningFormSet(LineFormSet):
    """The lines on which a signer has something to say."""

    @cached_property
    def lines(self):
        return [line for line in super().lines if line.is_asked_about()]


def signing_form(register, sign):
    """What one place in the signature row asks for, of what a person fills in."""
    typed = {field.name for field in register.opts.fields if field.editable}
    fields = [name for name in sign.fills if name in typed]
    form_class = record_form(register, fields, required=True)
    return type("SigningForm", (_Required, form_class), {})


def signing_formset(register, sign):
    """What one place in the signature row asks for on each line."""
    lines, fields = register.sheet.lines, sign.fills_lines
    options = {"extra": 0, "can_delete": False, "formset": SigningFormSet}
    return formset_of(register, lines, _SigningRow, fields, **options)


class _SigningRow(RowForm):
    """A line as a signer fills it in: nothing waits any longer."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = getattr(field, "needed", field.required)


class _Required(forms.ModelForm):
    """All of it is required; what has a condition of its own is asked by that."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        conditional = {need.field for need in self._meta.model.needs}
        for name, field in self.fields.items():
            field.required = name not in conditional


class StepForm(forms.Form):
    """What a step asks for besides: opinion, reason, justification and password."""

    #: Which place is signed: two clicks do not sign two of them.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    opinion = forms.CharField(
        label=_("Opinion"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2})
    )
    justification = forms.CharField(
        label=_("Why you go on despite the warnings"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )

    def __init__(self, *args, request, asks, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        for name in set(self.fields) - set(asks):
            del self.fields[name]

    def clean_password(self):
        """Ask as the door does, which closes to whoever goes on guessing."""
        said = {"password": self.cleaned_data["password"]}
        user = self.request.user
        if authenticate(self.request, username=user.username, **said) != user:
            raise forms.ValidationError(_("That is not your password."), code="wrong")
        return ""

    def note_wrong_password(self, step, *records):
        """Leave in the trail that a wrong password has kept somebody from a step."""
        if self.has_error("password", code="wrong"):
            problem = Problem(" ".join(self.errors["password"]), rule="password")
            for record in records:
                Trail.objects.refuse(step, self.request.user, [problem], record)
