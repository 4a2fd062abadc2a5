"""The way of a need never changes: the database itself refuses.

Only `by` may be emptied (the account was deleted). Steps go when their item goes, never alone by update.
"""

from django.db import migrations

FREEZE = """
CREATE FUNCTION needs_needstep_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'by_id') IS DISTINCT FROM (to_jsonb(OLD) - 'by_id') THEN
        RAISE EXCEPTION 'A step of a need never changes: add a step instead'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER needs_needstep_append_only BEFORE UPDATE ON needs_needstep
    FOR EACH ROW EXECUTE FUNCTION needs_needstep_refuse();
"""
THAW = """
DROP TRIGGER needs_needstep_append_only ON needs_needstep;
DROP FUNCTION needs_needstep_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("needs", "0001_initial")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
