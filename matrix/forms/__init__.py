"""Forms of the matrix: answers, comparisons, rating together, a new version."""

from matrix.forms.aspects import AspectCodesField
from matrix.forms.catalogue import CatalogueUploadForm, MappingForm
from matrix.forms.joint import (
    CloseForm,
    ConsensusForm,
    GuestAnswerForm,
    HandInForm,
    JointRoundForm,
    LinksForm,
    VoiceForm,
)
from matrix.forms.ratings import AspectForm, CompareForm, ConfirmForm, RatingForm
from matrix.forms.rows import PlainRow, RowForm

__all__ = [
    "AspectCodesField",
    "AspectForm",
    "CatalogueUploadForm",
    "CloseForm",
    "CompareForm",
    "ConfirmForm",
    "ConsensusForm",
    "GuestAnswerForm",
    "HandInForm",
    "JointRoundForm",
    "LinksForm",
    "MappingForm",
    "PlainRow",
    "RatingForm",
    "RowForm",
    "VoiceForm",
]
