"""A QR code as a drawing for pages and PDFs: no picture file, sharp at every size."""

from __future__ import annotations

from typing import Any

import qrcode


def qr_code(text: str) -> dict[str, Any]:
    """The code as a drawing: side length in modules with its quiet zone, and one path of dark squares."""
    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    made.add_data(text)
    modules = made.get_matrix()
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(modules) for x, is_dark in enumerate(row) if is_dark)
    return {"size": len(modules), "path": "".join(dark)}
