"""What finance and the law ask for: policies, issuers, escrow, documents, accounts, opening balances."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import liuke.values.identity

NEVER_CHANGED = """
CREATE FUNCTION loyalty_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER prepaid_policies_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_prepaidpolicy
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_refuse_change();
CREATE TRIGGER escrow_balances_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON loyalty_escrowbalance
    FOR EACH STATEMENT EXECUTE FUNCTION loyalty_refuse_change();
"""
EVERYWHERE = """
INSERT INTO loyalty_prepaidpolicy VALUES (liuke_new_id(), '2012-11-01', 500000, 100000, 36, true, 1000000, 5000000, 7, 20, 30, 40,
    '《单用途商业预付卡管理办法（试行）》；法释〔2025〕4号', now(), 'system', NULL);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0002_desk"),
        ("org", "0002_keys_of_programs"),
        ("owners", "0004_family_names_read_right"),
    ]

    operations = [
        migrations.CreateModel(
            name="BookAccount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=liuke.values.identity.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("changed_by", models.TextField(editable=False)),
                ("key", models.CharField(max_length=20, unique=True)),
                ("code", models.CharField(blank=True, max_length=20)),
                ("name", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OpeningBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=liuke.values.identity.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("changed_by", models.TextField(editable=False)),
                ("file", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preview", "Preview"),
                            ("asked", "Asked"),
                            ("posting", "Posting"),
                            ("posted", "Posted"),
                            ("stopped", "Stopped"),
                            ("discarded", "Discarded"),
                            ("undo_asked", "Undo Asked"),
                            ("undoing", "Undoing"),
                            ("undone", "Undone"),
                        ],
                        default="preview",
                        max_length=10,
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
                ("uploaded_by_id", models.UUIDField(null=True)),
                ("uploaded_by", models.TextField()),
                ("totals", models.JSONField(default=dict)),
                ("control", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField(null=True)),
                ("asked_by_id", models.UUIDField(null=True)),
                ("asked_by", models.TextField(blank=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by_id", models.UUIDField(null=True)),
                ("approved_by", models.TextField(blank=True)),
                ("undo_reason", models.CharField(blank=True, max_length=200)),
                ("undo_asked_by_id", models.UUIDField(null=True)),
                ("undo_asked_by", models.TextField(blank=True)),
                ("undo_approved_by_id", models.UUIDField(null=True)),
                ("undo_approved_by", models.TextField(blank=True)),
                ("refusal", models.JSONField(null=True)),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.store"
                    ),
                ),
            ],
            options={
                "ordering": ("-uploaded_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="OpeningRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("n", models.PositiveIntegerField()),
                ("name", models.TextField(blank=True)),
                ("phone", models.TextField(blank=True)),
                ("plate", models.TextField(blank=True)),
                ("vin", models.TextField(blank=True)),
                ("card_no", models.TextField(blank=True)),
                ("principal_fen", models.BigIntegerField(default=0)),
                ("bonus_fen", models.BigIntegerField(default=0)),
                ("points", models.BigIntegerField(default=0)),
                ("item", models.TextField(blank=True)),
                ("visits", models.BigIntegerField(default=0)),
                ("visits_paid_fen", models.BigIntegerField(default=0)),
                ("expires_on", models.DateField(null=True)),
                (
                    "fate",
                    models.CharField(
                        choices=[
                            ("matched", "Matched"),
                            ("unmatched", "Unmatched"),
                            ("ambiguous", "Ambiguous"),
                            ("bad", "Bad"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.JSONField(default=list)),
                ("journal", models.UUIDField(null=True)),
                ("undone_by", models.UUIDField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="loyalty.openingbatch",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="owners.owner",
                    ),
                ),
            ],
            options={
                "ordering": ("n",),
            },
        ),
        migrations.CreateModel(
            name="PrepaidPolicy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=liuke.values.identity.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("from_day", models.DateField()),
                ("named_cap_fen", models.BigIntegerField()),
                ("unnamed_cap_fen", models.BigIntegerField()),
                ("unnamed_months", models.PositiveSmallIntegerField()),
                ("identity_named", models.BooleanField()),
                ("identity_from_fen", models.BigIntegerField()),
                ("cash_from_fen", models.BigIntegerField()),
                ("cooling_off_days", models.PositiveSmallIntegerField()),
                ("scale_percent", models.PositiveSmallIntegerField()),
                ("group_percent", models.PositiveSmallIntegerField()),
                ("brand_percent", models.PositiveSmallIntegerField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.region",
                    ),
                ),
            ],
            options={
                "ordering": ("-from_day", "-made_at"),
            },
        ),
        migrations.CreateModel(
            name="EscrowBalance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=liuke.values.identity.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("quarter", models.DateField()),
                ("amount_fen", models.BigIntegerField()),
                ("note", models.CharField(max_length=200)),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.TextField()),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.store"
                    ),
                ),
            ],
            options={
                "ordering": ("-quarter", "-entered_at"),
                "indexes": [
                    models.Index(
                        fields=["store", "-quarter", "-entered_at"], name="escrow_of_a_store_by_quarter"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gte", 0)), name="escrow_is_not_negative"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=liuke.values.identity.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("id_card", "Id Card"),
                            ("passport", "Passport"),
                            ("hong_kong_macau", "Hong Kong Macau"),
                            ("taiwan", "Taiwan"),
                            ("officer", "Officer"),
                            ("business_licence", "Business Licence"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("last_four", models.CharField(max_length=4)),
                ("digest", models.BinaryField(db_index=True, max_length=32)),
                ("checked_at", models.DateTimeField()),
                ("checked_by_id", models.UUIDField(null=True)),
                ("checked_by", models.TextField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identities",
                        to="owners.owner",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.store"
                    ),
                ),
            ],
            options={
                "ordering": ("-checked_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "digest"), name="a_document_is_on_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Issuer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=liuke.values.identity.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("changed_by", models.TextField(editable=False)),
                ("legal_name", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[("scale", "Scale"), ("group", "Group"), ("brand", "Brand")], max_length=10
                    ),
                ),
                ("filing_no", models.CharField(blank=True, max_length=40)),
                (
                    "store",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="issuer", to="org.store"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["scale", "group", "brand"])),
                        name="an_issuer_is_of_a_known_kind",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="openingbatch",
            index=models.Index(fields=["store", "-uploaded_at"], name="opening_batches_of_a_store"),
        ),
        migrations.AddConstraint(
            model_name="openingbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by_id", None),
                    models.Q(("approved_by_id", models.F("asked_by_id")), _negated=True),
                    _connector="OR",
                ),
                name="somebody_else_opens_balances",
            ),
        ),
        migrations.AddConstraint(
            model_name="openingbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undo_approved_by_id", None),
                    models.Q(("undo_approved_by_id", models.F("undo_asked_by_id")), _negated=True),
                    _connector="OR",
                ),
                name="somebody_else_takes_balances_back",
            ),
        ),
        migrations.AddIndex(
            model_name="openingrow",
            index=models.Index(fields=["batch", "fate", "n"], name="opening_rows_by_fate"),
        ),
        migrations.AddIndex(
            model_name="openingrow",
            index=models.Index(
                condition=models.Q(("owner__isnull", False)),
                fields=["owner"],
                name="opening_rows_of_an_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="openingrow",
            constraint=models.UniqueConstraint(fields=("batch", "n"), name="a_row_is_read_once"),
        ),
        migrations.AddIndex(
            model_name="prepaidpolicy",
            index=models.Index(fields=["region", "-from_day", "-made_at"], name="prepaid_policies_by_day"),
        ),
        migrations.AddConstraint(
            model_name="prepaidpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("named_cap_fen__gt", 0),
                    ("unnamed_cap_fen__gt", 0),
                    ("cash_from_fen__gt", 0),
                    ("identity_from_fen__gt", 0),
                ),
                name="a_prepaid_limit_is_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="prepaidpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("brand_percent__lte", 100), ("group_percent__lte", 100), ("scale_percent__lte", 100)
                ),
                name="escrow_is_a_part",
            ),
        ),
        migrations.RunSQL(NEVER_CHANGED, "DROP FUNCTION loyalty_refuse_change() CASCADE"),
        migrations.RunSQL(EVERYWHERE, migrations.RunSQL.noop),
    ]
