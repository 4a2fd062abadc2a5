"""Which world a data folder holds: the invented demo world or real data. Decided once, at the first start.

The demo world waives the second factor, so a folder with real data must never be opened as demo by a
forgotten option, nor the other way round.
"""

import os
from pathlib import Path

from gutersloh_portal import env
from gutersloh_portal.services import ServiceError, state_dir

DEMO, EMPTY = "demo", "empty"


def data_dir() -> Path:
    """The data folder as settings.py sees it."""
    return Path(env.text("PORTAL_DATA_DIR") or Path(__file__).resolve().parent.parent / "var").resolve()


def embedded() -> bool:
    return not env.text("DATABASE_URL")


def of(folder: Path) -> str:
    """`demo`, `empty`, or nothing while no portal was started on the folder yet."""
    try:
        return (state_dir(folder) / "world").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def decide(folder: Path, *, empty: bool) -> str:
    """The folder's world; at the first start `empty` says which. Raises ServiceError on a contradiction."""
    world = of(folder)
    if not world:
        world = EMPTY if empty else DEMO
        state_dir(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        (state_dir(folder) / "world").write_text(world, encoding="ascii")
    elif empty and world == DEMO:
        raise ServiceError(
            f"{folder} holds the demo world. For an empty portal set PORTAL_DATA_DIR to another folder."
        )
    return world


def apply(folder: Path) -> None:
    """Put the folder's world into the environment; what the operator has set himself stays."""
    if embedded() and of(folder) == DEMO:
        os.environ.setdefault("PORTAL_DEMO", "1")
