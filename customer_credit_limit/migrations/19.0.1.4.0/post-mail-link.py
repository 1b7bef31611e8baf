"""The button of the approver's mail leads to the page where it is decided, in every language.

The template belongs to its users and is not updated: only the address that we wrote is replaced.
"""

OLD = "'/odoo/customer.credit.request/%s' % object.id"
NEW = "ctx.get('customer_credit_link') or '/odoo/customer.credit.request/%s' % object.id"


def migrate(cr, version):
    """Put the link before the old address, unless it is there."""
    cr.execute(
        """UPDATE mail_template t
              SET body_html = replace(t.body_html::text, %(old)s, %(new)s)::jsonb
             FROM ir_model_data d
            WHERE d.module = 'customer_credit_limit' AND d.name = 'mail_template_credit_request'
              AND d.res_id = t.id AND t.body_html::text LIKE %(like)s
              AND t.body_html::text NOT LIKE '%%customer_credit_link%%'""",
        {"old": OLD, "new": NEW, "like": f"%{OLD.replace('%', chr(92) + '%')}%"},
    )
