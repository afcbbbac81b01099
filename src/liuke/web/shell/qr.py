"""QR codes as inline pictures."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_svg(text: str) -> Markup:
    """An SVG without styles or script, dark on light in every theme."""
    code = segno.make(text, error="m")
    return Markup(  # noqa: S704 - the library writes numbers only
        code.svg_inline(scale=5, border=3, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    )
