"""The ASGI application."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qms.settings")

application = get_asgi_application()

# The models are there only now.
from qms.records.readiness import demand_migrated  # noqa: E402

demand_migrated()
