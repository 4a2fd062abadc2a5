"""What the table of a list's lines is given of each value, in the words of COPY."""

from __future__ import annotations

from typing import Any

from equipment.cells import worded
from equipment.models import BulkImport, EquipmentType, FundingSource
from schools.models import School

NULL = "\\N"
COLUMNS = {  # of the table -> field of the file, and what stands there when the file says nothing
    "school_id": ("school_number", ""),
    "key": ("key", NULL),
    "type_id": ("type", ""),
    "quantity": ("quantity", ""),
    "building": ("building", ""),
    "room": ("room", ""),
    "purchase_year": ("purchase_year", NULL),
    "funding_source_id": ("funding_source", NULL),
    "invoice_number": ("invoice_number", ""),
    "invoice_date": ("invoice_date", NULL),
    "price": ("price", NULL),
    "condition": ("condition", ""),
    "state": ("state", ""),
    "serials": ("serials", ""),
}
COPY = f"COPY equipment_bulkline ({', '.join(('upload_id', 'line', *COLUMNS))}) FROM STDIN"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})
TAB = "\t"


class Pieces:
    """Values as COPY reads them. `order`: the fields as the table has them; `blank`: where a list says nothing."""

    def __init__(self, upload: BulkImport) -> None:
        self.order = [name for name, _blank in COLUMNS.values()]
        self.blank = [blank for _name, blank in COLUMNS.values()]
        self.keys: dict[str, dict[str, Any]] = {
            "school_number": dict(
                School.unscoped.filter(authority=upload.authority_id).values_list("school_number", "pk")
            ),
            "type": dict(EquipmentType.objects.values_list("code", "pk")),
            "funding_source": dict(FundingSource.objects.values_list("code", "pk")),
        }

    def of(self, name: str, value: Any) -> str:
        """Empty where `blank` says it."""
        if value is None or value == "":
            return ""
        keys = self.keys.get(worded(name))
        if keys:
            return str(keys[value])
        text = str(value)
        return text if text.isprintable() and "\\" not in text else text.translate(ESCAPES)
