"""The tables of vehicles and their history."""

from liuke.vehicles.models.changes import BeforeImage, ChangedPart
from liuke.vehicles.models.history import OrderLine, Sale, Visit, WorkOrder
from liuke.vehicles.models.vehicle import Outlook, Ownership, Vehicle
from liuke.vehicles.models.voice import Appointment, Complaint, Survey

__all__ = [
    "Appointment",
    "BeforeImage",
    "ChangedPart",
    "Complaint",
    "OrderLine",
    "Outlook",
    "Ownership",
    "Sale",
    "Survey",
    "Vehicle",
    "Visit",
    "WorkOrder",
]
