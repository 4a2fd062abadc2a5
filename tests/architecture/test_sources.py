"""What every source file keeps to: size, no inline code in pages, no foreign hosts, no index addresses."""

from __future__ import annotations

import json
import re
import tomllib

import pytest
from mypy.options import Options

from tests.architecture.places import APPS, ROOT, TEXT, files, name_of

MAX_LINES = 400
# Written in pieces, so that this file names none of them itself.
REGISTRIES = [
    "pypi" + ".org",
    "files.python" + "hosted.org",
    "registry." + "npmjs.org",
    "deb." + "debian.org",
]
REGISTRIES += ["archive." + "ubuntu.com", "registry." + "yarnpkg.com"]

INLINE = re.compile(
    r"<style\b|<script(?![^>]*\bsrc=)(?![^>]*type=.application/json)|\sstyle=|\son[a-z]+=|hx-on|javascript:|<base\b",
    re.IGNORECASE,
)
FOREIGN = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]{2,}""", re.IGNORECASE)
# comments, and links: nothing is fetched until somebody follows them
HARMLESS = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|/\*.*?\*/|<a\s[^>]*>", re.DOTALL)


def test_no_file_is_too_long() -> None:
    paths = [path for path in files(".py", ".html", ".css", ".js", ".sh") if "migrations" not in path.parts]
    assert {
        name_of(path): n for path in paths if (n := len(path.read_text("utf-8").splitlines())) > MAX_LINES
    } == {}


def test_pages_write_euro_through_its_filter() -> None:
    """`|euro`, so that no line parts an amount from its sign; in a sentence the catalogue sees to it."""
    said = re.compile(r"{% blocktranslate.*?endblocktranslate %}", re.DOTALL)
    pages = {name_of(path): said.sub("", path.read_text("utf-8")) for path in files(".html")}
    assert len(pages) > 100
    assert [name for name, text in pages.items() if re.search(r"[ \n]€", text)] == []


def test_pages_hold_no_inline_code() -> None:
    # a report is a document of its own that no browser opens: its style sheet may stand inside
    paths = [path for path in files(".html") if "pdf" not in path.parts]
    assert {name_of(path): hit[0] for path in paths if (hit := INLINE.search(path.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    "source",
    [
        "<style>p{}</style>",
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<p style="color:red">',
        '<a onclick="go()">',
        '<a hx-on:click="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_code_is_noticed(source: str) -> None:
    assert INLINE.search(source)


def test_scripts_with_an_address_are_fine() -> None:
    assert not INLINE.search('<script src="/static/a.js" defer></script>')
    assert not INLINE.search('<script id="data" type="application/json">{}</script>')


def test_pages_and_static_files_name_no_foreign_host() -> None:
    paths = [*files(".html", ".txt", ".css", ".js", ".svg", under=ROOT / "templates")]
    paths += files(".css", ".js", ".svg", ".html", under=ROOT / "static")
    hits = {name_of(path): FOREIGN.search(HARMLESS.sub("", path.read_text("utf-8"))) for path in paths}
    assert {name: hit[0] for name, hit in hits.items() if hit} == {}


@pytest.mark.parametrize("source", ['src="https://cdn.example.org/a.js"', "url(//fonts.example.org/a)"])
def test_a_foreign_host_is_noticed(source: str) -> None:
    assert FOREIGN.search(source)
    assert not FOREIGN.search('xmlns="http://www.w3.org/2000/svg"')


def test_no_file_names_a_package_registry() -> None:
    hits = []
    for path in files():
        if path.suffix in TEXT or path.name in {"Dockerfile", ".npmrc"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            hits += [(name_of(path), host) for host in REGISTRIES if host in text]
    assert hits == []


def test_lock_files_hold_hashes_and_no_address() -> None:
    for name in ("production", "local", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
        pins = re.findall(r"^[a-z0-9][^ \n]*==", text, re.MULTILINE)
        assert pins
        assert "://" not in text
        blocks = re.split(r"\n(?=[a-z0-9])", text.partition("\n")[2].partition("\n")[2])
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block and "==" in block] == []
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []
    assert [name for name, entry in lock["packages"].items() if name and "integrity" not in entry] == []


def test_what_is_declared_is_what_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {"production": project["dependencies"], **project["optional-dependencies"]}
    for name, requirements in wanted.items():
        text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
        names = {re.split(r"[\[<>= ;]", requirement)[0].lower() for requirement in requirements}
        assert [
            one
            for one in sorted(names)
            if not re.search(rf"^{re.escape(one)}(\[[^]]*\])?==", text, re.MULTILINE)
        ] == []


def test_a_wrong_name_of_an_address_is_an_error() -> None:
    paths = [path for path in files(".py") if path.relative_to(ROOT).parts[0] in APPS]
    assert [name_of(path) for path in paths if "except NoReverseMatch" in path.read_text("utf-8")] == []


@pytest.mark.parametrize(
    ("made", "place"),
    [
        ("FormHelper(", "core/layout.py"),
        ("DateInput(", "core/fields.py"),
        ('kind == "csv" else xlsx_bytes', "core/exports.py"),
        ("content_type=FORMATS[", "core/views.py"),
        ("forms.UUIDField(", "core/forms.py"),
    ],
)
def test_what_has_a_place_is_made_there_alone(made: str, place: str) -> None:
    paths = [path for path in files(".py") if path.relative_to(ROOT).parts[0] in APPS]
    assert [name_of(path) for path in paths if made in path.read_text("utf-8")] == [place]


STRICT = {"services", "selectors", "scoring", "lifecycle", "importers", "access"}


def lax_modules(patterns: list[str]) -> set[str]:
    """Modules of the inner house that the type checker does not take strictly, in its own reading of the patterns."""
    found = set()
    for path in files(".py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        inner = {part.partition("_")[0] for part in parts[1:]} & STRICT
        if parts[0] in APPS and inner and "migrations" not in parts:
            found.add(".".join(parts).removesuffix(".__init__"))
    globs = [Options().compile_glob(pattern) for pattern in patterns]
    return {name for name in found if not any(glob.match(name) for glob in globs)}


def test_types_are_strict_in_the_whole_inner_house() -> None:
    overrides = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["overrides"]
    patterns = next(one["module"] for one in overrides if one.get("disallow_untyped_defs"))
    assert lax_modules(patterns) == set()


def test_a_module_outside_the_strict_types_is_noticed() -> None:
    assert "matrix.services.joint" in lax_modules(["*.services"])
