"""Input of procurement."""

from procurement.forms.deliveries import DeliveryForm, InvoiceFileForm, InvoiceForm, ReceiptForm
from procurement.forms.orders import OrderForm, QuantityForm, ReasonForm

__all__ = [
    "DeliveryForm",
    "InvoiceFileForm",
    "InvoiceForm",
    "OrderForm",
    "QuantityForm",
    "ReasonForm",
    "ReceiptForm",
]
