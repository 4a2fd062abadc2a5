"""The PDF engine: accessible by a validator's word, and deaf to every address."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import pikepdf
import pytest

from reports.pdf import RenderError, to_pdf
from tests.pdf_checks import assert_accessible
from tests.reports.test_builders import pdf_text

PAGE = """<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Prüfung</title>
<meta name="author" content="Portal"><link rel="stylesheet" href="static:report.css">{head}</head>
<body><h1>Prüfung</h1>{body}</body></html>"""


def page(body: str = "<p>Größe</p>", head: str = "") -> str:
    return PAGE.format(head=head, body=body)


@pytest.fixture
def listener():
    """A web server on loopback that counts who calls."""
    hits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", hits
    server.shutdown()
    thread.join()
    server.server_close()


SVG_IMAGE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title>'
    '<image href="{url}/h" width="9" height="9"/></svg>'
)
ADDRESSES = [
    ("", '<img src="{url}/a" alt="x">'),
    ('<link rel="stylesheet" href="{url}/b">', ""),
    ('<style>@import url("{url}/c");</style>', ""),
    ('<style>p {{ background: url("{url}/d") }}</style>', "<p>x</p>"),
    (
        '<style>@font-face {{ font-family: x; src: url("{url}/e") }} p {{ font-family: x }}</style>',
        "<p>x</p>",
    ),
    ("", '<object data="{url}/f">x</object>'),
    ("", '<embed src="{url}/g">'),
    ("", SVG_IMAGE),
    ('<link rel="attachment" href="{url}/i">', ""),
    ("", '<p><a rel="attachment" href="{url}/j">x</a></p>'),
    ("", '<p style="list-style-image: url({url}/k)">x</p>'),
    ("", '<p style="content: url({url}/l)">x</p>'),
]
FILES = [
    "file:///etc/passwd",
    "file:/etc/hostname",
    "/etc/passwd",
    "../settings.py",
    "static:../settings.py",
    "ftp://127.0.0.1/x",
]


@pytest.mark.expects_errors
@pytest.mark.parametrize(("head", "body"), ADDRESSES)
def test_no_address_is_called_and_nothing_is_attached(listener, head, body):
    url, hits = listener
    pdf = to_pdf(page(body=body.format(url=url), head=head.format(url=url)), strict=False)
    assert hits == []
    assert not pikepdf.open(BytesIO(pdf)).attachments


@pytest.mark.expects_errors
@pytest.mark.parametrize("url", FILES)
def test_no_file_is_read(url):
    html = page(
        body=f'<img src="{url}" alt="x"><a rel="attachment" href="{url}">x</a>',
        head=f'<link rel="attachment" href="{url}">',
    )
    pdf = to_pdf(html, strict=False)
    opened = pikepdf.open(BytesIO(pdf))
    assert not opened.attachments
    assert b"root:" not in pdf


@pytest.mark.expects_errors
def test_a_refused_address_fails_the_report():
    with pytest.raises(RenderError, match="refused"):
        to_pdf(page(body='<img src="http://127.0.0.1:1/x.png" alt="x">'))


TABLE = """<table><caption>Bestand</caption>
<thead><tr><th scope="col">Gerät</th><th scope="col">Anzahl</th></tr></thead>
<tbody><tr><th scope="row">Tablet</th><td>12</td></tr></tbody></table>"""
CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="9">'
    '<title>Balken</title><rect width="9" height="9"/></svg>'
)


def test_a_document_is_accessible():
    assert_accessible(to_pdf(page(body=f"<h2>Teil</h2>{TABLE}{CHART}")))


def test_the_check_sees_a_table_without_headers():
    bare = TABLE.replace("<th", "<td").replace("</th>", "</td>")
    with pytest.raises(AssertionError):
        assert_accessible(to_pdf(page(body=bare)))


@pytest.mark.parametrize(
    "broken",
    [
        page().replace(' lang="de"', ""),
        page().replace("<title>Prüfung</title>", ""),
        page(body=CHART.replace("<title>Balken</title>", "")),
    ],
)
@pytest.mark.expects_errors
def test_the_check_sees_missing_language_title_and_text(broken):
    with pytest.raises(AssertionError):
        assert_accessible(to_pdf(broken, strict=False))


def test_small_images_of_our_own_are_drawn():
    dot = (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAA"
        "C0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
    )
    assert_accessible(to_pdf(page(body=f'<p><img src="{dot}" alt="Punkt"></p>')))


def test_fonts_are_unpacked_once_and_not_for_each_document(monkeypatch: pytest.MonkeyPatch) -> None:
    first = to_pdf(page(body="<p>Größe</p>"))
    monkeypatch.setattr("fontTools.ttLib.woff2.decompress", lambda *_args: pytest.fail("unpacked again"))
    assert len(to_pdf(page(body="<p>Größe</p>"))) == len(first)
    with pikepdf.open(BytesIO(first)) as document:
        fonts = document.pages[0].Resources.Font.values()
        assert [str(font.BaseFont) for font in fonts if "Fira" not in str(font.BaseFont)] == []


def test_a_heading_and_a_caption_stay_with_the_first_row_of_their_table():
    """Wherever they fall on a page: line by line down to its foot, and beyond."""
    table = "<table><caption>Darin</caption><thead><tr><th>Was</th></tr></thead><tbody>{rows}</tbody></table>"
    rows = "".join(f"<tr><td>Zeile {number}</td></tr>" for number in range(1, 5))
    part = "<div style='break-before: page; height: {height}mm'></div><h2>Stand</h2>" + table
    body = "".join(part.format(height=height, rows=rows) for height in range(195, 245, 2))
    pages = pdf_text(to_pdf(page(body))).split("\f")
    told = [("Stand" in text, "Darin" in text, "Zeile 1" in text) for text in pages]
    assert sum(heading for heading, _caption, _row in told) == 25
    assert all(heading == caption == row for heading, caption, row in told)
