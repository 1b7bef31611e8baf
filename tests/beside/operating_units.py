"""OCA's operating units: documents and books of parts of a company."""

from odoo import Command

from .stage import PRICE


def _before_the_story(story):
    """Take the first company's unit, which the installation gives them, off teams of everybody."""
    story.env["crm.team"].search([("company_id", "=", False)]).operating_unit_id = False


def documents_of_a_unit(story):
    """An order of a unit keeps it through approval and invoice; store credit pays that."""
    unit = _unit(story, "North")
    story.everybody = _of(unit)
    story.product.invoice_policy = "order"
    order = _order(story, unit)
    story.limit_to(1.0)
    order.action_confirm()
    story.approve(order)
    assert order.state == "sale", order.state
    invoice = story.invoice_of(order)
    assert invoice.operating_unit_id == unit, invoice.operating_unit_id.name
    story.give_credit()
    story.use_credit(invoice, 400.0)
    story.equal(invoice.amount_residual, 600.0, "left open")
    story.ties_out()


def owed_to_every_unit(story):
    """What a customer owes one unit counts in another, whose seller may not see why."""
    north, south = _unit(story, "North"), _unit(story, "South")
    story.everybody = _of(south)
    hidden = story.invoice_for(operating_unit_id=south.id)
    story.everybody = _of(north)
    story.limit_to(PRICE / 2)
    order = _order(story, north)
    assert not order.env["account.move"].search_count([("id", "=", hidden.id)]), "it is seen"
    before = story.exposure()
    seen = story.hand(story.customer, "seller")
    story.equal(seen.credit_exposure, before, "the seller's figure")
    order.action_confirm()
    assert (order.state, order.credit_state) == ("draft", "waiting"), order.credit_state
    story.limit_to(2 * PRICE)
    story.hand(order, "seller").action_confirm()
    assert (order.state, order.credit_state) == ("sale", "ok"), order.credit_state


def spent_in_another_unit(story):
    """Credit that one unit took pays an invoice of another, by a manager of that unit alone."""
    north, south = _unit(story, "North"), _unit(story, "South")
    story.journal("bank").operating_unit_id = north
    story.everybody = _of(north)
    story.give_credit()
    story.everybody = _of(south)
    invoice = story.invoice_for(operating_unit_id=south.id)
    story.use_credit(invoice, 400.0)
    story.equal(invoice.amount_residual, 600.0, "left open")
    story.take_back(invoice)
    story.equal(invoice.amount_residual, PRICE, "left open")
    statement = story.statement()
    assert statement._render_pdf()[:4] == b"%PDF"
    story.ties_out()


def balanced_units(story):
    """Each unit has balanced books: credit of one pays the invoice of another, and back."""
    north, south = _unit(story, "North"), _unit(story, "South")
    story.everybody = {**_of(north | south), "default_operating_unit_id": north.id}
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
    story.take_back(invoice)
    story.equal(invoice.amount_residual, invoice.amount_total, "left open")
    story.ties_out()


def _unit(story, name):
    return story.env["operating.unit"].create(
        {"name": name, "code": name[:1], "company_id": story.company.id,
         "partner_id": story.company.partner_id.id}
    )  # fmt: skip


def _of(units):
    """Return the values of somebody of these units."""
    return {"assigned_operating_unit_ids": [Command.set(units.ids)],
            "default_operating_unit_id": units[:1].id}  # fmt: skip


def _order(story, unit):
    """Return a quotation of a unit's team."""
    team = story.env["crm.team"].create(
        {"name": unit.name, "operating_unit_id": unit.id, "company_id": story.company.id}
    )
    return story.order(operating_unit_id=unit.id, team_id=team.id)
