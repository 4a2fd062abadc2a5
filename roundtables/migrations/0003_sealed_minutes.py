"""The database itself refuses to change or delete sealed minutes, whoever asks."""

from django.db import migrations

KEEP = "number, starts_at, ends_at, place, topic, state, series_id, minutes_note, sealed_at, sealed_content, checksum"


def _row(prefix: str) -> str:
    return "ROW(" + ", ".join(f"{prefix}.{name.strip()}" for name in KEEP.split(",")) + ")"


CREATE = f"""
CREATE FUNCTION roundtables_keep_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.checksum = '' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF {_row("NEW")} IS NOT DISTINCT FROM {_row("OLD")} THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'sealed minutes never change' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER roundtables_keep_sealed BEFORE UPDATE OR DELETE ON roundtables_meeting
    FOR EACH ROW EXECUTE FUNCTION roundtables_keep_sealed();
"""
DROP = """
DROP TRIGGER roundtables_keep_sealed ON roundtables_meeting;
DROP FUNCTION roundtables_keep_sealed();
"""


class Migration(migrations.Migration):
    dependencies = [("roundtables", "0002_guards")]
    operations = [migrations.RunSQL(CREATE, DROP)]
