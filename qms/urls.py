"""Where everything is found; the registers bring their own pages."""

from django.urls import include, path

from qms.records.registers import registry

urlpatterns = [
    path("", include("qms.records.urls")),
    path("", include("qms.core.urls")),
    path("", include("inventory.urls")),
    path("", include("qms.quality.urls")),
    *registry.urls,
]
