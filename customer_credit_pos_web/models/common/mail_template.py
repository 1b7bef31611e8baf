"""Mail templates: orders paid in parts name their payments; a PDF that fails is left out."""

from markupsafe import Markup

from odoo import models

PAYMENT_TEMPLATE = "sale.mail_template_sale_payment_executed"


class MailTemplate(models.Model):
    """Adds the payments to mails about orders, because the bodies belong to whoever edits them."""

    _inherit = "mail.template"

    # --- hooks

    def _generate_template(self, res_ids, render_fields, *args, **kwargs):
        """Add the payments to the mails that confirm an order or its payment.

        # EXTENDS 'mail'
        """
        rendered = super()._generate_template(res_ids, render_fields, *args, **kwargs)
        if self.model == "sale.order" and "body_html" in render_fields:
            for order in self.env["sale.order"].browse(res_ids).exists():
                if self._names_store_credit_payments(order):
                    values = rendered[order.id]
                    values["body_html"] = Markup("%s%s") % (
                        Markup(values.get("body_html") or ""),
                        order._render_store_credit_mail(),
                    )
        return rendered

    def _generate_template_attachments(self, res_ids, render_fields, render_results=None):
        """Leave the reports out when they could not be printed.

        # EXTENDS 'mail'
        """
        if self.env.context.get("store_credit_without_pdf"):
            render_fields = set(render_fields) - {"report_template_ids"}
        return super()._generate_template_attachments(
            res_ids, render_fields, render_results=render_results
        )

    # --- private

    def _names_store_credit_payments(self, order):
        """Say whether this mail is about what was ordered and paid, not about a quotation."""
        payment = self.env.ref(PAYMENT_TEMPLATE, raise_if_not_found=False)
        return self in (payment, order._get_confirmation_template())
