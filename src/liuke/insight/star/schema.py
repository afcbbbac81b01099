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
from dataclasses import dataclass

STAR_VERSION = "1"
GRACE_MONTHS = 3
"""A service counts until so many months after it was due."""

EARLY_MONTHS = 1
"""The early reading of a due month allows so many months."""


@dataclass(frozen=True)
class Column:
    """One column of a table: DuckDB type and a sentence about it (``liuke schema`` prints it)."""

    name: str
    type: str
    about: str


@dataclass(frozen=True)
class Table:
    name: str
    about: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)


def _table(name: str, about: str, rows: str) -> Table:
    """Reads ``name | type | about`` lines; keeps the declarations below readable as a table."""
    columns = []
    for line in filter(str.strip, rows.splitlines()):
        column, type_, text = (part.strip() for part in line.split("|", 2))
        columns.append(Column(column, type_, text))
    return Table(name, about, tuple(columns))


_SOURCE = """
source_file  | INTEGER | number of the input (see inputs[]), from 0
source_row   | INTEGER | row in that sheet as a spreadsheet program shows it, from 1
"""

RECORDS: Mapping[str, Table] = {
    table.name: table
    for table in (
        _table(
            "vehicle_sales",
            "one row per car sold (a resale is a second row with another delivery day)",
            """
            vin           | VARCHAR | 17 characters, upper case
            delivery_day  | DATE    | handed over to the owner
            sold_day      | DATE    | contract or invoice
            store         | VARCHAR | selling store
            region        | VARCHAR | region of the store
            seller        | VARCHAR | sales consultant
            brand         | VARCHAR | brand
            series        | VARCHAR | series 车系
            model         | VARCHAR | model or trim 车型
            energy        | VARCHAR | energy type as written (纯电, 燃油 …)
            price_fen     | BIGINT  | price of the car
            plate         | VARCHAR | plate
            phone         | VARCHAR | owner's phone, normalised
            owner_name    | VARCHAR | owner's name
            gender        | VARCHAR | gender
            birthday      | DATE    | birthday
            district      | VARCHAR | district the owner lives in
            channel       | VARCHAR | source channel (转介绍, 网络 …)
            """
            + _SOURCE,
        ),
        _table(
            "work_orders",
            "one row per work order",
            """
            store             | VARCHAR   | store
            region            | VARCHAR   | region of the store
            order_no          | VARCHAR   | order number, unique within the store
            vin               | VARCHAR   | 17 characters, upper case
            plate             | VARCHAR   | plate
            phone             | VARCHAR   | phone of the owner or of whoever brought the car
            owner_name        | VARCHAR   | name
            district          | VARCHAR   | district of the owner
            brand             | VARCHAR   | brand
            series            | VARCHAR   | series
            model             | VARCHAR   | model
            energy            | VARCHAR   | energy type
            arrived_at        | TIMESTAMP | arrival 进厂
            opened_at         | TIMESTAMP | order opened 开单
            started_at        | TIMESTAMP | work started 开工
            finished_at       | TIMESTAMP | work finished 完工
            settled_at        | TIMESTAMP | settled 结算
            left_at           | TIMESTAMP | car left 出厂
            status            | VARCHAR   | settled, finished (work only), open or cancelled
            kinds             | INTEGER   | bit mask of visit kinds, see liuke.values.visit_kind; NULL when the files do not say
            items             | VARCHAR   | work done, as one text
            symptom           | VARCHAR   | complaint of the owner
            system            | VARCHAR   | vehicle system concerned
            odometer_km       | INTEGER   | odometer at arrival
            adviser           | VARCHAR   | service adviser
            technician        | VARCHAR   | lead technician
            bay               | VARCHAR   | bay
            booked            | BOOLEAN   | came by appointment, where the order says so
            labour_fen        | BIGINT    | labour
            parts_fen         | BIGINT    | parts
            other_fen         | BIGINT    | other charges
            discount_fen      | BIGINT    | discount
            total_fen         | BIGINT    | settled amount, net of discount
            tax_fen           | BIGINT    | tax contained, where kept apart
            insurer_fen       | BIGINT    | part of the total an insurer pays
            warranty_fen      | BIGINT    | part of the total the manufacturer pays
            owner_paid_fen    | BIGINT    | part of the total the owner pays
            parts_cost_fen    | BIGINT    | cost of the parts
            labour_cost_fen   | BIGINT    | cost of the labour
            """
            + _SOURCE,
        ),
        _table(
            "order_lines",
            "one row per line of a work order",
            """
            store        | VARCHAR       | store
            order_no     | VARCHAR       | order number
            line_no      | VARCHAR       | line number
            item_code    | VARCHAR       | item or part number
            item         | VARCHAR       | item name
            kinds        | INTEGER       | bit mask of visit kinds; NULL when the files do not say
            line_type    | VARCHAR       | labour, part, package or NULL
            quantity     | DECIMAL(14,3) | quantity or hours
            unit_fen     | BIGINT        | price of one
            amount_fen   | BIGINT        | amount, net of the line's discount
            discount_fen | BIGINT        | discount of the line
            cost_fen     | BIGINT        | cost
            payer        | VARCHAR       | owner, insurer or warranty
            technician   | VARCHAR       | technician
            vin          | VARCHAR       | 17 characters
            """
            + _SOURCE,
        ),
        _table(
            "appointments",
            "one row per appointment",
            """
            store       | VARCHAR   | store
            booking_no  | VARCHAR   | appointment number
            vin         | VARCHAR   | 17 characters
            plate       | VARCHAR   | plate
            phone       | VARCHAR   | phone
            booked_at   | TIMESTAMP | booked time
            arrived_at  | TIMESTAMP | arrival
            started_at  | TIMESTAMP | work started
            status      | VARCHAR   | kept, no_show, cancelled_by_store, cancelled_by_owner, cancelled or open
            order_no    | VARCHAR   | work order that came of it
            service     | VARCHAR   | service booked
            channel     | VARCHAR   | channel of the booking
            owner_name  | VARCHAR   | name
            adviser     | VARCHAR   | service adviser
            region      | VARCHAR   | region of the store
            """
            + _SOURCE,
        ),
        _table(
            "surveys",
            "one row per answer",
            """
            store        | VARCHAR   | store
            survey_no    | VARCHAR   | number of the answer
            order_no     | VARCHAR   | work order asked about
            vin          | VARCHAR   | 17 characters
            phone        | VARCHAR   | phone
            answered_at  | TIMESTAMP | answered
            satisfaction | INTEGER   | 1 to 5
            nps          | INTEGER   | 0 to 10
            adviser      | VARCHAR   | service adviser
            comment      | VARCHAR   | free text
            plate        | VARCHAR   | plate
            owner_name   | VARCHAR   | name
            region       | VARCHAR   | region of the store
            """
            + _SOURCE,
        ),
        _table(
            "complaints",
            "one row per complaint",
            """
            store        | VARCHAR   | store
            complaint_no | VARCHAR   | number
            order_no     | VARCHAR   | work order concerned
            vin          | VARCHAR   | 17 characters
            phone        | VARCHAR   | phone
            received_at  | TIMESTAMP | received
            due_at       | TIMESTAMP | deadline
            solved_at    | TIMESTAMP | solved
            symptom      | VARCHAR   | category or symptom
            content      | VARCHAR   | text
            plate        | VARCHAR   | plate
            owner_name   | VARCHAR   | name
            region       | VARCHAR   | region of the store
            status       | VARCHAR   | solved, open or withdrawn
            """
            + _SOURCE,
        ),
    )
}

