"""Reads one PDF from its input in a process of its own and says as JSON what is in it (trust.md A08).

A PDF of some kilobytes can unpack to any size, and what reads it is a C++ library: here neither costs more than this
process. Started by `core.papers`; it knows nothing of the portal.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys

MEMORY, SECONDS = (
    512 * 1024 * 1024,
    10,
)  # bytes of address space, of which Python and the library take some 100 MB

# An action that is a script or starts a program (ISO 32000-2, 12.6.4.6 and 12.6.4.17). What kind it is may stand in
# an object of its own, and other kinds carry a script along under the key JS. A form after XFA holds its scripts in
# streams that are not looked into.
PROGRAM = re.compile(
    rb"/S\s*/(JavaScript|Launch)\b|\A/(JavaScript|Launch)\Z|/JS (?=\(|<(?!<)|\d+ \d+ R)|/XFA\b"
)


def facts_of(content: bytes) -> dict[str, int | bool | str]:
    import pikepdf  # noqa: PLC0415 - only once the limits stand

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            runs = any(PROGRAM.search(entry.unparse(resolved=True)) for entry in pdf.objects)
    except pikepdf.PasswordError:
        return {"problem": "password"}
    except Exception as error:  # noqa: BLE001 - whatever it is, the file is the reason
        return {"problem": "damaged", "detail": repr(error)[:300]}
    return {"pages": pages, "runs": runs}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(facts_of(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
