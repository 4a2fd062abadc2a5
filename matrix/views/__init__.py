"""Pages of the matrix."""

from matrix.views.assessment import (
    AspectView,
    AssessmentView,
    CheckView,
    EvidenceDownloadView,
    ReleaseView,
    TableView,
    WithdrawView,
)
from matrix.views.catalogue import (
    CatalogueCommitView,
    CatalogueDiscardView,
    CatalogueExampleView,
    CatalogueListView,
    CatalogueMappingView,
    CatalogueUploadView,
)
from matrix.views.focus import FocusEndView, FocusSetView
from matrix.views.joint import (
    JointAgreeView,
    JointCloseView,
    JointCreateView,
    JointDetailView,
    JointLinksView,
    JointListView,
    JointWithdrawView,
)
from matrix.views.overview import HeatmapView, TopicDetailView, TopicListView
from matrix.views.releases import SnapshotCompareView, SnapshotDetailView, SnapshotListView, SnapshotNameView
from matrix.views.sheets import (
    GuestAspectView,
    GuestHandInView,
    GuestStartView,
    SheetAspectView,
    SheetHandInView,
    SheetStartView,
)
from matrix.views.updates import UpdateView
from matrix.views.voices import VoiceFormView, VoiceListView

__all__ = [
    "AspectView",
    "AssessmentView",
    "CatalogueCommitView",
    "CatalogueDiscardView",
    "CatalogueExampleView",
    "CatalogueListView",
    "CatalogueMappingView",
    "CatalogueUploadView",
    "CheckView",
    "EvidenceDownloadView",
    "FocusEndView",
    "FocusSetView",
    "GuestAspectView",
    "GuestHandInView",
    "GuestStartView",
    "HeatmapView",
    "JointAgreeView",
    "JointCloseView",
    "JointCreateView",
    "JointDetailView",
    "JointLinksView",
    "JointListView",
    "JointWithdrawView",
    "ReleaseView",
    "SheetAspectView",
    "SheetHandInView",
    "SheetStartView",
    "SnapshotCompareView",
    "SnapshotDetailView",
    "SnapshotListView",
    "SnapshotNameView",
    "TableView",
    "TopicDetailView",
    "TopicListView",
    "UpdateView",
    "VoiceFormView",
    "VoiceListView",
    "WithdrawView",
]
