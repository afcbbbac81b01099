"""Tags as conditions: whoever has a tag that has not run out."""

from __future__ import annotations

from liuke.insight.reports.language import N_
from liuke.values.condition import Field, Kind

FIELDS = (
    Field(
        "tag.has",
        N_("Tag"),
        N_("Tags"),
        Kind.TAG,
        "g.tag_id",
        source="segments_tagging AS g",
        owner="g.owner_id",
        where="(g.expires_on IS NULL OR g.expires_on >= %(today)s)",
    ),
)
