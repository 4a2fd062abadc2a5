"""Devices of which each belongs to one pupil are only counted: their serial numbers go."""

from django.db import migrations, models

CODES = ("DEV_TABLET_1TO1", "DEV_LAPTOP_1TO1")


def forget_numbers(apps, _schema_editor):
    types = apps.get_model("equipment", "EquipmentType").objects.filter(code__in=CODES)
    batches = apps.get_model("equipment", "StockBatch").unscoped
    batches.filter(type__in=types).exclude(serials="").update(serials="", version=models.F("version") + 1)
    types.update(is_counted_only=True)


class Migration(migrations.Migration):
    dependencies = [("equipment", "0010_import_profiles")]

    operations = [
        migrations.AddField(
            model_name="equipmenttype",
            name="is_counted_only",
            field=models.BooleanField(default=False, verbose_name="counted only"),
        ),
        migrations.RunPython(forget_numbers, migrations.RunPython.noop, elidable=True),
    ]
