"""The application a web server runs."""

from __future__ import annotations

import warnings

from django.core.asgi import get_asgi_application

from liuke.config.environment.for_children import choose_django_settings

choose_django_settings()
# Static files are sent from memory and disk in one go; Django would rather stream them.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
application = get_asgi_application()
