"""The application a web server runs."""

from __future__ import annotations

import gc

import django
from django.urls import resolve

from liuke.config.environment.for_children import choose_django_settings
from liuke.config.serving import OneThread

choose_django_settings()
django.setup(set_prefix=False)
application = OneThread()
resolve("/healthz")
# All that has been loaded by now stays: it need not be looked through again. A request makes thousands of
# objects; looking after every 700 of them takes a twentieth of its time.
gc.freeze()
gc.set_threshold(10_000, 20, 20)
