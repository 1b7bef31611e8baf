"""A statement of this moment that is not stored: for previews and the portal."""

from odoo import api, models


class CustomerStatement(models.Model):
    """Values are read, drawn and forgotten."""

    _inherit = "customer.statement"

    @api.model
    def _make_live(
        self, partner, company, kind, date_from, date_to, template=None, store_credit=True
    ):  # fmt: skip
        """Return a new record with the values of this moment; the caller checks rights.

        :param store_credit: whether it tells the store credit
        """
        template = template or self.env["customer.statement.template"]._get_default(company)
        statement = self.new(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "kind": kind,
                "date_from": date_from if kind != "open_items" else False,
                "date_to": date_to,
                "template_id": template.id,
                "lang": partner.lang or self.env.lang,
            }
        )
        found = self.env["customer.statement.reader"]._read(
            partners=partner, **statement._get_reader_arguments()
        )
        data = self._pick_data(found, partner)
        if not store_credit:
            data.store_credit = 0.0
        statement.update(statement._prepare_data_values(data))
        return statement

    def _get_preview(self):
        """Return (HTML, problem) of an unsaved statement, as it would be sent now."""
        self.ensure_one()
        # The preview shows figures before there is a record that a rule could guard.
        self._check_may_make(
            self.partner_id._origin, self.company_id._origin, self.template_id._origin
        )
        live = self.sudo()._make_live(
            self.partner_id._origin,
            self.company_id._origin,
            self.kind,
            self.date_from,
            self.date_to,
            self.template_id._origin,
        )
        return live._render_html(), live.problem
