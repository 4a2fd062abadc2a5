"""Addresses of the screens at the table."""

from django.urls import path

from screens.views import desk, phone, questions, revisions, wall

app_name = "screens"

urlpatterns = [
    path("<int:pk>/", desk.DeskView.as_view(), name="desk"),
    path("<int:pk>/punkt/", desk.ItemView.as_view(), name="item"),
    path("<int:pk>/zeigen/", desk.ShowView.as_view(), name="show"),
    path("<int:pk>/hell-dunkel/", desk.DarkView.as_view(), name="dark"),
    path("<int:pk>/thema/", desk.TopicView.as_view(), name="topic"),
    path("<int:pk>/ergebnis/<slug:kind>/", desk.ResultView.as_view(), name="result"),
    path("<int:pk>/vorschlag/<int:proposal>/", desk.ProposalView.as_view(), name="proposal"),
    path("<int:pk>/satz/", desk.SentenceView.as_view(), name="sentence"),
    path("<int:pk>/satz/sichern/", desk.SentenceView.as_view(is_autosave=True), name="sentence_autosave"),
    path("<int:pk>/funktionen/", desk.FunctionsView.as_view(), name="functions"),
    path("<int:pk>/gast/", desk.GuestView.as_view(), name="guest"),
    path("<int:pk>/parken/", desk.ParkView.as_view(), name="park"),
    path("geparkt/<int:pk>/", desk.UnparkView.as_view(), name="unpark"),
    path("teilnahme/<int:pk>/", desk.PeopleView.as_view(), name="attendance"),
    path("notizen/<int:pk>/", desk.NotesView.as_view(), name="notes"),
    path("dabei/", phone.EntranceView.as_view(), name="entrance"),
    path("dabei/stand/<str:key>/", revisions.PhoneRevisionView.as_view(), name="phone_revision"),
    path("dabei/<str:code>/", phone.PhoneView.as_view(), name="phone"),
    path("<int:pk>/fragen/", questions.QuestionListView.as_view(), name="question_list"),
    path("<int:pk>/fragen/einlass/", questions.EntranceOpenView.as_view(), name="entrance_open"),
    path("<int:pk>/fragen/ende/", questions.EntranceCloseView.as_view(), name="entrance_close"),
    path("<int:pk>/fragen/<slug:kind>/neu/", questions.QuestionCreateView.as_view(), name="question_create"),
    path("fragen/<int:pk>/stellen/", questions.QuestionOpenView.as_view(), name="question_open"),
    path("fragen/<int:pk>/schliessen/", questions.QuestionCloseView.as_view(), name="question_close"),
    path("fragen/<int:pk>/entfernen/", questions.QuestionRemoveView.as_view(), name="question_remove"),
    path("<int:pk>/wand/", wall.WallView.as_view(), name="wall"),
    path("stand/<str:key>/", revisions.RevisionView.as_view(), name="revision"),
]
