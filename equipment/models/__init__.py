"""What is there: counted batches, their types, and the targets they are measured against."""

from equipment.models.bulk import BulkImport, BulkLine, BulkTrace
from equipment.models.catalogue import EquipmentType, FundingSource
from equipment.models.counting import RoomCount, Stocktaking
from equipment.models.imports import InventoryImport
from equipment.models.mapping import ImportProfile, MappedUpload
from equipment.models.network import NetworkLine, RoomNetwork
from equipment.models.prices import PriceEntry, UsefulLife
from equipment.models.stock import StockBatch
from equipment.models.targets import TargetValues

__all__ = [
    "BulkImport",
    "BulkLine",
    "BulkTrace",
    "EquipmentType",
    "FundingSource",
    "ImportProfile",
    "InventoryImport",
    "MappedUpload",
    "NetworkLine",
    "PriceEntry",
    "RoomCount",
    "RoomNetwork",
    "StockBatch",
    "Stocktaking",
    "TargetValues",
    "UsefulLife",
]
