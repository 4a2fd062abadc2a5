"""Addresses of schools: three floors, one list each."""

from django.urls import URLPattern, path

from schools.views import (
    competence_imports,
    competences,
    concept,
    concept_checks,
    concept_history,
    concept_pages,
    concept_sections,
    concept_splits,
    concept_talk,
    figures,
    joining,
    offices,
    people,
    register,
    register_imports,
    successions,
    trainings,
)

app_name = "schools"

N = "<str:school_number>/"
register_patterns: list[URLPattern] = [
    path("", register.SchoolListView.as_view(), name="school_list"),
    path("rueckmeldungen/", concept_talk.ReviewListView.as_view(), name="review_list"),
    path(
        "rueckmeldungen/<int:pk>/erledigt/", concept_talk.CommentSettleView.as_view(), name="comment_settle"
    ),
    path(
        "rueckmeldungen/<int:pk>/offen/",
        concept_talk.CommentSettleView.as_view(done=False),
        name="comment_reopen",
    ),
    path("register/", register_imports.RegisterImportCreateView.as_view(), name="register_import_create"),
    path(
        "register/<uuid:pk>/",
        register_imports.RegisterImportDetailView.as_view(),
        name="register_import_detail",
    ),
    path(
        "register/<uuid:pk>/uebernehmen/",
        register_imports.RegisterImportCommitView.as_view(),
        name="register_import_commit",
    ),
    path(
        "register/<uuid:pk>/verwerfen/",
        register_imports.RegisterImportDiscardView.as_view(),
        name="register_import_discard",
    ),
    path("zahlen/import/", figures.FiguresImportCreateView.as_view(), name="figures_import_create"),
    path(
        "zahlen/import/uebernehmen/", figures.FiguresImportCommitView.as_view(), name="figures_import_commit"
    ),
    path(N, register.SchoolDetailView.as_view(), name="school_detail"),
    path(f"{N}anzeigename/", register.SchoolUpdateView.as_view(), name="school_update"),
    path(f"{N}nachfolge/", successions.SuccessionCreateView.as_view(), name="succession_create"),
    path(f"{N}zahlen/", figures.FiguresListView.as_view(), name="figures_list"),
    path(f"{N}zahlen/neu/", figures.FiguresCreateView.as_view(), name="figures_create"),
    path(f"{N}zahlen/<int:pk>/", figures.FiguresUpdateView.as_view(), name="figures_update"),
]

people_patterns = [
    path("einladungen/", people.InvitationListView.as_view(), name="invitation_list"),
    path("einladungen/neu/", people.InvitationCreateView.as_view(), name="invitation_create"),
    path(
        "einladungen/<int:pk>/zurueckziehen/", people.InvitationRevokeView.as_view(), name="invitation_revoke"
    ),
    path("einladung/<str:token>/", joining.InvitationAcceptView.as_view(), name="invitation_accept"),
    path("konten/", people.UserListView.as_view(), name="user_list"),
    path("konten/<int:pk>/abschalten/", people.UserDeactivateView.as_view(), name="user_deactivate"),
    path("konten/<int:pk>/anschalten/", people.UserReactivateView.as_view(), name="user_reactivate"),
    path(
        "nachfolgen/<int:pk>/zuruecknehmen/",
        successions.SuccessionRemoveView.as_view(),
        name="succession_remove",
    ),
    path("rollen/<int:pk>/beenden/", people.MembershipEndView.as_view(), name="membership_end"),
    path(
        "traeger/<str:number>/personen/",
        people.AuthorityMemberListView.as_view(),
        name="authority_member_list",
    ),
    path(f"{N}personen/", people.MemberListView.as_view(), name="member_list"),
    path(f"{N}personen/uebergabe/", offices.OfficeHandoverView.as_view(), name="office_handover"),
    path(f"{N}personen/vertretung/", offices.DeputyAppointView.as_view(), name="deputy_appoint"),
]

