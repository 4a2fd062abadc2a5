"""Walks the portal as a person does, along its links, and collects every page by the name of its address."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from lxml import etree

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
PER_NAME = 2  # pages of one name that a person opens: a meeting has several states


@dataclass
class Found:
    """A page: its address, the name of that address, what the server sent (no html for a download), its shapes."""

    path: str
    name: str
    status: int
    html: str
    shapes: set[str]


@dataclass
class Reader:
    """What a parser tells of a page: links, forms, and the shapes of elements.

    A shape is tag, classes and states, and the parent's tag and classes; a heading below another one is one too. axe
    has nothing new to say about a page without a new shape.
    """

    links: list[str] = field(default_factory=list)
    forms: list[str | None] = field(default_factory=list)  # where a POST goes ("" is the page itself)
    shapes: set[str] = field(default_factory=set)
    stack: list[str] = field(default_factory=list)
    heading: str = ""  # the last one

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag == "form":
            self.forms.append((values.get("action") or "") if values.get("method") == "post" else None)
        own = f"{tag}.{values.get('class')}"
        told = [values.get(name) for name in ("role", "type", "aria-current", "aria-pressed", "aria-invalid")]
        self.shapes.add(f"{self.stack[-1] if self.stack else ''} > {own} {told}")
        if tag in HEADINGS:
            self.shapes.add(f"{self.heading} above {tag}")
            self.heading = tag
        self.stack.append(own)

    def end(self, _tag: str) -> None:
        self.stack.pop()

    def close(self) -> Reader:
        return self


def read(html: str) -> Reader:
    parser = etree.HTMLParser(target=Reader())
    parser.feed(html or "<html>")
    return parser.close()


again = lru_cache(maxsize=1000)(read)
"""For pages that each test of a process reads once more."""


def name_of(path: str) -> str:
    """`namespace:name`, and the kind where one address serves several forms; empty for foreign addresses."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    kind = match.kwargs.get("kind")
    return f"{match.view_name} {kind}" if kind else match.view_name


def address_of(name: str) -> str:
    """The name of an address without the kind: all kinds are pages of one template."""
    return name.partition(" ")[0]


def walk(client: Client, *starts: str, most: int = PER_NAME) -> Iterator[Found]:
    """Every page that this person reaches from the start pages, at most `most` of one name."""
    waiting = deque(starts)
    seen: set[str] = set()
    count: dict[str, int] = {}
    while waiting:
        path = waiting.popleft()
        name = name_of(path)
        if not name or path in seen or count.get(name, 0) >= most:
            continue
        seen.add(path)
        count[name] = count.get(name, 0) + 1
        response = client.get(path)
        if response.status_code in {301, 302}:
            waiting.append(response["Location"])
            continue
        is_page = response["Content-Type"].startswith("text/html")
        html = response.content.decode() if is_page else ""
        response.close()  # downloads hold a file
        seen_there = read(html)
        yield Found(path, name, response.status_code, html, seen_there.shapes)
        waiting.extend(link.partition("#")[0] for link in seen_there.links if link.startswith("/"))


def all_names() -> dict[str, URLPattern]:
    """Every address of the portal by name."""
    return dict(_names(get_resolver().url_patterns, ""))


def _names(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}", pattern
