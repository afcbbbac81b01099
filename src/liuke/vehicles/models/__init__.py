"""The tables of vehicles and their history."""

from liuke.vehicles.models.calendar import Calendar, ModelPace, PlateSpell, StaleCar
from liuke.vehicles.models.catalogue import CarModel, Energy, ModelSpelling, PlanLine
from liuke.vehicles.models.changes import BeforeImage, ChangedPart
from liuke.vehicles.models.history import DoneItem, ItemName, OrderLine, Sale, Visit, WorkOrder
from liuke.vehicles.models.mileage import OdometerReading, TelematicsSnapshot
from liuke.vehicles.models.papers import DeclinedWork, Policy, VehicleRole
from liuke.vehicles.models.vehicle import Outlook, Ownership, Vehicle
from liuke.vehicles.models.voice import Appointment, Complaint, Survey

__all__ = [
    "Appointment",
    "BeforeImage",
    "Calendar",
    "CarModel",
    "ChangedPart",
    "Complaint",
    "DeclinedWork",
    "DoneItem",
    "Energy",
    "ItemName",
    "ModelPace",
    "ModelSpelling",
    "OdometerReading",
    "OrderLine",
    "Outlook",
    "Ownership",
    "PlanLine",
    "PlateSpell",
    "Policy",
    "Sale",
    "StaleCar",
    "Survey",
    "TelematicsSnapshot",
    "Vehicle",
    "VehicleRole",
    "Visit",
    "WorkOrder",
]
