"""The supervisor: keeps its parts alive, ends them all, goes on after it was killed itself."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gutersloh_portal import services, supervisor, world
from gutersloh_portal.processes import Process
from gutersloh_portal.supervisor import Part, Supervisor
from tests.infra.conftest import ROOT, clean_env, end_all, python

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def eventually(condition: Callable[[], object], *, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def folders(data_dir: Path) -> Path:
    services.state_dir(data_dir).mkdir(parents=True)
    services.log_dir(data_dir).mkdir(parents=True)
    return data_dir


class Server:
    """script/server's supervisor on a data folder, with what it printed."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gutersloh_portal.supervisor", "--port", "0", "--empty"],
            cwd=ROOT,
            env=clean_env(PORTAL_DATA_DIR=str(data_dir)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def address(self) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)
            if found := re.search(r"runs at (\S+)", line):
                return found[1]
        raise AssertionError("".join(self.lines))

    def known(self) -> dict[str, Process]:
        return services.register(self.data_dir).read()


@pytest.fixture
def server(data_dir: Path) -> Iterator[Callable[[], Server]]:
    started: list[Server] = []

    def start() -> Server:
        started.append(Server(data_dir))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.communicate()
    end_all(data_dir)


def health(address: str) -> str:
    with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
        return answer.read().decode()


@pytest.mark.slow
def test_a_portal_that_was_killed_goes_on_and_ends_cleanly(server, data_dir: Path) -> None:
    first = server()
    assert health(first.address()) == "Database: OK\n"
    before = first.known()
    assert sorted(before) == ["beat", "broker", "database", "web", "worker"]

    second = python("-m", "gutersloh_portal.supervisor", "--port", "0", data_dir=data_dir)
    assert (second.returncode, second.stdout) == (1, f"A portal already runs on {data_dir}.\n")

    first.process.kill()
    first.process.communicate()
    assert [name for name, process in before.items() if not process.alive()] == []

    third = server()
    assert health(third.address()) == "Database: OK\n"
    after = third.known()
    ended = {name for name, process in before.items() if not process.members()}
    assert ended == {"web", "worker", "beat"}  # database and queue were taken over
    assert after["database"] == before["database"]

    os.kill(after["worker"].pid, signal.SIGKILL)
    assert eventually(lambda: third.known()["worker"].pid != after["worker"].pid)
    assert after["worker"].members() == []  # its children went as well

    command = python("-m", "gutersloh_portal.manage", "showmigrations", "core", data_dir=data_dir)
    assert command.returncode == 0, command.stderr
    assert third.known()["database"].alive()  # a command beside the portal does not stop its database

    everything = third.known()
    third.process.send_signal(signal.SIGINT)
    output, _ = third.process.communicate(timeout=60)
    assert third.process.returncode == 0
    assert output.rstrip().endswith("Stopped.")
    assert [name for name, process in everything.items() if process.members()] == []
    assert third.known() == {}


def test_a_part_that_dies_is_started_again_until_it_is_hopeless(folders: Path, capsys) -> None:
    part = Part("web", [sys.executable, "-c", "print('no configuration'); raise SystemExit(3)"])
    keeper = Supervisor(folders, [part], embedded=False)
    keeper.start()
    assert keeper.watch() == 1
    assert len(part.starts) == supervisor.RESTARTS + 1
    said = capsys.readouterr().out
    assert said.count("is started again") == supervisor.RESTARTS
    assert "web ended again and again (code 3)" in said
    assert "no configuration" in said


def test_a_part_that_does_not_listen_is_ended_by_force(folders: Path, monkeypatch) -> None:
    monkeypatch.setattr(supervisor, "GRACE", 0.5)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    keeper = Supervisor(
        folders, [Part("web", [sys.executable, "-c", deaf]), Part("beat", SLEEPER)], embedded=False
    )
    keeper.start()
    log = services.log_dir(folders) / "web.log"
    assert eventually(lambda: log.read_text() == "up\n")
    keeper.stop()
    assert [part.identity.members() for part in keeper.parts if part.identity] == [[], []]
    assert [part.popen.wait() for part in keeper.parts if part.popen] == [-signal.SIGKILL, -signal.SIGTERM]


def test_a_signal_ends_the_watch(folders: Path) -> None:
    part = Part("web", SLEEPER)
    keeper = Supervisor(folders, [part], embedded=False)
    keeper.start()
    keeper._told(signal.SIGTERM, None)
    assert keeper.watch() == 0
    keeper.stop()
    assert part.popen
    assert part.popen.wait() == -signal.SIGTERM


def test_what_a_dead_leader_left_in_its_session_is_ended(folders: Path) -> None:
    code = "import subprocess, sys; subprocess.Popen(['sleep', '60']); sys.stdin.read()"
    leader = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        start_new_session=True,
        env=services.environment(folders),
    )
    process = Process.of("worker", leader.pid, folders)
    services.register(folders).add(process)
    assert eventually(lambda: len(process.members()) == 2)
    leader.kill()
    leader.communicate()
    assert len(process.members()) == 1
    supervisor.end_leftovers(folders, ["web", "worker", "beat"])
    assert process.members() == []


def test_a_taken_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(services.ServiceError, match=f"Port {port} is taken"):
            supervisor.free_port(port)
    assert supervisor.free_port(port) == port


def test_a_data_folder_keeps_its_world(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.of(folders) == ""
    assert world.decide(folders, empty=True) == "empty"
    assert (
        world.decide(folders, empty=False) == "empty"
    )  # forgetting the option never waives the second factor


def test_the_demo_world_is_not_opened_as_an_empty_one(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.decide(folders, empty=False) == "demo"
    with pytest.raises(services.ServiceError, match="holds the demo world"):
        world.decide(folders, empty=True)


@pytest.mark.parametrize(
    ("kind", "database", "preset", "expected"),
    [
        ("demo", "", None, "1"),
        ("demo", "", "0", "0"),
        ("empty", "", None, None),
        ("", "", None, None),
        ("demo", "host=db", None, None),
    ],
)
def test_demo_is_switched_on_by_the_folder_alone(
    folders: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    database: str,
    preset: str | None,
    expected: str | None,
) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("PORTAL_DEMO", preset or "")
    if preset is None:
        monkeypatch.delenv("PORTAL_DEMO")
    if kind:
        (services.state_dir(folders) / "world").write_text(kind)
    world.apply(folders)
    assert os.environ.get("PORTAL_DEMO") == expected
    monkeypatch.setenv("PORTAL_DEMO", "0")  # lets monkeypatch put back what apply() changed
