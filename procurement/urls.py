"""Addresses of procurement: of one Träger, of one order, and below /schule/ of one school."""

from django.urls import path

from procurement.views import catalogue, deliveries, free_lines, funding, orders, receipt

app_name = "procurement"

T = "traeger/<str:number>/"
ORDER = "bestellung/<int:pk>/"
LINE = "position/<int:pk>/"
DELIVERY = "lieferung/<int:pk>/"
INVOICE = "rechnung/<int:pk>/"
S = "schule/<str:school_number>/"
P = "programme/"
GRANT = "foerderung/<int:pk>/"

urlpatterns = [
    path(T, orders.OrderListView.as_view(), name="order_list"),
    path(f"{T}neu/", orders.OrderCreateView.as_view(), name="order_create"),
    path("mittel/<int:pk>/bestellen/", free_lines.FreeLineOrderView.as_view(), name="freeline_order"),
    path(ORDER, orders.OrderDetailView.as_view(), name="order_detail"),
    path(f"{ORDER}stornieren/", orders.OrderCancelView.as_view(), name="order_cancel"),
    path(f"{LINE}beenden/", orders.LineEndView.as_view(), name="line_end"),
    path(f"{LINE}menge/", orders.LineQuantityView.as_view(), name="line_quantity"),
    path(f"{LINE}lieferung/", deliveries.DeliveryCreateView.as_view(), name="delivery_create"),
    path(f"{DELIVERY}rechnung/", deliveries.DeliveryInvoiceView.as_view(), name="delivery_invoice"),
    path(f"{DELIVERY}zurueckziehen/", deliveries.DeliveryWithdrawView.as_view(), name="delivery_withdraw"),
    path(f"{INVOICE}hochladen/", deliveries.InvoiceUploadView.as_view(), name="invoice_upload"),
    path(f"{INVOICE}datei/", deliveries.InvoiceDownloadView.as_view(), name="invoice_download"),
    path(S, receipt.SchoolOrdersView.as_view(), name="school_orders"),
    path(f"{S}lieferung/<int:pk>/", receipt.DeliveryConfirmView.as_view(), name="delivery_confirm"),
    path(f"{S}position/<int:pk>/", receipt.LineReceiveView.as_view(), name="line_receive"),
    path(P, catalogue.ProgrammeListView.as_view(), name="programme_list"),
    path(f"{P}neu/", catalogue.ProgrammeFormView.as_view(), name="programme_create"),
    path(f"{P}<int:pk>/", catalogue.ProgrammeFormView.as_view(), name="programme_update"),
    path(f"{P}<int:pk>/kategorie/", catalogue.CategoryCreateView.as_view(), name="category_create"),
    path(f"{P}kategorie/<int:pk>/", catalogue.CategoryUpdateView.as_view(), name="category_update"),
    path(f"{T}foerderung/", funding.GrantListView.as_view(), name="grant_list"),
    path(f"{T}foerderung/neu/", funding.GrantCreateView.as_view(), name="grant_create"),
    path(GRANT, funding.GrantDetailView.as_view(), name="grant_detail"),
    path(f"{GRANT}aendern/", funding.GrantUpdateView.as_view(), name="grant_update"),
    path(f"{GRANT}kategorie/", funding.GrantCategoryCreateView.as_view(), name="grantcategory_create"),
    path("kategorie/<int:pk>/", funding.GrantCategoryUpdateView.as_view(), name="grantcategory_update"),
    path(f"{GRANT}zuordnen/", funding.ChargeView.as_view(), name="grant_charge"),
    path("zuordnung/<int:pk>/loesen/", funding.DischargeView.as_view(), name="allocation_remove"),
    path(f"{GRANT}abruf/", funding.CallCreateView.as_view(), name="call_create"),
    path("abruf/<int:pk>/entfernen/", funding.CallRemoveView.as_view(), name="call_remove"),
]
