"""The money outcome of a play, and what must hold whatever somebody had the right to change."""

from odoo.tools import float_compare

# Rows of one company, without ids: plays make other ids for the same documents.
SECTIONS = {
    "credit accounts": """
        SELECT partner_id, round(balance, 2), round(reserved, 2), round(overdraft_limit, 2), state
          FROM customer_credit_account WHERE company_id = %(company)s""",
    "entries": """
        SELECT a.partner_id, e.event, round(sum(e.amount), 2), count(*)
          FROM customer_credit_entry e JOIN customer_credit_account a ON a.id = e.account_id
         WHERE e.company_id = %(company)s GROUP BY 1, 2""",
    "reservations": """
        SELECT a.partner_id, r.state, round(sum(r.amount), 2), count(*)
          FROM customer_credit_reservation r JOIN customer_credit_account a ON a.id = r.account_id
         WHERE r.company_id = %(company)s GROUP BY 1, 2""",
    "books": """
        SELECT l.partner_id, l.account_id, round(sum(l.balance), 2),
               round(sum(abs(l.amount_residual)), 2)
          FROM account_move_line l JOIN account_move m ON m.id = l.move_id
         WHERE l.company_id = %(company)s AND m.state = 'posted'
         GROUP BY 1, 2 HAVING sum(abs(l.balance)) > 0""",
    "drawer": """
        SELECT s.id, p.payment_method_id, round(sum(p.amount)::numeric, 2)
          FROM pos_payment p JOIN pos_session s ON s.id = p.session_id
          JOIN pos_order o ON o.id = p.pos_order_id
         WHERE p.company_id = %(company)s AND o.state NOT IN ('draft', 'cancel') GROUP BY 1, 2""",
    "till orders": """
        SELECT (SELECT commercial_partner_id FROM res_partner WHERE id = o.partner_id),
               CASE WHEN o.state = 'done' THEN 'paid' ELSE o.state END,  -- closing counts both
               o.session_id, round(o.amount_total::numeric, 2),
               round(o.amount_paid::numeric, 2)
          FROM pos_order o WHERE o.company_id = %(company)s AND o.state NOT IN ('draft', 'cancel')
        """,
    "till settlements": """
        SELECT p.settled_document, round(p.amount::numeric, 2) FROM pos_payment p
         WHERE p.company_id = %(company)s AND p.settled_document IS NOT NULL""",
    "shortfalls": """
        SELECT partner_id, state, round(amount::numeric, 2), round(shortfall::numeric, 2)
          FROM customer_credit_shortfall WHERE company_id = %(company)s""",
    "verifications": """
        SELECT v.partner_id, v.person_id, v.method, round(v.max_amount::numeric, 2),
               v.pos_order_id IS NOT NULL
          FROM customer_credit_verification v JOIN pos_session s ON s.id = v.session_id
          JOIN pos_config c ON c.id = s.config_id WHERE c.company_id = %(company)s""",
    "limits": """
        SELECT partner_id, limit_mode, round(limit_amount::numeric, 2), hold, auto_hold,
               round(temporary_limit::numeric, 2), hold_until, temporary_until, policy_id
          FROM customer_credit_profile WHERE company_id = %(company)s""",
    "orders": """
        SELECT (SELECT commercial_partner_id FROM res_partner WHERE id = partner_invoice_id),
               state, credit_state, CASE WHEN state = 'sale' THEN
               round(amount_total, 2) END
          FROM sale_order WHERE company_id = %(company)s""",
    "invoices": """
        SELECT partner_id, move_type, state, payment_state, CASE WHEN state = 'posted' THEN
               round(amount_total_signed, 2) END
          FROM account_move WHERE company_id = %(company)s AND move_type <> 'entry'""",
    "requests": """
        SELECT partner_id, kind, state, round(amount::numeric, 2), round(ceiling::numeric, 2),
               requester_id, res_model, round(wanted_limit::numeric, 2)
          FROM customer_credit_request WHERE company_id = %(company)s""",
    "decisions": """
        SELECT user_id, decision, round(ceiling::numeric, 2), reason
          FROM customer_credit_request_decision WHERE company_id = %(company)s""",
    "statements": """
        SELECT partner_id, kind, state, confirmation, confirmation_partner_id, delivery, mail_state,
               is_viewed, is_sent, is_disputed, is_confirmed, date_from, date_to,
               round(closing_balance::numeric, 2), sent_at IS NULL, viewed_at IS NULL,
               confirmation_date IS NULL, attachment_id IS NULL
          FROM customer_statement WHERE company_id = %(company)s""",
    "disputes": """
        SELECT partner_id, kind, state, reason, note, round(amount::numeric, 2), author_id, name,
               promise_date, settled_by_id
          FROM customer_statement_dispute WHERE company_id = %(company)s""",
    "remittances": """
        SELECT remittance.partner_id, remittance.state, remittance.author_id, remittance.date,
               remittance.payment_move_id IS NULL, line.name, line.reason,
               round(line.open_amount::numeric, 2), round(line.amount::numeric, 2)
          FROM customer_remittance_line line
          JOIN customer_remittance remittance ON remittance.id = line.remittance_id
         WHERE remittance.company_id = %(company)s""",
    "interest": """
        SELECT claim.partner_id, claim.state, round(claim.amount::numeric, 2), line.kind,
               line.date_from, line.date_to, round(line.amount::numeric, 2), line.reason,
               line.is_live, line.user_id
          FROM customer_statement_interest_line line
          LEFT JOIN customer_statement_interest_claim claim ON claim.id = line.claim_id
         WHERE line.company_id = %(company)s""",
    "frozen documents": """
        SELECT a.res_model, a.name, a.public
          FROM ir_attachment a JOIN customer_statement s ON s.attachment_id = a.id
         WHERE s.company_id = %(company)s""",
    "transactions": """
        SELECT provider_id, partner_id, state, round(amount, 2), currency_id
          FROM payment_transaction WHERE company_id = %(company)s""",
    "payments": """
        SELECT (SELECT commercial_partner_id FROM res_partner WHERE id = p.partner_id), p.state,
               p.payment_type, round(p.amount, 2), p.journal_id
          FROM account_payment p WHERE p.company_id = %(company)s""",
}

