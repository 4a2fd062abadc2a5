"""script/manage on a data folder: it brings its database along, and a backup brings a portal back."""

from __future__ import annotations

from pathlib import Path

import pytest

from gutersloh_portal import services
from gutersloh_portal.backup import BackupError, backup
from tests.infra.conftest import python

ADD = "from schools.models import Municipality; Municipality.objects.create(ags='05754008', name='Gütersloh')"
COUNT = "from schools.models import Municipality; print('rows', Municipality.objects.count())"


def manage(data_dir: Path, *arguments: str) -> str:
    done = python("-m", "gutersloh_portal.manage", *arguments, data_dir=data_dir)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.mark.slow
def test_a_backup_brings_a_portal_back(prepared_dir: Path, tmp_path: Path) -> None:
    manage(prepared_dir, "shell", "-v", "0", "-c", ADD)
    media = prepared_dir / "media" / "reports"
    media.mkdir(parents=True)
    (media / "report.pdf").write_bytes(b"%PDF")

    manage(prepared_dir, "backup", str(tmp_path / "backup"))

    other = tmp_path / "other"
    manage(other, "restore", str(tmp_path / "backup"))
    assert manage(other, "shell", "-v", "0", "-c", COUNT) == "rows 1\n"
    assert (other / "media" / "reports" / "report.pdf").read_bytes() == b"%PDF"
    assert (other / "secret_key").read_text() == (prepared_dir / "secret_key").read_text()


TABLE = "from django.db import connection as c; c.cursor().execute('CREATE TABLE from_a_newer_version ()')"
TABLES = (
    "from django.db import connection as c; print('from_a_newer_version' in c.introspection.table_names())"
)
SCHEMAS = (
    "from django.db import connection as c; q = c.cursor(); "
    "q.execute(\"SELECT count(*) FROM pg_namespace WHERE nspname = 'before_restore'\"); print(q.fetchone())"
)


@pytest.mark.slow
def test_a_restore_leaves_nothing_else_and_a_broken_one_changes_nothing(
    prepared_dir: Path, tmp_path: Path
) -> None:
    manage(prepared_dir, "backup", str(tmp_path / "backup"))
    manage(prepared_dir, "shell", "-v", "0", "-c", f"{ADD}\n{TABLE}")

    dump = tmp_path / "broken" / "database.dump"
    dump.parent.mkdir()
    dump.write_bytes((tmp_path / "backup" / "database.dump").read_bytes()[:-5000])
    done = python("-m", "gutersloh_portal.manage", "restore", str(dump.parent), data_dir=prepared_dir)
    assert done.returncode == 1
    assert manage(prepared_dir, "shell", "-v", "0", "-c", COUNT) == "rows 1\n"

    manage(prepared_dir, "restore", str(tmp_path / "backup"))
    asked = "\n".join((COUNT, TABLES, SCHEMAS))
    assert manage(prepared_dir, "shell", "-v", "0", "-c", asked) == "rows 0\nFalse\n(0,)\n"
    manage(prepared_dir, "prepare")  # what an update does


def test_a_backup_never_writes_over_another(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="exists already: name a new folder"):
        backup(tmp_path)


def test_the_exit_code_of_the_command_comes_through(data_dir: Path) -> None:
    done = python("-m", "gutersloh_portal.manage", "restore", str(data_dir / "nowhere"), data_dir=data_dir)
    assert done.returncode == 1
    assert done.stderr.endswith("is no backup: it has no database.dump.\n")
    assert services.register(data_dir).read() == {}