STAR: Mapping[str, Table] = {
    table.name: table
    for table in (
        _table(
            "vehicle",
            "one row per VIN found in any accepted row",
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
        _table(
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
        _table(
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
            returned_day | DATE      | next order of the car for the same symptom within 30 days
            adviser      | VARCHAR   | adviser
            technician   | VARCHAR   | technician
            """,
        ),
        _table(
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
            payer      | VARCHAR       | owner, insurer or warranty
            technician | VARCHAR       | technician
            """,
        ),
        _table(
            "owner",
            "one row per owner found in any accepted row",
            """
            owner              | VARCHAR | key: phone, else VIN
            phone              | VARCHAR | phone
            name               | VARCHAR | name
            district           | VARCHAR | district
            gender             | VARCHAR | gender
            birthday           | DATE    | birthday
            channel            | VARCHAR | source channel
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
        _table(
            "ownership",
            "who owned which car when",
            """
            vin      | VARCHAR | car
            owner    | VARCHAR | owner
            from_day | DATE    | first day; NULL means from the beginning
            to_day   | DATE    | day after the last; NULL means still
            """,
        ),
        _table(
            "appointment",
            "one row per appointment due before the cut-off day",
            """
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
            visit_id   | BIGINT    | visit that came of it
            """,
        ),
        _table(
            "survey",
            "one row per answer before the cut-off day",
            """
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
        _table(
            "complaint",
            "one row per complaint before the cut-off day",
            """
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
        _table(
            "meta",
            "one row about the whole star",
            """
            as_of              | DATE    | cut-off day: everything dated on it or later lies outside
            earliest_order_day | DATE    | day of the earliest order
            profit_basis       | VARCHAR | costs, margin_rate or settled_amount
            has_kinds          | BOOLEAN | the files tell maintenance from repair
            """,
        ),
    )
}
