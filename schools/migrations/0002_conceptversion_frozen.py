"""An adopted version never changes: the database itself refuses.

Only `created_by` may be emptied (the account was deleted). Rows go when their school goes, never alone by update.
"""

from django.db import migrations

FREEZE = """
CREATE FUNCTION schools_conceptversion_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'created_by_id') IS DISTINCT FROM (to_jsonb(OLD) - 'created_by_id') THEN
        RAISE EXCEPTION 'An adopted version of a concept never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER schools_conceptversion_frozen BEFORE UPDATE ON schools_conceptversion
    FOR EACH ROW EXECUTE FUNCTION schools_conceptversion_refuse();
"""
THAW = """
DROP TRIGGER schools_conceptversion_frozen ON schools_conceptversion;
DROP FUNCTION schools_conceptversion_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("schools", "0001_initial")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
