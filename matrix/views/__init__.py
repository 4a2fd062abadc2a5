"""Pages of the matrix."""

from matrix.views.assessment import (
    AspectView,
    AssessmentView,
    CheckView,
    EvidenceDownloadView,
    ReleaseView,
    TableView,
)
from matrix.views.overview import HeatmapView, TopicDetailView, TopicListView
from matrix.views.releases import SnapshotCompareView, SnapshotDetailView, SnapshotListView
from matrix.views.updates import UpdateView

__all__ = [
    "AspectView",
    "AssessmentView",
    "CheckView",
    "EvidenceDownloadView",
    "HeatmapView",
    "ReleaseView",
    "SnapshotCompareView",
    "SnapshotDetailView",
    "SnapshotListView",
    "TableView",
    "TopicDetailView",
    "TopicListView",
    "UpdateView",
]
