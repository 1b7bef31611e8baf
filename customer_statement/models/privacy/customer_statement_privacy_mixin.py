"""What loses its words when the years of a private person are over, slice by slice."""

import logging

from odoo import api, fields, models
from odoo.fields import Domain

from ..runs.customer_statement_run import CONFLICTS, FAULTS

_logger = logging.getLogger(__name__)


class CustomerStatementPrivacyMixin(models.AbstractModel):
    """One that fails stops no other, and is cleaned once: the day is kept on the record."""

    _name = "customer.statement.privacy.mixin"
    _description = "What Is Kept of Private Persons"

    # --- fields

    privacy_cleaned_on = fields.Date(
        "Personal Texts Removed on", readonly=True, copy=False,
        help="Texts, emails and the conversation are gone; the figures stay.",
    )  # fmt: skip

    # --- hooks

    def _clean_private(self) -> None:
        """Hook: remove what is personal of these records; the caller has chosen them.

        Here the fields that :meth:`_get_personal_values` empties, and the conversation. What else
        is kept of a person is removed before, with super. Nothing that is open comes here.
        """
        records = self.sudo()
        records._write_engine(
            {
                **self._get_personal_values(),
                "privacy_cleaned_on": fields.Date.context_today(self),
            }
        )
        records.flush_recordset()
        self._drop_conversation(records)

    @api.model
    def _get_personal_values(self) -> dict:
        """Hook: return the fields that hold words of or about a person, with what empties them."""
        return {}

    @api.model
    def _find_private(
        self, company: models.BaseModel, limit: int, without: list[int]
    ) -> models.BaseModel:
        """Hook: return what is kept of persons whose years are over, the oldest first.

        :param company: res.company with an end of personal texts
        :param without: ids that are left out
        """
        return self.browse()

    # --- private

    @api.model
    def _get_private_domain(self, company: models.BaseModel, without: list[int]) -> Domain:
        """Return the domain of what private persons have in a company and is not cleaned yet."""
        return Domain(
            [
                ("company_id", "=", company.id),
                ("privacy_cleaned_on", "=", False),
                ("partner_id.commercial_partner_id.is_company", "=", False),
                ("id", "not in", without),
            ]
        )

    def _clean_slice(self) -> models.BaseModel:
        """Return those of these statements that were cleaned; one that fails stops no other."""
        try:
            with self.env.cr.savepoint():
                self._clean_private()
            return self
        except CONFLICTS:
            _logger.info("%s is worked on by somebody else", self)
        except FAULTS:
            _logger.warning("%s cannot be cleaned together", self, exc_info=True)
        done = self.browse()
        for statement in self if len(self) > 1 else ():
            done += statement._clean_slice()
        return done

    @api.model
    def _drop_conversation(self, records):
        """Remove messages, files, to-dos and followers of records, whoever wrote them."""
        env = self.sudo().with_context(active_test=False).env
        messages = [("model", "=", records._name), ("res_id", "in", records.ids)]
        others = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        env["mail.mail"].search(messages).unlink()
        # The document of an invoice that went along lies with the invoice and stays.
        env["ir.attachment"].search(others).unlink()
        env["mail.message"].search(messages).unlink()
        env["mail.activity"].search(others).unlink()
        env["mail.followers"].search(others).unlink()
