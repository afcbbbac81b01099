"""What must hold in the ledger's tables, each as a query for the first record that breaks it."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.insight.reports.language import N_


@dataclass(frozen=True)
class Check:
    """``query`` gives the keys of bad records of the table ``record``, the first one first."""

    record: str
    sentence: str
    query: str


ACCOUNTS = Check(
    "account",
    N_("The account %(key)s is not what it was opened as."),
    """
    SELECT id FROM ledger.account
    WHERE id <> ledger.account_id(kind, unit, holder, store, counter)
       OR guarded IS DISTINCT FROM (kind IN ('principal', 'bonus', 'points', 'points_debt', 'visits', 'coupon', 'held'))
    ORDER BY 1 LIMIT 1
    """,
)

SEALED = """
SELECT s.n, s.journal,
       CASE WHEN s.n > 1 AND b.n IS NULL THEN 'gap' WHEN c.journal IS NULL THEN 'missing' ELSE 'changed' END
FROM ledger.seal AS s
LEFT JOIN ledger.seal AS b
  ON b.n = s.n - 1 AND b.store = %(store)s AND b.n >= %(after)s AND b.n < %(upto)s
LEFT JOIN ledger.content(ARRAY(
    SELECT journal FROM ledger.seal WHERE store = %(store)s AND n > %(after)s AND n <= %(upto)s)) AS c
  ON c.journal = s.journal AND c.store = %(store)s
WHERE s.store = %(store)s AND s.n > %(after)s AND s.n <= %(upto)s
  AND ((s.n > 1 AND b.n IS NULL) OR c.journal IS NULL OR s.digest <> sha256(coalesce(b.digest, '') || c.content))
