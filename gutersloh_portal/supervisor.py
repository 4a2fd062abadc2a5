"""One small supervisor: services, preparation, then web, worker and beat until Ctrl-C.

`python -m gutersloh_portal.supervisor [--port 8000] [--empty]`, called by script/server. In production every
part has a container of its own and this file is not used.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from gutersloh_portal import services, world
from gutersloh_portal.processes import Process, stop

BASE_DIR = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WORKER_STATEMENT_TIMEOUT = "120000"  # milliseconds: a report may ask longer than a page
RESTARTS, RESTART_WINDOW = 3, 60.0  # more restarts within so many seconds: something is broken, stop
WEB_TIMEOUT = 180.0  # seconds until the web server must accept connections, on a busy machine too
GRACE = 5.0  # seconds for all parts to end by themselves; a report that runs is done again by the next worker


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@dataclass
class Part:
    """One long-running process of the portal and how often it had to be started lately."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    popen: subprocess.Popen[bytes] | None = None
    identity: Process | None = None
    starts: deque[float] = field(default_factory=deque)

    def start(self, data_dir: Path) -> None:
        log = services.log_dir(data_dir) / f"{self.name}.log"
        with log.open("ab") as output:
            self.popen = subprocess.Popen(  # noqa: S603 - our own words, no shell
                self.command,
                cwd=BASE_DIR,
                env=services.environment(data_dir) | self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.identity = Process.of(self.name, self.popen.pid, data_dir)
        services.register(data_dir).add(self.identity)
        self.starts.append(time.monotonic())

    def worn_out(self) -> bool:
        while self.starts and self.starts[0] < time.monotonic() - RESTART_WINDOW:
            self.starts.popleft()
        return len(self.starts) > RESTARTS


def parts(port: int, data_dir: Path) -> list[Part]:
    celery = [str(BIN / "celery"), "--app", "gutersloh_portal"]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    web = ["--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    return [
        Part("web", [str(BIN / "gunicorn"), *web, "gutersloh_portal.wsgi"]),
        Part(
            "worker",
            # prefork: only a process can be ended when a report passes its time limit, and two render at once
            [*celery, "worker", "--pool", "prefork", "--concurrency", "2", "--queues", "celery,mail", *quiet],
            {"PORTAL_STATEMENT_TIMEOUT_MS": WORKER_STATEMENT_TIMEOUT},
            stop_signal=signal.SIGQUIT,  # at once: the job row brings back what was running
        ),
        Part("beat", [*celery, "beat", "--schedule", str(data_dir / "state" / "beat"), "--loglevel", "INFO"]),
    ]


class Supervisor:
    """Keeps the parts running; ends when it is told to, or when one of them cannot be kept alive."""

    def __init__(self, data_dir: Path, parts: list[Part], *, embedded: bool) -> None:
        self.data_dir = data_dir
        self.parts = parts
        self.embedded = embedded
        self.told_to_stop = False

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._told)

    def _told(self, number: int, frame: FrameType | None) -> None:
        self.told_to_stop = True

    def start(self) -> None:
        for part in self.parts:
            part.start(self.data_dir)

    def stop(self) -> None:
        stop([(part.identity, part.stop_signal) for part in self.parts if part.identity], grace=GRACE)
        for part in self.parts:
            services.register(self.data_dir).remove(part.name)

    def watch(self) -> int:
        """Look every half second; the exit code says whether the end was wanted."""
        while not self.told_to_stop:
            for part in self.parts:
                if not self._keep(part):
                    return 1
            if self.embedded:
                self._keep_services()
            time.sleep(0.5)
        return 0

    def _keep(self, part: Part) -> bool:
        if part.popen is None or part.popen.poll() is None:
            return True
        if self.told_to_stop:
            return True
        if part.identity:
            part.identity.kill()  # what its session left behind
        log = services.log_dir(self.data_dir) / f"{part.name}.log"
        if part.worn_out():
            say(f"{part.name} ended again and again (code {part.popen.returncode}). The end of {log}:")
            say("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]))
            return False
        say(f"{part.name} ended (code {part.popen.returncode}) and is started again, see {log}")
        part.start(self.data_dir)
        return True

    def _keep_services(self) -> None:
        for name in (services.DATABASE, services.BROKER):
            if not services.register(self.data_dir).running(name):
                say(f"{name} ended and is started again, see {services.log_dir(self.data_dir)}")
                with services.lock(self.data_dir, "start"):
                    services.ensure(self.data_dir, name)


def free_port(wanted: int) -> int:
    """The wanted port if nobody listens there (0: any). Raises ServiceError otherwise."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise services.ServiceError(f"Port {wanted} is taken: choose another with --port.") from error
        return int(probe.getsockname()[1])


def wait_for(port: int, supervisor: Supervisor) -> bool:
    """Until the web server accepts connections; false when told to stop or out of patience."""
    deadline = time.monotonic() + WEB_TIMEOUT
    while not supervisor.told_to_stop and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
        if not all(supervisor._keep(part) for part in supervisor.parts):  # noqa: SLF001 - same module
            return False
    return False


def prepare() -> None:
    """Tables, default data and, in the demo world, its people. Raises CalledProcessError."""
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=BASE_DIR, check=True)


def end_leftovers(data_dir: Path, names: list[str]) -> None:
    """A portal that was killed left its parts behind: end them before new ones start."""
    known = services.register(data_dir).read()
    left = [(known[name], signal.SIGTERM) for name in names if name in known and known[name].members()]
    if left:
        say("Parts of a portal that was killed are still running and are ended first.")
        stop(left, grace=GRACE)


def serve(port: int, *, empty: bool) -> int:
    data_dir = world.data_dir()
    embedded = world.embedded()
    for folder in (services.state_dir(data_dir), services.log_dir(data_dir)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(services.lock(data_dir, "server", fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise services.ServiceError(f"A portal already runs on {data_dir}.") from error
        supervisor = Supervisor(data_dir, [], embedded=embedded)
        end_leftovers(data_dir, ["web", "worker", "beat"])
        port = free_port(port)
        os.environ.setdefault("PORTAL_BASE_URL", f"http://127.0.0.1:{port}")
        os.environ[services.MARK] = str(data_dir)
        if embedded:
            world.decide(data_dir, empty=empty)
            world.apply(data_dir)
            stack.enter_context(services.running(data_dir))
        prepare()
        supervisor.parts = parts(port, data_dir)
        supervisor.listen()
        stack.callback(supervisor.stop)
        supervisor.start()
        if not wait_for(port, supervisor):
            if not supervisor.told_to_stop:
                say(f"The web server does not answer, see {services.log_dir(data_dir)}")
            return 0 if supervisor.told_to_stop else 1
        announce(data_dir)
        code = supervisor.watch()
        say("The portal stops …")
    say("Stopped.")
    return code


def announce(data_dir: Path) -> None:
    say(f"\nThe portal runs at {os.environ['PORTAL_BASE_URL']}  (Ctrl-C stops it)")
    accounts = services.state_dir(data_dir) / "demo-accounts.txt"
    if world.of(data_dir) == world.DEMO and accounts.exists():
        say(f"\n{accounts.read_text(encoding='utf-8').strip()}")
    say(f"\nData: {data_dir}   Logs: {services.log_dir(data_dir)}")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/server", description="Start the portal on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="loopback port, 0 for any free one (8000)")
    parser.add_argument("--empty", action="store_true", help="start without the demo world")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return serve(options.port, empty=options.empty)
    except services.ServiceError as error:
        say(str(error))
    except subprocess.CalledProcessError:
        say("The preparation failed; nothing was started.")
    except KeyboardInterrupt:
        say("Stopped.")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
