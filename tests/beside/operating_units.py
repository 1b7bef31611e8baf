"""OCA's operating units: documents and books of parts of a company."""

from odoo import Command


def _before_the_story(story):
    """Take the first company's unit, which the installation gives them, off teams of everybody."""
    story.env["crm.team"].search([("company_id", "=", False)]).operating_unit_id = False


def documents_of_a_unit(story):
    """An order of a unit keeps it through approval and invoice; store credit pays that."""
    unit = _unit(story, "North")
    story.product.invoice_policy = "order"
    team = story.env["crm.team"].create(
        {"name": "North", "operating_unit_id": unit.id, "company_id": story.company.id}
    )
    order = story.order(operating_unit_id=unit.id, team_id=team.id)
    story.limit_to(1.0)
    order.action_confirm()
    story.approve(order)
    assert order.state == "sale", order.state
    invoice = order._create_invoices()
    assert invoice.operating_unit_id == unit, invoice.operating_unit_id.name
    invoice.action_post()
    story.give_credit()
    story.use_credit(invoice, 400.0)
    story.equal(invoice.amount_residual, 600.0, "left open")
    story.ties_out()


def balanced_units(story):
    """Each unit has balanced books: credit of one pays the invoice of another, and back."""
    north, south = _unit(story, "North"), _unit(story, "South")
    clearing = story.env["account.account"].create(
        {"name": "Units", "code": "199900", "account_type": "asset_current",
         "company_ids": [Command.set(story.company.ids)]}
    )  # fmt: skip
    own = story.company.store_credit_journal_id
    journals = story.env["account.journal"].search([("company_id", "=", story.company.id)])
    journals.filtered(lambda it: it.type in ("bank", "cash")).operating_unit_id = north
    own.operating_unit_id = north
    story.company.write({"inter_ou_clearing_account_id": clearing.id, "ou_is_self_balanced": True})
    invoice = story.invoice_for(operating_unit_id=south.id)
    story.give_credit()
    story.use_credit(invoice, 400.0)
    story.equal(invoice.amount_residual, 600.0, "left open")
    story.env["customer.credit.application"].search(
        [("invoice_id", "=", invoice.id), ("state", "=", "applied")]
    ).action_unapply()
    story.env.invalidate_all()
    story.equal(invoice.amount_residual, invoice.amount_total, "left open")
    story.ties_out()


def _unit(story, name):
    return story.env["operating.unit"].create(
        {"name": name, "code": name[:1], "company_id": story.company.id,
         "partner_id": story.company.partner_id.id}
    )  # fmt: skip
