"""The application a web server runs."""

from __future__ import annotations

from django.core.asgi import get_asgi_application

from liuke.config.environment.for_children import choose_django_settings

choose_django_settings()
application = get_asgi_application()
