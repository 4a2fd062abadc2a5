"""Entries of the trail that were written before they named the school."""

from django.db import migrations

FILL = """
UPDATE core_auditentry a SET school_id = b.school_id FROM equipment_stockbatch b
WHERE a.subject_type = 'equipment.stockbatch' AND a.subject_id = b.id::text;
UPDATE core_auditentry a SET school_id = u.school_id FROM equipment_inventoryimport u
WHERE a.subject_type = 'equipment.inventoryimport' AND a.subject_id = u.id::text;
UPDATE core_auditentry a SET school_id = s.id FROM schools_school s
WHERE a.subject_type = 'schools.school' AND a.subject_id = s.id::text;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_audit_school"), ("equipment", "0011_counted_only")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop, elidable=True)]
