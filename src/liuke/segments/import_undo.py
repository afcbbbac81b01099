"""What tags mean for an owner whose import is undone, as (table, column) pairs."""

from __future__ import annotations

_SET_BY_HAND = (
    "(SELECT g.owner_id FROM segments_tagging AS g JOIN segments_tag AS s ON s.id = g.tag_id"
    " WHERE s.origin = 'hand')"
)
KEEPS_OWNER = ((_SET_BY_HAND, "owner_id"),)
"""A tag set by hand is work on the owner: the owner stays."""
GOES_WITH_OWNER = (("segments_tagging", "owner_id"),)
