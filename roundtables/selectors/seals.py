"""Seals of minutes: one spelling of their content, its checksum, and whether it still fits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from roundtables.models import Meeting


def canonical(content: dict[str, Any]) -> bytes:
    """The one spelling of a content: sorted keys, no spaces, UTF-8. Survives the way through the database."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def seal_of(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical content, in hex."""
    return sha256(canonical(content)).hexdigest()


def seal_is_intact(meeting: Meeting) -> bool:
    """Whether the sealed content still is what was sealed."""
    return bool(meeting.checksum) and seal_of(meeting.sealed_content or {}) == meeting.checksum


def broken_seals(meetings: Iterable[Meeting]) -> list[int]:
    """Numbers of meetings of one table whose minutes, or whose link to the ones before, do not fit their checksum."""
    sealed = sorted((row for row in meetings if row.checksum), key=lambda row: row.number)
    known = {meeting.number: meeting.checksum for meeting in sealed}
    broken = []
    for meeting in sealed:
        link = (meeting.sealed_content or {}).get("previous_seal")
        linked = not link or known.get(link["number"]) == link["checksum"]
        if not (linked and seal_is_intact(meeting)):
            broken.append(meeting.number)
    return broken
