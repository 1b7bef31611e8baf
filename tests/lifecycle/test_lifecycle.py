"""The addon's life in a database that is in use: upgrade, uninstall, install again."""

import pytest

from . import scripts
from .harness import ADDON

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
VIEWS = "SELECT viewname FROM pg_views WHERE schemaname = 'public'"
FUNCTIONS = """
    SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace
     WHERE nspname = 'public' AND proname LIKE 'customer%%'
"""
TRIGGERS = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'customer%%'"
COLUMNS = """
    SELECT table_name || '.' || column_name FROM information_schema.columns
     WHERE table_schema = 'public'
"""
MIXINS = """
    SELECT child.model || ' < ' || parent.model FROM ir_model_inherit inherit
      JOIN ir_model child ON child.id = inherit.model_id
      JOIN ir_model parent ON parent.id = inherit.parent_id
     WHERE parent.model LIKE '%%.credit.%%mixin'
"""
# What an older database lacks: mixins of orders and invoices, a column, a guard.
OLDER = """
    DELETE FROM ir_model WHERE model LIKE '%%.credit.%%mixin';
    DELETE FROM ir_model_data d WHERE model = 'ir.model'
       AND NOT EXISTS (SELECT FROM ir_model m WHERE m.id = d.res_id);
    DELETE FROM ir_model_data d WHERE model = 'ir.model.inherit'
       AND NOT EXISTS (SELECT FROM ir_model_inherit i WHERE i.id = d.res_id);
    ALTER TABLE pos_config DROP COLUMN store_credit_enabled;
    DROP TRIGGER customer_credit_entry_append_only ON customer_credit_entry;
    UPDATE ir_model_fields SET name = 'credit_policy_id'
     WHERE model = 'res.partner' AND name = 'customer_credit_policy_id';
    UPDATE ir_model_data SET name = 'field_res_partner__credit_policy_id'
     WHERE name = 'field_res_partner__customer_credit_policy_id';
    UPDATE ir_module_module SET latest_version = '19.0.1.1.0'
     WHERE name = 'customer_credit_limit'
"""
POLICY_FIELD = """
    SELECT id || ' ' || name FROM ir_model_fields
     WHERE model = 'res.partner' AND name LIKE '%%credit_policy_id'
"""


def _traces(database):
    """Return what the addon has in the database, by kind."""
    ours = "customer_credit"
    return {
        "tables": [n for n in database.names(TABLES) if n.startswith(ours)],
        "views": [n for n in database.names(VIEWS) if n.startswith(ours)],
        "functions": database.names(FUNCTIONS),
        "triggers": database.names(TRIGGERS),
        "columns": [
            n
            for n in database.names(COLUMNS)
            if n.split(".")[1].startswith(("store_credit", "customer_credit"))
            or n.split(".")[0].startswith(ours)
        ],
        "mixins": database.names(MIXINS),
        "models": database.names("SELECT model FROM ir_model WHERE model LIKE 'customer.credit%%'"),
        # What inherits from a mixin of Odoo that is extended here is told by Odoo, of the models
        # that are loaded at that moment.
        "data": database.names(
            "SELECT name FROM ir_model_data WHERE module = %s"
            " AND name NOT LIKE 'model_inherit__%%__mail_thread'",
            ADDON,
        ),
        "views of Odoo": database.names(
            "SELECT COALESCE(key, name) FROM ir_ui_view WHERE arch_db::text LIKE %s",
            "%store_credit%",
        ),
        "assets": database.names("SELECT path FROM ir_asset WHERE path LIKE %s", f"%{ADDON}%"),
    }


@pytest.fixture(scope="module")
def story(with_addon):
    """Give a customer with 300 of store credit, 20 of it reserved, 50 outstanding; the figures."""
    return with_addon.answers(scripts.SEED + scripts.FIGURES.format(partner="partner.id"))


@pytest.fixture(scope="module")
def customer(story):
    """Give that customer."""
    return story[0]


def test_upgrade_changes_no_figure(with_addon, story, customer):
    """Updating the base addon keeps balances and brings an older database all it lacks.

    The other addons depend on the base addon: Odoo updates them with it.
    """
    before, complete = story[1], _traces(with_addon)
    policy_field = with_addon.names(POLICY_FIELD)
    with_addon.rows(OLDER)
    assert _traces(with_addon) != complete
    warnings = with_addon.upgrade(ADDON)
    assert [line for line in warnings if "customer_credit" in line] == []
    assert with_addon.script(scripts.FIGURES.format(partner=customer)) == before
    assert (before["balance"], before["reserved"], before["outstanding"]) == (300.0, 20.0, 50.0)
    assert before["faults"] == []
    assert with_addon.names(POLICY_FIELD) == policy_field, "the renamed field lost its row"
    assert complete["functions"], "the ledger has no function that keeps it append-only"
    assert complete["triggers"], "the ledger has no trigger that keeps it append-only"
    assert complete["mixins"], "orders and invoices have lost what they share"
    for kind, names in _traces(with_addon).items():
        assert names == complete[kind], f"{kind} of an older database are not brought up to date"


def test_uninstall_leaves_nothing_but_the_books(with_addon, customer):
    """Tables, triggers, columns, models and records go; journal entries stay."""
    posted = "SELECT id FROM account_move WHERE state = 'posted'"
    before = with_addon.names(posted)
    with_addon.module("uninstall", ADDON)
    assert with_addon.states(ADDON) == ["uninstalled"]
    assert {kind: names for kind, names in _traces(with_addon).items() if names} == {}
    assert with_addon.names(posted) == before


def test_odoo_works_without_the_addon_again(with_addon):
    """Orders, invoices and payments run as if the addon had never been there."""
    assert with_addon.states(ADDON) == ["uninstalled"]
    assert with_addon.script(scripts.SELL) == ["invoiced", "paid"]


def test_installing_again_works(with_addon, customer):
    """The company gets its accounts back, and the customers what the books say they own."""
    with_addon.module("install", ADDON)
    assert with_addon.states(ADDON) == ["installed"]
    # The customer's figures, then Odoo's own work.
    figures, sold = with_addon.answers(scripts.FIGURES.format(partner=customer) + scripts.SELL)
    assert figures["faults"] == []
    assert figures["journal"]
    assert figures["account"]
    assert (figures["balance"], figures["outstanding"]) == (300.0, 50.0)
    assert sold == ["invoiced", "paid"]
