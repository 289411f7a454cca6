import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0001_initial"),
        ("services", "0002_claims_from_the_portal"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="company",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="companies.company",
                verbose_name="enterprise",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["zone", "stage", "channel", "id"], name="case_stage_channel"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["zone", "office", "stage", "id"], name="case_office_stage"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["company", "id"], name="case_company"),
        ),
    ]
