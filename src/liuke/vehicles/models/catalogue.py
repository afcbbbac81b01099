"""The group's cars as models: what maintenance they need, and what their maker warrants."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liuke.org.models.versioned import Versioned


class Energy(models.TextChoices):
    """How a car is driven. 燃油 / 油电混动 / 插电混动 / 增程 / 纯电."""

    FUEL = "fuel"
    HYBRID = "hybrid"
    PLUG_IN = "plug_in"
    RANGE_EXTENDED = "range_extended"
    ELECTRIC = "electric"


class CarModel(Versioned):
    """A model 车型, or with an empty ``model`` a whole series. Missing warranty figures mean the law's."""

    brand = models.TextField()
    series = models.TextField()
    model = models.TextField(blank=True)
    energy = models.TextField(choices=Energy)
    warranty_months = models.IntegerField(null=True)
    warranty_km = models.IntegerField(null=True)
    battery_months = models.IntegerField(null=True)
    battery_km = models.IntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["brand", "series", "model"], name="a_model_is_named_once"),
        )

    def __str__(self) -> str:
        series = "" if self.model.startswith(self.series) else self.series
        return " ".join(filter(None, (self.brand, series, self.model)))


class ModelSpelling(models.Model):
    """A way in which exports spell a model: ``key`` is brand, series and model without blanks and case."""

    id = models.BigAutoField(primary_key=True)
    car_model = models.ForeignKey(CarModel, on_delete=models.CASCADE, related_name="spellings")
    key = models.TextField()
    spelt = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key"], name="a_spelling_means_one_model"),)


class PlanLine(Versioned):
    """One item of a maintenance plan, from ``valid_from`` on: every so many km or months, whichever first.

    It belongs to a model, or to all cars of an energy whose models say nothing else. ``main`` marks the
    regular service, which brings the car in; the others are done along with it. A line without km and
    months takes the item out of the plan. ``item`` is a code of ``rules.default_plans`` or own words.
    """

    car_model = models.ForeignKey(CarModel, null=True, on_delete=models.CASCADE, related_name="plan_lines")
    energy = models.TextField(choices=Energy, null=True)
    item = models.TextField()
    main = models.BooleanField(default=False)
    every_km = models.IntegerField(null=True)
    every_months = models.IntegerField(null=True)
    first_km = models.IntegerField(null=True)
    first_months = models.IntegerField(null=True)
    price_fen = models.BigIntegerField(null=True)
    valid_from = models.DateField()
    source = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(car_model=None) ^ Q(energy=None), name="a_plan_is_of_a_model_or_an_energy"
            ),
            models.UniqueConstraint(
                fields=["car_model", "energy", "item", "valid_from"],
                nulls_distinct=False,
                name="a_plan_line_has_one_version_a_day",
            ),
        )