C = "<str:school_number>/konzept/"
concept_patterns = [
    path(
        f"{C}abschnitt/<int:number>/verlauf/",
        concept_history.SectionHistoryView.as_view(),
        name="section_history",
    ),
    path(
        f"{C}abschnitt/<int:number>/verlauf/<int:version>/",
        concept_history.SectionTextView.as_view(),
        name="section_text",
    ),
    path(
        f"{C}abschnitt/<int:number>/verlauf/<int:version>/wiederherstellen/",
        concept_history.SectionRestoreView.as_view(),
        name="section_restore",
    ),
    path(
        f"{C}abschnitt/<int:number>/anwesend/",
        concept_history.SectionPresenceView.as_view(),
        name="section_presence",
    ),
    path(f"{C}passt-noch/", concept_checks.ConceptConfirmView.as_view(), name="concept_confirm"),
    path(
        "traeger/<str:number>/medienkonzept/",
        concept_checks.IntervalsUpdateView.as_view(),
        name="intervals_update",
    ),
    path(f"{C}zeigen/", concept_talk.ConceptShowView.as_view(), name="concept_show"),
    path(
        f"{C}abschnitt/<int:number>/rueckmeldung/",
        concept_talk.SectionFeedbackView.as_view(),
        name="section_feedback",
    ),
    path(f"{C}abschnitt/<int:number>/zeigen/", concept_talk.SectionShowView.as_view(), name="section_show"),
    path(
        f"{C}abschnitt/<int:number>/verbergen/", concept_talk.SectionHideView.as_view(), name="section_hide"
    ),
    path(
        f"{C}abschnitt/<int:number>/geprueft/", concept_talk.SectionCheckView.as_view(), name="section_check"
    ),
    path(C, concept.ConceptDetailView.as_view(), name="concept_detail"),
    path(f"{C}abstimmung/", concept.ConceptConsultView.as_view(), name="concept_consult"),
    path(f"{C}beratung/", concept.ConceptDiscussView.as_view(), name="concept_discuss"),
    path(f"{C}beschluss/", concept.ConceptAdoptView.as_view(), name="concept_adopt"),
    path(f"{C}uebermittlung/", concept.ConceptSubmitView.as_view(), name="concept_submit"),
    path(f"{C}fortschreibung/", concept.ConceptReviseView.as_view(), name="concept_revise"),
    path(f"{C}datei/", concept.ConceptFileUploadView.as_view(), name="concept_file_upload"),
    path(f"{C}datei/herunterladen/", concept.ConceptFileDownloadView.as_view(), name="concept_file_download"),
    path(f"{C}datei/ansehen/", concept_pages.ConceptFileShowView.as_view(), name="concept_file_show"),
    path(f"{C}datei/seiten/", concept_pages.ConceptPagesView.as_view(), name="concept_pages"),
    path(
        f"{C}fassung/<int:number>/datei/ansehen/",
        concept_pages.ConceptVersionShowView.as_view(),
        name="concept_version_show",
    ),
    path(f"{C}aufteilen/", concept_splits.SplitCreateView.as_view(), name="concept_split_create"),
    path(f"{C}aufteilen/<uuid:pk>/", concept_splits.SplitDetailView.as_view(), name="concept_split_detail"),
    path(
        f"{C}aufteilen/<uuid:pk>/verwerfen/",
        concept_splits.SplitDiscardView.as_view(),
        name="concept_split_discard",
    ),
    path(f"{C}datei/entfernen/", concept.ConceptFileRemoveView.as_view(), name="concept_file_remove"),
    path(
        f"{C}fassung/<int:number>/", concept.ConceptVersionDetailView.as_view(), name="concept_version_detail"
    ),
    path(
        f"{C}fassung/<int:number>/datei/",
        concept.ConceptVersionDownloadView.as_view(),
        name="concept_version_download",
    ),
    path(f"{C}abschnitt/<int:number>/", concept_sections.SectionUpdateView.as_view(), name="section_update"),
    path(
        f"{C}abschnitt/<int:number>/zwischenstand/",
        concept_sections.SectionAutosaveView.as_view(),
        name="section_autosave",
    ),
    path(
        f"{C}abschnitt/<int:number>/vorschau/",
        concept_sections.SectionPreviewView.as_view(),
        name="section_preview",
    ),
    path(
        f"{C}abschnitt/<int:number>/veraltet/",
        concept_sections.SectionOutdateView.as_view(),
        name="section_outdate",
    ),
    path(
        f"{C}abschnitt/<int:number>/aktuell/",
        concept_sections.SectionConfirmView.as_view(),
        name="section_confirm",
    ),
    path(f"{C}kompetenzen/", competences.CompetenceListView.as_view(), name="competence_list"),
    path(f"{C}kompetenzen/neu/", competences.CompetenceCreateView.as_view(), name="competence_create"),
    path(
        f"{C}kompetenzen/luecken/", competences.CompetenceCoverageView.as_view(), name="competence_coverage"
    ),
    path(
        f"{C}kompetenzen/tabelle/<str:kind>/",
        competence_imports.CompetenceExportView.as_view(),
        name="competence_export",
    ),
    path(
        f"{C}kompetenzen/import/",
        competence_imports.CompetenceImportCreateView.as_view(),
        name="competence_import_create",
    ),
    path(
        f"{C}kompetenzen/import/<uuid:pk>/",
        competence_imports.CompetenceImportDetailView.as_view(),
        name="competence_import_detail",
    ),
    path(
        f"{C}kompetenzen/import/<uuid:pk>/uebernehmen/",
        competence_imports.CompetenceImportCommitView.as_view(),
        name="competence_import_commit",
    ),
    path(
        f"{C}kompetenzen/import/<uuid:pk>/verwerfen/",
        competence_imports.CompetenceImportDiscardView.as_view(),
        name="competence_import_discard",
    ),
    path(f"{C}kompetenzen/<int:pk>/", competences.CompetenceUpdateView.as_view(), name="competence_update"),
    path(
        f"{C}kompetenzen/<int:pk>/entfernen/",
        competences.CompetenceDeleteView.as_view(),
        name="competence_delete",
    ),
]

T = f"{C}fortbildungen/"
training_patterns = [
    path(T, trainings.TrainingListView.as_view(), name="training_list"),
    path(f"{T}neu/", trainings.TrainingCreateView.as_view(), name="training_create"),
    path(f"{T}tabelle/<str:kind>/", trainings.TrainingExportView.as_view(), name="training_export"),
    path(f"{T}<int:pk>/", trainings.TrainingUpdateView.as_view(), name="training_update"),
    path(f"{T}<int:pk>/entfernen/", trainings.TrainingDeleteView.as_view(), name="training_delete"),
]

urlpatterns = [
    *people_patterns,
    *register_patterns,
    *concept_patterns,
    *training_patterns,
]  # fixed words before numbers
