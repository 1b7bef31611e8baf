"""The portal page of store credit: right figures for the right people, nothing for others."""

import re

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_shop import ShopHttpCommon


@tagged("post_install", "-at_install")
class TestPortalCredit(ShopHttpCommon):
    """Read over HTTP, as browsers do."""

    def text(self, url="/my/credit", login="shopper"):
        """Return the text of a page, without tags and runs of spaces."""
        self.authenticate(login, login)
        html = self.url_open(url).text
        body = html[html.index("<main") :]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|&nbsp;", " ", body))

    def test_page_shows_figures_reservations_credits_and_history(self):
        """A bank statement with what is set aside, and by what."""
        self.give_credit(165.0)
        account = self.credit_account()
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        account._reserve(120.0, "test-reservation", order, ttl=60)
        self.invoice(35.0, move_type="out_refund")
        text = self.text()
        for expected in ("45.00", "165.00", "120.00", order.name, "free again", "35.00"):
            self.assertIn(expected, text)
        self.assertIn("Adjustment", text)

    def test_what_paid_an_order_is_no_credit_of_the_customer(self):
        """61 by card for an order not invoiced yet are spent; 37 paid in advance are not."""
        self.pay_on_account(37.0)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "require_payment": True,
                "order_line": [
                    Command.create(
                        {"product_id": self.product_a.id, "price_unit": 61.0,
                         "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )  # fmt: skip
        payment = self.pay(order)
        self.assertEqual((order.state, payment.payment_id.amount), ("sale", 61.0))
        text = self.text()
        self.assertIn("37.00", text)
        self.assertNotIn("61.00", text)
        # Paid a second time, after the invoice: that money is the customer's again.
        order._create_invoices().action_post()
        self.pay(order)
        self.assertIn("61.00", self.text())

    def test_nothing_to_spend_above_what_is_owed_is_explained(self):
        """No store credit, but 1,740 of credits that are not applied: both in one place."""
        self.pay_on_account(1740.0)
        text = self.text()
        self.assertIn("You have no store credit yet", text)
        self.assertRegex(text, r"not applied yet \(see below\): \$ ?1,740\.00")

    def test_the_customer_frees_a_reservation_on_the_page(self):
        """A transfer that is announced holds 45: one click, over HTTP, and only one's own."""
        self.give_credit(45.0)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.shopper.partner_id.id,
                "website_id": self.website.id,
                "order_line": [Command.create({"product_id": self.product_a.id})],
            }
        )
        part = self.env["payment.transaction"].sudo()._prepare_store_credit_part(order, 45.0)
        reservation = self.env["customer.credit.reservation"]._find_by_key(
            part._get_store_credit_key()
        )
        address = f"/my/credit/reservation/{reservation.id}/free"

        def free(login):
            self.authenticate(login, login)
            page = self.url_open("/my/credit").text
            token = re.search(r'csrf_token: "(\w+)"', page).group(1)
            self.url_open(address, data={"csrf_token": token})
            self.env.invalidate_all()
            return page, self.credit_account().reserved

        page, reserved = free("stranger")
        self.assertNotIn(address, page)
        self.assertEqual(reserved, 45.0)
        page, reserved = free("shopper")
        self.assertIn(address, page)
        self.assertEqual((reserved, part.state), (0.0, "cancel"))
        self.assertNotIn(address, self.url_open("/my/credit").text)

    def test_history_has_periods_and_pages(self):
        """20 entries a page; a period without entries says so; nonsense shows everything."""
        for number in range(23):
            self.give_credit(1.0 + number)
        self.authenticate("shopper", "shopper")

        def rows(url):
            return self.url_open(url).text.count("o_store_credit_entry")

        self.assertEqual(rows("/my/credit"), 20)
        self.assertEqual(rows("/my/credit/page/2"), 3)
        self.assertEqual(rows("/my/credit?filterby=last_year"), 0)
        self.assertEqual(rows("/my/credit?filterby=1%20OR%201"), 20)
        self.assertEqual(rows("/my/credit/page/999999"), 3)

    def test_notes_of_staff_stay_inside(self):
        """What was written for colleagues is not shown to customers."""
        account = self.credit_account()
        account._append_entry(10.0, "adjustment", "note-test", note="is a nuisance")
        move = self.give_credit(20.0).move_id
        move.ref = "Gave in to the nuisance"
        text = self.text()
        self.assertIn(move.name, text)
        self.assertNotIn("nuisance", text)

    def test_frozen_account_says_so_without_the_reason(self):
        """The customer is asked to call; staff's words stay inside."""
        self.give_credit(10.0)
        self.credit_account().action_freeze()
        text = self.text()
        self.assertIn("cannot be used right now", text)
        self.assertNotIn("Frozen by", text)

    def test_guests_log_in_first(self):
        """No page, no amount, no code without a login."""
        for url in ("/my/credit", "/my/credit/page/2", "/my/credit/topup", "/my/credit/topup/1"):
            response = self.url_open(url, allow_redirects=False)
            self.assertIn(response.status_code, (302, 303), url)
            self.assertIn("/web/login", response.headers["Location"], url)

    def test_other_customers_see_their_own_only(self):
        """Not a cent of somebody else's."""
        self.give_credit(777.0)
        self.give_credit(33.0, self.other_customer)
        self.invoice(555.0, move_type="out_refund")
        text = self.text(login="stranger")
        self.assertIn("33.00", text)
        self.assertNotIn("777.00", text)
        self.assertNotIn("555.00", text)

    def test_colleagues_see_what_the_setting_allows(self):
        """Everything, the amount only, or nothing; the customer in person sees everything."""
        self.give_credit(777.0)
        self.website.store_credit_colleagues = "history"
        self.assertIn("Adjustment", self.text(login="colleague"))
        self.website.store_credit_colleagues = "balance"
        text = self.text(login="colleague")
        self.assertIn("777.00", text)
        self.assertNotIn("Adjustment", text)
        self.website.store_credit_colleagues = "none"
        self.assertNotIn("777.00", self.text("/my", login="colleague"))
        self.assertIn("/my", self.page("/my/credit", "colleague").headers["Location"])
        self.assertEqual(
            self.page("/my/credit/topup", "colleague").headers["Location"].rstrip("/")[-3:], "/my"
        )
        self.assertIn("777.00", self.text(login="shopper"))

    def test_people_put_under_the_company_see_and_spend_nothing(self):
        """A contact keeper puts a portal user under the customer: every door stays shut."""
        self.give_credit(777.0)
        bill = self.invoice(120.0)
        keeper = self._new_user("contact_keeper", "base.group_user,base.group_partner_manager")
        self.stranger.partner_id.with_user(keeper).parent_id = self.customer
        self.assertEqual(self.stranger.partner_id.commercial_partner_id, self.customer)
        for url in ("/my", "/my/home", "/shop", "/shop/cart", f"/my/invoices/{bill.id}"):
            self.assertNotIn("777.00", self.text(url, login="stranger"), url)
        for url in ("/my/credit", "/my/credit/topup"):
            answer = self.page(url, "stranger")
            self.assertEqual(answer.headers["Location"].rstrip("/")[-3:], "/my", url)
        self.submit(
            f"/my/invoices/{bill.id}/store_credit",
            {"amount": "120", "due": str(bill.amount_residual)},
            page="/my/account",
        )
        self.submit("/my/credit/pin", {"pin": "1358", "pin_again": "1358"}, page="/my/account")
        self.env.invalidate_all()
        self.assertEqual(bill.amount_residual, 120.0)
        self.assertEqual(self.credit_account().balance, 777.0)
        pins = self.env["customer.credit.pin"].sudo()
        self.assertFalse(pins.search([("partner_id", "=", self.stranger.partner_id.id)]))

    def test_other_companies_show_nothing(self):
        """Credit of another company stays on that company's websites."""
        self.give_credit(777.0)
        other = self.setup_other_company()["company"]
        self.website.sudo().company_id = other
        self.assertNotIn("777.00", self.text())

    def test_account_page_and_header_show_what_is_available(self):
        """A card on My Account, and the header unless the website hides it."""
        self.give_credit(45.0)
        self.authenticate("shopper", "shopper")
        home = self.url_open("/my").text
        self.assertIn("o_store_credit_available", home)
        self.assertIn("o_store_credit_header", home)
        self.website.store_credit_show_header = False
        self.assertNotIn("o_store_credit_header", self.url_open("/my").text)
        self.website.store_credit_show_header = True
        self.authenticate(None, None)
        self.assertNotIn("o_store_credit_header", self.url_open("/shop").text)

    def test_code_is_shown_where_there_are_tills(self):
        """Within the page, and only to its person."""
        self.authenticate("shopper", "shopper")
        tills = self.env["pos.config"].sudo().search([("company_id", "=", self.company.id)])
        self.assertEqual("till_code" in self.url_open("/my/credit").text, bool(tills))
        if not tills:
            self.env["pos.config"].sudo().create({"name": "Till", "company_id": self.company.id})
        page = self.url_open("/my/credit").text
        self.assertIn("data:image/svg+xml;base64,", page)
        self.assertNotIn(self.customer._get_credit_qr_token(), page)

    def test_renewed_code_voids_the_one_before(self):
        """The button on the page makes what was photographed useless."""
        token = self.customer._get_credit_qr_token()
        self.authenticate("shopper", "shopper")
        refused = self.url_open("/my/credit/code/renew", data={"csrf_token": "forged"})
        self.assertEqual(refused.status_code, 400)
        self.assertEqual(self.env["res.partner"]._find_by_credit_qr_token(token), self.customer)
        self.submit("/my/credit/code/renew", {}, page="/my/credit/topup")
        self.env.invalidate_all()
        self.assertFalse(self.env["res.partner"]._find_by_credit_qr_token(token))

    def test_page_costs_a_constant_number_of_queries(self):
        """Twenty entries cost what two cost."""
        for number in range(2):
            self.give_credit(1.0 + number)
        self.authenticate("shopper", "shopper")
        self.url_open("/my/credit")
        few = self._count_queries()
        for number in range(18):
            self.give_credit(1.0 + number)
        self.url_open("/my/credit")
        self.assertLessEqual(self._count_queries(), few + 3)

    def _count_queries(self):
        """Return how many queries the page takes."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.url_open("/my/credit")
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestCreditCode(ShopHttpCommon):
    """The signed code for the till."""

    def find(self, token):
        """Return whom the code names."""
        return self.env["res.partner"]._find_by_credit_qr_token(token)

    def test_code_names_its_person_only(self):
        """The genuine text finds the person; any change of it finds nobody."""
        token = self.contact._get_credit_qr_token()
        self.assertEqual(self.find(token), self.contact)
        self.assertEqual(self.find(f" {token.lower()} "), self.contact)
        prefix, partner_id, version, signature = token.split(".")
        forged = (
            f"{prefix}.{self.customer.id}.{version}.{signature}",
            f"{prefix}.{partner_id}.1.{signature}",
            f"{prefix}.{partner_id}.{version}.{'0' * len(signature)}",
            f"{prefix}.{partner_id}.{version}.",
            f"{prefix}.{partner_id}.{version}.é",
            f"{prefix}.99999999999999999999.{version}.{signature}",
            f"{prefix}.-1.{version}.{signature}",
            token + ".1", "", "CC1...", None, 7, ["CC1"],
        )  # fmt: skip
        for text in forged:
            self.assertFalse(self.find(text), text)

    def test_code_of_an_archived_person_finds_nobody(self):
        """Who left cannot be served."""
        person = self.env["res.partner"].create({"name": "Left"})
        token = person._get_credit_qr_token()
        person.active = False
        self.assertFalse(self.find(token))

    def test_clients_cannot_read_or_set_the_version(self):
        """Neither a portal user nor a salesperson may revive an old code."""
        for user in (self.shopper, self.salesperson):
            person = self.customer.with_user(user)
            with self.assertRaises(AccessError, msg=user.login):
                person.write({"store_credit_code_version": 5})
            with self.assertRaises(AccessError, msg=user.login):
                person.read(["store_credit_code_version"])
