from django.db import migrations


class Migration(migrations.Migration):
    """A need may stand in several orders: what of it is left is ordered later."""

    dependencies = [("procurement", "0002_funding")]

    operations = [migrations.RemoveConstraint(model_name="orderline", name="need_ordered_once")]
