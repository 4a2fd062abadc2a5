"""What was ordered, what came, and who paid for it."""

from procurement.models.deliveries import Delivery, Invoice
from procurement.models.orders import Order, OrderLine

__all__ = ["Delivery", "Invoice", "Order", "OrderLine"]
