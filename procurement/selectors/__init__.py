"""What the pages of procurement show."""

from procurement.selectors.funding import (
    Ledger,
    Money,
    chargeable,
    grant_rows,
    ledger,
    ledger_lines,
    money_of,
    open_days,
    programmes,
)
from procurement.selectors.limits import breaches_of
from procurement.selectors.orders import (
    LineRow,
    OrderPage,
    OrderRow,
    RestRow,
    free_rest,
    next_number,
    order_page,
    order_rows,
    rest_rows,
    school_lines,
    supplier_offers,
    waiting_items,
)
from procurement.selectors.proof import Proof, ProofLine, proof_of_use
from procurement.selectors.trail import Step, trail_of_order

__all__ = [
    "Ledger",
    "LineRow",
    "Money",
    "OrderPage",
    "OrderRow",
    "Proof",
    "ProofLine",
    "RestRow",
    "Step",
    "breaches_of",
    "chargeable",
    "free_rest",
    "grant_rows",
    "ledger",
    "ledger_lines",
    "money_of",
    "next_number",
    "open_days",
    "order_page",
    "order_rows",
    "programmes",
    "proof_of_use",
    "rest_rows",
    "school_lines",
    "supplier_offers",
    "trail_of_order",
    "waiting_items",
]
