"""Devices that report: their tokens are shown once."""

from functools import cached_property

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from inventory.climate import forms
from inventory.models import Device
from inventory.models.climate.device import KEEPERS
from qms.records.registers import registry

from .rooms import Setting


class NewDevice(Setting):
    """Let a device report."""

    roles = KEEPERS

    @property
    def title(self):
        return _("New device")

    def bind(self, data):
        self.forms = [forms.DeviceForm(data)]

    def post(self, request, *args, **kwargs):
        self.bind(request.POST)
        if not self.forms[0].is_valid():
            return self.render_to_response(self.get_context_data())
        name = self.forms[0].cleaned_data["name"]
        device, token = Device.objects.admit(request.user, name)
        shown = {"device": device, "token": token, "register": registry.of(Device)}
        shown["api"] = request.build_absolute_uri(reverse("api-readings"))
        response = render(request, "climate/token.html", shown)
        add_never_cache_headers(response)
        return response


class StopDevice(Setting):
    """Let a device report no more."""

    roles = KEEPERS

    @cached_property
    def device(self):
        return get_object_or_404(Device, pk=self.kwargs["pk"], revoked_at=None)

    @property
    def title(self):
        return _("Stop %(device)s") % {"device": self.device}

    def bind(self, data):
        self.forms = [forms.Reasoned(data)]

    def keep(self, reason):
        self.device.revoke(self.request.user, reason)
        return self.device

    def where_next(self, thing):
        return registry.of(Device).url()
