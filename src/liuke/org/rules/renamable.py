"""A5 Labels 标签名称: the built-in fields a group may call by its own words."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.reports.language import N_
from liuke.org.rules.custom_fields import Bearer

RENAMABLE: Mapping[Bearer, Mapping[str, str]] = {
    Bearer.STORE: {
        "short_name": N_("Short name"),
        "dms_name": N_("Name in the DMS"),
        "brands": N_("Brands"),
        "district": N_("City district"),
        "area_m2": N_("Area in m²"),
        "opened_on": N_("Opened on"),
    },
    Bearer.OWNER: {
        "district": N_("City district"),
        "channel": N_("Source channel"),
        "preferred_store": N_("Preferred store"),
        "preferred_adviser": N_("Preferred adviser"),
        "spending": N_("Spending capacity"),
        "contact_channel": N_("Preferred channel"),
        "contact_time": N_("Best time to call"),
        "interests": N_("Interests"),
        "preferences": N_("Preferences"),
    },
    Bearer.VEHICLE: {
        "brand": N_("Brand"),
        "series": N_("Series"),
        "model": N_("Model"),
        "energy": N_("Energy"),
        "delivery_day": N_("Delivered on"),
        "invoice_day": N_("Invoice of"),
        "use": N_("Use"),
    },
}
"""By what they describe and their name in forms: the words they have otherwise."""
