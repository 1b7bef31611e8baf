"""The limit addon arrives in a database that uses Odoo's own limits."""

ADDON = "customer_credit_limit"

SEED = """
company = env.ref("base.main_company")
company.account_use_credit_limit = True
env["ir.default"].set("res.partner", "credit_limit", 700.0, company_id=company.id)
own, free, other = env["res.partner"].create(
    [{"name": name} for name in ("Own Limit", "No Limit", "Default Limit")])
own.with_company(company).credit_limit = 1234.0
free.with_company(company).credit_limit = 0.0
answer([own.id, free.id, other.id])
"""

LIMITS = """
company = env.ref("base.main_company")
partners = env["res.partner"].browse({partners})
limits = partners._get_credit_limit_by_partner(company)
answer([limits[partner] for partner in partners])
"""


def test_limits_in_use_are_taken_over(plain):
    """Own amount, Odoo's 0 for unlimited, and the default of the company."""
    partners = plain.script(SEED)
    plain.module("install", ADDON)
    assert plain.states(ADDON) == ["installed"]
    assert plain.script(LIMITS.format(partners=partners)) == [1234.0, None, 700.0]
