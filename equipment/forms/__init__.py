"""Input of equipment: stock lines, standards, catalogue, uploads."""

from equipment.forms.catalogue import EquipmentTypeForm, FundingSourceForm
from equipment.forms.offers import offer_sources, offer_types
from equipment.forms.prices import LivesForm, PriceForm
from equipment.forms.standards import StandardForm
from equipment.forms.stock import InventoryUploadForm, RetireForm, StockForm

__all__ = [
    "EquipmentTypeForm",
    "FundingSourceForm",
    "InventoryUploadForm",
    "LivesForm",
    "PriceForm",
    "RetireForm",
    "StandardForm",
    "StockForm",
    "offer_sources",
    "offer_types",
]
