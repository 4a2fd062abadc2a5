from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("screens", "0002_voices"),
    ]

    operations = [
        migrations.AlterField(
            model_name="wall",
            name="show",
            field=models.CharField(
                choices=[
                    ("item", "agenda item"),
                    ("picture", "matrix of all schools"),
                    ("topic", "joined topic"),
                    ("since", "since the last time"),
                    ("join", "code for telephones"),
                    ("voices", "question to everybody"),
                    ("sentence", "sentence at hand"),
                    ("results", "what is agreed"),
                ],
                default="item",
                max_length=10,
                verbose_name="on the wall",
            ),
        ),
    ]
