"""What was ordered, what came, and who paid for it."""

from procurement.models.deliveries import Delivery, Invoice
from procurement.models.funding import (
    Allocation,
    FundCall,
    Grant,
    GrantCategory,
    Programme,
    ProgrammeCategory,
)
from procurement.models.orders import Order, OrderLine

__all__ = [
    "Allocation",
    "Delivery",
    "FundCall",
    "Grant",
    "GrantCategory",
    "Invoice",
    "Order",
    "OrderLine",
    "Programme",
    "ProgrammeCategory",
]
