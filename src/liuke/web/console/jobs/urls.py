"""Addresses of the jobs."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.jobs import views

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("/<int:job_id>", views.job, name="job"),
    path("/<int:job_id>/retry", views.job_retry, name="job_retry"),
]
