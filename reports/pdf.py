"""HTML to PDF/UA-1 with WeasyPrint, cut off from network and files (trust A11, A12)."""

from __future__ import annotations

import io
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

STATIC_FILES = {
    "static:report.css": "css/report.css",
    "static:fira-regular.woff2": "kern/fonts/fira-sans/FiraSans-Regular.woff2",
    "static:fira-medium.woff2": "kern/fonts/fira-sans/FiraSans-Medium.woff2",
    "static:fira-bold.woff2": "kern/fonts/fira-sans/FiraSans-Bold.woff2",
    "static:fira-italic.woff2": "kern/fonts/fira-sans/FiraSans-Italic.woff2",
}
CONTENT_TYPES = {".css": "text/css", ".woff2": "font/ttf"}  # as they are served: see `_read`
SMALL_IMAGE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]+\Z")


class RenderError(Exception):
    """WeasyPrint reported an error: the document would be incomplete or not accessible."""


def to_pdf(html: str, *, strict: bool = True) -> bytes:
    """PDF/UA-1 of a complete HTML document that names its language and title.

    Raises RenderError when WeasyPrint logs an error (a refused address, a missing alternative text) and
    `strict` is on. Nothing but the files of STATIC_FILES and small data: images is ever read.
    """
    from weasyprint import HTML  # noqa: PLC0415 - slow import, only workers pay for it
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 - slow import

    with _errors_of_this_thread() as errors:
        try:
            document = HTML(string=html, base_url="static:", url_fetcher=_closed_fetcher()).write_pdf(
                pdf_variant="pdf/ua-1"
            )
        except FatalURLFetchingError as error:  # a BaseException: `except Exception` would let it pass
            raise RenderError(str(error)) from error
    if strict and errors:
        raise RenderError("; ".join(errors))
    return bytes(document)


@cache
def _closed_fetcher() -> Any:
    """One fetcher class, made when WeasyPrint is first needed."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - slow import

    class ClosedFetcher(URLFetcher):
        """Serves the named static files and small data: images; everything else is refused."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url in STATIC_FILES:
                return URLFetcherResponse(url, _read(STATIC_FILES[url]), {"Content-Type": _content_type(url)})
            if SMALL_IMAGE.match(url) and len(url) < 500_000:
                return super().fetch(url, headers)
            raise ValueError(f"address refused: {url[:80]}")

    return ClosedFetcher(allowed_protocols=("data",), allow_redirects=False)


def _content_type(url: str) -> str:
    return CONTENT_TYPES[Path(url).suffix]


@cache
def _read(name: str) -> bytes:
    """The file's bytes; a compressed font is unpacked here, once, else WeasyPrint unpacks it for each document."""
    path = finders.find(name)
    if not path:
        raise FileNotFoundError(name)
    content = Path(path).read_bytes()
    return _unpacked(content) if name.endswith(".woff2") else content


def _unpacked(font: bytes) -> bytes:
    from fontTools.ttLib import woff2  # noqa: PLC0415 - slow import, only workers pay for it

    plain = io.BytesIO()
    woff2.decompress(io.BytesIO(font), plain)
    return plain.getvalue()


@contextmanager
def _errors_of_this_thread() -> Iterator[list[str]]:
    """Collects what WeasyPrint logs as error while rendering here; other threads keep their own list."""
    me = threading.get_ident()
    errors: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == me:
                errors.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    collector = Collector(level=logging.ERROR)
    logger.addHandler(collector)
    try:
        yield errors
    finally:
        logger.removeHandler(collector)
