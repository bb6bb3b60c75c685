"""Forms about people and their rights, and the filters of the trail."""

import django_filters
from django import forms
from django.contrib.auth.forms import PasswordChangeForm, UsernameField
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qms.core.models import User
from qms.core.roles import Department, Role
from qms.records.forms import DAY
from qms.records.models import Trail

#: The roles that a person may hold, as they stand on the form.
ROLES = {
    _("Management"): (
        Role.LEGAL_REPRESENTATIVE,
        Role.COMPANY_HEAD,
        Role.RESPONSIBLE_DEPARTMENT_HEAD,
    ),
    Department.QUALITY.label: (
        Role.QUALITY_HEAD,
        Role.QUALITY_OFFICER,
        Role.RECEIVING_INSPECTOR,
        Role.ADVERSE_EVENT_OFFICER,
        Role.ARCHIVIST,
        Role.DESTRUCTION_WITNESS,
    ),
    Department.PROCUREMENT.label: (Role.PURCHASING_MANAGER, Role.PURCHASER),
    Department.WAREHOUSE.label: (
        Role.WAREHOUSE_MANAGER,
        Role.RECEIVER,
        Role.STOREKEEPER,
        Role.MAINTAINER,
        Role.OUTBOUND_REVIEWER,
        Role.DRIVER,
        Role.COUNTER_CHECKER,
    ),
    Department.SALES.label: (Role.SALES_MANAGER, Role.SALESPERSON),
    Department.AFTERSALES.label: (
        Role.AFTERSALES_MANAGER,
        Role.AFTERSALES_STAFF,
        Role.FITTER,
    ),
    Department.HR.label: (
        Role.HR_OFFICER,
        Role.TEACHER,
        Role.ASSESSOR,
        Role.TRAINEE,
    ),
    _("Everybody"): (Role.ANY_EMPLOYEE, Role.BORROWER),
    _("System"): (Role.SYSTEM_ADMIN, Role.INSPECTOR),
}


ADDRESS = _("mail address")
ALARMS = _("Alarms are sent here, where the company has set that up.")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("For instance the number of the access approval."),
    )


class RightsForm(ReasonForm, forms.ModelForm):
    """Who a person is and which roles he or she holds."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (group, [(role.value, role.label) for role in roles])
            for group, roles in ROLES.items()
        ],
    )
    field_order = ["username", "full_name", "job_title", "email", "roles", "reason"]

    class Meta:
        model = User
        fields = ["full_name", "job_title", "email"]
        labels = {"username": _("User name"), "email": ADDRESS}
        help_texts = {"email": ALARMS}


class NewUserForm(RightsForm):
    class Meta(RightsForm.Meta):
        fields = ["username", *RightsForm.Meta.fields]
        field_classes = {"username": UsernameField}


class OwnAddressForm(forms.ModelForm):
    """Where a person wants to be alarmed by mail."""

    class Meta:
        model = User
        fields = ["email"]
        labels, help_texts = {"email": ADDRESS}, {"email": ALARMS}


class OwnPasswordForm(PasswordChangeForm):
    def save(self, commit=True):
        self.user.choose_password(self.cleaned_data["new_password1"])
        return self.user


class TrailFilter(django_filters.FilterSet):
    #: Drawn by the page as its search box.
    q = django_filters.CharFilter(method="find", widget=forms.HiddenInput)
    act = django_filters.ChoiceFilter(choices=Trail.Act)
    actor = django_filters.ModelChoiceFilter(queryset=User.objects.all())
    at = django_filters.DateFromToRangeFilter(
        label=_("Date"),
        widget=django_filters.widgets.DateRangeWidget(attrs=DAY),
    )
    #: Where the page before ended; not drawn, so that a new search begins at the top.
    before = django_filters.NumberFilter("pk", "lt", widget=forms.HiddenInput)

    class Meta:
        model = Trail
        fields = ["q", "act", "actor", "at", "before"]

    def find(self, entries, _name, words):
        for word in words.split():
            entries = entries.filter(
                Q(label__icontains=word) | Q(actor_name__icontains=word)
            )
        return entries
