"""What stands in the logs: no key of a link, no line that an attacker wrote."""

from __future__ import annotations

import logging
import re
import runpy
from types import SimpleNamespace
from typing import Any

import pytest

from core.logs import SECRET_PATH, SecretPaths
from schools.access import Role
from schools.grants import Place
from schools.services.people import invite
from tests.architecture.places import url_patterns
from tests.infra.conftest import ROOT
from tests.world import World

GUNICORN = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))


def logged(path: str) -> str:
    """The address as it stands in the access log."""
    logger: Any = object.__new__(GUNICORN["logger_class"])
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": "/", "SERVER_PROTOCOL": "HTTP/1.1", "PATH_INFO": path}
    time = SimpleNamespace(seconds=0, microseconds=0)
    return str(logger.atoms(answer, SimpleNamespace(headers=[]), environ, time)["U"])


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/schulen/einladung/geheim/", "/schulen/einladung/.../"),
        ("/einladung/geheim/", "/einladung/.../"),
        ("/terminumfrage/geheim/", "/terminumfrage/.../"),
        ("/kalender/geheim.ics", "/kalender/..."),
        ("/berichte/protokoll/link/geheim/", "/berichte/protokoll/link/.../"),
        ("/berichte/protokoll/7/", "/berichte/protokoll/7/"),
        ("/schulen/einladungen/neu/", "/schulen/einladungen/neu/"),
        ("/matrix/gemeinsam/geheim/S1.1/", "/matrix/gemeinsam/.../S1.1/"),
        ("/konto/passwort/neu/1-geheim/", "/konto/passwort/neu/.../"),
        ("/tisch/dabei/ABC234/", "/tisch/dabei/.../"),
        ("/tisch/dabei/", "/tisch/dabei/"),
        ("/tisch/dabei/stand/12:geheim/", "/tisch/dabei/stand/.../"),
        ("/tisch/stand/12:geheim/", "/tisch/stand/.../"),
        ("/tisch/12/wand/", "/tisch/12/wand/"),
        ("/schulen/990012/", "/schulen/990012/"),
        ("/x\n2026 INFO admin login ok", "/x\\n2026 INFO admin login ok"),
    ],
)
def test_access_log(path: str, line: str):
    assert logged(path) == line


def test_both_logs_know_the_same_secret_paths() -> None:
    """gunicorn reads its settings before Django is there, so the pattern stands twice."""
    assert GUNICORN["SECRET_PATH"].pattern.removesuffix("[^/]+") == SECRET_PATH.pattern.removesuffix(
        r"[^/\s]+"
    )


def test_every_address_with_a_key_is_cut() -> None:
    """`token` and allauth's `key` of an address never reach a log."""
    addresses = [path.replace("^", "") for path, _view in url_patterns()]
    shown = r"^tisch/.*<str:(code|key)>"  # the code on the wall, and what a screen asks with
    secret = [path for path in addresses if re.search(rf"<str:token>|\(\?P<key>|{shown}", path)]
    assert len(secret) > 7
    assert [path for path in secret if not SECRET_PATH.search(f"/{path}")] == []


def test_refused_form_of_invitation_keeps_its_key_out_of_the_log(world: World, caplog, settings):
    """Typing two different passwords is answered 422, which Django logs with the address."""
    place = Place(school=world.school_a)
    link = invite(
        email="neu@example.org", role=Role.SCHOOL_MEMBER, place=place, actor=world.user("lead_a")
    ).link
    path = link.removeprefix(settings.BASE_URL)
    key = path.split("/")[-2]
    with caplog.at_level(logging.WARNING):
        assert world.client_for("anonymous").post(path, {"name": "Neu"}).status_code == 422
    console = settings.LOGGING["handlers"]["console"]
    assert console["filters"] == ["secrets"]
    lines = [record.getMessage() for record in caplog.records if SecretPaths().filter(record)]
    assert [key in line for line in lines] == [False] * len(lines)
    assert "Unprocessable Entity: /schulen/einladung/…/" in lines
