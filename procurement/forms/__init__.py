"""Input of procurement."""

from procurement.forms.deliveries import DeliveryForm, InvoiceFileForm, InvoiceForm, ReceiptForm
from procurement.forms.funding import CallForm, CapsForm, ChargeForm, GrantCapsForm, GrantForm, ProgrammeForm
from procurement.forms.orders import OrderForm, QuantityForm, ReasonForm

__all__ = [
    "CallForm",
    "CapsForm",
    "ChargeForm",
    "DeliveryForm",
    "GrantCapsForm",
    "GrantForm",
    "InvoiceFileForm",
    "InvoiceForm",
    "OrderForm",
    "ProgrammeForm",
    "QuantityForm",
    "ReasonForm",
    "ReceiptForm",
]
