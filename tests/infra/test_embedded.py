"""The embedded database and queue: start, share, take over, stop."""

from __future__ import annotations

import signal
import socket
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from gutersloh_portal import embedded, services
from gutersloh_portal.processes import Process, Register, stop
from tests.infra.conftest import ROOT, clean_env, end_all

HOLD = "import sys; from pathlib import Path; from gutersloh_portal import services\n"
HOLD += "with services.running(Path(sys.argv[1])): print('ready', flush=True); sys.stdin.read()"


def query(data_dir: Path, sql: str) -> list[tuple]:
    with psycopg.connect(embedded.database_url(data_dir), autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def holder(data_dir: Path) -> subprocess.Popen[str]:
    """Another process that uses the services until its standard input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data_dir)],
        cwd=ROOT,
        env=clean_env(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def redis(data_dir: Path, *words: str) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(embedded.run_dir(data_dir) / "broker.sock"))
        connection.sendall((" ".join(words) + "\r\n").encode())
        return connection.recv(1000)


def left(data_dir: Path) -> list[int]:
    return [pid for process in services.register(data_dir).read().values() for pid in process.members()]


def test_data_are_there_again_after_a_second_start(data_dir: Path) -> None:
    with services.running(data_dir):
        query(data_dir, "CREATE TABLE note (text text)")
        query(data_dir, "INSERT INTO note VALUES ('Öl')")
    with services.running(data_dir):
        assert query(data_dir, "SELECT text, lower(text) FROM note") == [("Öl", "öl")]
    assert services.register(data_dir).read() == {}


def test_only_the_owner_gets_to_the_sockets(data_dir: Path) -> None:
    with services.running(data_dir):
        assert stat.S_IMODE(embedded.run_dir(data_dir).stat().st_mode) == 0o700
        assert query(data_dir, "SHOW listen_addresses") == [("",)]
        assert redis(data_dir, "CONFIG", "GET", "port") == b"*2\r\n$4\r\nport\r\n$1\r\n0\r\n"


def test_the_queue_keeps_what_it_was_told(data_dir: Path) -> None:
    with services.running(data_dir):
        assert redis(data_dir, "CONFIG", "GET", "maxmemory-policy").endswith(b"noeviction\r\n")
        assert redis(data_dir, "CONFIG", "GET", "appendonly").endswith(b"yes\r\n")
        redis(data_dir, "SET", "job", "1")
    with services.running(data_dir):
        assert redis(data_dir, "GET", "job") == b"$1\r\n1\r\n"


def test_two_data_folders_run_side_by_side(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    with services.running(one), services.running(two):
        query(one, "CREATE TABLE only_here (id int)")
        assert query(two, "SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'") == [(0,)]
    assert left(one) == left(two) == []


def test_a_deep_data_folder_gets_short_sockets(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    with services.running(deep, broker=False):
        assert query(deep, "SELECT 1") == [(1,)]
    assert embedded.run_dir(deep).parent == Path("/tmp")
    embedded.run_dir(deep).rmdir()


def test_a_socket_folder_of_somebody_else_is_refused(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lure = data_dir.parent / "lure"
    lure.mkdir()
    (data_dir.parent / "link").symlink_to(lure)
    monkeypatch.setattr(services, "run_dir", lambda folder: data_dir.parent / "link")
    with pytest.raises(services.ServiceError, match="belongs to somebody else"), services.running(data_dir):
        pass


def test_the_last_user_stops_the_services(data_dir: Path) -> None:
    other = holder(data_dir)
    with services.running(data_dir):
        other.communicate("")  # the one that started them leaves first
        assert query(data_dir, "SELECT 1") == [(1,)]
    assert left(data_dir) == []


def test_services_of_a_killed_process_are_taken_over(data_dir: Path) -> None:
    other = holder(data_dir)
    before = services.register(data_dir).read()
    other.kill()
    other.communicate()
    with services.running(data_dir):
        assert services.register(data_dir).read() == before
        assert query(data_dir, "SELECT 1") == [(1,)]
    assert [process.members() for process in before.values()] == [[], []]


def test_a_killed_database_is_started_again(data_dir: Path) -> None:
    with services.running(data_dir):
        query(data_dir, "CREATE TABLE note (text text)")
        first = services.register(data_dir).read()["database"]
        first.kill()
        stop([(first, signal.SIGKILL)], grace=5)
        with services.running(data_dir):
            assert query(data_dir, "SELECT count(*) FROM note") == [(0,)]
            assert services.register(data_dir).read()["database"].pid != first.pid


def test_a_number_that_now_belongs_to_another_process_is_left_alone(data_dir: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        real = Process.of("database", stranger.pid, data_dir)
        services.state_dir(data_dir).mkdir(parents=True)
        register = services.register(data_dir)
        register.add(Process("database", real.pid, real.start - 1, real.boot, real.data_dir))
        register.add(Process("broker", real.pid, real.start, "another boot", real.data_dir))
        with services.running(data_dir):
            assert query(data_dir, "SELECT 1") == [(1,)]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_damaged_register_counts_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "processes.json"
    for text in ("", "{", "[]", '{"web": 1}', '{"web": {"pid": 1}}'):
        path.write_text(text)
        assert Register(path).read() == {}


def test_a_start_that_fails_says_why(data_dir: Path) -> None:
    with services.running(data_dir, broker=False):
        pass
    (data_dir / "postgres" / "pg_hba.conf").write_text("nonsense\n")
    with pytest.raises(services.ServiceError, match="database does not start"), services.running(data_dir):
        pass
    assert left(data_dir) == []


def test_throwaway_services_vanish_with_their_folder() -> None:
    with services.throwaway() as folder:
        assert query(folder, "SHOW fsync") == [("off",)]
    assert not folder.exists()


def test_what_a_killed_test_run_left_behind_is_cleared_away() -> None:
    code = HOLD.replace("services.running(Path(sys.argv[1]))", "services.throwaway() as folder").replace(
        "'ready'", "folder"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean_env(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    folder = Path(process.stdout.readline().strip())
    processes = services.register(folder).read().values()
    process.kill()
    process.communicate()
    try:
        with services.throwaway(broker=False):
            assert not folder.exists()
        assert [found.members() for found in processes] == [[], []]
    finally:
        end_all(folder)


def test_all_readers_of_a_new_key_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(embedded.secret_key, [tmp_path / "data"] * 64))
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]
