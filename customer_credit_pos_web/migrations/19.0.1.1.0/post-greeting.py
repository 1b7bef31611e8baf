"""The email about added store credit greets an address without a name by its customer's name.

The template belongs to its users and is not updated: only the words that we wrote are replaced,
in every language.
"""

OLD = "object._get_mail_partner().name or ''"
NEW = "object._get_mail_partner().name or object.account_id.partner_id.name"


def migrate(cr, version):
    """Put the customer's name where nothing was."""
    cr.execute(
        """UPDATE mail_template t
              SET body_html = replace(t.body_html::text, %s, %s)::jsonb
             FROM ir_model_data d
            WHERE d.module = 'customer_credit_pos_web' AND d.name = 'mail_template_credit_added'
              AND d.res_id = t.id AND position(%s in t.body_html::text) > 0""",
        [OLD, NEW, OLD],
    )
