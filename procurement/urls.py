"""Addresses of procurement: of one Träger, of one order, and below /schule/ of one school."""

from django.urls import path

from procurement.views import deliveries, orders, receipt

app_name = "procurement"

T = "traeger/<str:number>/"
ORDER = "bestellung/<int:pk>/"
LINE = "position/<int:pk>/"
DELIVERY = "lieferung/<int:pk>/"
INVOICE = "rechnung/<int:pk>/"
S = "schule/<str:school_number>/"

urlpatterns = [
    path(T, orders.OrderListView.as_view(), name="order_list"),
    path(f"{T}neu/", orders.OrderCreateView.as_view(), name="order_create"),
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
]
