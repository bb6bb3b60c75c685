"""A room: its month, its points, and the rules that quality sets up for it."""

from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from inventory.climate import forms, watching
from inventory.climate.month import Month, first_of
from inventory.climate.plot import month_plot
from inventory.models import (
    ClimateEvent,
    ClimateLog,
    ClimateRule,
    Equipment,
    Sensor,
    VehicleRule,
)
from inventory.models.climate.log import due_months
from qms.core.models import Warehouse
from qms.core.roles import QUALITY_STAFF
from qms.core.views import ForRoles
from qms.records.dates import add_months
from qms.records.models import Trail
from qms.records.registers import registry
from qms.records.views.base import demand


class ClimatePage(TemplateView):
    """A page for everybody employed."""

    #: The listing whose readers may look.
    key = "core.warehouse"

    def dispatch(self, request, *args, **kwargs):
        listing = registry[self.key]
        if not (request.user.roles or request.user.is_inspector):
            raise PermissionDenied
        demand(request.user, listing, "view")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        may_set_up = self.request.user.has_role(*QUALITY_STAFF)
        return super().get_context_data(
            register=registry[self.key], may_set_up=may_set_up, **kwargs
        )


class RoomPage(ClimatePage):
    """The month of a room as a curve and a table."""

    template_name = "climate/room.html"

    def get_context_data(self, pk, **kwargs):
        watching.look()
        rooms = Warehouse.objects.select_related("climate_rule")
        room = get_object_or_404(rooms, pk=pk)
        first = first_of(self.request.GET.get("month"))
        month = Month(room, first or timezone.localdate())
        logs = ClimateLog.objects.filter(warehouse=room, month=str(month))
        return super().get_context_data(
            room=room,
            rule=getattr(room, "climate_rule", None),
            drawing=month,
            plot=month_plot(month),
            log=logs.exclude(state__in=("void", "rejected", "amended")).first(),
            earlier=f"{add_months(month.first, -1):%Y-%m}",
            later=f"{add_months(month.first, 1):%Y-%m}",
            may_begin=due_months().get(pk) == month.first
            and registry.of(ClimateLog).admits(self.request.user, "add"),
            places=room.places.all(),
            **kwargs,
        )


class EventPage(ClimatePage):
    """An excursion or gap: what is known of it, what lay there, who was alarmed."""

    template_name = "climate/event.html"
    key = "inventory.climateevent"

    def get_context_data(self, pk, **kwargs):
        watching.look()
        events = ClimateEvent.objects.select_related("room", "sensor__equipment")
        event = get_object_or_404(events, pk=pk)
        user = self.request.user
        waits = ClimateEvent.objects.awaiting_assessment().filter(pk=pk).exists()
        assessing = registry["inventory.climateassessment"]
        may_assess = waits and assessing.admits(user, "add")
        return super().get_context_data(
            event=event,
            batches=event.affected(),
            alarms=event.alarms.select_related("person"),
            assessments=event.assessments.order_by("-pk"),
            assess_url=f"{assessing.url('create')}?event={pk}" if may_assess else "",
            month=timezone.localtime(event.began_at).strftime("%Y-%m"),
            **kwargs,
        )


class Setting(ForRoles, TemplateView):
    """Something of the rooms is set up or changed by quality, for a reason."""

    roles = QUALITY_STAFF
    template_name = "climate/setting.html"
    title = ""

    def get(self, request, *args, **kwargs):
        self.bind(None)
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs):
        self.bind(request.POST)
        # Every form is asked, so that all of them show what is wrong.
        valid = [form.is_valid() for form in self.forms]
        if all(valid):
            with transaction.atomic():
                thing = self.keep(self.forms[-1].cleaned_data["reason"])
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(self.where_next(thing))
        return self.render_to_response(self.get_context_data())

    def where_next(self, thing):
        return thing.get_absolute_url()

    def write(self, form, reason):
        """Save what a form says, with its version and an entry of the trail."""
        thing, user = form.instance, self.request.user
        act = Trail.Act.CREATED if thing._state.adding else Trail.Act.CHANGED
        thing.save(by=user, reason=reason)
        Trail.objects.note(act, user, thing, reason=reason)
        return thing

    def get_context_data(self, **kwargs):
        return super().get_context_data(forms=self.forms, title=self.title, **kwargs)


class RoomSetting(Setting):
    """The range of a room, how it is sampled and who is alarmed."""

    @cached_property
    def room(self):
        pk = self.kwargs.get("pk")
        return get_object_or_404(Warehouse, pk=pk) if pk else Warehouse()

    @property
    def title(self):
        return (
            _("Climate of %(room)s") % {"room": self.room}
            if self.room.pk
            else (_("New room"))
        )

    def bind(self, data):
        rule = getattr(self.room, "climate_rule", None) if self.room.pk else None
        self.forms = [
            forms.RoomForm(data, instance=self.room),
            forms.RuleForm(data, instance=rule or ClimateRule(room=self.room)),
            forms.Reasoned(data),
        ]

    def keep(self, reason):
        room = self.write(self.forms[0], reason)
        self.forms[1].instance.room = room
        self.write(self.forms[1], reason)
        return room


class VehicleSetting(Setting):
    """How a refrigerated vehicle or box is sampled, and who is alarmed."""

    @cached_property
    def equipment(self):
        boxes = Equipment.objects.filter(kind=Equipment.Kind.COLD_TRANSPORT)
        return get_object_or_404(boxes, pk=self.kwargs["pk"])

    @property
    def title(self):
        return _("Temperature on the way in %(equipment)s") % {
            "equipment": self.equipment
        }

    def bind(self, data):
        rule = VehicleRule.objects.filter(equipment=self.equipment).first()
        rule = rule or VehicleRule(equipment=self.equipment)
        form = forms.VehicleRuleForm(data, instance=rule)
        self.forms = [form, forms.Reasoned(data)]

    def keep(self, reason):
        self.write(self.forms[0], reason)
        return self.equipment


class SensorSetting(Setting):
    """A measuring point: where it hangs, how it is read, which instrument it is."""

    @cached_property
    def sensor(self):
        pk = self.kwargs.get("pk")
        if pk:
            return get_object_or_404(Sensor, pk=pk)
        room = self.request.GET.get("room", "")
        return Sensor(room_id=int(room) if room.isdecimal() else None)

    @property
    def title(self):
        return str(self.sensor) if self.sensor.pk else _("New measuring point")

    def bind(self, data):
        sensor = forms.SensorForm(data, instance=self.sensor)
        self.forms = [sensor, forms.Reasoned(data)]

    def keep(self, reason):
        return self.write(self.forms[0], reason)


class PlaceSetting(Setting):
    """A location in a room, in one of the zones."""

    @property
    def title(self):
        return _("New location in %(room)s") % {"room": self.room}

    @cached_property
    def room(self):
        return get_object_or_404(Warehouse, pk=self.kwargs["pk"])

    def bind(self, data):
        place = forms.PlaceForm(data)
        place.instance.warehouse = self.room
        self.forms = [place, forms.Reasoned(data)]

    def keep(self, reason):
        self.write(self.forms[0], reason)
        return self.room
