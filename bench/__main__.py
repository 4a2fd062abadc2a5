"""`python -m bench [NAME …]`: prints one JSON list. Names: pages, rating_table, heat_map, register_import,
school_report, all_reports, memory_web, memory_worker, live_60, replacement_wave, scenario, stock_import_100k,
stock_list_1m and milestones_10y; without a name all of them.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

import django


def measures() -> dict[str, Callable[[], list[Any]]]:
    """What can be measured, by name; each alone."""
    from bench import forecast, live, measures, processes, stock, tables  # noqa: PLC0415 - settings first

    return {
        "pages": measures.pages,
        "rating_table": measures.rating_table,
        "heat_map": measures.heat_map,
        "register_import": measures.register_import,
        "school_report": measures.school_report,
        **processes.MEASURES,
        **live.MEASURES,
        "replacement_wave": forecast.replacement_wave,  # their stock is twenty-five times the others'
        "scenario": forecast.scenario,
        **stock.MEASURES,
        "milestones_10y": tables.milestones_10y,
    }


def main(names: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gutersloh_portal.settings")
    os.environ["PORTAL_DEMO"] = "1"
    os.environ.setdefault("PORTAL_STATEMENT_TIMEOUT_MS", "120000")  # as a worker has it
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - settings first

    from bench import world  # noqa: PLC0415 - settings first

    known = measures()
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}\n")
        return 2
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    world.build()
    found = [result.as_dict() for name in names or known for result in known[name]()]
    sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
