"""What the pages of procurement show."""

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

__all__ = [
    "LineRow",
    "OrderPage",
    "OrderRow",
    "next_number",
    "order_page",
    "order_rows",
    "school_lines",
    "supplier_offers",
    "waiting_items",
]
