"""What the owner of the figures may set."""

from __future__ import annotations

from dataclasses import dataclass, field

from liuke.insight.value.options import ValueOptions


@dataclass(frozen=True)
class ChurnOptions:
    """``active_months``: a car not seen for longer is asleep: its stake is lost already, it is no longer on
    the call list and the back-test does not boast of it. ``at_risk_from``: probability from which a car is
    listed. ``sample_vehicles`` are learned from; advisers, stores, districts and series are judged by
    ``peer_vehicles``. ``listed_vehicles`` get their reasons; ``shown_vehicles`` stand in the findings.
    """

    seed: int = 1
    sample_vehicles: int = 30_000
    peer_vehicles: int = 200_000
    active_months: int = 18
    at_risk_from: float = 0.3
    listed_vehicles: int = 20_000
    shown_vehicles: int = 200
    contact_cost_yuan: float = 20.0
    value: ValueOptions = field(default_factory=ValueOptions)
