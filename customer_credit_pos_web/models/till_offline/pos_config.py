"""Till settings: how much store credit may be spent while the server cannot be reached."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

OFFLINE_FIELDS = (
    "store_credit_offline",
    "store_credit_offline_order_max",
    "store_credit_offline_till_max",
)


class PosConfig(models.Model):
    """Adds offline payments to tills, because unseen credit may be gone and somebody must have
    allowed that.
    """

    _inherit = "pos.config"

    # --- fields

    store_credit_offline = fields.Boolean(
        "Store Credit While Offline",
        help="Small amounts may be paid with store credit while the server cannot be reached. "
        "What is missing when the orders arrive is owed by the customer.",
    )
    store_credit_offline_order_max = fields.Monetary(
        "Offline Maximum per Order",
        help="The most store credit that one order may use while offline.",
    )
    store_credit_offline_till_max = fields.Monetary(
        "Offline Maximum per Till",
        help="The most store credit that the orders of a till may use before they reach the "
        "server, and the most that may turn out to be missing in one session.",
    )

    # --- guards

    @api.constrains(*OFFLINE_FIELDS)
    def _check_store_credit_offline(self):
        """An allowance has both maxima, and an order fits in that of the till.

        :raise ValidationError: no amount, or an order's maximum above the till's
        """
        for config in self.filtered("store_credit_offline"):
            order_max = config.store_credit_offline_order_max
            if not 0 < order_max <= config.store_credit_offline_till_max:
                raise ValidationError(
                    _(
                        "Store credit while offline needs a maximum per order, and one per till "
                        "that is not smaller."
                    )
                )

    # --- hooks

    def _get_forbidden_change_fields(self):
        """Open tills work with the allowance that they know.

        # EXTENDS 'point_of_sale'
        """
        return [*super()._get_forbidden_change_fields(), *OFFLINE_FIELDS]

    @api.model
    def _load_pos_data_read(self, records, config):
        """Tell the till what was missing in its session so far: that much is used up.

        # EXTENDS 'point_of_sale'
        """
        read_records = super()._load_pos_data_read(records, config)
        if config.store_credit_offline:
            for values in read_records[:1]:
                missing = config.current_session_id._get_store_credit_missing()
                company = config.company_id
                values["_store_credit_offline_used"] = company.currency_id._convert(
                    missing, config.currency_id, company, fields.Date.context_today(self)
                )
        return read_records
