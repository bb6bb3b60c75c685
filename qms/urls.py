"""Where everything is found; the registers bring their own pages."""

from qms.records.registers import registry

urlpatterns = [*registry.urls]
