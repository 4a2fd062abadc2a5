"""manage.py with the embedded database beside it: `python -m gutersloh_portal.manage COMMAND …`.

Uses the services of a portal that is running on the data folder, otherwise starts the database and stops it
again. Only commands that queue work need the queue; it is cheap, so it comes along.
"""

import contextlib
import os
import sys
from pathlib import Path

from gutersloh_portal import services, world

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"


def main(arguments: list[str]) -> int:
    data_dir = world.data_dir()
    world.apply(data_dir)
    os.environ[services.MARK] = str(data_dir)
    command = [sys.executable, str(MANAGE), *arguments]
    try:
        with contextlib.ExitStack() as stack:
            if world.embedded():
                stack.enter_context(services.running(data_dir))
            return services.run(command, dict(os.environ))
    except services.ServiceError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
