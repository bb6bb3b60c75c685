"""The pages of the warehouse that belong to no register."""

from django.urls import path

from inventory.climate import api
from inventory.climate.views import devices, rooms

urlpatterns = [
    path("api/readings/", api.Readings.as_view(), name="api-readings"),
    path("api/openapi.json", api.description, name="api-description"),
    path("climate/rooms/new/", rooms.RoomSetting.as_view(), name="climate-room-new"),
    path("climate/rooms/<int:pk>/", rooms.RoomPage.as_view(), name="climate-room"),
    path(
        "climate/rooms/<int:pk>/rule/",
        rooms.RoomSetting.as_view(),
        name="climate-rule",
    ),
    path(
        "climate/rooms/<int:pk>/place/",
        rooms.PlaceSetting.as_view(),
        name="climate-place-new",
    ),
    path(
        "climate/vehicles/<int:pk>/rule/",
        rooms.VehicleSetting.as_view(),
        name="vehicle-rule",
    ),
    path(
        "climate/points/new/", rooms.SensorSetting.as_view(), name="climate-sensor-new"
    ),
    path(
        "climate/points/<int:pk>/", rooms.SensorSetting.as_view(), name="climate-sensor"
    ),
    path(
        "climate/devices/new/", devices.NewDevice.as_view(), name="climate-device-new"
    ),
    path(
        "climate/devices/<int:pk>/stop/",
        devices.StopDevice.as_view(),
        name="climate-device-stop",
    ),
    path("climate/events/<int:pk>/", rooms.EventPage.as_view(), name="climate-event"),
]
