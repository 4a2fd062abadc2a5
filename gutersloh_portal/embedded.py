"""Embedded services: where the private PostgreSQL and the private queue of a data folder live.

Imports no Django: settings.py asks here for the addresses, services.py starts what lies behind them.
"""

import contextlib
import hashlib
import os
import secrets
import tempfile
from pathlib import Path

SOCKET_PATH_LIMIT = 80  # bytes; the kernel ends at 107 and the socket's own name comes on top


def secret_key(data_dir: Path) -> str:
    """The data folder's own key, made at first use, readable by its owner alone.

    Written apart and then linked, so that a second process starting now never reads half a key.
    """
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=data_dir, prefix=".secret_key-")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
        Path(name).unlink()
    return path.read_text(encoding="ascii")


def run_dir(data_dir: Path) -> Path:
    """Folder of the sockets. Unix socket paths are short, so a deep data folder gets a short one of its own.

    Not `tempfile.gettempdir()`: every process of a data folder must find the same place.
    """
    inside = data_dir / "run"
    if len(os.fsencode(inside)) <= SOCKET_PATH_LIMIT:
        return inside
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path("/tmp") / f"portal-{os.getuid()}-{digest}"  # noqa: S108 - services.py checks its owner


def database_url(data_dir: Path) -> str:
    return f"host={run_dir(data_dir)} user=postgres dbname=portal"


def broker_url(data_dir: Path) -> str:
    return f"redis+socket://{run_dir(data_dir)}/broker.sock?virtual_host=0"
