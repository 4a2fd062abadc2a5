"""Reads everything a person can open: pages, files, exports, calendar entries; each as text."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from zipfile import ZipFile

from django.test import Client
from openpyxl import load_workbook

from tests.permissions.addresses import POLICED, address
from tests.permissions.marks import FullWorld

TARGET = re.compile(r'\b(?:href|action|src|hx-get|hx-post|hx-put|data-[a-z-]*url)="([^"]*)"')
SKIPPED = ("/static/", "/konto/abmelden/")
VARIANTS = 4  # of one page by its query: sorted, filtered, second page
_known_pdfs: dict[str, str] = {}


def starts(full: FullWorld) -> list[str]:
    """Every address of the portal about the things of every school."""
    found = []
    for things in full.places.values():
        found += [url for name in POLICED if (url := address(name, things))]
        number = things.school.school_number
        found += [f"/ausstattung/{number}/export/{kind}/" for kind in ("csv", "xlsx")]
        found += [f"/schulen/einladungen/neu/?schule={number}", f"/schulen/?q={number}&status=alle"]
        found += [f"/schulen/einladungen/neu/?traeger={things.values.get('number', 0)}"]
        found += [f"/schulen/{number}/konzept/abschnitt/2/", f"/schulen/{number}/konzept/fassung/1/datei/"]
        found += [f"/matrix/beleg/{things.values.get('authority_rating', 0)}/"]
        found += [f"/matrix/freigaben/{things.values.get('authority_snapshot', 0)}/"]
        for kind in ("authority", "minutes", "duties"):
            if pk := things.values.get(f"report_{kind}"):
                found += [f"/berichte/{pk}/", f"/berichte/{pk}/datei/"]
    return list(dict.fromkeys(found))


def crawl(client: Client, first: Iterable[str]) -> Iterator[tuple[str, Any, str]]:
    """(address, answer, its text) of all that can be reached by links and form targets on this host."""
    queue, seen, variants = deque(first), set(first), Counter[str]()
    while queue:
        url = queue.popleft()
        response: Any = client.get(url)
        text = text_of(response)
        yield url, response, text
        for target in dict.fromkeys(TARGET.findall(text)) if is_html(response) else ():
            reached = local(unescape(target), "" if target.startswith("/") else url)
            if not reached or reached in seen:
                continue
            path = reached.partition("?")[0]
            variants[path] += 1
            if variants[path] <= VARIANTS:
                seen.add(reached)
                queue.append(reached)


@cache
def local(target: str, base: str) -> str:
    """The address on this host, without its place on the page; empty for anything else."""
    parts = urlsplit(urljoin(f"http://testserver{base}", target))
    if parts.scheme != "http" or parts.netloc != "testserver" or parts.path.startswith(SKIPPED):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_html(response: Any) -> bool:
    return str(response.headers.get("Content-Type", "")).startswith("text/html")


def body_of(response: Any) -> bytes:
    """Downloads are read to their end, so that the file is closed."""
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def text_of(response: Any) -> str:
    """All that the answer says: its headers, and its body in whatever format. Its length is any number some day."""
    content = body_of(response)
    told = (value for name, value in response.headers.items() if name != "Content-Length")
    headers = "\n".join(map(unquote, told))
    return f"{headers}\n{plain(content)}"


def plain(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return pdf_text(content)
    if content.startswith(b"PK"):
        return document_text(content) or sheet_text(content)
    return content.decode("utf-8", "replace")


def pdf_text(content: bytes) -> str:
    key = hashlib.sha256(content).hexdigest()
    if key not in _known_pdfs:
        done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
        _known_pdfs[key] = re.sub(r"-\n", "-", done.stdout.decode())
    return _known_pdfs[key]


def document_text(content: bytes) -> str:
    """Of a Word file; empty for any other."""
    with ZipFile(io.BytesIO(content)) as packed:
        parts = [name for name in packed.namelist() if name.startswith("word/") and name.endswith(".xml")]
        return "\n".join(unescape(re.sub("<[^>]*>", "", packed.read(part).decode())) for part in parts)


def sheet_text(content: bytes) -> str:
    book = load_workbook(io.BytesIO(content), read_only=True)
    return "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row
    )
