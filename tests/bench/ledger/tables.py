"""The tables that are written, and which of their columns vary."""

import random
from collections import defaultdict
from datetime import datetime

from .bulk import Bulk, Plain
from .specimens import Specimens


class Tables:
    """One writer for each table."""

    def __init__(self, env, opt):
        self.env, self.opt, self.cr = env, opt, env.cr
        self.rnd = random.Random(opt.seed)
        self.spec = Specimens(env)
        cr = env.cr
        self.partners = Bulk(
            cr,
            "res_partner",
            [
                "name",
                "complete_name",
                "commercial_partner_id",
                "parent_id",
                "email",
                "email_normalized",
                "ref",
                "commercial_company_name",
                "customer_rank",
                "credit_limit",
            ],
        )
        self.moves = Bulk(
            cr,
            "account_move",
            [
                "name",
                "sequence_prefix",
                "sequence_number",
                "partner_id",
                "commercial_partner_id",
                "partner_shipping_id",
                "invoice_partner_display_name",
                "ref",
                "date",
                "invoice_date",
                "invoice_date_due",
                "payment_reference",
                "payment_state",
                "amount_untaxed",
                "amount_tax",
                "amount_total",
                "amount_residual",
                "amount_untaxed_signed",
                "amount_untaxed_in_currency_signed",
                "amount_tax_signed",
                "amount_total_signed",
                "amount_total_in_currency_signed",
                "amount_residual_signed",
                "reversed_entry_id",
                "invoice_origin",
                "origin_payment_id",
                "create_date",
                "write_date",
            ],
        )
        self.lines = Bulk(
            cr,
            "account_move_line",
            [
                "move_id",
                "move_name",
                "partner_id",
                "ref",
                "name",
                "date",
                "invoice_date",
                "date_maturity",
                "debit",
                "credit",
                "balance",
                "amount_currency",
                "amount_residual",
                "amount_residual_currency",
                "quantity",
                "price_unit",
                "price_subtotal",
                "price_total",
                "tax_base_amount",
                "reconciled",
                "full_reconcile_id",
                "matching_number",
                "payment_id",
            ],
            m2m=[
                ("account_move_line_account_tax_rel", "account_move_line_id", "account_tax_id"),
                (
                    "account_account_tag_account_move_line_rel",
                    "account_move_line_id",
                    "account_account_tag_id",
                ),
            ],
        )
        self.payments = Bulk(
            cr,
            "account_payment",
            [
                "move_id",
                "partner_id",
                "name",
                "memo",
                "date",
                "amount",
                "amount_company_currency_signed",
                "is_reconciled",
                "state",
            ],
        )
        self.orders = Bulk(
            cr,
            "sale_order",
            [
                "name",
                "partner_id",
                "partner_invoice_id",
                "partner_shipping_id",
                "date_order",
                "validity_date",
                "invoice_status",
                "amount_untaxed",
                "amount_tax",
                "amount_total",
                "amount_unpaid",
                "create_date",
            ],
        )
        self.order_lines = Bulk(
            cr,
            "sale_order_line",
            [
                "order_id",
                "order_partner_id",
                "product_uom_qty",
                "price_unit",
                "technical_price_unit",
                "price_subtotal",
                "price_total",
                "price_tax",
                "price_reduce_taxexcl",
                "price_reduce_taxinc",
                "qty_invoiced",
                "qty_to_invoice",
                "untaxed_amount_invoiced",
                "untaxed_amount_to_invoice",
                "invoice_status",
            ],
            m2m=[("account_tax_sale_order_line_rel", "sale_order_line_id", "account_tax_id")],
        )
        stamp = ["create_uid", "write_uid", "create_date", "write_date"]
        self.partials = Plain(
            cr,
            "account_partial_reconcile",
            [
                "id",
                "debit_move_id",
                "credit_move_id",
                "full_reconcile_id",
                "debit_currency_id",
                "credit_currency_id",
                "company_id",
                "max_date",
                "amount",
                "debit_amount_currency",
                "credit_amount_currency",
                *stamp,
            ],
        )
        self.fulls = Plain(cr, "account_full_reconcile", ["id", *stamp])
        self.pay_rel = Plain(cr, "account_move__account_payment", ["invoice_id", "payment_id"])
        self.sol_rel = Plain(
            cr, "sale_order_line_invoice_rel", ["order_line_id", "invoice_line_id"]
        )
        self.stamp = (1, 1, datetime.now(), datetime.now())
        self.numbers = {}
        cr.execute(
            "SELECT COALESCE(max(substring(name from '^S([0-9]+)$')::int), 0) FROM sale_order"
        )
        self.order_number = cr.fetchone()[0]
        self.expected = defaultdict(float)
