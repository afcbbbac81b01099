"""The cleaned input rows: one table per kind of file, typed, nothing derived. ``schema`` says how to read it."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.star.table import Table, table

_SOURCE = """
source_file  | INTEGER | number of the input (see inputs[]), from 0
source_row   | INTEGER | row in that sheet as a spreadsheet program shows it, from 1
"""

RECORDS: Mapping[str, Table] = {
    each.name: each
    for each in (
        table(
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
        table(
            "work_orders",
            "one row per work order",
            """
            store             | VARCHAR   | store
            region            | VARCHAR   | region of the store
            order_no          | VARCHAR   | order number, unique within the store
            vin               | VARCHAR   | 17 characters, upper case
            plate             | VARCHAR   | plate
            phone             | VARCHAR   | owner's phone, never that of whoever brought the car
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
            internal_fen      | BIGINT    | part of the total another department of the dealer pays
            parts_cost_fen    | BIGINT    | cost of the parts
            labour_cost_fen   | BIGINT    | cost of the labour
            """
            + _SOURCE,
        ),
        table(
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
            payer        | VARCHAR       | owner, insurer, warranty or internal
            technician   | VARCHAR       | technician
            vin          | VARCHAR       | 17 characters
            """
            + _SOURCE,
        ),
        table(
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
        table(
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
        table(
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
