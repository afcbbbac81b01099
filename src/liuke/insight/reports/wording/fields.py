"""Names of the kinds of files and of their fields, as a shop calls them."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.reports.language import N_, Language

KINDS: Mapping[str, str] = {
    "vehicle_sales": N_("vehicle sales"),
    "work_orders": N_("work orders"),
    "order_lines": N_("order lines"),
    "appointments": N_("appointments"),
    "surveys": N_("surveys"),
    "complaints": N_("complaints"),
    "unrecognised": N_("not recognised"),
    "settings": N_("settings"),
    "settings.stores": N_("settings of the stores"),
}

FIELDS: Mapping[str, str] = {
    "adviser": N_("service adviser"),
    "amount_fen": N_("line amount"),
    "answered_at": N_("answered on"),
    "area_m2": N_("area in m²"),
    "arrived_at": N_("arrival"),
    "bay": N_("bay"),
    "bays": N_("number of bays"),
    "birthday": N_("birthday"),
    "booked": N_("came by appointment"),
    "booked_at": N_("booked time"),
    "booking_no": N_("appointment number"),
    "brand": N_("brand"),
    "channel": N_("source channel"),
    "comment": N_("comment"),
    "complaint_no": N_("complaint number"),
    "content": N_("content of the complaint"),
    "cost_fen": N_("cost"),
    "delivery_day": N_("delivery date"),
    "discount_fen": N_("discount"),
    "district": N_("owner's district"),
    "due_at": N_("deadline"),
    "energy": N_("energy type"),
    "finished_at": N_("work finished"),
    "gender": N_("gender"),
    "insurer_fen": N_("insurer's part"),
    "internal_fen": N_("part of another department"),
    "item": N_("item name"),
    "item_code": N_("item code"),
    "items": N_("items"),
    "kinds": N_("kind of visit"),
    "labour_cost_fen": N_("labour cost"),
    "labour_fen": N_("labour charge"),
    "left_at": N_("car left"),
    "line_no": N_("line number"),
    "line_type": N_("kind of line"),
    "model": N_("car model"),
    "nps": N_("willingness to recommend"),
    "odometer_km": N_("odometer"),
    "open_minutes_per_day": N_("opening minutes a day"),
    "opened_at": N_("order opened"),
    "order_no": N_("order number"),
    "other_fen": N_("other charges"),
    "owner_name": N_("owner's name"),
    "owner_paid_fen": N_("paid by the owner"),
    "parts_cost_fen": N_("parts cost"),
    "parts_fen": N_("parts charge"),
    "payer": N_("payer"),
    "phone": N_("mobile phone"),
    "plate": N_("plate"),
    "price_fen": N_("car price"),
    "quantity": N_("quantity"),
    "received_at": N_("complaint received"),
    "region": N_("region"),
    "satisfaction": N_("satisfaction"),
    "seller": N_("sales consultant"),
    "series": N_("series"),
    "service": N_("service booked"),
    "settled_at": N_("settled"),
    "sold_day": N_("sale date"),
    "solved": N_("solved or not"),
    "solved_at": N_("complaint solved"),
    "staff": N_("number of after-sales staff"),
    "started_at": N_("work started"),
    "status": N_("status"),
    "store": N_("store"),
    "survey_no": N_("survey number"),
    "symptom": N_("symptom"),
    "system": N_("vehicle system"),
    "tax_fen": N_("tax"),
    "technician": N_("technician"),
    "total_fen": N_("settled amount"),
    "unit_fen": N_("unit price"),
    "vin": N_("VIN"),
    "warranty_fen": N_("manufacturer's part"),
}

HOW: Mapping[str, str] = {
    "mapping": N_("from the mapping file"),
    "synonym": N_("known header"),
    "similar": N_("similar header"),
    "content": N_("by its content"),
    "answer": N_("you answered"),
    "unknown": N_("not used"),
}

NEEDED_FILES: Mapping[str, str] = {
    "vehicle_sales": N_(
        "Vehicle sales: VIN and delivery date, if possible series, store, owner's phone and district."
    ),
    "work_orders": N_(
        "Work orders: VIN, arrival, order number, if possible kind of visit, amount, adviser, mileage."
    ),
    "order_lines": N_("Order lines: order number and item name."),
    "appointments": N_("Appointments: booked time, VIN or plate, status."),
    "surveys": N_("Surveys: date, satisfaction 1 to 5 or willingness to recommend 0 to 10."),
    "complaints": N_("Complaints: date received, date solved or status."),
}


def field(name: str, language: Language) -> str:
    return language(FIELDS.get(name, name.replace("_", " ")))


def kind(name: str, language: Language) -> str:
    return language(KINDS.get(name, name.replace("_", " ")))


def need(place: str, language: Language) -> str:
    """``work_orders.started_at`` as: work orders · work started. Alternatives are parted by a bar."""
    kind_name, _, names = place.rpartition(".")
    label = language(" or ").join(field(name, language) for name in names.split("|"))
    return f"{kind(kind_name, language)} · {label}" if kind_name else label
