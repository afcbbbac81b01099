"""Sales, visits, work orders and their lines."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import MD5, Upper

from liuke.org.models import Store
from liuke.vehicles.models.recorded import Recorded
from liuke.vehicles.models.vehicle import Vehicle


class Sale(Recorded):
    """A car handed over; a second one of the same car is a resale. Key: VIN and day of delivery."""

    vehicle = models.ForeignKey(
        Vehicle, to_field="vin", db_column="vin", on_delete=models.PROTECT, related_name="sales"
    )
    delivery_day = models.DateField()
    sold_day = models.DateField(null=True)
    seller = models.TextField(null=True)
    brand = models.TextField(null=True)
    series = models.TextField(null=True)
    model = models.TextField(null=True)
    energy = models.TextField(null=True)
    price_fen = models.BigIntegerField(null=True)
    plate = models.TextField(null=True)
    phone = models.TextField(null=True)
    owner_name = models.TextField(null=True)
    gender = models.TextField(null=True)
    birthday = models.DateField(null=True)
    district = models.TextField(null=True)
    channel = models.TextField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key"], name="a_car_is_delivered_once_a_day"),)
        indexes = (models.Index(fields=["part"], name="sales_by_part"),)


class Visit(models.Model):
    """A car's settled orders of one day in one store."""

    id = models.BigAutoField(primary_key=True)
    vehicle = models.ForeignKey(
        Vehicle, to_field="vin", db_column="vin", on_delete=models.PROTECT, related_name="visits"
    )
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    orders = models.IntegerField()
    revenue_fen = models.BigIntegerField()
    odometer_km = models.IntegerField(null=True)
    batch_id = models.UUIDField(null=True, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["vehicle", "day", "store"], name="a_visit_is_one_a_day"),
        )
        indexes = (models.Index(fields=["store", "day"], name="visits_by_store"),)


class WorkOrder(Recorded):
    """A work order. Key: its number within the store. ``day``: of arrival, opening or settlement."""

    vehicle = models.ForeignKey(
        Vehicle, to_field="vin", db_column="vin", on_delete=models.PROTECT, related_name="work_orders"
    )
    order_no = models.TextField()
    day = models.DateField()
    plate = models.TextField(null=True)
    phone = models.TextField(null=True)
    owner_name = models.TextField(null=True)
    district = models.TextField(null=True)
    brand = models.TextField(null=True)
    series = models.TextField(null=True)
    model = models.TextField(null=True)
    energy = models.TextField(null=True)
    arrived_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    status = models.TextField(null=True)
    kinds = models.IntegerField(null=True)
    items = models.TextField(null=True)
    symptom = models.TextField(null=True)
    system = models.TextField(null=True)
    odometer_km = models.IntegerField(null=True)
    adviser = models.TextField(null=True)
    technician = models.TextField(null=True)
    bay = models.TextField(null=True)
    booked = models.BooleanField(null=True)
    labour_fen = models.BigIntegerField(null=True)
    parts_fen = models.BigIntegerField(null=True)
    other_fen = models.BigIntegerField(null=True)
    discount_fen = models.BigIntegerField(null=True)
    total_fen = models.BigIntegerField(null=True)
    tax_fen = models.BigIntegerField(null=True)
    insurer_fen = models.BigIntegerField(null=True)
    warranty_fen = models.BigIntegerField(null=True)
    owner_paid_fen = models.BigIntegerField(null=True)
    internal_fen = models.BigIntegerField(null=True)
    parts_cost_fen = models.BigIntegerField(null=True)
    labour_cost_fen = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["store", "key"], name="an_order_number_is_used_once_a_store"),
        )
        indexes = (
            models.Index(fields=["part"], name="orders_by_part"),
            models.Index(fields=["order_no"], name="orders_by_number"),
            models.Index(Upper("order_no"), "store", name="orders_by_number_any_case"),
            models.Index(fields=["vehicle", "day"], name="orders_by_car"),
            models.Index(fields=["store", "-day"], name="orders_by_store"),
        )


class OrderLine(Recorded):
    """A line of a work order. Key: order and line number; without a number, what the line says."""

    order_no = models.TextField()
    line_no = models.TextField(null=True)
    item_code = models.TextField(null=True)
    item = models.TextField(null=True)
    kinds = models.IntegerField(null=True)
    line_type = models.TextField(null=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    unit_fen = models.BigIntegerField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    discount_fen = models.BigIntegerField(null=True)
    cost_fen = models.BigIntegerField(null=True)
    payer = models.TextField(null=True)
    technician = models.TextField(null=True)
    vin = models.CharField(max_length=17, null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["store", "key"], name="a_line_stands_once_in_its_order"),
        )
        indexes = (
            models.Index(fields=["part"], name="lines_by_part"),
            models.Index(fields=["store", "order_no"], name="lines_by_order"),
        )


class ItemName(models.Model):
    """What orders and lines call an item, once each."""

    id = models.AutoField(primary_key=True)
    name = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(MD5("name"), name="an_item_is_named_once"),)


class DoneItem(models.Model):
    """An item was done on a car on a day. Follows from orders and lines (``history.done_items``): the narrow
    table that is asked who had something done, instead of a million lines and the orders they hang on.
    """

    pk = models.CompositePrimaryKey("vehicle_id", "day", "item_id")
    vehicle = models.ForeignKey(
        Vehicle, to_field="vin", db_column="vin", on_delete=models.CASCADE, db_constraint=False,
        db_index=False, related_name="+",
    )  # fmt: skip
    day = models.DateField()
    item = models.ForeignKey(
        ItemName, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
