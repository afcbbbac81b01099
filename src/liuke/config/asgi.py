"""The application a web server runs."""

from __future__ import annotations

import gc
import warnings

from django.core.asgi import get_asgi_application
from django.urls import resolve

from liuke.config.environment.for_children import choose_django_settings

choose_django_settings()
# Static files are sent from memory and disk in one go; Django would rather stream them.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
application = get_asgi_application()
resolve("/healthz")
# All that has been loaded by now stays: it need not be looked through again. A request makes thousands of
# objects; looking after every 700 of them takes a twentieth of its time.
gc.freeze()
gc.set_threshold(10_000, 20, 20)
