"""Calls with a key as often as it is told, and says how many calls were taken in each minute."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter

import django

django.setup()

from liuke.org.actions.use_api_key import TooManyCalls, use_api_key  # noqa: E402


def main(token: str, times: str) -> None:
    taken: Counter[int] = Counter()
    for _ in range(int(times)):
        at = dt.datetime.now(dt.UTC)
        try:
            use_api_key(token=token, at=at)
        except TooManyCalls:
            continue
        taken[int(at.timestamp()) // 60] += 1
    sys.stdout.write(json.dumps(taken))


if __name__ == "__main__":
    main(*sys.argv[1:])