# What no two plays have in common, but nobody may change afterwards.
SEALED = {
    "sealed statements": """
        SELECT s.id, md5(s.document::text), a.checksum, s.access_token, s.sent_at, s.viewed_at,
               s.confirmation_date, s.values::text, s.name, s.revision
          FROM customer_statement s LEFT JOIN ir_attachment a ON a.id = s.attachment_id
         WHERE s.company_id = %(company)s AND s.state <> 'draft'""",
    "sealed deliveries": """
        SELECT id, statement_id, way, recipients, recipient_cc, subject, user_id, date, again_of_id
          FROM customer_statement_delivery WHERE company_id = %(company)s""",
    "sealed entries": """
        SELECT id, account_id, event, amount, balance_after, request_key, res_model, res_id,
               user_id, date, note FROM customer_credit_entry WHERE company_id = %(company)s""",
    "sealed reservations": """
        SELECT id, account_id, amount, state, request_key, expires_at
          FROM customer_credit_reservation WHERE company_id = %(company)s""",
    "sealed decisions": """
        SELECT id, request_id, user_id, decision, ceiling, reason, date, figures
          FROM customer_credit_request_decision WHERE company_id = %(company)s""",
    "sealed remittances": """
        SELECT id, name, payment_reference, partner_id, author_id, currency_id, date, amount
          FROM customer_remittance WHERE company_id = %(company)s""",
    "sealed interest": """
        SELECT line.id, line.claim_id, line.move_id, line.kind, line.date_from, line.date_to,
               line.amount, line.reason, line.user_id, line.date, line.is_live, claim.amount,
               claim.date
          FROM customer_statement_interest_line line
          LEFT JOIN customer_statement_interest_claim claim ON claim.id = line.claim_id
         WHERE line.company_id = %(company)s""",
    "sealed disputes": """
        SELECT id, statement_id, author_id, amount, note, date, settled_by_id, settled_at, line_key
          FROM customer_statement_dispute WHERE company_id = %(company)s""",
}


def sealed(case):
    """Return {section: rows} of what stays as it is, with its dates, keys and checksums."""
    case.env.flush_all()
    result = {}
    for name, statement in SEALED.items():
        case.env.cr.execute(statement, {"company": case.company.id})
        result[name] = sorted(map(repr, case.env.cr.fetchall()))
    return result


def outcome(case):
    """Return {section: sorted rows} of the company: what the play did to money."""
    case.env.flush_all()
    result = {}
    for name, statement in SECTIONS.items():
        case.env.cr.execute(f"SELECT t.*, count(*) FROM ({statement}) t GROUP BY {_columns(name)}",
                            {"company": case.company.id})  # fmt: skip
        result[name] = sorted(map(repr, case.env.cr.fetchall()))
    return result


def _columns(name):
    """Return "1, 2, ..." for the columns of a section's rows."""
    return ", ".join(str(number + 1) for number in range(_WIDTHS[name]))


def _width(statement):
    """Count the columns that a statement selects: the commas outside of parentheses."""
    head, depth, width = statement.split("SELECT", 1)[1], 0, 1
    for number, char in enumerate(head):
        if depth == 0 and head[number : number + 6].strip().startswith("FROM") and char == " ":
            break
        depth += {"(": 1, ")": -1}.get(char, 0)
        width += depth == 0 and char == ","
    return width


_WIDTHS = {name: _width(statement) for name, statement in SECTIONS.items()}


def difference(found, honest):
    """Return lines that tell two outcomes apart: what is there (+), and what was honest (-)."""
    lines = []
    for name in found:
        if found[name] != honest[name]:
            lines += [f"{name}: + {row}" for row in found[name] if row not in honest[name]]
            lines += [f"{name}: - {row}" for row in honest[name] if row not in found[name]]
    return lines


# --------------------------------------------------------------- what must always hold


def faults(case):
    """Return what is wrong whoever had the right to change what: sentences, none when all holds."""
    return [
        *(f"tie-out: {it['message']}" for it in case.Account._tie_out(case.company)),
        *_raise_faults(case),
        *_till_faults(case),
        *_limit_faults(case),
    ]


