"""Appointments, answers to surveys, and complaints, as other systems tell of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liuke.vehicles.models.recorded import Recorded


class Appointment(Recorded):
    """An appointment. Key: its number; without one, who booked which time."""

    booking_no = models.TextField(null=True)
    vin = models.CharField(max_length=17, null=True, db_index=True)
    plate = models.TextField(null=True)
    phone = models.TextField(null=True)
    booked_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    status = models.TextField(null=True)
    order_no = models.TextField(null=True)
    service = models.TextField(null=True)
    channel = models.TextField(null=True)
    owner_name = models.TextField(null=True)
    adviser = models.TextField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["store", "key"], name="an_appointment_is_told_once"),)
        indexes = (
            models.Index(fields=["part"], name="appointments_by_part"),
            models.Index(fields=["phone"], name="appointments_without_car", condition=Q(vin=None)),
        )


class Survey(Recorded):
    """An answer to a survey. Key: its number; without one, who answered when about which order."""

    survey_no = models.TextField(null=True)
    order_no = models.TextField(null=True)
    vin = models.CharField(max_length=17, null=True, db_index=True)
    phone = models.TextField(null=True)
    answered_at = models.DateTimeField(null=True)
    satisfaction = models.IntegerField(null=True)
    nps = models.IntegerField(null=True)
    adviser = models.TextField(null=True)
    comment = models.TextField(null=True)
    plate = models.TextField(null=True)
    owner_name = models.TextField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["store", "key"], name="an_answer_is_told_once"),)
        indexes = (
            models.Index(fields=["part"], name="surveys_by_part"),
            models.Index(fields=["phone"], name="surveys_without_car", condition=Q(vin=None)),
        )


class Complaint(Recorded):
    """A complaint. Key: its number; without one, who complained when about which order."""

    complaint_no = models.TextField(null=True)
    order_no = models.TextField(null=True)
    vin = models.CharField(max_length=17, null=True, db_index=True)
    phone = models.TextField(null=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    symptom = models.TextField(null=True)
    content = models.TextField(null=True)
    plate = models.TextField(null=True)
    owner_name = models.TextField(null=True)
    status = models.TextField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["store", "key"], name="a_complaint_is_told_once"),)
        indexes = (
            models.Index(fields=["part"], name="complaints_by_part"),
            models.Index(fields=["phone"], name="complaints_without_car", condition=Q(vin=None)),
        )
