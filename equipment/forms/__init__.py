"""Input of equipment: stock lines, target values, catalogue, uploads."""

from equipment.forms.catalogue import EquipmentTypeForm, FundingSourceForm
from equipment.forms.chosen import ChosenChangeForm, ChosenHandOverForm, ChosenRetireForm, SplitForm
from equipment.forms.counting import RoomAddForm, RoomCountForm, StocktakingCloseForm
from equipment.forms.mapping import ColumnsForm, WordsForm
from equipment.forms.network import NetworkLineForm, RoomNetworkForm
from equipment.forms.offers import offer_sources, offer_types
from equipment.forms.prices import LivesForm, PriceForm
from equipment.forms.recording import RecordingForm
from equipment.forms.stock import BulkUploadForm, InventoryUploadForm, RetireForm, StockForm
from equipment.forms.targets import TargetsForm

__all__ = [
    "BulkUploadForm",
    "ChosenChangeForm",
    "ChosenHandOverForm",
    "ChosenRetireForm",
    "ColumnsForm",
    "EquipmentTypeForm",
    "FundingSourceForm",
    "InventoryUploadForm",
    "LivesForm",
    "NetworkLineForm",
    "PriceForm",
    "RecordingForm",
    "RetireForm",
    "RoomAddForm",
    "RoomCountForm",
    "RoomNetworkForm",
    "SplitForm",
    "StockForm",
    "StocktakingCloseForm",
    "TargetsForm",
    "WordsForm",
    "offer_sources",
    "offer_types",
]
