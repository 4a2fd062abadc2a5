"""Reports about delivery are read for what they say about one mail, and nothing else."""

from __future__ import annotations

import pytest

from core.bounces import MOST_BYTES, Bounce, read_bounce, reason_of_return
from core.errors import DomainError

OURS = "<0123456789abcdef@portal.example.org>"
HEAD = f"Message-ID: {OURS}\r\nTo: lea@example.org\r\nSubject: Protokoll\r\n\r\n"
WHOLE = f"Content-Type: message/rfc822\r\n\r\n{HEAD}Hallo"
HEAD_ONLY = f"Content-Type: text/rfc822-headers\r\n\r\n{HEAD}"


def fields(action: str = "failed", status: str = "5.1.1") -> str:
    return f"Final-Recipient: rfc822; lea@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"


def report(*said: str, returned: str = WHOLE, head: str = "") -> bytes:
    """As a mail server writes it: words for people, fields for programs, the mail that came back."""
    parts = [
        "Content-Type: text/plain; charset=utf-8\r\n\r\nEs tut mir leid.",
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        + "".join(said),
        *([returned] if returned else []),
    ]
    body = "".join(f"--B\r\n{part}\r\n" for part in parts)
    return (
        "From: MAILER-DAEMON@mx.example.org\r\nTo: portal@example.org\r\nMIME-Version: 1.0\r\n"
        f'{head}Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n{body}--B--\r\n'
    ).encode()


@pytest.mark.parametrize("returned", [WHOLE, HEAD_ONLY], ids=["whole", "head"])
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([fields()], ("failed", "5.1.1")),
        ([fields("Failed", "4.4.7 (too late)")], ("failed", "4.4.7")),
        ([fields("delayed", "4.2.2")], ("delayed", "4.2.2")),
        ([fields("delayed", "4.2.2"), fields("failed", "5.7.1")], ("failed", "5.7.1")),
        ([fields("failed", "no idea")], ("failed", "5.0.0")),
    ],
)
def test_a_report_is_read(said: list[str], expected: tuple[str, str], returned: str) -> None:
    assert read_bounce(report(*said, returned=returned)) == Bounce(OURS, *expected)


def test_where_no_mail_comes_back_the_answered_one_is_meant() -> None:
    found = read_bounce(report(fields(), returned="", head=f"In-Reply-To: {OURS}\r\n"))
    assert found == Bounce(OURS, "failed", "5.1.1")


@pytest.mark.parametrize(
    "raw",
    [
        report(fields("delivered", "2.0.0")),
        report(),
        report(fields(), returned=""),
        report(fields(), returned=WHOLE.replace(OURS, "<bad id\x00@x>")),
        f"{HEAD}Ich bin im Urlaub.".encode(),
        b"Content-Type: multipart/report\r\n\r\nflat",
        b"\xff\x00\xfe nonsense",
    ],
    ids=["delivered", "nobody", "no id", "bad id", "away", "flat", "nonsense"],
)
def test_everything_else_says_nothing(raw: bytes) -> None:
    assert read_bounce(raw) is None


def test_nested_without_end_is_told() -> None:
    head = "Content-Type: multipart/report; boundary=b{0}\r\n\r\n--b{0}\r\n"
    with pytest.raises(DomainError, match="kann nicht gelesen werden"):
        read_bounce("".join(head.format(number) for number in range(5000)).encode())


@pytest.mark.parametrize(
    ("raw", "words"), [(b" \r\n", "keine Mail"), (b"x" * (MOST_BYTES + 1), "größer als 4 MB")]
)
def test_nothing_and_too_much_are_told(raw: bytes, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        read_bounce(raw)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.1.1", "kennt diese Adresse nicht. Code 5.1.1, endgültig."),
        ("4.2.2", "Das Postfach ist voll. Code 4.2.2, vorübergehend."),
        ("5.1.2", "Diese Mail-Domain gibt es nicht."),
        ("4.4.7", "nicht erreichbar"),
        ("5.9.9", "behält die Mail nicht"),
    ],
)
def test_codes_are_told_in_words(status: str, words: str) -> None:
    assert words in reason_of_return(status)
