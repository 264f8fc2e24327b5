"""The first schema. Made by tools/remake-migration from the metadata."""

import sqlalchemy as sa
from alembic import op

from app.db import walls

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCOPED = (
    "anoniementarief",
    "bank_file",
    "bank_payment",
    "branch",
    "consent",
    "disclosure",
    "employer_terms",
    "employment",
    "hours_line",
    "hours_week",
    "job",
    "left_out",
    "loonheffingsverklaring",
    "paid_hours",
    "pay_run",
    "payslip",
    "payslip_line",
    "payslip_worker",
    "placement",
    "placement_terms",
)


def upgrade() -> None:
    op.create_table('account',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('password', sa.String(length=200), nullable=False),
    sa.Column('fs_uniquifier', sa.String(length=64), nullable=False),
    sa.Column('tf_primary_method', sa.String(length=64), nullable=True),
    sa.Column('tf_totp_secret', sa.String(length=200), nullable=True),
    sa.Column('totp_counter', sa.Integer(), nullable=True),
    sa.Column('mf_recovery_codes', sa.JSON(), nullable=True),
    sa.Column('fs_webauthn_user_handle', sa.String(length=64), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('email', name=op.f('uq_account_email')),
    sa.UniqueConstraint('fs_uniquifier', name=op.f('uq_account_fs_uniquifier')),
    sa.UniqueConstraint('fs_webauthn_user_handle', name=op.f('uq_account_fs_webauthn_user_handle'))
    )
    op.create_index(op.f('ix_account_closed_at'), 'account', ['closed_at'], unique=False)
    op.create_table('alarm',
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('message', sa.String(length=500), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alarm'))
    )
    op.create_table('audit',
    sa.Column('chain', sa.String(length=200), nullable=False),
    sa.Column('seq', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('on_behalf_of', sa.Uuid(), nullable=True),
    sa.Column('tag', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('previous', sa.String(length=200), nullable=False),
    sa.Column('digest', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('chain', 'seq', name=op.f('pk_audit'))
    )
    op.create_index(op.f('ix_audit_actor_id'), 'audit', ['actor_id'], unique=False)
    op.create_index(op.f('ix_audit_at'), 'audit', ['at'], unique=False)
    op.create_index(op.f('ix_audit_subject'), 'audit', ['subject'], unique=False)
    op.create_index(op.f('ix_audit_tag'), 'audit', ['tag'], unique=False)
    op.create_table('audit_start',
    sa.Column('chain', sa.String(length=200), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('digest', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('chain', name=op.f('pk_audit_start'))
    )
    op.create_table('data_key',
    sa.Column('key_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('key_class', sa.String(length=200), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key_id', name=op.f('pk_data_key'))
    )
    op.create_index(op.f('ix_data_key_key_class'), 'data_key', ['key_class'], unique=False)
    op.create_table('destruction',
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('rule', sa.String(length=10), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('destroyed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_destruction'))
    )
    op.create_index(op.f('ix_destruction_destroyed_at'), 'destruction', ['destroyed_at'], unique=False)
    op.create_index(op.f('ix_destruction_person_id'), 'destruction', ['person_id'], unique=False)
    op.create_table('employer',
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('kvk', sa.String(length=8), nullable=False),
    sa.Column('btw', sa.String(length=20), nullable=False),
    sa.Column('loonheffingennummer', sa.String(length=12), nullable=False),
    sa.Column('street', sa.String(length=200), nullable=False),
    sa.Column('postcode', sa.String(length=10), nullable=False),
    sa.Column('city', sa.String(length=200), nullable=False),
    sa.Column('iban', sa.String(length=34), nullable=False),
    sa.Column('bic', sa.String(length=11), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employer')),
    sa.UniqueConstraint('kvk', name=op.f('uq_employer_kvk')),
    sa.UniqueConstraint('loonheffingennummer', name=op.f('uq_employer_loonheffingennummer'))
    )
    op.create_table('heartbeat',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_heartbeat'))
    )
    op.create_table('hirer',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('kvk', sa.String(length=8), nullable=False),
    sa.Column('btw', sa.String(length=20), nullable=True),
    sa.Column('sector', sa.String(length=200), nullable=False),
    sa.Column('street', sa.String(length=200), nullable=False),
    sa.Column('postcode', sa.String(length=10), nullable=False),
    sa.Column('city', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('liability_recorded_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hirer')),
    sa.UniqueConstraint('kvk', name=op.f('uq_hirer_kvk')),
    sa.UniqueConstraint('number', name=op.f('uq_hirer_number'))
    )
    op.create_index(op.f('ix_hirer_name'), 'hirer', ['name'], unique=False)
    op.create_table('job_claim',
    sa.Column('job', sa.String(length=60), nullable=False),
    sa.Column('slot', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('job', 'slot', name=op.f('pk_job_claim'))
    )
    op.create_table('key_rotation',
    sa.Column('key_class', sa.String(length=200), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('key_id', sa.Integer(), nullable=True),
    sa.Column('reached', sa.String(length=200), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_key_rotation'))
    )
    op.create_index(op.f('ix_key_rotation_key_class'), 'key_rotation', ['key_class'], unique=False)
    op.create_table('mail',
    sa.Column('recipient', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail'))
    )
    op.create_table('number',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_number'))
    )
    op.create_table('person',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('initials', sa.String(length=20), nullable=False),
    sa.Column('first_name', sa.String(length=100), nullable=False),
    sa.Column('name_prefix', sa.String(length=20), nullable=False),
    sa.Column('last_name', sa.String(length=100), nullable=False),
    sa.Column('partner_prefix', sa.String(length=20), nullable=False),
    sa.Column('partner_last_name', sa.String(length=100), nullable=False),
    sa.Column('naamgebruik', sa.Enum('own', 'partner', 'partner_own', 'own_partner', name='naamgebruik', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('called_prefix', sa.String(length=20), nullable=False),
    sa.Column('called_last_name', sa.String(length=240), nullable=False),
    sa.Column('search_name', sa.String(length=480).with_variant(sa.String(length=480, collation='C'), 'postgresql'), nullable=False),
    sa.Column('former_names', sa.String(length=1000), nullable=False),
    sa.Column('gender', sa.Enum('m', 'v', 'x', 'unknown', name='gender', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('marital_status', sa.Enum('unmarried', 'married', 'partnership', 'divorced', 'widowed', name='maritalstatus', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('marital_ground', sa.Enum('partner_pensioen', 'alleenstaande_ouderenkorting', name='maritalground', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('birth_date', sa.Date(), nullable=True),
    sa.Column('birth_place', sa.String(length=100), nullable=False),
    sa.Column('nationality', sa.String(length=4), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=True),
    sa.Column('phone', sa.String(length=30), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('bsn_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('bsn_index', sa.LargeBinary(), nullable=True),
    sa.Column('merged_into_id', sa.Uuid(), nullable=True),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['merged_into_id'], ['person.id'], name=op.f('fk_person_merged_into_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('bsn_index', name=op.f('uq_person_bsn_index')),
    sa.UniqueConstraint('number', name=op.f('uq_person_number'))
    )
    op.create_index(op.f('ix_person_birth_date'), 'person', ['birth_date'], unique=False)
    op.create_index(op.f('ix_person_last_name'), 'person', ['last_name'], unique=False)
    op.create_index(op.f('ix_person_merged_into_id'), 'person', ['merged_into_id'], unique=False)
    op.create_index(op.f('ix_person_search_name'), 'person', ['search_name'], unique=False)
    op.create_table('rate',
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('hits', sa.Integer(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_rate'))
    )
    op.create_table('sign_in_failure',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_sign_in_failure'))
    )
    op.create_table('skill_term',
    sa.Column('kind', sa.Enum('skill', 'language', 'licence', 'transport', name='termkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skill_term')),
    sa.UniqueConstraint('kind', 'key', name=op.f('uq_skill_term_kind_key'))
    )
    op.create_table('supplier',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.Enum('lender', 'other', name='supplierkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('kvk', sa.String(length=8), nullable=True),
    sa.Column('btw', sa.String(length=20), nullable=True),
    sa.Column('loonheffingennummer', sa.String(length=12), nullable=True),
    sa.Column('street', sa.String(length=200), nullable=False),
    sa.Column('postcode', sa.String(length=10), nullable=False),
    sa.Column('city', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supplier')),
    sa.UniqueConstraint('kvk', name=op.f('uq_supplier_kvk')),
    sa.UniqueConstraint('number', name=op.f('uq_supplier_number'))
    )
    op.create_index(op.f('ix_supplier_kind'), 'supplier', ['kind'], unique=False)
    op.create_index(op.f('ix_supplier_name'), 'supplier', ['name'], unique=False)
    op.create_table('address',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('street', sa.String(length=100), nullable=False),
    sa.Column('house_number', sa.String(length=20), nullable=False),
    sa.Column('extra', sa.String(length=100), nullable=False),
    sa.Column('postcode', sa.String(length=12), nullable=False),
    sa.Column('city', sa.String(length=100), nullable=False),
    sa.Column('region', sa.String(length=100), nullable=False),
    sa.Column('country', sa.String(length=4), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_address_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_address'))
    )
    op.create_index(op.f('ix_address_person_id'), 'address', ['person_id'], unique=False)
    op.create_table('availability',
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('hours_per_week', sa.BigInteger(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_availability_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_availability'))
    )
    op.create_index(op.f('ix_availability_person_id'), 'availability', ['person_id'], unique=False)
    op.create_index(op.f('ix_availability_since'), 'availability', ['since'], unique=False)
    op.create_table('availability_exception',
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('is_available', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_availability_exception_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_availability_exception'))
    )
    op.create_index(op.f('ix_availability_exception_person_id'), 'availability_exception', ['person_id'], unique=False)
    op.create_index(op.f('ix_availability_exception_since'), 'availability_exception', ['since'], unique=False)
    op.create_table('bank_account',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('holder', sa.String(length=140), nullable=False),
    sa.Column('iban_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('iban_index', sa.LargeBinary(), nullable=False),
    sa.Column('bic', sa.String(length=11), nullable=True),
    sa.Column('checked_how', sa.Enum('bank_card', 'statement', 'name_check', name='accountcheck', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('checked_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_bank_account_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_account'))
    )
    op.create_index(op.f('ix_bank_account_iban_index'), 'bank_account', ['iban_index'], unique=False)
    op.create_index(op.f('ix_bank_account_person_id'), 'bank_account', ['person_id'], unique=False)
    op.create_table('bank_account_change',
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('supplier_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Enum('regular', 'blocked', name='accountkind', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('seen', sa.Enum('statement', 'agreement', 'called', name='accountseen', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('holder', sa.String(length=140), nullable=False),
    sa.Column('iban_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('checked_how', sa.Enum('bank_card', 'statement', 'name_check', name='accountcheck', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('checked_by', sa.Uuid(), nullable=True),
    sa.Column('state', sa.Enum('waiting', 'approved', 'applied', 'rejected', name='changestate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('notice_id', sa.Uuid(), nullable=True),
    sa.Column('told_how', sa.Enum('called', 'spoken', 'letter', name='toldhow', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('(person_id IS NULL) <> (supplier_id IS NULL)', name=op.f('ck_bank_account_change_one_holder')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_bank_account_change_person_id_person')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_bank_account_change_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_account_change'))
    )
    op.create_index(op.f('ix_bank_account_change_person_id'), 'bank_account_change', ['person_id'], unique=False)
    op.create_index(op.f('ix_bank_account_change_state'), 'bank_account_change', ['state'], unique=False)
    op.create_index(op.f('ix_bank_account_change_supplier_id'), 'bank_account_change', ['supplier_id'], unique=False)
    op.create_table('branch',
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_branch_employer_id_employer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_branch')),
    sa.UniqueConstraint('employer_id', 'name', name=op.f('uq_branch_employer_id_name'))
    )
    op.create_index(op.f('ix_branch_employer_id'), 'branch', ['employer_id'], unique=False)
    op.create_table('bsn_attempt',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('bsn_index', sa.LargeBinary(), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tried_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_bsn_attempt_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bsn_attempt')),
    sa.UniqueConstraint('person_id', 'bsn_index', name=op.f('uq_bsn_attempt_person_id_bsn_index'))
    )
    op.create_index(op.f('ix_bsn_attempt_bsn_index'), 'bsn_attempt', ['bsn_index'], unique=False)
    op.create_index(op.f('ix_bsn_attempt_person_id'), 'bsn_attempt', ['person_id'], unique=False)
    op.create_table('business',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('trade_name', sa.String(length=200), nullable=False),
    sa.Column('kvk', sa.String(length=8), nullable=False),
    sa.Column('btw', sa.String(length=20), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_business_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_business')),
    sa.UniqueConstraint('kvk', name=op.f('uq_business_kvk')),
    sa.UniqueConstraint('person_id', name=op.f('uq_business_person_id'))
    )
    op.create_table('contact',
    sa.Column('hirer_id', sa.Uuid(), nullable=True),
    sa.Column('supplier_id', sa.Uuid(), nullable=True),
    sa.Column('first_name', sa.String(length=100), nullable=False),
    sa.Column('name_prefix', sa.String(length=20), nullable=False),
    sa.Column('last_name', sa.String(length=100), nullable=False),
    sa.Column('search_name', sa.String(length=240).with_variant(sa.String(length=240, collation='C'), 'postgresql'), nullable=False),
    sa.Column('function', sa.String(length=100), nullable=True),
    sa.Column('email', sa.String(length=200), nullable=True),
    sa.Column('phone', sa.String(length=30), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('is_for_hours', sa.Boolean(), nullable=False),
    sa.Column('is_for_invoices', sa.Boolean(), nullable=False),
    sa.Column('is_for_safety', sa.Boolean(), nullable=False),
    sa.Column('is_for_general', sa.Boolean(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(hirer_id IS NULL) <> (supplier_id IS NULL)', name=op.f('ck_contact_one_company')),
    sa.ForeignKeyConstraint(['hirer_id'], ['hirer.id'], name=op.f('fk_contact_hirer_id_hirer')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_contact_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact'))
    )
    op.create_index(op.f('ix_contact_ended_on'), 'contact', ['ended_on'], unique=False)
    op.create_index(op.f('ix_contact_hirer_id'), 'contact', ['hirer_id'], unique=False)
    op.create_index(op.f('ix_contact_search_name'), 'contact', ['search_name'], unique=False)
    op.create_index(op.f('ix_contact_supplier_id'), 'contact', ['supplier_id'], unique=False)
    op.create_table('different_people',
    sa.Column('first_id', sa.Uuid(), nullable=False),
    sa.Column('second_id', sa.Uuid(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('said_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['first_id'], ['person.id'], name=op.f('fk_different_people_first_id_person')),
    sa.ForeignKeyConstraint(['second_id'], ['person.id'], name=op.f('fk_different_people_second_id_person')),
    sa.PrimaryKeyConstraint('first_id', 'second_id', name=op.f('pk_different_people'))
    )
    op.create_index(op.f('ix_different_people_second_id'), 'different_people', ['second_id'], unique=False)
    op.create_table('document',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Enum('contract', 'twv', 'gvva', 'protection', 'a1', 'loonheffingsverklaring', 'health_policy', 'cv', 'certificate', 'photo', 'reference', 'model_agreement', 'var', name='paper', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('renews_id', sa.Uuid(), nullable=True),
    sa.Column('media_type', sa.String(length=40), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('is_scanned', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_document_employer_id_employer')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_document_person_id_person')),
    sa.ForeignKeyConstraint(['renews_id'], ['document.id'], name=op.f('fk_document_renews_id_document')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('renews_id', name=op.f('uq_document_renews_id'))
    )
    op.create_index(op.f('ix_document_employer_id'), 'document', ['employer_id'], unique=False)
    op.create_index(op.f('ix_document_person_id'), 'document', ['person_id'], unique=False)
    op.create_index(op.f('ix_document_valid_until'), 'document', ['valid_until'], unique=False)
    op.create_table('education',
    sa.Column('school', sa.String(length=100), nullable=False),
    sa.Column('study', sa.String(length=100), nullable=False),
    sa.Column('level', sa.Enum('primary', 'vmbo', 'havo', 'vwo', 'mbo1', 'mbo2', 'mbo3', 'mbo4', 'bachelor', 'master', 'course', name='studylevel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('from_month', sa.Date(), nullable=False),
    sa.Column('until_month', sa.Date(), nullable=True),
    sa.Column('has_diploma', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_education_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_education'))
    )
    op.create_index(op.f('ix_education_person_id'), 'education', ['person_id'], unique=False)
    op.create_table('employer_terms',
    sa.Column('aof', sa.String(length=4), nullable=False),
    sa.Column('whk_wga', sa.BigInteger(), nullable=False),
    sa.Column('whk_zw', sa.BigInteger(), nullable=False),
    sa.Column('wga_verhaal', sa.BigInteger(), nullable=False),
    sa.Column('sfu', sa.BigInteger(), nullable=False),
    sa.Column('herindienst', sa.String(length=12), nullable=False),
    sa.Column('pensioen_werknemer', sa.BigInteger(), nullable=True),
    sa.Column('pensioen_werkgever', sa.BigInteger(), nullable=True),
    sa.Column('pensioen_franchise', sa.BigInteger(), nullable=True),
    sa.Column('pensioen_maximum', sa.BigInteger(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_employer_terms_employer_id_employer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employer_terms'))
    )
    op.create_index(op.f('ix_employer_terms_employer_id'), 'employer_terms', ['employer_id'], unique=False)
    op.create_table('health_insurance',
    sa.Column('ground', sa.Enum('collective', 'premium_withheld', name='insuranceground', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('insurer', sa.String(length=100), nullable=False),
    sa.Column('number_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_health_insurance_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_health_insurance')),
    sa.UniqueConstraint('person_id', name=op.f('uq_health_insurance_person_id'))
    )
    op.create_index(op.f('ix_health_insurance_person_id'), 'health_insurance', ['person_id'], unique=False)
    op.create_table('identity',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('passport', 'identity_card', 'residence_document', 'driving_licence', name='documentkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('number_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('number_index', sa.LargeBinary(), nullable=False),
    sa.Column('issuer', sa.String(length=4), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('mrz', sa.Enum('unread', 'agrees', 'differs', name='mrzstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('seen', sa.Enum('physically', 'digitally', name='seen', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('seen_on', sa.Date(), nullable=True),
    sa.Column('seen_by', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_identity_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity'))
    )
    op.create_index(op.f('ix_identity_expires_on'), 'identity', ['expires_on'], unique=False)
    op.create_index(op.f('ix_identity_number_index'), 'identity', ['number_index'], unique=False)
    op.create_index(op.f('ix_identity_person_id'), 'identity', ['person_id'], unique=False)
    op.create_table('job',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'running', 'done', 'failed', 'cancelled', name='jobstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('worker', sa.String(length=200), nullable=True),
    sa.Column('alive_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('message', sa.String(length=500), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_job_employer_id_employer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    op.create_index(op.f('ix_job_employer_id'), 'job', ['employer_id'], unique=False)
    op.create_index(op.f('ix_job_state'), 'job', ['state'], unique=False)
    op.create_index(op.f('ix_job_subject_id'), 'job', ['subject_id'], unique=False)
    op.create_table('legal_hold',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('dispute', 'tax_audit', 'court', name='holdkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by', sa.Uuid(), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_legal_hold_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_hold'))
    )
    op.create_index(op.f('ix_legal_hold_person_id'), 'legal_hold', ['person_id'], unique=False)
    op.create_table('login_session',
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('device', sa.String(length=200), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_login_session_user_id_account')),
    sa.PrimaryKeyConstraint('token_digest', name=op.f('pk_login_session'))
    )
    op.create_index(op.f('ix_login_session_user_id'), 'login_session', ['user_id'], unique=False)
    op.create_table('look',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('chain', sa.String(length=200), nullable=False),
    sa.Column('seq', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['chain', 'seq'], ['audit.chain', 'audit.seq'], name=op.f('fk_look_chain_seq_audit')),
    sa.PrimaryKeyConstraint('person_id', 'at', 'chain', 'seq', name=op.f('pk_look'))
    )
    op.create_table('pay_run',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('period_kind', sa.String(length=10), nullable=False),
    sa.Column('period_start', sa.Date(), nullable=False),
    sa.Column('period_end', sa.Date(), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'calculating', 'calculated', 'approved', 'bank_file', name='runstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('calculated_by', sa.Uuid(), nullable=True),
    sa.Column('calculated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('input_digest', sa.String(length=200), nullable=True),
    sa.Column('unpayable', sa.JSON(), nullable=False),
    sa.Column('law_fingerprint', sa.String(length=200), nullable=True),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_pay_run_employer_id_employer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pay_run')),
    sa.UniqueConstraint('employer_id', 'period_kind', 'period_start', 'seq', name=op.f('uq_pay_run_employer_id_period_kind_period_start_seq')),
    sa.UniqueConstraint('number', name=op.f('uq_pay_run_number'))
    )
    op.create_index(op.f('ix_pay_run_employer_id'), 'pay_run', ['employer_id'], unique=False)
    op.create_index(op.f('ix_pay_run_period_start'), 'pay_run', ['period_start'], unique=False)
    op.create_index(op.f('ix_pay_run_state'), 'pay_run', ['state'], unique=False)
    op.create_table('permit',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.Column('hirer_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Enum('twv', 'gvva', name='permitkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('work', sa.String(length=100), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('student', sa.Enum('weekly', 'summer', name='studentscheme', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_permit_employer_id_employer')),
    sa.ForeignKeyConstraint(['hirer_id'], ['hirer.id'], name=op.f('fk_permit_hirer_id_hirer')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_permit_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_permit'))
    )
    op.create_index(op.f('ix_permit_employer_id'), 'permit', ['employer_id'], unique=False)
    op.create_index(op.f('ix_permit_person_id'), 'permit', ['person_id'], unique=False)
    op.create_index(op.f('ix_permit_until'), 'permit', ['until'], unique=False)
    op.create_table('person_merge',
    sa.Column('kept_id', sa.Uuid(), nullable=False),
    sa.Column('merged_id', sa.Uuid(), nullable=False),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('merged_by', sa.Uuid(), nullable=True),
    sa.Column('undo_until', sa.Date(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.Uuid(), nullable=True),
    sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('before_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['kept_id'], ['person.id'], name=op.f('fk_person_merge_kept_id_person')),
    sa.ForeignKeyConstraint(['merged_id'], ['person.id'], name=op.f('fk_person_merge_merged_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_merge'))
    )
    op.create_index(op.f('ix_person_merge_kept_id'), 'person_merge', ['kept_id'], unique=False)
    op.create_index(op.f('ix_person_merge_merged_id'), 'person_merge', ['merged_id'], unique=False)
    op.create_index(op.f('ix_person_merge_undo_until'), 'person_merge', ['undo_until'], unique=False)
    op.create_table('person_name',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('initials', sa.String(length=20), nullable=False),
    sa.Column('first_name', sa.String(length=100), nullable=False),
    sa.Column('name_prefix', sa.String(length=20), nullable=False),
    sa.Column('last_name', sa.String(length=100), nullable=False),
    sa.Column('partner_prefix', sa.String(length=20), nullable=False),
    sa.Column('partner_last_name', sa.String(length=100), nullable=False),
    sa.Column('naamgebruik', sa.Enum('own', 'partner', 'partner_own', 'own_partner', name='naamgebruik', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_name_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_name'))
    )
    op.create_index(op.f('ix_person_name_person_id'), 'person_name', ['person_id'], unique=False)
    op.create_table('protection',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.Column('notified_on', sa.Date(), nullable=True),
    sa.Column('has_status_document', sa.Boolean(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_protection_employer_id_employer')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_protection_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_protection'))
    )
    op.create_index(op.f('ix_protection_employer_id'), 'protection', ['employer_id'], unique=False)
    op.create_index(op.f('ix_protection_expires_on'), 'protection', ['expires_on'], unique=False)
    op.create_index(op.f('ix_protection_person_id'), 'protection', ['person_id'], unique=False)
    op.create_table('referee',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('company', sa.String(length=100), nullable=False),
    sa.Column('phone', sa.String(length=30), nullable=True),
    sa.Column('email', sa.String(length=200), nullable=True),
    sa.Column('relation', sa.Enum('manager', 'colleague', 'teacher', 'other', name='relation', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('consented_on', sa.Date(), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('checked_by', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_referee_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referee'))
    )
    op.create_index(op.f('ix_referee_person_id'), 'referee', ['person_id'], unique=False)
    op.create_table('residence',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('note', sa.Enum('arbeid_vrij_toegestaan', 'twv_vereist', 'student', 'gvva', 'zelfstandige', 'arbeid_niet_toegestaan', name='worknote', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_residence_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_residence'))
    )
    op.create_index(op.f('ix_residence_expires_on'), 'residence', ['expires_on'], unique=False)
    op.create_index(op.f('ix_residence_person_id'), 'residence', ['person_id'], unique=False)
    op.create_table('role_grant',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Enum('administrator', 'payroll_clerk', 'consultant', 'accountant', 'absence_manager', 'subsidy_officer', 'privacy_officer', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_role_grant_employer_id_employer')),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_role_grant_user_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('user_id', 'employer_id', 'role', name=op.f('uq_role_grant_user_id_employer_id_role'))
    )
    op.create_index(op.f('ix_role_grant_employer_id'), 'role_grant', ['employer_id'], unique=False)
    op.create_index(op.f('ix_role_grant_user_id'), 'role_grant', ['user_id'], unique=False)
    op.create_table('skill',
    sa.Column('term_id', sa.Uuid(), nullable=False),
    sa.Column('level', sa.Enum('basic', 'good', 'expert', name='skilllevel', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_skill_person_id_person')),
    sa.ForeignKeyConstraint(['term_id'], ['skill_term.id'], name=op.f('fk_skill_term_id_skill_term')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skill')),
    sa.UniqueConstraint('person_id', 'term_id', name=op.f('uq_skill_person_id_term_id'))
    )
    op.create_index(op.f('ix_skill_person_id'), 'skill', ['person_id'], unique=False)
    op.create_index(op.f('ix_skill_term_id'), 'skill', ['term_id'], unique=False)
    op.create_table('supplier_account',
    sa.Column('supplier_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('regular', 'blocked', name='accountkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('holder', sa.String(length=140), nullable=False),
    sa.Column('iban_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('iban_index', sa.LargeBinary(), nullable=False),
    sa.Column('seen', sa.Enum('statement', 'agreement', 'called', name='accountseen', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=False),
    sa.Column('checked_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_supplier_account_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supplier_account'))
    )
    op.create_index(op.f('ix_supplier_account_iban_index'), 'supplier_account', ['iban_index'], unique=False)
    op.create_index(op.f('ix_supplier_account_supplier_id'), 'supplier_account', ['supplier_id'], unique=False)
    op.create_table('supplier_check',
    sa.Column('supplier_id', sa.Uuid(), nullable=False),
    sa.Column('register', sa.Enum('sna', 'wtta', name='register', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('is_listed', sa.Boolean(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_supplier_check_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supplier_check'))
    )
    op.create_index(op.f('ix_supplier_check_supplier_id'), 'supplier_check', ['supplier_id'], unique=False)
    op.create_table('webauthn_key',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(length=1024), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.Integer(), nullable=False),
    sa.Column('transports', sa.JSON(), nullable=True),
    sa.Column('backup_state', sa.Boolean(), nullable=False),
    sa.Column('device_type', sa.String(length=64), nullable=False),
    sa.Column('extensions', sa.String(length=255), nullable=True),
    sa.Column('usage', sa.String(length=64), nullable=False),
    sa.Column('lastuse_datetime', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], name=op.f('fk_webauthn_key_user_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webauthn_key')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_webauthn_key_credential_id'))
    )
    op.create_index(op.f('ix_webauthn_key_user_id'), 'webauthn_key', ['user_id'], unique=False)
    op.create_table('work_experience',
    sa.Column('employer_name', sa.String(length=100), nullable=False),
    sa.Column('function', sa.String(length=100), nullable=False),
    sa.Column('from_month', sa.Date(), nullable=False),
    sa.Column('until_month', sa.Date(), nullable=True),
    sa.Column('remark', sa.String(length=500), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_work_experience_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_experience'))
    )
    op.create_index(op.f('ix_work_experience_person_id'), 'work_experience', ['person_id'], unique=False)
    op.create_table('bank_file',
    sa.Column('pay_run_id', sa.Uuid(), nullable=False),
    sa.Column('message_id', sa.String(length=35), nullable=False),
    sa.Column('execution_day', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.Column('payments', sa.Integer(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_bank_file_employer_id_employer')),
    sa.ForeignKeyConstraint(['pay_run_id'], ['pay_run.id'], name=op.f('fk_bank_file_pay_run_id_pay_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_file')),
    sa.UniqueConstraint('message_id', name=op.f('uq_bank_file_message_id'))
    )
    op.create_index(op.f('ix_bank_file_employer_id'), 'bank_file', ['employer_id'], unique=False)
    op.create_index(op.f('ix_bank_file_pay_run_id'), 'bank_file', ['pay_run_id'], unique=False)
    op.create_table('certificate',
    sa.Column('kind', sa.Enum('vca', 'vca_vol', 'heftruck', 'reachtruck', 'orderpicktruck', 'hoogwerker', 'code_95', 'driver_card', 'adr', 'bhv', 'haccp', 'nen_3140', 'other', name='certificatekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('obtained_on', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('document_id', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_certificate_document_id_document')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_certificate_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate'))
    )
    op.create_index(op.f('ix_certificate_document_id'), 'certificate', ['document_id'], unique=False)
    op.create_index(op.f('ix_certificate_kind'), 'certificate', ['kind'], unique=False)
    op.create_index(op.f('ix_certificate_person_id'), 'certificate', ['person_id'], unique=False)
    op.create_index(op.f('ix_certificate_valid_until'), 'certificate', ['valid_until'], unique=False)
    op.create_table('employment',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('branch_id', sa.Uuid(), nullable=True),
    sa.Column('personnel_number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('candidate', 'flex_worker', 'self_employed', 'direct_staff', name='employmentkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('active_on', sa.Date(), nullable=True),
    sa.Column('outcome', sa.Enum('hired', 'rejected', 'withdrawn', 'lapsed', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('destroy_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_employment_branch_id_branch')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_employment_employer_id_employer')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_employment_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employment')),
    sa.UniqueConstraint('employer_id', 'personnel_number', name=op.f('uq_employment_employer_id_personnel_number'))
    )
    op.create_index(op.f('ix_employment_destroy_on'), 'employment', ['destroy_on'], unique=False)
    op.create_index(op.f('ix_employment_employer_id'), 'employment', ['employer_id'], unique=False)
    op.create_index(op.f('ix_employment_employer_id_ended_on'), 'employment', ['employer_id', 'ended_on'], unique=False)
    op.create_index(op.f('ix_employment_person_id'), 'employment', ['person_id'], unique=False)
    op.create_table('identity_copy',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('identity_id', sa.Uuid(), nullable=False),
    sa.Column('side', sa.Enum('front', 'back', name='side', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('is_scanned', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['identity_id'], ['identity.id'], name=op.f('fk_identity_copy_identity_id_identity')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_identity_copy_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_copy'))
    )
    op.create_index(op.f('ix_identity_copy_identity_id'), 'identity_copy', ['identity_id'], unique=False)
    op.create_index(op.f('ix_identity_copy_person_id'), 'identity_copy', ['person_id'], unique=False)
    op.create_table('moved_row',
    sa.Column('merge_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('row_id', sa.Uuid(), nullable=False),
    sa.Column('from_id', sa.Uuid(), nullable=False),
    sa.Column('to_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['from_id'], ['person.id'], name=op.f('fk_moved_row_from_id_person')),
    sa.ForeignKeyConstraint(['merge_id'], ['person_merge.id'], name=op.f('fk_moved_row_merge_id_person_merge')),
    sa.ForeignKeyConstraint(['to_id'], ['person.id'], name=op.f('fk_moved_row_to_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moved_row'))
    )
    op.create_index(op.f('ix_moved_row_merge_id'), 'moved_row', ['merge_id'], unique=False)
    op.create_table('anoniementarief',
    sa.Column('employment_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('ground', sa.Enum('no_right_to_work', 'no_identity', 'no_address', 'wrong_data', name='anoniemground', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_anoniementarief_employer_id_employer')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_anoniementarief_employment_id_employment')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_anoniementarief_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_anoniementarief'))
    )
    op.create_index(op.f('ix_anoniementarief_employer_id'), 'anoniementarief', ['employer_id'], unique=False)
    op.create_index(op.f('ix_anoniementarief_employment_id'), 'anoniementarief', ['employment_id'], unique=False)
    op.create_index(op.f('ix_anoniementarief_person_id'), 'anoniementarief', ['person_id'], unique=False)
    op.create_table('consent',
    sa.Column('employment_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.Enum('keep_candidate', name='consentpurpose', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('text_version', sa.String(length=10), nullable=False),
    sa.Column('way', sa.Enum('in_writing', 'by_mail', 'by_telephone', 'online', name='consentway', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_consent_employer_id_employer')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_consent_employment_id_employment')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_consent_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent')),
    sa.UniqueConstraint('employment_id', 'purpose', name=op.f('uq_consent_employment_id_purpose'))
    )
    op.create_index(op.f('ix_consent_employer_id'), 'consent', ['employer_id'], unique=False)
    op.create_index(op.f('ix_consent_employment_id'), 'consent', ['employment_id'], unique=False)
    op.create_index(op.f('ix_consent_person_id'), 'consent', ['person_id'], unique=False)
    op.create_table('left_out',
    sa.Column('pay_run_id', sa.Uuid(), nullable=False),
    sa.Column('employment_id', sa.Uuid(), nullable=False),
    sa.Column('left_out_by', sa.Uuid(), nullable=True),
    sa.Column('left_out_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_left_out_employer_id_employer')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_left_out_employment_id_employment')),
    sa.ForeignKeyConstraint(['pay_run_id'], ['pay_run.id'], name=op.f('fk_left_out_pay_run_id_pay_run')),
    sa.PrimaryKeyConstraint('pay_run_id', 'employment_id', name=op.f('pk_left_out'))
    )
    op.create_index(op.f('ix_left_out_employer_id'), 'left_out', ['employer_id'], unique=False)
    op.create_table('loonheffingsverklaring',
    sa.Column('employment_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('has_loonheffingskorting', sa.Boolean(), nullable=False),
    sa.Column('residence', sa.String(length=20), nullable=False),
    sa.Column('is_scholier_student', sa.Boolean(), nullable=False),
    sa.Column('has_alleenstaande_ouderenkorting', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_loonheffingsverklaring_employer_id_employer')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_loonheffingsverklaring_employment_id_employment')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_loonheffingsverklaring_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_loonheffingsverklaring'))
    )
    op.create_index(op.f('ix_loonheffingsverklaring_employer_id'), 'loonheffingsverklaring', ['employer_id'], unique=False)
    op.create_index(op.f('ix_loonheffingsverklaring_employment_id'), 'loonheffingsverklaring', ['employment_id'], unique=False)
    op.create_index(op.f('ix_loonheffingsverklaring_person_id'), 'loonheffingsverklaring', ['person_id'], unique=False)
    op.create_table('payslip',
    sa.Column('pay_run_id', sa.Uuid(), nullable=False),
    sa.Column('employment_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=False),
    sa.Column('verloonde_uren', sa.BigInteger(), nullable=False),
    sa.Column('bruto', sa.BigInteger(), nullable=False),
    sa.Column('loon_lh', sa.BigInteger(), nullable=False),
    sa.Column('loon_sv', sa.BigInteger(), nullable=False),
    sa.Column('loonheffing', sa.BigInteger(), nullable=False),
    sa.Column('netto', sa.BigInteger(), nullable=False),
    sa.Column('te_betalen', sa.BigInteger(), nullable=False),
    sa.Column('loonkosten', sa.BigInteger(), nullable=False),
    sa.Column('totals', sa.JSON(), nullable=False),
    sa.Column('explanations', sa.JSON(), nullable=False),
    sa.Column('reserveringen', sa.JSON(), nullable=False),
    sa.Column('to_date', sa.JSON(), nullable=False),
    sa.Column('growth', sa.JSON(), nullable=False),
    sa.Column('given', sa.JSON(), nullable=False),
    sa.Column('input_digest', sa.String(length=64), nullable=False),
    sa.Column('problems', sa.JSON(), nullable=False),
    sa.Column('problem_count', sa.Integer(), nullable=False),
    sa.Column('is_blocked', sa.Boolean(), nullable=False),
    sa.Column('corrects_id', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['corrects_id'], ['payslip.id'], name=op.f('fk_payslip_corrects_id_payslip')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_payslip_employer_id_employer')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_payslip_employment_id_employment')),
    sa.ForeignKeyConstraint(['pay_run_id'], ['pay_run.id'], name=op.f('fk_payslip_pay_run_id_pay_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payslip')),
    sa.UniqueConstraint('pay_run_id', 'employment_id', name=op.f('uq_payslip_pay_run_id_employment_id'))
    )
    op.create_index(op.f('ix_payslip_corrects_id'), 'payslip', ['corrects_id'], unique=False)
    op.create_index(op.f('ix_payslip_employer_id'), 'payslip', ['employer_id'], unique=False)
    op.create_index(op.f('ix_payslip_employment_id'), 'payslip', ['employment_id'], unique=False)
    op.create_index(op.f('ix_payslip_paid_on'), 'payslip', ['paid_on'], unique=False)
    op.create_index(op.f('ix_payslip_pay_run_id'), 'payslip', ['pay_run_id'], unique=False)
    op.create_table('placement',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('employment_id', sa.Uuid(), nullable=False),
    sa.Column('hirer_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Enum('provisional', 'active', 'ended', name='placementstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('is_anoniem_accepted', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_placement_employer_id_employer')),
    sa.ForeignKeyConstraint(['employment_id'], ['employment.id'], name=op.f('fk_placement_employment_id_employment')),
    sa.ForeignKeyConstraint(['hirer_id'], ['hirer.id'], name=op.f('fk_placement_hirer_id_hirer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement')),
    sa.UniqueConstraint('number', name=op.f('uq_placement_number'))
    )
    op.create_index(op.f('ix_placement_employer_id'), 'placement', ['employer_id'], unique=False)
    op.create_index(op.f('ix_placement_employment_id'), 'placement', ['employment_id'], unique=False)
    op.create_index(op.f('ix_placement_hirer_id'), 'placement', ['hirer_id'], unique=False)
    op.create_index(op.f('ix_placement_state'), 'placement', ['state'], unique=False)
    op.create_table('bank_payment',
    sa.Column('payslip_id', sa.Uuid(), nullable=False),
    sa.Column('bank_file_id', sa.Uuid(), nullable=False),
    sa.Column('end_to_end_id', sa.String(length=35), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_bank_payment_amount_positive')),
    sa.ForeignKeyConstraint(['bank_file_id'], ['bank_file.id'], name=op.f('fk_bank_payment_bank_file_id_bank_file')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_bank_payment_employer_id_employer')),
    sa.ForeignKeyConstraint(['payslip_id'], ['payslip.id'], name=op.f('fk_bank_payment_payslip_id_payslip')),
    sa.PrimaryKeyConstraint('payslip_id', name=op.f('pk_bank_payment')),
    sa.UniqueConstraint('end_to_end_id', name=op.f('uq_bank_payment_end_to_end_id'))
    )
    op.create_index(op.f('ix_bank_payment_bank_file_id'), 'bank_payment', ['bank_file_id'], unique=False)
    op.create_index(op.f('ix_bank_payment_employer_id'), 'bank_payment', ['employer_id'], unique=False)
    op.create_table('disclosure',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('placement_id', sa.Uuid(), nullable=True),
    sa.Column('hirer_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Enum('hirer_data', 'hand_over', 'masked_copy', name='disclosurekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('receiver', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('ground', sa.Enum('wav_15', 'iw_34', 'legal_duty', 'contract', 'interest', name='ground', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_disclosure_employer_id_employer')),
    sa.ForeignKeyConstraint(['hirer_id'], ['hirer.id'], name=op.f('fk_disclosure_hirer_id_hirer')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_disclosure_person_id_person')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_disclosure_placement_id_placement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure'))
    )
    op.create_index(op.f('ix_disclosure_decided_at'), 'disclosure', ['decided_at'], unique=False)
    op.create_index(op.f('ix_disclosure_employer_id'), 'disclosure', ['employer_id'], unique=False)
    op.create_index(op.f('ix_disclosure_kind'), 'disclosure', ['kind'], unique=False)
    op.create_index(op.f('ix_disclosure_person_id'), 'disclosure', ['person_id'], unique=False)
    op.create_index(op.f('ix_disclosure_placement_id'), 'disclosure', ['placement_id'], unique=False)
    op.create_index('uq_disclosure_hand_over', 'disclosure', ['placement_id'], unique=True, sqlite_where=sa.text("kind = 'hand_over'"), postgresql_where=sa.text("kind = 'hand_over'"))
    op.create_table('hours_week',
    sa.Column('placement_id', sa.Uuid(), nullable=False),
    sa.Column('monday', sa.Date(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'sent_back', 'approved', 'paid', name='hoursstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('entered_by', sa.Uuid(), nullable=True),
    sa.Column('submitted_by', sa.Uuid(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('remark', sa.String(length=500), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_hours_week_employer_id_employer')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_hours_week_placement_id_placement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_week')),
    sa.UniqueConstraint('placement_id', 'monday', 'seq', name=op.f('uq_hours_week_placement_id_monday_seq'))
    )
    op.create_index(op.f('ix_hours_week_employer_id'), 'hours_week', ['employer_id'], unique=False)
    op.create_index(op.f('ix_hours_week_monday'), 'hours_week', ['monday'], unique=False)
    op.create_index(op.f('ix_hours_week_placement_id'), 'hours_week', ['placement_id'], unique=False)
    op.create_index(op.f('ix_hours_week_state'), 'hours_week', ['state'], unique=False)
    op.create_table('payslip_line',
    sa.Column('payslip_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('section', sa.String(length=12), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=True),
    sa.Column('rate', sa.BigInteger(), nullable=True),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('because', sa.JSON(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_payslip_line_employer_id_employer')),
    sa.ForeignKeyConstraint(['payslip_id'], ['payslip.id'], name=op.f('fk_payslip_line_payslip_id_payslip')),
    sa.PrimaryKeyConstraint('payslip_id', 'position', name=op.f('pk_payslip_line'))
    )
    op.create_index(op.f('ix_payslip_line_employer_id'), 'payslip_line', ['employer_id'], unique=False)
    op.create_table('payslip_worker',
    sa.Column('payslip_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('birth_date', sa.Date(), nullable=False),
    sa.Column('bsn_mask_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('iban_mask_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_payslip_worker_employer_id_employer')),
    sa.ForeignKeyConstraint(['payslip_id'], ['payslip.id'], name=op.f('fk_payslip_worker_payslip_id_payslip')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payslip_worker')),
    sa.UniqueConstraint('payslip_id', name=op.f('uq_payslip_worker_payslip_id'))
    )
    op.create_index(op.f('ix_payslip_worker_employer_id'), 'payslip_worker', ['employer_id'], unique=False)
    op.create_table('placement_terms',
    sa.Column('placement_id', sa.Uuid(), nullable=False),
    sa.Column('function', sa.String(length=100), nullable=False),
    sa.Column('hourly_wage', sa.BigInteger(), nullable=False),
    sa.Column('gebruikelijk_loon', sa.BigInteger(), nullable=True),
    sa.Column('tariff', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('fase', sa.String(length=1), nullable=True),
    sa.Column('uitzendbeding', sa.Boolean(), nullable=False),
    sa.Column('schriftelijk', sa.Boolean(), nullable=False),
    sa.Column('onbepaalde_tijd', sa.Boolean(), nullable=False),
    sa.Column('oproep', sa.Boolean(), nullable=False),
    sa.Column('bbl', sa.Boolean(), nullable=False),
    sa.Column('hours_per_week', sa.BigInteger(), nullable=False),
    sa.Column('pensioen', sa.String(length=12), nullable=False),
    sa.Column('paww', sa.Boolean(), nullable=False),
    sa.Column('vakantiebijslag', sa.String(length=12), nullable=False),
    sa.Column('vakantiebijslag_percentage', sa.BigInteger(), nullable=False),
    sa.Column('km_rate', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_placement_terms_employer_id_employer')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_placement_terms_placement_id_placement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement_terms'))
    )
    op.create_index(op.f('ix_placement_terms_employer_id'), 'placement_terms', ['employer_id'], unique=False)
    op.create_index(op.f('ix_placement_terms_placement_id'), 'placement_terms', ['placement_id'], unique=False)
    op.create_table('hours_line',
    sa.Column('hours_week_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('component', sa.String(length=30), nullable=False),
    sa.Column('start', sa.Time(), nullable=True),
    sa.Column('end', sa.Time(), nullable=True),
    sa.Column('break_minutes', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('percentage', sa.BigInteger(), nullable=True),
    sa.Column('km', sa.BigInteger(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('entered_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('km >= 0', name=op.f('ck_hours_line_km_not_negative')),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_hours_line_minutes_not_negative')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_hours_line_employer_id_employer')),
    sa.ForeignKeyConstraint(['hours_week_id'], ['hours_week.id'], name=op.f('fk_hours_line_hours_week_id_hours_week')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_line'))
    )
    op.create_index(op.f('ix_hours_line_employer_id'), 'hours_line', ['employer_id'], unique=False)
    op.create_index(op.f('ix_hours_line_hours_week_id'), 'hours_line', ['hours_week_id'], unique=False)
    op.create_table('paid_hours',
    sa.Column('hours_week_id', sa.Uuid(), nullable=False),
    sa.Column('payslip_id', sa.Uuid(), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_paid_hours_employer_id_employer')),
    sa.ForeignKeyConstraint(['hours_week_id'], ['hours_week.id'], name=op.f('fk_paid_hours_hours_week_id_hours_week')),
    sa.ForeignKeyConstraint(['payslip_id'], ['payslip.id'], name=op.f('fk_paid_hours_payslip_id_payslip')),
    sa.PrimaryKeyConstraint('hours_week_id', name=op.f('pk_paid_hours'))
    )
    op.create_index(op.f('ix_paid_hours_employer_id'), 'paid_hours', ['employer_id'], unique=False)
    op.create_index(op.f('ix_paid_hours_payslip_id'), 'paid_hours', ['payslip_id'], unique=False)
    walls.build(op.execute, op.get_bind().dialect.name, SCOPED)


def downgrade() -> None:
    op.drop_index(op.f('ix_paid_hours_payslip_id'), table_name='paid_hours')
    op.drop_index(op.f('ix_paid_hours_employer_id'), table_name='paid_hours')
    op.drop_table('paid_hours')
    op.drop_index(op.f('ix_hours_line_hours_week_id'), table_name='hours_line')
    op.drop_index(op.f('ix_hours_line_employer_id'), table_name='hours_line')
    op.drop_table('hours_line')
    op.drop_index(op.f('ix_placement_terms_placement_id'), table_name='placement_terms')
    op.drop_index(op.f('ix_placement_terms_employer_id'), table_name='placement_terms')
    op.drop_table('placement_terms')
    op.drop_index(op.f('ix_payslip_worker_employer_id'), table_name='payslip_worker')
    op.drop_table('payslip_worker')
    op.drop_index(op.f('ix_payslip_line_employer_id'), table_name='payslip_line')
    op.drop_table('payslip_line')
    op.drop_index(op.f('ix_hours_week_state'), table_name='hours_week')
    op.drop_index(op.f('ix_hours_week_placement_id'), table_name='hours_week')
    op.drop_index(op.f('ix_hours_week_monday'), table_name='hours_week')
    op.drop_index(op.f('ix_hours_week_employer_id'), table_name='hours_week')
    op.drop_table('hours_week')
    op.drop_index('uq_disclosure_hand_over', table_name='disclosure', sqlite_where=sa.text("kind = 'hand_over'"), postgresql_where=sa.text("kind = 'hand_over'"))
    op.drop_index(op.f('ix_disclosure_placement_id'), table_name='disclosure')
    op.drop_index(op.f('ix_disclosure_person_id'), table_name='disclosure')
    op.drop_index(op.f('ix_disclosure_kind'), table_name='disclosure')
    op.drop_index(op.f('ix_disclosure_employer_id'), table_name='disclosure')
    op.drop_index(op.f('ix_disclosure_decided_at'), table_name='disclosure')
    op.drop_table('disclosure')
    op.drop_index(op.f('ix_bank_payment_employer_id'), table_name='bank_payment')
    op.drop_index(op.f('ix_bank_payment_bank_file_id'), table_name='bank_payment')
    op.drop_table('bank_payment')
    op.drop_index(op.f('ix_placement_state'), table_name='placement')
    op.drop_index(op.f('ix_placement_hirer_id'), table_name='placement')
    op.drop_index(op.f('ix_placement_employment_id'), table_name='placement')
    op.drop_index(op.f('ix_placement_employer_id'), table_name='placement')
    op.drop_table('placement')
    op.drop_index(op.f('ix_payslip_pay_run_id'), table_name='payslip')
    op.drop_index(op.f('ix_payslip_paid_on'), table_name='payslip')
    op.drop_index(op.f('ix_payslip_employment_id'), table_name='payslip')
    op.drop_index(op.f('ix_payslip_employer_id'), table_name='payslip')
    op.drop_index(op.f('ix_payslip_corrects_id'), table_name='payslip')
    op.drop_table('payslip')
    op.drop_index(op.f('ix_loonheffingsverklaring_person_id'), table_name='loonheffingsverklaring')
    op.drop_index(op.f('ix_loonheffingsverklaring_employment_id'), table_name='loonheffingsverklaring')
    op.drop_index(op.f('ix_loonheffingsverklaring_employer_id'), table_name='loonheffingsverklaring')
    op.drop_table('loonheffingsverklaring')
    op.drop_index(op.f('ix_left_out_employer_id'), table_name='left_out')
    op.drop_table('left_out')
    op.drop_index(op.f('ix_consent_person_id'), table_name='consent')
    op.drop_index(op.f('ix_consent_employment_id'), table_name='consent')
    op.drop_index(op.f('ix_consent_employer_id'), table_name='consent')
    op.drop_table('consent')
    op.drop_index(op.f('ix_anoniementarief_person_id'), table_name='anoniementarief')
    op.drop_index(op.f('ix_anoniementarief_employment_id'), table_name='anoniementarief')
    op.drop_index(op.f('ix_anoniementarief_employer_id'), table_name='anoniementarief')
    op.drop_table('anoniementarief')
    op.drop_index(op.f('ix_moved_row_merge_id'), table_name='moved_row')
    op.drop_table('moved_row')
    op.drop_index(op.f('ix_identity_copy_person_id'), table_name='identity_copy')
    op.drop_index(op.f('ix_identity_copy_identity_id'), table_name='identity_copy')
    op.drop_table('identity_copy')
    op.drop_index(op.f('ix_employment_person_id'), table_name='employment')
    op.drop_index(op.f('ix_employment_employer_id_ended_on'), table_name='employment')
    op.drop_index(op.f('ix_employment_employer_id'), table_name='employment')
    op.drop_index(op.f('ix_employment_destroy_on'), table_name='employment')
    op.drop_table('employment')
    op.drop_index(op.f('ix_certificate_valid_until'), table_name='certificate')
    op.drop_index(op.f('ix_certificate_person_id'), table_name='certificate')
    op.drop_index(op.f('ix_certificate_kind'), table_name='certificate')
    op.drop_index(op.f('ix_certificate_document_id'), table_name='certificate')
    op.drop_table('certificate')
    op.drop_index(op.f('ix_bank_file_pay_run_id'), table_name='bank_file')
    op.drop_index(op.f('ix_bank_file_employer_id'), table_name='bank_file')
    op.drop_table('bank_file')
    op.drop_index(op.f('ix_work_experience_person_id'), table_name='work_experience')
    op.drop_table('work_experience')
    op.drop_index(op.f('ix_webauthn_key_user_id'), table_name='webauthn_key')
    op.drop_table('webauthn_key')
    op.drop_index(op.f('ix_supplier_check_supplier_id'), table_name='supplier_check')
    op.drop_table('supplier_check')
    op.drop_index(op.f('ix_supplier_account_supplier_id'), table_name='supplier_account')
    op.drop_index(op.f('ix_supplier_account_iban_index'), table_name='supplier_account')
    op.drop_table('supplier_account')
    op.drop_index(op.f('ix_skill_term_id'), table_name='skill')
    op.drop_index(op.f('ix_skill_person_id'), table_name='skill')
    op.drop_table('skill')
    op.drop_index(op.f('ix_role_grant_user_id'), table_name='role_grant')
    op.drop_index(op.f('ix_role_grant_employer_id'), table_name='role_grant')
    op.drop_table('role_grant')
    op.drop_index(op.f('ix_residence_person_id'), table_name='residence')
    op.drop_index(op.f('ix_residence_expires_on'), table_name='residence')
    op.drop_table('residence')
    op.drop_index(op.f('ix_referee_person_id'), table_name='referee')
    op.drop_table('referee')
    op.drop_index(op.f('ix_protection_person_id'), table_name='protection')
    op.drop_index(op.f('ix_protection_expires_on'), table_name='protection')
    op.drop_index(op.f('ix_protection_employer_id'), table_name='protection')
    op.drop_table('protection')
    op.drop_index(op.f('ix_person_name_person_id'), table_name='person_name')
    op.drop_table('person_name')
    op.drop_index(op.f('ix_person_merge_undo_until'), table_name='person_merge')
    op.drop_index(op.f('ix_person_merge_merged_id'), table_name='person_merge')
    op.drop_index(op.f('ix_person_merge_kept_id'), table_name='person_merge')
    op.drop_table('person_merge')
    op.drop_index(op.f('ix_permit_until'), table_name='permit')
    op.drop_index(op.f('ix_permit_person_id'), table_name='permit')
    op.drop_index(op.f('ix_permit_employer_id'), table_name='permit')
    op.drop_table('permit')
    op.drop_index(op.f('ix_pay_run_state'), table_name='pay_run')
    op.drop_index(op.f('ix_pay_run_period_start'), table_name='pay_run')
    op.drop_index(op.f('ix_pay_run_employer_id'), table_name='pay_run')
    op.drop_table('pay_run')
    op.drop_table('look')
    op.drop_index(op.f('ix_login_session_user_id'), table_name='login_session')
    op.drop_table('login_session')
    op.drop_index(op.f('ix_legal_hold_person_id'), table_name='legal_hold')
    op.drop_table('legal_hold')
    op.drop_index(op.f('ix_job_subject_id'), table_name='job')
    op.drop_index(op.f('ix_job_state'), table_name='job')
    op.drop_index(op.f('ix_job_employer_id'), table_name='job')
    op.drop_table('job')
    op.drop_index(op.f('ix_identity_person_id'), table_name='identity')
    op.drop_index(op.f('ix_identity_number_index'), table_name='identity')
    op.drop_index(op.f('ix_identity_expires_on'), table_name='identity')
    op.drop_table('identity')
    op.drop_index(op.f('ix_health_insurance_person_id'), table_name='health_insurance')
    op.drop_table('health_insurance')
    op.drop_index(op.f('ix_employer_terms_employer_id'), table_name='employer_terms')
    op.drop_table('employer_terms')
    op.drop_index(op.f('ix_education_person_id'), table_name='education')
    op.drop_table('education')
    op.drop_index(op.f('ix_document_valid_until'), table_name='document')
    op.drop_index(op.f('ix_document_person_id'), table_name='document')
    op.drop_index(op.f('ix_document_employer_id'), table_name='document')
    op.drop_table('document')
    op.drop_index(op.f('ix_different_people_second_id'), table_name='different_people')
    op.drop_table('different_people')
    op.drop_index(op.f('ix_contact_supplier_id'), table_name='contact')
    op.drop_index(op.f('ix_contact_search_name'), table_name='contact')
    op.drop_index(op.f('ix_contact_hirer_id'), table_name='contact')
    op.drop_index(op.f('ix_contact_ended_on'), table_name='contact')
    op.drop_table('contact')
    op.drop_table('business')
    op.drop_index(op.f('ix_bsn_attempt_person_id'), table_name='bsn_attempt')
    op.drop_index(op.f('ix_bsn_attempt_bsn_index'), table_name='bsn_attempt')
    op.drop_table('bsn_attempt')
    op.drop_index(op.f('ix_branch_employer_id'), table_name='branch')
    op.drop_table('branch')
    op.drop_index(op.f('ix_bank_account_change_supplier_id'), table_name='bank_account_change')
    op.drop_index(op.f('ix_bank_account_change_state'), table_name='bank_account_change')
    op.drop_index(op.f('ix_bank_account_change_person_id'), table_name='bank_account_change')
    op.drop_table('bank_account_change')
    op.drop_index(op.f('ix_bank_account_person_id'), table_name='bank_account')
    op.drop_index(op.f('ix_bank_account_iban_index'), table_name='bank_account')
    op.drop_table('bank_account')
    op.drop_index(op.f('ix_availability_exception_since'), table_name='availability_exception')
    op.drop_index(op.f('ix_availability_exception_person_id'), table_name='availability_exception')
    op.drop_table('availability_exception')
    op.drop_index(op.f('ix_availability_since'), table_name='availability')
    op.drop_index(op.f('ix_availability_person_id'), table_name='availability')
    op.drop_table('availability')
    op.drop_index(op.f('ix_address_person_id'), table_name='address')
    op.drop_table('address')
    op.drop_index(op.f('ix_supplier_name'), table_name='supplier')
    op.drop_index(op.f('ix_supplier_kind'), table_name='supplier')
    op.drop_table('supplier')
    op.drop_table('skill_term')
    op.drop_table('sign_in_failure')
    op.drop_table('rate')
    op.drop_index(op.f('ix_person_search_name'), table_name='person')
    op.drop_index(op.f('ix_person_merged_into_id'), table_name='person')
    op.drop_index(op.f('ix_person_last_name'), table_name='person')
    op.drop_index(op.f('ix_person_birth_date'), table_name='person')
    op.drop_table('person')
    op.drop_table('number')
    op.drop_table('mail')
    op.drop_index(op.f('ix_key_rotation_key_class'), table_name='key_rotation')
    op.drop_table('key_rotation')
    op.drop_table('job_claim')
    op.drop_index(op.f('ix_hirer_name'), table_name='hirer')
    op.drop_table('hirer')
    op.drop_table('heartbeat')
    op.drop_table('employer')
    op.drop_index(op.f('ix_destruction_person_id'), table_name='destruction')
    op.drop_index(op.f('ix_destruction_destroyed_at'), table_name='destruction')
    op.drop_table('destruction')
    op.drop_index(op.f('ix_data_key_key_class'), table_name='data_key')
    op.drop_table('data_key')
    op.drop_table('audit_start')
    op.drop_index(op.f('ix_audit_tag'), table_name='audit')
    op.drop_index(op.f('ix_audit_subject'), table_name='audit')
    op.drop_index(op.f('ix_audit_at'), table_name='audit')
    op.drop_index(op.f('ix_audit_actor_id'), table_name='audit')
    op.drop_table('audit')
    op.drop_table('alarm')
    op.drop_index(op.f('ix_account_closed_at'), table_name='account')
    op.drop_table('account')
    walls.remove(op.execute, op.get_bind().dialect.name)
