"""Cars and models as the audit trail names them."""

from __future__ import annotations

from liuke.audit.actions.record import Subject
from liuke.vehicles.models import CarModel, Vehicle


def car_subject(car: Vehicle) -> Subject:
    """A car by its plate, else its VIN."""
    return Subject("vehicles.vehicle", car.pk, str(car), car.store_id)


def model_subject(car_model: CarModel) -> Subject:
    """A model of the catalogue."""
    return Subject("vehicles.carmodel", car_model.pk, str(car_model))
