"""Forms of the matrix: answers, comparisons, rating together."""

from matrix.forms.joint import (
    CloseForm,
    ConsensusForm,
    GuestAnswerForm,
    HandInForm,
    JointRoundForm,
    LinksForm,
)
from matrix.forms.ratings import AspectForm, CompareForm, ConfirmForm, RatingForm
from matrix.forms.rows import PlainRow, RowForm

__all__ = [
    "AspectForm",
    "CloseForm",
    "CompareForm",
    "ConfirmForm",
    "ConsensusForm",
    "GuestAnswerForm",
    "HandInForm",
    "JointRoundForm",
    "LinksForm",
    "PlainRow",
    "RatingForm",
    "RowForm",
]
