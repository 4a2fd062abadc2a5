"""Where things lie in this repository, for tests that read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "accounts",
    "annualreviews",
    "core",
    "equipment",
    "forecast",
    "frame",
    "gutersloh_portal",
    "invitations",
    "matrix",
    "needs",
    "planning",
    "procurement",
    "reports",
    "roundtables",
    "schools",
    "screens",
    "standards",
)
NOT_OURS = {".git", ".venv", "node_modules", "var", "__pycache__", "staticfiles", "secrets"}
TEXT = {
    ".py",
    ".html",
    ".txt",
    ".css",
    ".js",
    ".svg",
    ".md",
    ".toml",
    ".yml",
    ".json",
    ".sh",
    ".csv",
    ".po",
    "",
}


def files(*suffixes: str, under: Path = ROOT) -> Iterator[Path]:
    """Our own files below a folder, in order."""
    for path in sorted(under.iterdir()):
        if path.is_dir():
            hidden = path.name.startswith(".") and path.name != ".ci"
            if path.name not in NOT_OURS and not hidden:
                yield from files(*suffixes, under=path)
        elif not suffixes or path.suffix in suffixes:
            yield path


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def url_patterns(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    """Every address of the portal with its view."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from url_patterns(pattern.url_patterns, path)
        else:
            yield path, pattern.callback
