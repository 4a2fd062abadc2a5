"""What the pages of procurement show."""

from procurement.selectors.funding import (
    Ledger,
    Money,
    chargeable,
    grant_rows,
    ledger,
    ledger_lines,
    money_of,
    next_deadline,
    programmes,
)
from procurement.selectors.orders import (
    LineRow,
    OrderPage,
    OrderRow,
    next_number,
    order_page,
    order_rows,
    school_lines,
    supplier_offers,
    waiting_items,
)
from procurement.selectors.proof import Proof, ProofLine, proof_of_use

__all__ = [
    "Ledger",
    "LineRow",
    "Money",
    "OrderPage",
    "OrderRow",
    "Proof",
    "ProofLine",
    "chargeable",
    "grant_rows",
    "ledger",
    "ledger_lines",
    "money_of",
    "next_deadline",
    "next_number",
    "order_page",
    "order_rows",
    "programmes",
    "proof_of_use",
    "school_lines",
    "supplier_offers",
    "waiting_items",
]
