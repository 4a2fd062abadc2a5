"""Addresses of needs: of one school, and below /traeger/ of one Träger."""

from django.urls import path

from needs.views import items, lists

app_name = "needs"

S = "<str:school_number>/"
Y = f"{S}<int:year>/"
ITEM = f"{S}position/<int:pk>/"

urlpatterns = [
    path(S, lists.NeedListView.as_view(), name="need_list_current"),
    path(f"{S}neu/", items.NeedItemCreateView.as_view(), name="item_create_current"),
    path(Y, lists.NeedListView.as_view(), name="need_list"),
    path(f"{Y}neu/", items.NeedItemCreateView.as_view(), name="item_create"),
    path(f"{Y}pruefen/", lists.NeedListCheckView.as_view(), name="need_list_check"),
    path(f"{Y}abschicken/", lists.NeedListSendView.as_view(), name="need_list_send"),
    path(f"{Y}zurueckziehen/", lists.NeedListWithdrawView.as_view(), name="need_list_withdraw"),
    path(ITEM, items.NeedItemDetailView.as_view(), name="item_detail"),
    path(f"{ITEM}aendern/", items.NeedItemUpdateView.as_view(), name="item_update"),
    path(f"{ITEM}loeschen/", items.NeedItemDeleteView.as_view(), name="item_delete"),
]