ORDER BY s.n LIMIT 1
"""

CHECKS: tuple[Check, ...] = (
    Check(
        "account",
        N_("The account %(key)s is gone, and lines speak of it."),
        """
        SELECT l.account FROM (SELECT dr AS account, unit FROM ledger.line UNION SELECT cr, unit FROM ledger.line) AS l
        LEFT JOIN ledger.account AS a ON a.id = l.account AND a.unit = l.unit WHERE a.id IS NULL
        ORDER BY 1 LIMIT 1
        """,
    ),
    Check(
        "journal",
        N_("The posting %(key)s is neither sealed nor waiting to be, or both."),
        """
        SELECT j.id FROM ledger.journal AS j
        LEFT JOIN ledger.seal AS s ON s.journal = j.id
        LEFT JOIN ledger.unsealed AS u ON u.journal = j.id
        WHERE (s.journal IS NULL) = (u.journal IS NULL) ORDER BY j.id LIMIT 1
        """,
    ),
    Check(
        "journal",
        N_("The posting %(key)s is gone, and something of it is left."),
        """
        SELECT x.journal FROM (
            SELECT journal FROM ledger.line UNION SELECT journal FROM ledger.lot UNION SELECT journal FROM ledger.lot_use
            UNION SELECT journal FROM ledger.hold UNION SELECT journal FROM ledger.period UNION SELECT journal FROM ledger.unsealed
            UNION SELECT journal FROM ledger.idem_key
        ) AS x LEFT JOIN ledger.journal AS j ON j.id = x.journal WHERE j.id IS NULL ORDER BY 1 LIMIT 1
        """,
    ),
    Check(
        "idem_key",
        N_("The key %(key)s and the posting made with it do not belong together."),
        """
        SELECT coalesce(k.key, j.idem) FROM ledger.journal AS j
        FULL JOIN ledger.idem_key AS k ON k.key = j.idem AND k.journal = j.id
        WHERE k.key IS NULL OR j.id IS NULL ORDER BY 1 LIMIT 1
        """,
    ),
    Check(
        "line",
        N_("The line %(key)s does not continue the chain of its account."),
        """
        SELECT r.journal || '/' || r.n FROM (
            SELECT s.*, lag(s.after, 1, 0::bigint) OVER w + s.change AS should, row_number() OVER w AS place
            FROM (
                SELECT l.journal, l.n, l.dr AS account, l.dr_seq AS seq, l.dr_after AS after,
                       CASE a.kind WHEN 'points_debt' THEN l.amount ELSE -l.amount END AS change
                FROM ledger.line AS l JOIN ledger.account AS a ON a.id = l.dr WHERE a.guarded OR l.dr_seq IS NOT NULL
                UNION ALL
                SELECT l.journal, l.n, l.cr, l.cr_seq, l.cr_after, CASE a.kind WHEN 'points_debt' THEN -l.amount ELSE l.amount END
                FROM ledger.line AS l JOIN ledger.account AS a ON a.id = l.cr WHERE a.guarded OR l.cr_seq IS NOT NULL
            ) AS s WINDOW w AS (PARTITION BY s.account ORDER BY s.seq)
        ) AS r
        WHERE r.seq IS DISTINCT FROM r.place OR r.after IS DISTINCT FROM r.should ORDER BY r.journal, r.n LIMIT 1
        """,
    ),
    Check(
        "lot",
        N_("Of the lot %(key)s more or less is left than its uses leave."),
        """
        SELECT o.journal || '/' || o.n FROM ledger.lot AS o
        LEFT JOIN (SELECT lot, lot_n, sum(amount) AS amount, sum(fen) AS fen FROM ledger.lot_use GROUP BY 1, 2) AS u
          ON (u.lot, u.lot_n) = (o.journal, o.n)
        WHERE o.remaining <> o.granted - coalesce(u.amount, 0) OR o.earned_fen <> coalesce(u.fen, 0)
        ORDER BY o.journal, o.n LIMIT 1
        """,
    ),
    Check(
        "balance",
        N_("The balance of account %(key)s is not what its lines or lots come to."),
        """
        SELECT coalesce(a.id, b.account) FROM ledger.account AS a
        FULL JOIN ledger.balance AS b ON b.account = a.id
        LEFT JOIN (
            SELECT s.account, sum(s.change) AS amount, count(*) AS lines FROM (
                SELECT l.dr AS account, CASE a.kind WHEN 'points_debt' THEN l.amount ELSE -l.amount END AS change
                FROM ledger.line AS l JOIN ledger.account AS a ON a.id = l.dr WHERE a.guarded
                UNION ALL
                SELECT l.cr, CASE a.kind WHEN 'points_debt' THEN -l.amount ELSE l.amount END
                FROM ledger.line AS l JOIN ledger.account AS a ON a.id = l.cr WHERE a.guarded
            ) AS s GROUP BY s.account
        ) AS l ON l.account = coalesce(a.id, b.account)
        LEFT JOIN (SELECT account, sum(remaining) AS amount FROM ledger.lot GROUP BY account) AS o ON o.account = coalesce(a.id, b.account)
        WHERE coalesce(a.guarded, false) <> (b.account IS NOT NULL)
           OR (b.account IS NOT NULL AND (b.amount <> coalesce(l.amount, 0) OR b.seq <> coalesce(l.lines, 0)
               OR (ledger.has_lots(a.kind) AND b.amount <> coalesce(o.amount, 0))))
        ORDER BY 1 LIMIT 1
        """,
    ),
    Check(
        "hold",
        N_("The hold %(key)s is not closed by what closed it."),
        """
        SELECT coalesce(h.journal, j.closes) FROM ledger.hold AS h
        FULL JOIN (SELECT id, closes FROM ledger.journal WHERE closes IS NOT NULL) AS j ON j.closes = h.journal
        WHERE h.closed_by IS DISTINCT FROM j.id ORDER BY 1 LIMIT 1
        """,
    ),
    Check(
        "holder",
        N_("The owner %(key)s is frozen or merged, or not, against what was posted."),
        """
        SELECT coalesce(h.id, a.holder) FROM ledger.holder AS h
        FULL JOIN (SELECT DISTINCT holder FROM ledger.account WHERE holder IS NOT NULL
                   UNION SELECT holder FROM ledger.journal WHERE holder IS NOT NULL) AS a ON a.holder = h.id
        LEFT JOIN (SELECT DISTINCT ON (holder) holder, kind = 'freeze' AS frozen FROM ledger.journal
                   WHERE kind IN ('freeze', 'unfreeze') ORDER BY holder, created_at DESC) AS f ON f.holder = h.id
        LEFT JOIN (SELECT DISTINCT ON (j.detail ->> 'other') (j.detail ->> 'other')::uuid AS other,
                          CASE WHEN u.id IS NULL THEN j.holder END AS into_
                   FROM ledger.journal AS j LEFT JOIN ledger.journal AS u ON u.returns = j.id
                   WHERE j.kind = 'merge' ORDER BY j.detail ->> 'other', j.created_at DESC) AS m ON m.other = h.id
        WHERE h.id IS NULL OR h.frozen <> coalesce(f.frozen, false) OR h.merged_into IS DISTINCT FROM m.into_
        ORDER BY 1 LIMIT 1
        """,
    ),
    Check(
        "total",
        N_("The totals of account %(key)s are not the sum of its sealed lines."),
        """
        SELECT coalesce(t.account, l.account) || ' ' || coalesce(t.month, l.month) FROM ledger.total AS t
        FULL JOIN (
            SELECT s.account, date_trunc('month', j.business_date)::date AS month, sum(s.dr) AS dr, sum(s.cr) AS cr
            FROM (SELECT journal, dr AS account, amount AS dr, 0 AS cr FROM ledger.line WHERE dr_seq IS NULL
                  UNION ALL SELECT journal, cr, 0, amount FROM ledger.line WHERE cr_seq IS NULL) AS s
            JOIN ledger.journal AS j ON j.id = s.journal
            JOIN ledger.seal AS c ON c.journal = s.journal
            GROUP BY 1, 2
        ) AS l ON l.account = t.account AND l.month = t.month
        WHERE t.dr IS DISTINCT FROM l.dr OR t.cr IS DISTINCT FROM l.cr ORDER BY 1 LIMIT 1
        """,
    ),
    Check(
        "account",
        N_("The money not yet earned in account %(key)s is not what its cards come to."),
        """
        SELECT coalesce(d.id, c.id) FROM (
            SELECT a.id, sum(l.amount) AS amount FROM ledger.account AS a
            JOIN (SELECT dr AS account, -amount AS amount FROM ledger.line UNION ALL SELECT cr, amount FROM ledger.line) AS l
              ON l.account = a.id
            WHERE a.kind = 'deferred' GROUP BY a.id
        ) AS d FULL JOIN (
            SELECT ledger.account_id('deferred', 'fen', NULL, o.store, NULL) AS id, sum(o.paid_fen - o.earned_fen) AS amount
            FROM ledger.lot AS o JOIN ledger.account AS a ON a.id = o.account WHERE a.kind IN ('visits', 'coupon') GROUP BY o.store
        ) AS c ON c.id = d.id
        WHERE coalesce(d.amount, 0) <> coalesce(c.amount, 0) ORDER BY 1 LIMIT 1
        """,
    ),
)
