"""Mails that come back: reading a report about delivery (RFC 3464), and its status code in words (RFC 3463)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.errors import MessageError
from email.message import Message

from django.utils.translation import gettext as _

from core.errors import DomainError

MOST_BYTES = 4 * 1024 * 1024  # a report may bring the whole mail back, with what hung on it
ACTIONS = ("failed", "delayed")  # the others say that all is well; the graver one first
MESSAGE_ID = re.compile(r"<[\x21-\x3b=\x3f-\x7e]{1,298}>")
STATUS = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")
UNREADABLE = (MessageError, ValueError, LookupError, RecursionError)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that could not be delivered ("failed"), or not yet ("delayed")."""

    message_id: str
    action: str
    status: str


def read_bounce(raw: bytes) -> Bounce | None:
    """What a report says about the mail in it; None for any other mail, and for a report that all is well.

    The mail is known by its Message-ID alone: its recipient may have passed it on, and anybody can name an address.
    Raises DomainError for what is no mail or larger than MOST_BYTES.
    """
    if not raw.strip():
        raise DomainError(_("There is no mail."))
    if len(raw) > MOST_BYTES:
        raise DomainError(_("The mail is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024})
    try:
        return _read(message_from_bytes(raw))
    except UNREADABLE as error:
        raise DomainError(_("The mail cannot be read.")) from error


def _read(report: Message) -> Bounce | None:
    if report.get_content_type() != "multipart/report" or not report.is_multipart():
        return None
    parts = {part.get_content_type(): part for part in reversed(_parts(report))}
    said = _said(parts.get("message/delivery-status"))
    message_id = _original_id(parts) or _first_id(report, "In-Reply-To", "References")
    return Bounce(message_id, *said) if said and message_id else None


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _said(status: Message | None) -> tuple[str, str] | None:
    """(action, status code) of the gravest group of fields; the first group is about the whole report."""
    found: dict[str, str] = {}
    for group in _parts(status) if status is not None else []:
        action = str(group.get("Action", "")).strip().lower()
        code = STATUS.search(str(group.get("Status", "")))
        if action in ACTIONS:
            found.setdefault(action, code[0] if code else "5.0.0" if action == "failed" else "4.0.0")
    return next(((action, found[action]) for action in ACTIONS if action in found), None)


def _original_id(parts: dict[str, Message]) -> str:
    """Of the mail that came back, whole or only its head."""
    if "message/rfc822" in parts:
        return next((_first_id(mail, "Message-ID") for mail in _parts(parts["message/rfc822"])), "")
    if "text/rfc822-headers" in parts:
        payload = parts["text/rfc822-headers"].get_payload(decode=True)
        text = payload.decode("ascii", "replace") if isinstance(payload, bytes) else ""
        return _first_id(message_from_string(text), "Message-ID")
    return ""


def _first_id(message: Message, *names: str) -> str:
    found = (MESSAGE_ID.search(str(message.get(name, ""))) for name in names)
    return next((one[0] for one in found if one), "")


def reason_of_return(status: str) -> str:
    """Why a mail came back, in words and with its code, and whether that is for good (5) or for a time (4)."""
    kind, _dot, detail = status.partition(".")
    words = (
        _words(detail)
        or _words(detail.partition(".")[0])
        or _("The receiving server does not keep the mail.")
    )
    tail = _("Code %(status)s, for good.") if kind == "5" else _("Code %(status)s, for a time.")
    return f"{words} {tail % {'status': status}}"


def _words(detail: str) -> str:
    found = {
        "1": _("The receiving server knows no such address."),
        "1.2": _("There is no such mail domain."),
        "2": _("The mailbox takes no mail."),
        "2.1": _("The mailbox is switched off."),
        "2.2": _("The mailbox is full."),
        "2.3": _("The mail is too large for the mailbox."),
        "3.4": _("The mail is too large for the receiving server."),
        "4": _("The receiving server cannot be reached."),
        "7": _("The receiving server does not allow the mail, for instance as unwanted."),
    }
    return found.get(detail, "")
