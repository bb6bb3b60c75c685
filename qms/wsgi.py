"""The WSGI application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qms.settings")

application = get_wsgi_application()

# The models are there only now.
from qms.records.readiness import demand_migrated  # noqa: E402

demand_migrated()
