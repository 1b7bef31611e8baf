"""The published addon partner_statement, measured in a database of its own.

Its PDF is printed by wkhtmltopdf, which is no part of the workshop: its values and its HTML are
measured, so what stands beside them here does more than it did.
"""

import resource

from dateutil.relativedelta import relativedelta

from . import acts

REPORT = "partner_statement.activity_statement"
# Its time grows with the square of the customers.
HTML, VALUES = 100, 1000


def measure(env, watch):
    """Return {case: [ms, queries]}, "memory" in MB: the same customers and days as ours."""
    env.cr.execute("SELECT MAX(date) FROM account_move_line WHERE parent_state = 'posted'")
    today = env.cr.fetchone()[0]
    report = env[f"report.{REPORT}"]
    Report = env["ir.actions.report"]

    def choices(ids):
        """Return what its dialog hands over, everybody included, as a new dict for each call."""
        wizard = env["activity.statement.wizard"].with_context(active_ids=list(ids))
        return wizard.create(
            {"date_start": today + relativedelta(years=-1, day=1), "date_end": today,
             "filter_partners_non_due": False, "filter_negative_balances": False}
        )._prepare_statement()  # fmt: skip

    few, many = acts.customers(env, HTML).ids, acts.customers(env, VALUES).ids
    # Style sheets are made once for all prints: not within a turn, which is rolled back.
    Report._render_qweb_html(REPORT, few[:1], data=choices(few[:1]))
    taken = watch.take_turns(
        **{
            f"values {HTML}": lambda: report._get_report_values(few, choices(few)),
            f"html {HTML}": lambda: Report._render_qweb_html(REPORT, few, data=choices(few)),
        }
    )
    taken["memory"] = [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0]
    # Half a minute, give or take: once, and warm already.
    taken[f"values {VALUES}"] = watch.once(lambda: report._get_report_values(many, choices(many)))
    return taken
