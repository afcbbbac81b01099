"""The star schema: what every figure is computed from.

Two layers, both folders of Parquet files with one file per table:

*records*: the accepted rows as they came (one table per kind of file), cleaned and typed, nothing derived.
*star*: facts and dimensions with everything that can be worked out once, so that a figure is a scan.

Types are DuckDB's. Money is integer fen, distance whole kilometres, ``*_day`` a DATE in Asia/Shanghai,
``*_at`` a TIMESTAMP of local Shanghai time without zone, ``*_month`` the integer ``year * 12 + month - 1``.
NULL means "the files do not say"; a zero is a zero that somebody wrote.
"""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.star.records import RECORDS
from liuke.insight.star.table import Table, table

STAR_VERSION = "2"
GRACE_MONTHS = 3
"""A service counts until so many months after it was due."""

EARLY_MONTHS = 1
"""The early reading of a due month allows so many months."""

__all__ = ["EARLY_MONTHS", "GRACE_MONTHS", "RECORDS", "STAR", "STAR_VERSION"]

STAR: Mapping[str, Table] = {
    each.name: each
    for each in (
        table(
            "vehicle",
            "one row per VIN found in any accepted row dated before the cut-off day",
            """
            vin                     | VARCHAR | key
            owner                   | VARCHAR | key of the owner as of the cut-off day
            brand                   | VARCHAR | brand
            series                  | VARCHAR | series
            model                   | VARCHAR | model
            energy                  | VARCHAR | energy type
            price_band              | VARCHAR | band of the car's price in 10,000 yuan (万)
            price_fen               | BIGINT  | price of the car
            store                   | VARCHAR | selling store, else the store of the first visit
            region                  | VARCHAR | region of that store
            district                | VARCHAR | district of the owner
            plate                   | VARCHAR | plate, the latest
            seller                  | VARCHAR | sales consultant
            delivery_day            | DATE    | first delivery before the cut-off day; NULL without a sales record
            delivery_month          | INTEGER | its month
            first_due_months        | INTEGER | months from delivery to the first service by the model's plan
            second_due_months       | INTEGER | months from the first to the second service by the model's plan
            first_due_day           | DATE    | delivery + first_due_months
            first_due_month         | INTEGER | its month
            first_cohort_age        | INTEGER | months since the delivery month became mature: 0 to 11 is the headline cohort, negative is not mature; NULL before the earliest order in the data
            first_returned          | BOOLEAN | first maintenance on or before delivery + due + grace
            first_returned_early    | BOOLEAN | first maintenance on or before delivery + due + 1 month
            first_maintenance_day   | DATE    | first maintenance visit after delivery
            first_maintenance_store | VARCHAR | its store
            first_maintenance_adviser | VARCHAR | its adviser
            second_due_day          | DATE    | first maintenance + second_due_months
            second_due_month        | INTEGER | its month
            second_cohort_age       | INTEGER | as first_cohort_age, for the month of the first maintenance
            second_returned         | BOOLEAN | second maintenance on or before first + due + grace
            second_returned_early   | BOOLEAN | second maintenance on or before first + due + 1 month
            second_maintenance_day  | DATE    | the next one after it
            maintenance_visits      | INTEGER | maintenance visits so far
            maintenance_years       | BIGINT  | bit k set: a maintenance visit in [cut-off − 12(k+1) months, cut-off − 12k months)
            maintenance_months      | BIGINT  | the same by month, for the latest 62 months
            visits                  | INTEGER | visits so far
            first_visit_day         | DATE    | first visit
            last_visit_day          | DATE    | last visit
            last_maintenance_day    | DATE    | last maintenance visit
            last_store              | VARCHAR | store of the last visit
            last_adviser            | VARCHAR | adviser of the last visit
            odometer_km             | INTEGER | last plausible odometer reading
            km_per_day              | DOUBLE  | estimated from plausible readings
            last_satisfaction       | INTEGER | last survey answer, 1 to 5
            complaints              | INTEGER | complaints so far
            """,
        ),
        table(
            "visit",
            "one row per car, store and day with a settled order, not before delivery, before the cut-off day",
            """
            visit_id             | BIGINT    | key
            vin                  | VARCHAR   | car
            owner                | VARCHAR   | owner of the car on that day
            store                | VARCHAR   | store
            region               | VARCHAR   | region
            day                  | DATE      | day of the visit
            month                | INTEGER   | its month
            hour                 | INTEGER   | hour of arrival; NULL without a time of day
            kinds                | INTEGER   | bit mask, see liuke.values.visit_kind
            maintenance          | BOOLEAN   | is a maintenance visit
            revenue_fen          | BIGINT    | settled amount, all payers
            owner_paid_fen       | BIGINT    | part the owner pays (spend)
            profit_fen           | BIGINT    | gross profit by the star's profit basis
            labour_fen           | BIGINT    | labour
            parts_fen            | BIGINT    | parts
            discount_fen         | BIGINT    | discount
            odometer_km          | INTEGER   | odometer
            odometer_plausible   | BOOLEAN   | not lower than before and not absurdly fast
            adviser              | VARCHAR   | adviser of the first order
            technician           | VARCHAR   | technician of the first order
            arrived_at           | TIMESTAMP | arrival
            started_at           | TIMESTAMP | work started
            finished_at          | TIMESTAMP | work finished
            wait_minutes         | DOUBLE    | arrival to start of work
            booked               | BOOLEAN   | came by appointment; NULL when the files do not say
            orders               | INTEGER   | orders in this visit
            age_days             | INTEGER   | days since delivery
            visit_rank           | INTEGER   | 1 for the car's first visit
            maintenance_rank     | INTEGER   | 1 for its first maintenance visit after delivery; NULL otherwise
            previous_day         | DATE      | the car's previous visit
            previous_maintenance_day | DATE  | the car's previous maintenance visit
            next_day             | DATE      | the car's next visit
            satisfaction         | INTEGER   | survey answer about it, 1 to 5
            nps                  | INTEGER   | survey answer about it, 0 to 10
            """,
        ),
        table(
            "work_order",
            "one row per accepted order, whatever its status and date",
            """
            order_id     | BIGINT    | key
            visit_id     | BIGINT    | visit it belongs to; NULL when it is not part of a visit
            vin          | VARCHAR   | car
            store        | VARCHAR   | store
            order_no     | VARCHAR   | number
            received_at  | TIMESTAMP | arrival, else opening, else settlement
            finished_at  | TIMESTAMP | work finished
            day          | DATE      | day received
            month        | INTEGER   | its month
            status       | VARCHAR   | settled, open or cancelled
            kinds        | INTEGER   | bit mask, lines included
            symptom      | VARCHAR   | symptom, else system
            returned_day | DATE      | next order of the car for the same symptom within 30 days, before the cut-off day
            adviser      | VARCHAR   | adviser
            technician   | VARCHAR   | technician
            revenue_fen  | BIGINT    | amount, all payers
            cost_fen     | BIGINT    | cost of parts and labour; NULL when the files do not say
            """,
        ),
        table(
            "line",
            "one row per accepted order line of a visit",
            """
            order_id   | BIGINT        | order
            visit_id   | BIGINT        | visit
            vin        | VARCHAR       | car
            store      | VARCHAR       | store
            day        | DATE          | day of the visit
            item_code  | VARCHAR       | item or part number
            item       | VARCHAR       | item name
            kinds      | INTEGER       | bit mask
            line_type  | VARCHAR       | labour, part, package or NULL
            quantity   | DECIMAL(14,3) | quantity or hours
            amount_fen | BIGINT        | amount
            payer      | VARCHAR       | owner, insurer, warranty or internal
            technician | VARCHAR       | technician
            """,
        ),
        table(
            "owner",
            "one row per owner of such a car",
            """
            owner              | VARCHAR | key: phone, else VIN
            phone              | VARCHAR | phone
            name               | VARCHAR | name
            district           | VARCHAR | district
            gender             | VARCHAR | gender
            birthday           | DATE    | birthday
            channel            | VARCHAR | source channel of the first car
            vehicles           | INTEGER | cars owned as of the cut-off day
            last_visit_day     | DATE    | last visit of any car while owned
            visits_12          | INTEGER | visits in the latest 12 months
            spend_12_fen       | BIGINT  | owner-paid revenue in the latest 12 months
            revenue_12_fen     | BIGINT  | revenue in the latest 12 months, all payers
            profit_12_fen      | BIGINT  | gross profit in the latest 12 months
            profit_fen         | BIGINT  | gross profit so far
            maintenance_years  | BIGINT  | as in vehicle
            maintenance_months | BIGINT  | as in vehicle
            """,
        ),
        table(
            "ownership",
            "who owned which car when",
            """
            vin      | VARCHAR | car
            owner    | VARCHAR | owner
            from_day | DATE    | first day; NULL means from the beginning
            to_day   | DATE    | day after the last; NULL means still
            """,
        ),
        table(
            "appointment",
            "one row per appointment due before the cut-off day",
            """
            record_id  | BIGINT    | number of the record
            store      | VARCHAR   | store
            region     | VARCHAR   | region
            vin        | VARCHAR   | car, by VIN or plate
            booked_at  | TIMESTAMP | booked time
            day        | DATE      | its day
            month      | INTEGER   | its month
            arrived_at | TIMESTAMP | arrival, from the visit where the file does not say
            started_at | TIMESTAMP | work started, from the visit where the file does not say
            status     | VARCHAR   | as in records
            due        | BOOLEAN   | not cancelled by the store
            kept       | BOOLEAN   | the owner came
            punctual   | BOOLEAN   | work started within 10 minutes of the booked time
            visit_id   | BIGINT    | visit that came of it; none of one that was called off or missed
            """,
        ),
        table(
            "survey",
            "one row per answer before the cut-off day",
            """
            record_id    | BIGINT  | number of the record
            store        | VARCHAR | store
            region       | VARCHAR | region
            vin          | VARCHAR | car
            owner        | VARCHAR | owner
            visit_id     | BIGINT  | visit asked about
            adviser      | VARCHAR | adviser
            day          | DATE    | answered
            month        | INTEGER | its month
            satisfaction | INTEGER | 1 to 5
            nps          | INTEGER | 0 to 10
            """,
        ),
        table(
            "complaint",
            "one row per complaint before the cut-off day",
            """
            record_id   | BIGINT    | number of the record
            store       | VARCHAR   | store
            region      | VARCHAR   | region
            vin         | VARCHAR   | car
            visit_id    | BIGINT    | visit concerned
            day         | DATE      | received
            month       | INTEGER   | its month
            solved      | BOOLEAN   | solved before the cut-off day
            in_time     | BOOLEAN   | solved before its deadline; NULL without one
            symptom     | VARCHAR   | category or symptom
            content     | VARCHAR   | text
            """,
        ),
        table(
            "meta",
            "one row about the whole star",
            """
            as_of              | DATE    | cut-off day: everything dated on it or later lies outside
            earliest_order_day | DATE    | day of the earliest order before the cut-off day
            profit_basis       | VARCHAR | costs, margin_rate or settled_amount
            has_kinds          | BOOLEAN | settled orders before the cut-off day tell maintenance from repair
            told_fields        | VARCHAR | fields that any accepted row tells, as kind.field, parted by blanks
            """,
        ),
    )
}
