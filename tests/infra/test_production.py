"""docker-compose.yml, Dockerfile and proxy: what production rests on, checked without an engine."""

from __future__ import annotations

import os
import re
import runpy
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from gutersloh_portal import alive
from tests.infra.conftest import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
WEB = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))
PORTAL = ["migrate", "web", "worker", "mail", "beat"]


def test_the_parts_are_complete() -> None:
    assert sorted(SERVICES) == sorted([*PORTAL, "proxy", "postgres", "redis"])


@pytest.mark.parametrize("name", PORTAL)
def test_portal_parts_cannot_change_their_image(name: str) -> None:
    part = SERVICES[name]
    assert part["read_only"] is True
    assert part["cap_drop"] == ["ALL"]
    assert part["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in part


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_lasting_part_says_whether_it_is_healthy(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_only_proxy_and_mail_reach_the_outside() -> None:
    open_networks = {name for name, network in COMPOSE["networks"].items() if not network.get("internal")}
    assert open_networks == {"outside"}
    reach = {name for name, part in SERVICES.items() if open_networks & set(part["networks"])}
    assert reach == {"proxy", "mail"}
    assert {name for name, part in SERVICES.items() if "ports" in part} == {"proxy"}


def test_secrets_are_files_and_never_in_the_text() -> None:
    assert sorted(COMPOSE["secrets"]) == [
        "database_password",
        "email_password",
        "redis_password",
        "secret_key",
        "secret_key_fallbacks",
    ]
    for part in SERVICES.values():
        for key, value in part.get("environment", {}).items():
            if "PASSWORD" in key or "SECRET" in key:
                assert key.endswith("_FILE")
                assert value.startswith("/run/secrets/")


def test_a_stop_lets_a_report_end(settings: Any) -> None:
    for name in ("worker", "mail"):
        assert SERVICES[name]["stop_grace_period"] == "330s"
    assert settings.CELERY_TASK_TIME_LIMIT < 330
    assert settings.CELERY_TASK_TIME_LIMIT * 2 < settings.CELERY_VISIBILITY_TIMEOUT
    assert (
        settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] == settings.CELERY_VISIBILITY_TIMEOUT
    )


def test_every_queue_has_a_worker(settings: Any) -> None:
    queues = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} | {"celery"}
    served = set()
    for name in ("worker", "mail"):
        command = SERVICES[name]["command"]
        served |= set(command[command.index("--queues") + 1].split(","))
    assert served == queues


def test_beat_remembers_over_a_new_container_what_it_sent() -> None:
    command = SERVICES["beat"]["command"]
    folder = Path(command[command.index("--schedule") + 1]).parent
    assert f"data:{folder}" in COMPOSE["x-portal"]["volumes"]


def test_the_queue_never_drops_a_message() -> None:
    command = SERVICES["redis"]["command"][-1]
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_the_image_runs_as_nobody_special_and_without_tests() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER 10001:10001" in lines
    assert [line for line in lines if "local.txt" in line or "dev.txt" in line] == []
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignore[0] == "*"
    assert [line for line in ignore if line.startswith("!tests")] == []


CADDY = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")


def test_the_proxy_lets_the_portal_answer_files_that_are_too_large(settings: Any) -> None:
    limit = int(re.findall(r"max_size (\d+)MB", CADDY)[0])
    assert limit * 1_000_000 > 2 * settings.UPLOAD_LIMIT
    threads = WEB["workers"] * WEB["threads"]
    assert (
        threads * limit <= int(SERVICES["web"]["mem_limit"].removesuffix("m")) // 2
    )  # uploads lie in memory
    assert "reverse_proxy web:8000" in CADDY


def test_a_slow_line_waits_at_the_proxy_and_holds_no_thread(settings: Any) -> None:
    limit = re.findall(r"max_size (\d+MB)", CADDY)[0]
    assert f"request_buffers {limit}" in CADDY
    assert "response_buffers" in CADDY
    minutes = int(re.findall(r"read_body (\d+)m", CADDY)[0])
    assert minutes * 60 * 50_000 > settings.UPLOAD_LIMIT  # 50 kB a second


def test_the_proxy_answers_in_german_when_the_portal_cannot() -> None:
    handled = {code for line in re.findall(r"handle_errors ([\d ]+)", CADDY) for code in line.split()}
    assert handled == {"413", "502", "503", "504"}
    assert CADDY.count("Bitte ") == 2


RUN = re.compile(
    r"docker compose run --rm (?P<options>(?:--volume \S+ )*)(?P<part>\S+) python manage.py (?P<command>\w+)"
)


def test_the_readme_runs_commands_that_the_containers_have() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").replace("\\\n", "")
    found = [match.groupdict() for match in RUN.finditer(re.sub(r"[ \n]+", " ", readme))]
    assert readme.count("docker compose run") == len(found)
    wanted = {"backup", "import_schools", "invite_user", "read_bounces", "reseal_secrets", "restore"}
    assert {line["command"] for line in found} == wanted
    assert wanted <= set(get_commands())
    assert {line["part"] for line in found} == {"migrate"}  # no time limit for queries, and it does not stay
    mounts = {line["command"]: line["options"] for line in found}
    mounted = {name for name, options in mounts.items() if options}
    assert mounted == {"backup", "import_schools", "read_bounces", "restore"}
    assert {name for name, options in mounts.items() if ":ro" in options} == {"import_schools", "restore"}


def test_worker_and_beat_live_while_they_touch_their_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gutersloh_portal.celery import touch_alive_file  # noqa: PLC0415 - needs Django

    path = tmp_path / "alive"
    monkeypatch.setenv("PORTAL_ALIVE_FILE", str(path))
    assert alive.main(["worker"]) == 1
    touch_alive_file()
    assert (alive.main(["worker"]), alive.main(["beat"])) == (0, 0)
    os.utime(path, (time.time() - 90, time.time() - 90))
    assert (alive.main(["worker"]), alive.main(["beat"])) == (1, 0)
    assert alive.main(["nobody"]) == 2


@pytest.mark.django_db(transaction=True)
def test_the_web_part_is_asked_under_its_own_name(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_BIND", live_server.url.removeprefix("http://"))
    monkeypatch.setenv("PORTAL_HOSTS", "localhost")
    assert any(alive.main(["web"]) == 0 for _ in range(5))  # a busy machine may be too slow once
    monkeypatch.setenv("PORTAL_BIND", "127.0.0.1:1")
    assert alive.main(["web"]) == 1
