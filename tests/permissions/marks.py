"""Markers, and the keys of the things that carry them."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Name

from accounts.models import User
from schools.models import School
from tests.world import World

LEADS = {"A": "lead_a", "B": "lead_b", "C": "lead_c"}
ADVISERS = {"A": "adviser", "C": "adviser_c"}
STAFF = {"A": "staff", "B": "staff", "C": "staff_c"}


def mark(owner: str, kind: str, name: str) -> str:
    return f"MK-{owner}-{kind}-{name}"


def pdf_saying(text: str) -> bytes:
    """A small real PDF with one line of text."""
    document, out = pikepdf.new(), BytesIO()
    page = document.add_blank_page()
    font = pikepdf.Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
    page.obj.Contents = document.make_stream(f"BT /F1 12 Tf 40 700 Td ({text}) Tj ET".encode())
    document.save(out)
    return out.getvalue()


@dataclass
class Things:
    """Keys for the addresses of one school, its Träger and its table."""

    school: School
    values: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError as error:
            raise AttributeError(name) from error


@dataclass
class FullWorld:
    world: World
    places: dict[str, Things] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # letter -> open link of an invitation
    sheets: dict[str, str] = field(default_factory=dict)  # letter -> open link of a joint rating

    def user(self, actor: str) -> User:
        return self.world.user(actor)