def _raise_faults(case):
    """Store credit that somebody raised by hand was raised by a credit manager."""
    entries = case.env["customer.credit.entry"].sudo().search(
        [("amount", ">", 0), ("company_id", "=", case.company.id),
         ("event", "in", ("topup", "adjustment", "transfer_in")),
         ("user_id", "in", [it.user.id for it in case.people.values()]),
         ("move_line_id.move_id.move_type", "in", ("entry", "in_invoice", "in_refund")),
         ("move_line_id.move_id.origin_payment_id", "=", False)]
    )  # fmt: skip
    manager = "customer_credit_balance.group_customer_credit_manager"
    return [
        f"{it.user_id.name} raised {it.amount} by hand"
        for it in entries
        if not it.user_id.has_group(manager)
    ]


def _till_faults(case):
    """Paid till orders: payments are worth the lines, and credit given has money behind it."""
    case.env.cr.execute(
        """
        SELECT o.id,
               COALESCE((SELECT sum(l.qty * l.price_unit * (1 - COALESCE(l.discount, 0) / 100))
                  FROM pos_order_line l WHERE l.order_id = o.id), 0)
          FROM pos_order o WHERE o.company_id = %s AND o.state NOT IN ('draft', 'cancel')
        """,
        [case.company.id],
    )
    credit = case.company._get_store_credit_pos_method()
    result = []
    for order_id, goods in case.env.cr.fetchall():
        payments = case.env["pos.payment"].sudo().search([("pos_order_id", "=", order_id)])
        money = sum(payments.mapped("amount"))
        if float_compare(money, float(goods), 2):
            result.append(f"till order of {goods} is paid with {money}")
        given = -sum(it.amount for it in payments if it.payment_method_id == credit
                     and it.amount < 0)  # fmt: skip
        behind = max(0.0, -float(goods)) + sum(
            it.amount for it in payments
            if it.payment_method_id != credit and it.payment_method_id.journal_id and it.amount > 0
        )  # fmt: skip
        if float_compare(given, behind, 2) > 0:
            result.append(f"till gave {given} of store credit for {behind}")
    return result


def _limit_faults(case):
    """Nobody owes more than the limit by a document of this play without an approval."""
    result = []
    for partner in case.customer + case.other_customer:
        profile = case.env["customer.credit.profile"].sudo().search(
            [("partner_id", "=", partner.id), ("company_id", "=", case.company.id)]
        )  # fmt: skip
        if profile.limit_mode != "custom":
            continue
        owed = exposure(case, partner)
        before = case.owed_before.get(partner.id, 0.0)
        limit = max(profile.limit_amount, profile.temporary_limit or 0.0)
        if owed > limit + 0.01 and owed > before + 0.01 and not _approved(case, partner):
            result.append(f"{partner.name} owes {owed}, the limit is {limit}, nobody approved")
    return result


def _approved(case, partner):
    """Say whether somebody with the right approved what goes beyond the limit."""
    decisions = case.env["customer.credit.request.decision"].sudo().search(
        [("request_id.partner_id", "=", partner.id),
         ("decision", "in", ("approve", "approve_up_to", "up_to", "approved"))]
    )  # fmt: skip
    group = "customer_credit_limit.group_credit_limit_approver"
    return any(it.user_id.has_group(group) for it in decisions)


def exposure(case, partner):
    """Compute what a customer owes from lines alone, without the code that is tested."""
    company = case.company
    case.env.flush_all()
    case.env.cr.execute(
        """
        SELECT COALESCE(sum(l.balance), 0)
          FROM account_move_line l JOIN account_move m ON m.id = l.move_id
          JOIN account_account a ON a.id = l.account_id
          JOIN res_partner p ON p.id = l.partner_id
         WHERE m.state = 'posted' AND l.company_id = %s AND a.account_type = 'asset_receivable'
           AND p.commercial_partner_id = %s
        """,
        [company.id, partner.id],
    )
    total = float(case.env.cr.fetchone()[0])
    lines = case.env["sale.order.line"].sudo().search(
        [("order_id.state", "=", "sale"), ("order_id.company_id", "=", company.id),
         ("order_id.partner_invoice_id.commercial_partner_id", "=", partner.id)]
    )  # fmt: skip
    for line in lines:
        left = line.product_uom_qty - sum(
            it.quantity for it in line.invoice_lines if it.parent_state == "posted"
        )
        amount = left * line.price_unit * (1 - line.discount / 100)
        pricelist = line.order_id.pricelist_id.currency_id or line.currency_id
        total += pricelist._convert(amount, company.currency_id, company, line.order_id.date_order)
    later = case.env["pos.payment"].sudo().search(
        [("payment_method_id.journal_id", "=", False), ("session_id.state", "!=", "closed"),
         ("pos_order_id.state", "not in", ("draft", "cancel")), ("company_id", "=", company.id),
         ("pos_order_id.partner_id.commercial_partner_id", "=", partner.id),
         ("settled_document", "=", False)]
    )  # fmt: skip
    return total + sum(later.mapped("amount"))
