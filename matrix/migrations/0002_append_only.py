"""Ratings and releases are append-only, and the database keeps it so, whatever code may try.

UPDATE is refused whenever any column would change. DELETE is refused too, also through a cascade: schools and
Träger are never deleted by the portal. A procedure that must erase (a data protection request, decided by the
operator) says `SET LOCAL matrix.erase = 'on'` inside its transaction; nothing in the portal does. TRUNCATE stays
possible, because tests empty their database that way and the portal's own role needs no such right.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION matrix_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW IS DISTINCT FROM OLD THEN
            RAISE EXCEPTION '% is append-only: add a row instead of changing one', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF coalesce(current_setting('matrix.erase', true), '') <> 'on' THEN
        RAISE EXCEPTION '% is append-only: rows stay', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER rating_append_only BEFORE UPDATE OR DELETE ON matrix_rating
    FOR EACH ROW EXECUTE FUNCTION matrix_append_only();
CREATE TRIGGER snapshot_append_only BEFORE UPDATE OR DELETE ON matrix_snapshot
    FOR EACH ROW EXECUTE FUNCTION matrix_append_only();
"""

BACKWARD = """
DROP TRIGGER rating_append_only ON matrix_rating;
DROP TRIGGER snapshot_append_only ON matrix_snapshot;
DROP FUNCTION matrix_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("matrix", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
