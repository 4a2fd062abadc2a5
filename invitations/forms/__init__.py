"""The forms of the invitations."""

from invitations.forms.invitations import AnswerForm, SendForm

__all__ = ["AnswerForm", "SendForm"]
