"""Run in Odoo's shell (env is there): the demo's people, two of its customers, a broken button."""
# ruff: noqa: F821

from datetime import timedelta

from odoo import Command, fields
from odoo.tools import convert_file

from odoo.addons.customer_credit_balance.demo.story import steps
from odoo.addons.customer_credit_balance.demo.teller import Teller

BASE = "customer_credit_balance"
for name in ("res_users_demo.xml", "res_partner_demo.xml", "product_demo.xml"):
    convert_file(env, BASE, f"demo/{name}", {}, mode="init", noupdate=True)
company = env.ref("base.main_company")
company._ensure_store_credit_setup()
teller = Teller(env, company)
for days, verb, customer, *arguments in steps():
    if customer in ("builder", "cafe"):
        day = fields.Date.today() - timedelta(days=days)
        getattr(teller, verb)(day, customer, *arguments)
portal = {"login": "customer", "password": "customer"}
portal["partner_id"] = env.ref(f"{BASE}.demo_partner_builder").id
portal["group_ids"] = [Command.set([env.ref("base.group_portal").id])]
env["res.users"].with_context(no_reset_password=True).create(portal)

# What a crawler that can fail must tell.
broken = env["ir.actions.server"].create(
    {"name": "Broken", "model_id": env.ref("base.model_res_partner").id, "state": "code",
     "code": "1 / 0"}
)  # fmt: skip
view = env["ir.ui.view"].create(
    {
        "name": "a form with a broken button",
        "model": "customer.credit.spender",
        "priority": 99,
        "arch": f"<form><header><button name='{broken.id}' type='action' string='Broken'/>"
        "</header><sheet><field name='display_name'/></sheet></form>",
    }
)
env["ir.model.data"].create(
    {"module": BASE, "name": "crawl_broken", "model": "ir.ui.view", "res_id": view.id}
)
env.cr.commit()
