"""Processes that outlive the one that started them: who they are, and how to end them all.

A process is its number, its start time in ticks and the boot it was started in: a number alone may meanwhile
belong to somebody else. Every recorded process leads a session of its own, so ending means ending the session.
"""

import contextlib
import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

MARK = "PORTAL_DATA_DIR"  # stands in the environment of every process we start
STAT_STATE, STAT_SESSION, STAT_START = 0, 3, 19  # fields of /proc/PID/stat behind the name


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def _stat(pid: int) -> list[str]:
    """The fields behind the process name; empty when there is no such process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _marked(pid: int, data_dir: str) -> bool:
    try:
        return f"{MARK}={data_dir}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False


@dataclass(frozen=True)
class Process:
    """One process we started, told apart from any later one with the same number."""

    name: str
    pid: int
    start: int
    boot: str
    data_dir: str

    @classmethod
    def of(cls, name: str, pid: int, data_dir: Path) -> "Process":
        stat = _stat(pid)
        return cls(name, pid, int(stat[STAT_START]) if stat else 0, _boot(), str(data_dir))

    def alive(self) -> bool:
        """Whether this very process runs; one that ended and waits to be collected does not."""
        stat = _stat(self.pid)
        return (
            bool(stat)
            and stat[STAT_STATE] != "Z"
            and int(stat[STAT_START]) == self.start
            and self.boot == _boot()
        )

    def members(self) -> list[int]:
        """The numbers of all living processes of its session, also when the leader itself is gone."""
        if self.boot != _boot():
            return []
        leader = self.alive()
        found = []
        for entry in Path("/proc").iterdir():
            stat = _stat(int(entry.name)) if entry.name.isdigit() else []
            ours = len(stat) > STAT_START and stat[STAT_STATE] != "Z" and int(stat[STAT_SESSION]) == self.pid
            if ours and (leader or _marked(int(entry.name), self.data_dir)):
                found.append(int(entry.name))
        return found

    def signal(self, number: signal.Signals) -> None:
        """Tell the leader, which tells its children; children without a leader are ended at once."""
        if not self.alive():
            self.kill()
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the whole session at once."""
        for pid in self.members():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


class Register:
    """The list of running processes of a data folder, kept in a file that survives their starter."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, Process]:
        try:
            entries = json.loads(self.path.read_text(encoding="utf-8"))
            return {name: Process(**entry) for name, entry in entries.items()}
        except (FileNotFoundError, ValueError, TypeError, AttributeError):
            return {}

    def _write(self, processes: dict[str, Process]) -> None:
        draft = self.path.with_suffix(".new")
        draft.write_text(
            json.dumps({name: asdict(process) for name, process in processes.items()}), encoding="utf-8"
        )
        draft.replace(self.path)

    def add(self, process: Process) -> None:
        self._write(self.read() | {process.name: process})

    def remove(self, name: str) -> None:
        self._write({key: process for key, process in self.read().items() if key != name})

    def running(self, name: str) -> Process | None:
        process = self.read().get(name)
        return process if process and process.alive() else None


def stop(processes: list[tuple[Process, signal.Signals]], *, grace: float) -> None:
    """Ask all at once with the signal that suits each, wait up to `grace` seconds, end by force what is left."""
    for process, number in processes:
        process.signal(number)
    deadline = time.monotonic() + grace
    while any(process.members() for process, _ in processes) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process, _ in processes:
        process.kill()
