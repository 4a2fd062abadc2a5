"""The one place where text of users becomes HTML: Markdown without raw HTML, then an allowlist (trust A09).

Two independent layers: markdown-it never lets HTML of the source through, and nh3 keeps only what is named here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TEXT = {"p", "br", "em", "strong", "s", "blockquote", "code", "pre", "hr", "a"}
TAGS = TEXT | {"ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
OWN_PATH = re.compile(r"/(?![/\\])[^\s\\]*|#[\w-]+")
MAIL = re.compile(r"mailto:[\w.+%-]+@[\w.-]+(\?subject=[^\s&]*)?", re.IGNORECASE | re.ASCII)


def render_markdown(text: str, *, top: int = 2) -> SafeString:
    """HTML of `text`. Headings begin at level `top` and skip none, so that a page keeps its one h1.

    Links lead to https, a mail address or a path of this portal; any other link loses its address, not its text.
    """
    return _render(text, top)


@lru_cache(maxsize=256)
def _render(text: str, top: int) -> SafeString:
    tokens = _parser().parse(text)
    _fit_headings(tokens, top)
    html = _parser().renderer.render(tokens, _parser().options, {})
    return mark_safe(_clean(html))  # noqa: S308 - the allowlist cleaned it


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """CommonMark with tables; a new line stays one, as people type; no raw HTML, no pictures (foreign hosts)."""
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
    return parser.enable(["table", "strikethrough"]).disable(["html_block", "html_inline", "image"])


def _fit_headings(tokens: list[Token], top: int) -> None:
    """The highest level used becomes `top`, and no level is skipped on the way down (WCAG 1.3.1)."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    used = sorted({token.tag for token in headings})
    before = top - 1
    for token in headings:
        if token.type == "heading_open":
            before = min(top + used.index(token.tag), before + 1, 6)
        token.tag = f"h{before}"


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        set_tag_attribute_values={"th": {"scope": "col"}},
        attribute_filter=_filter,
        url_schemes={"https", "mailto"},
        link_rel="noopener noreferrer",
    )


def _filter(tag: str, attribute: str, value: str) -> str | None:
    return value if attribute != "href" or is_safe_link(value) else None


def is_safe_link(url: str) -> bool:
    """https with a plain host, one mail address, or a path of this portal (never `//host`)."""
    if url != url.strip() or any(ord(char) < 33 or char == "\\" for char in url):
        return False
    if OWN_PATH.fullmatch(url) or MAIL.fullmatch(url):
        return True
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and not parts.username and not parts.password
    except ValueError:
        return False
