"""What owners themselves say about being one person: statements that give (a, b, reason, weight).

They read the temporary table ``living(id, name, district, birthday)``; a is the smaller id. More than twenty
owners with something in common have it by chance.
"""

from __future__ import annotations

MOST_ALIKE = 20
CROWD = 3
"""A number on more owners than this is a firm's or a salesman's: weak evidence."""

_PHONE = f"""
    SELECT p.owner_id, q.owner_id, CASE WHEN c.n > {CROWD} THEN 'phone_crowd' ELSE 'phone' END,
        CASE WHEN c.n > {CROWD} THEN 20 ELSE 60 END
    FROM (
        SELECT number, count(*) AS n FROM owners_phone JOIN living ON living.id = owner_id
        WHERE state <> 'wrong' GROUP BY number HAVING count(*) BETWEEN 2 AND {MOST_ALIKE}
    ) AS c
    JOIN owners_phone AS p ON p.number = c.number AND p.state <> 'wrong'
    JOIN owners_phone AS q ON q.number = c.number AND q.state <> 'wrong' AND p.owner_id < q.owner_id
    JOIN living AS l ON l.id = p.owner_id
    JOIN living AS m ON m.id = q.owner_id
"""
_WECHAT = """
    SELECT DISTINCT p.owner_id, q.owner_id, 'wechat', 80
    FROM owners_wechatid AS p
    JOIN owners_wechatid AS q ON q.union_id = p.union_id AND p.union_id <> '' AND p.owner_id < q.owner_id
    JOIN living AS l ON l.id = p.owner_id
    JOIN living AS m ON m.id = q.owner_id
"""
_NAME = f"""
    SELECT l.id, m.id, 'name_district', 30
    FROM (
        SELECT name, district FROM living WHERE length(name) > 1 AND district <> ''
        GROUP BY name, district HAVING count(*) BETWEEN 2 AND {MOST_ALIKE}
    ) AS c
    JOIN living AS l ON (l.name, l.district) = (c.name, c.district)
    JOIN living AS m ON (m.name, m.district) = (c.name, c.district) AND l.id < m.id
"""
_BIRTHDAY = f"""
    SELECT l.id, m.id, 'birthday', 50
    FROM (
        SELECT name, birthday FROM living WHERE length(name) > 1 AND birthday IS NOT NULL
        GROUP BY name, birthday HAVING count(*) BETWEEN 2 AND {MOST_ALIKE}
    ) AS c
    JOIN living AS l ON (l.name, l.birthday) = (c.name, c.birthday)
    JOIN living AS m ON (m.name, m.birthday) = (c.name, c.birthday) AND l.id < m.id
"""
EVIDENCE = (_PHONE, _WECHAT, _NAME, _BIRTHDAY)
