"""The spreadsheet of the store-credit liability as of a day."""

import io

import xlsxwriter

from odoo import _, fields, http, models
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

from ..models.liability.customer_credit_liability import AS_OF

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CustomerCreditLiabilityController(http.Controller):
    """Reads what the report reads, with the rights of the user."""

    @http.route("/customer_credit/liability", type="http", auth="user", readonly=True)
    def liability(self, date=None, companies="", **_kw):
        """Return the liability of the day by customer and age, with the proof by the books.

        :param str date: a day (ISO); anything else is today
        :param str companies: ids with commas; only those of the user count, default the current
        """
        if not request.env["customer.credit.liability"].has_access("read"):
            raise request.not_found()
        wanted = set(str(companies).split(","))  # as text: a number may be too long to be read
        mine = [it for it in request.env.user._get_company_ids() if str(it) in wanted]
        mine = mine or request.env.company.ids
        report = request.env["customer.credit.liability"].with_context(
            **{AS_OF: date, "allowed_company_ids": mine}
        )
        try:
            day, content = report._get_as_of(), self._get_liability_file(report)
        except (AccessError, UserError):
            raise request.not_found() from None
        name = _("Store-credit liability %s.xlsx", fields.Date.to_string(day))
        return request.make_response(
            content,
            [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))],
        )

    def _get_liability_file(self, report: models.BaseModel) -> bytes:
        """Return the report as a spreadsheet: a sheet for each company."""
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False,
                                            "strings_to_urls": False})  # fmt: skip
        companies = report.env.companies
        balances = report._get_account_balances(companies)
        waiting = report._get_waiting_by_company(companies)
        rows = report.search_fetch(
            [("company_id", "in", companies.ids)],
            ["partner_id", "company_id", "age", "amount", "date"],
        ).grouped("company_id")
        for place, company in enumerate(companies, 1):
            # Names of sheets are short, unique, and without some signs: the number tells.
            sheet = book.add_worksheet(_("Company %s", place))
            self._write_company(
                book, sheet, report, company, rows.get(company, report),
                (balances[company], waiting[company]),
            )  # fmt: skip
        book.close()
        return stream.getvalue()

    def _write_company(self, book, sheet, report, company, rows, proof):
        """Write one company: customers by age, their sum, and the books beside it.

        :param proof: (balance of the liability account, what waits for its journal item)
        """
        digits = company.currency_id.decimal_places
        money = book.add_format({"num_format": f"#,##0.{'0' * digits}".rstrip(".")})
        total = book.add_format(
            {"num_format": f"#,##0.{'0' * digits}".rstrip("."), "bold": True, "top": 1}
        )
        head = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        ages = report._fields["age"]._description_selection(report.env)
        sheet.write_string(
            0, 0,
            _("Store-credit liability of %(company)s on %(day)s, %(currency)s",
              company=company.name, day=fields.Date.to_string(report._get_as_of()),
              currency=company.currency_id.name),
            book.add_format({"bold": True, "font_size": 13}),
        )  # fmt: skip
        titles = [_("Customer"), _("Oldest"), *(label for _code, label in ages), _("Store credit")]
        for column, title in enumerate(titles):
            sheet.write_string(2, column, title, head)
        line, last = 3, len(ages) + 2
        for customer, parts in rows.grouped("partner_id").items():
            sheet.write_string(line, 0, customer.sudo().complete_name or "")
            sheet.write_datetime(line, 1, min(parts.mapped("date")), day)
            amounts = {part.age: part.amount for part in parts}
            for column, (code, _label) in enumerate(ages, 2):
                if code in amounts:
                    sheet.write_number(line, column, amounts[code], money)
            sheet.write_number(line, last, sum(amounts.values()), money)
            line += 1
        sheet.write_string(line, 0, _("Total"), total)
        sheet.write_blank(line, 1, None, total)
        for column, (code, _label) in enumerate(ages, 2):
            some = rows.filtered(lambda it, code=code: it.age == code)
            sheet.write_number(line, column, sum(some.mapped("amount")), total)
        sheet.write_number(line, last, sum(rows.mapped("amount")), total)
        account = company.sudo().store_credit_account_id
        sheet.write_string(line + 2, 0, _("Balance of the account %s", account.display_name or ""))
        sheet.write_number(line + 2, last, proof[0], money)
        if proof[1]:
            sheet.write_string(
                line + 3, 0, _("Not in the books yet: tills that are open, payments under way")
            )
            sheet.write_number(line + 3, last, proof[1], money)
        sheet.freeze_panes(3, 1)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, last, 16)
