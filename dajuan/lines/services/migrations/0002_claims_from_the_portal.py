import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('companies', '0001_initial'),
        ('records', '0003_checker'),
        ('services', '0001_initial'),
        ('staff', '0002_user_temporary_password_rosterchange'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('title', models.CharField(blank=True, choices=[('high-tech', 'high-tech enterprise (高新技术企业)'), ('tech-sme', 'technology-based small firm (科技型中小企业)'), ('specialised', 'specialised and innovative firm (专精特新)'), ('little-giant', 'little giant (专精特新“小巨人”)'), ('champion', 'single champion of manufacturing (制造业单项冠军)'), ('gazelle', 'gazelle enterprise (瞪羚企业)'), ('tech-centre', 'enterprise technology centre (企业技术中心)'), ('green-factory', 'green factory (绿色工厂)'), ('quality-prize', 'quality prize (质量奖)')], max_length=16, verbose_name='title')),
                ('level', models.CharField(blank=True, choices=[('national', 'national'), ('provincial', 'provincial'), ('municipal', 'municipal'), ('zone', 'of the zone')], max_length=12, verbose_name='level that decides')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('application', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claim', to='services.policyapplication')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='begun by')),
                ('company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company', verbose_name='enterprise')),
                ('key', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.secretkey')),
                ('policy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.policyitem', verbose_name='policy')),
                ('title_application', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claim', to='services.titleapplication')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.zone', verbose_name='zone')),
            ],
            options={
                'verbose_name': 'claim from the portal',
                'verbose_name_plural': 'claims from the portal',
                'indexes': [models.Index(fields=['author', '-changed_at'], name='claims_begun')],
                'constraints': [
                    models.CheckConstraint(
                        condition=models.Q(('title', ''), ('policy', None), _connector='OR'),
                        name='a_claim_is_for_money_or_a_title',
                    ),
                    models.CheckConstraint(
                        condition=models.Q(('application', None), ('title_application', None), _connector='OR'),
                        name='a_claim_becomes_one_application',
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name='ClaimFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='services.claim', verbose_name='claim from the portal')),
                ('evidence', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.evidence')),
            ],
            options={
                'verbose_name': 'file of a claim',
                'verbose_name_plural': 'files of claims',
                'ordering': ['pk'],
            },
        ),
    ]
