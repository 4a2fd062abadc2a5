"""Addresses of equipment. The literal words come first: what follows /ausstattung/ else is a school number."""

from django.urls import path

from equipment.views import (
    bulk,
    catalogue,
    chosen,
    counting,
    inventory,
    network,
    prices,
    recording,
    stock,
    targets,
    trail,
)

app_name = "equipment"

S = "<str:school_number>/"
N = f"{S}netz/"
COUNT = f"{S}bestandsaufnahme/"
T = "zielwerte/<str:number>/"
P = "preise/<str:number>/"
B = "traeger/<str:number>/einlesen/"

urlpatterns = [
    path("katalog/", catalogue.TypeListView.as_view(), name="type_list"),
    path("katalog/typen/neu/", catalogue.TypeFormView.as_view(), name="type_create"),
    path("katalog/typen/<int:pk>/", catalogue.TypeFormView.as_view(), name="type_update"),
    path("katalog/finanzierung/neu/", catalogue.FundingSourceFormView.as_view(), name="fundingsource_create"),
    path(
        "katalog/finanzierung/<int:pk>/",
        catalogue.FundingSourceFormView.as_view(),
        name="fundingsource_update",
    ),
    path(T, targets.TargetsListView.as_view(), name="target_list"),
    path(f"{T}<str:school_type>/", targets.TargetsUpdateView.as_view(), name="target_update"),
    path(f"{T}<str:school_type>/zuruecksetzen/", targets.TargetsResetView.as_view(), name="target_reset"),
    path(P, prices.PriceListView.as_view(), name="price_list"),
    path(f"{P}neu/", prices.PriceCreateView.as_view(), name="price_create"),
    path(f"{P}export/<str:kind>/", prices.PriceExportView.as_view(), name="price_export"),
    path(f"{P}<int:pk>/", prices.PriceUpdateView.as_view(), name="price_update"),
    path(f"{P}<int:pk>/loeschen/", prices.PriceDeleteView.as_view(), name="price_delete"),
    path("erfassung/<str:number>/", recording.RecordingUpdateView.as_view(), name="recording_update"),
    path("nutzungsdauer/<str:number>/", prices.LifeUpdateView.as_view(), name="life_update"),
    path(B, bulk.BulkCreateView.as_view(), name="bulk_create"),
    path(f"{B}vorlage/<str:kind>/", bulk.BulkTemplateView.as_view(), name="bulk_template_export"),
    path(f"{B}<uuid:pk>/", bulk.BulkDetailView.as_view(), name="bulk_detail"),
    path(f"{B}<uuid:pk>/uebernehmen/", bulk.BulkCommitView.as_view(), name="bulk_commit"),
    path(f"{B}<uuid:pk>/verwerfen/", bulk.BulkDiscardView.as_view(), name="bulk_discard"),
    path(f"{B}<uuid:pk>/zuruecknehmen/", bulk.BulkUndoView.as_view(), name="bulk_undo"),
    path(f"{B}<uuid:pk>/spalten/", bulk.BulkColumnsView.as_view(), name="bulk_columns"),
    path(f"{B}<uuid:pk>/woerter/", bulk.BulkWordsView.as_view(), name="bulk_words"),
    path(f"{B}<uuid:pk>/merken/", bulk.BulkKeepProfileView.as_view(), name="bulk_keep"),
    path(
        f"{B}zuordnung/<int:pk>/loeschen/",
        bulk.BulkDeleteProfileView.as_view(),
        name="bulk_profile_delete",
    ),
    path(S, stock.StockListView.as_view(), name="stock_list"),
    path(f"{S}neu/", stock.StockCreateView.as_view(), name="stock_create"),
    path(f"{S}verlauf/", trail.StockTrailView.as_view(), name="stock_trail"),
    path(f"{S}<int:pk>/verlauf/", trail.LineTrailView.as_view(), name="line_trail"),
    path(COUNT, counting.StocktakingView.as_view(), name="stocktaking"),
    path(f"{COUNT}start/", counting.StocktakingStartView.as_view(), name="stocktaking_start"),
    path(f"{COUNT}raum/neu/", counting.RoomAddView.as_view(), name="room_add"),
    path(f"{COUNT}raum/<uuid:pk>/", counting.RoomCountView.as_view(), name="room_count"),
    path(f"{COUNT}unterschiede/", counting.DifferencesView.as_view(), name="stocktaking_differences"),
    path(f"{COUNT}uebernehmen/", counting.TakeOverView.as_view(), name="stocktaking_take_over"),
    path(f"{COUNT}abschliessen/", counting.StocktakingCloseView.as_view(), name="stocktaking_close"),
    path(N, network.NetworkView.as_view(), name="network"),
    path(f"{N}export/<str:kind>/", network.NetworkExportView.as_view(), name="network_export"),
    path(f"{N}anschluss/neu/", network.LineCreateView.as_view(), name="network_line_create"),
    path(f"{N}anschluss/<int:pk>/", network.LineUpdateView.as_view(), name="network_line_update"),
    path(f"{N}anschluss/<int:pk>/entfernen/", network.LineRemoveView.as_view(), name="network_line_remove"),
    path(f"{N}raum/neu/", network.RoomCreateView.as_view(), name="room_network_create"),
    path(f"{N}raum/<int:pk>/", network.RoomUpdateView.as_view(), name="room_network_update"),
    path(f"{N}raum/<int:pk>/entfernen/", network.RoomRemoveView.as_view(), name="room_network_remove"),
    path(f"{S}auswahl/", chosen.StockChosenView.as_view(), name="stock_chosen"),
    path(f"{S}export/<str:kind>/", stock.StockExportView.as_view(), name="stock_export"),
    path(f"{S}import/", inventory.InventoryImportCreateView.as_view(), name="inventory_import_create"),
    path(
        f"{S}import/<uuid:pk>/", inventory.InventoryImportDetailView.as_view(), name="inventory_import_detail"
    ),
    path(
        f"{S}import/<uuid:pk>/uebernehmen/",
        inventory.InventoryImportCommitView.as_view(),
        name="inventory_import_commit",
    ),
    path(
        f"{S}import/<uuid:pk>/verwerfen/",
        inventory.InventoryImportDiscardView.as_view(),
        name="inventory_import_discard",
    ),
    path(
        f"{S}import/<uuid:pk>/zuruecknehmen/",
        inventory.InventoryImportUndoView.as_view(),
        name="inventory_import_undo",
    ),
    path(
        f"{S}import/<uuid:pk>/spalten/",
        inventory.InventoryColumnsView.as_view(),
        name="inventory_import_columns",
    ),
    path(
        f"{S}import/<uuid:pk>/woerter/", inventory.InventoryWordsView.as_view(), name="inventory_import_words"
    ),
    path(
        f"{S}import/<uuid:pk>/merken/",
        inventory.InventoryKeepProfileView.as_view(),
        name="inventory_import_keep",
    ),
    path(
        f"{S}import/zuordnung/<int:pk>/loeschen/",
        inventory.InventoryDeleteProfileView.as_view(),
        name="profile_delete",
    ),
    path(f"{S}<int:pk>/", stock.StockUpdateView.as_view(), name="stock_update"),
    path(f"{S}<int:pk>/ausmustern/", stock.StockRetireView.as_view(), name="stock_retire"),
    path(f"{S}<int:pk>/teilen/", chosen.StockSplitView.as_view(), name="stock_split"),
]
