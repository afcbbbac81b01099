"""O What consent 同意 can be about, and where it can be given."""

from __future__ import annotations

PURPOSES = ("service", "marketing", "analysis", "sharing")
"""Service notices 服务通知, marketing 营销, analysis of data 数据分析, passing on to partners 合作方共享."""

CHANNELS = ("any", "sms", "call", "wechat", "email")
"""A word for ``any`` holds for every channel that has none of its own."""

HOWS = ("paper", "counter", "call", "wechat", "sms", "web", "import")


def agreed(words: dict[tuple[str, str], bool], *, purpose: str, channel: str) -> bool:
    """Whether an owner may be written to; silence is no.

    >>> agreed({("marketing", "any"): True, ("marketing", "sms"): False}, purpose="marketing", channel="sms")
    False
    >>> agreed({("marketing", "any"): True}, purpose="marketing", channel="wechat")
    True
    """
    return words.get((purpose, channel), words.get((purpose, "any"), False))
