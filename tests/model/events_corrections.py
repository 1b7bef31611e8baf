"""Events of correction: reset, reversed, cancelled; customers that change."""

from .choices import Choices


class Corrections(Choices):
    """Documents that are reset, changed, reversed, cancelled; customers that change."""

    def _changeable(self, paid=True):
        """Return an invoice or credit note of which nothing was paid out.

        Not a credit that paid a till order which was invoiced late: that stays with what the
        session booked.

        :param bool paid: credits may have paid a part of it
        """
        late = self.late_orders()
        return self.pick(
            key
            for key in self.lines_of
            if self.model.documents[key].posted
            and all(
                paid and use.kind == "apply" and not (use.credit == key and use.debt in late)
                for use in self.model.uses
                if key in (use.credit, use.debt)
            )
        )

    def do_change(self):
        """Reset to draft, another price, some another day, post again: what paid it is free."""
        key = self._changeable()
        document, move = self.model.documents[key], self.moves[key].with_env(self.env)
        quantity, price, tax = self.lines_of[key][0]
        other = self.amount(200, document.currency)
        lines = [(quantity, other, tax), *self.lines_of[key][1:]]
        total = self.total(lines, document.currency, self.cash_of.get(key))
        if other == price or total in (abs(document.amount), 0):
            raise self.nothing_to_do
        day = self.today if self.rnd.random() < 0.3 else document.day
        move.button_draft()
        move.invoice_line_ids.sorted("id")[0].price_unit = float(other)
        if day != document.day:
            move.write({"invoice_date": day, "date": day})
        move.action_post()
        self.lines_of[key] = lines
        self.tell(f"{key} is reset and changed to {total} {document.currency} of {day}")
        self.model.reset(key)
        sign = 1 if document.amount > 0 else -1
        self.model.repost(key, sign * total, day, document.customer)
        if sign > 0:
            self._paid_again(key)

    def do_change_customer(self):
        """It was meant for somebody else: who paid has the money back."""
        key = self._changeable()
        document, move = self.model.documents[key], self.moves[key].with_env(self.env)
        other = self.pick(name for name in self.partners if name != document.customer)
        if self.account_of[other] != document.account:
            raise self.nothing_to_do
        move.button_draft()
        move.partner_id = self.partner(other)
        move.action_post()
        self.tell(f"{key} is reset and given to {other}")
        self.model.reset(key)
        self.model.repost(key, document.amount, document.day, other)
        if document.amount > 0:
            self._paid_again(key)

    def do_reverse(self):
        """The whole document is taken back by another, which takes the place of what paid it.

        An invoice by a credit note, and a credit note by an invoice.
        """
        key = self._changeable()
        document = self.model.documents[key]
        if document.currency != "USD":
            raise self.nothing_to_do
        move = self.moves[key].with_env(self.env)
        reversal = move._reverse_moves([{"date": self.today, "invoice_date": self.today}], True)
        self.model.reset(key)
        self.model.repost(key, document.amount, document.day, document.customer)
        other = self.new_key("reversal")
        self.added(other, document.customer, document.company, "USD", -document.amount, reversal)
        self.model.documents[other].account = document.account
        self._takes_back(other, key)

    def _takes_back(self, other, key):
        """Tell the model that one document takes back another as a whole."""
        document = self.model.documents[key]
        credit, debt = (other, key) if document.amount > 0 else (key, other)
        self.model.apply(credit, debt, abs(document.amount), self.today).kind = "reversal"
        self.reversals.append(other)

    def do_reverse_again(self):
        """What took a document back is taken back itself: by another, or cancelled.

        The first document is open again, as it was before anything paid it.
        """
        key = self.pick(key for key in self.reversals if self.model.documents[key].posted)
        document, move = self.model.documents[key], self.moves[key].with_env(self.env)
        self.reversals.remove(key)
        if self.rnd.random() < 0.5:
            move.button_draft()
            move.button_cancel()
            self.tell(f"{key} is cancelled: it takes nothing back any more")
            self.model.reset(key)
            return
        again = move._reverse_moves([{"date": self.today, "invoice_date": self.today}], True)
        self.model.reset(key)
        self.model.repost(key, document.amount, document.day, document.customer)
        other = self.new_key("second reversal")
        self.added(other, document.customer, document.company, "USD", -document.amount, again)
        self.model.documents[other].account = document.account
        self._takes_back(other, key)

    def do_cancel(self):
        """Cancelled: it is not there any more, and what paid it is free."""
        key = self._changeable()
        move = self.moves[key].with_env(self.env)
        move.button_draft()
        move.button_cancel()
        self.tell(f"{key} is cancelled")
        self.model.reset(key)

    def do_payout_back(self):
        """Money that was paid out comes back: its payment is cancelled, the credit is open."""
        number = self.pick(sorted(self.payouts))
        move, use, place = self.payouts.pop(number)
        move.with_env(self.env).origin_payment_id.action_cancel()
        if use:
            self.tell(f"what was paid out of {use.credit} comes back")
            self.model.uses = [it for it in self.model.uses if it is not use]
        else:
            self.tell(f"{place[2]} that was paid out to {place[0]} comes back")
            self.model.give(*place)

    def do_account(self):
        """The customer's documents go to another receivable account from now on."""
        name = self.customer()
        account = "B" if self.account_of[name] == "A" else "A"
        for company in self.companies.values():
            partner = self.partner(name).with_company(company)
            partner.property_account_receivable_id = self.stage.accounts[account]
        self.account_of[name] = account
        self.tell(f"{name} has receivable account {account} now")

    def do_merge(self):
        """Two contacts are one."""
        gone, stays = self._pair()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard.with_user(self.stage._get_administrator())._merge(
            (self.partner(gone) + self.partner(stays)).ids, self.partner(stays)
        )
        self._taken_over(gone, stays, "is merged into")

    def do_reparent(self):
        """A customer becomes a contact of another, as a credit manager may decide."""
        gone, stays = self._pair()
        vals = {"is_company": False, "parent_id": self.partner(stays).id}
        secured = [("partner_id", "=", self.partner(gone).id),
                   ("move_id.inalterable_hash", "!=", False)]  # fmt: skip
        if self.env["account.move.line"].search_count(secured, limit=1):
            # Odoo writes the new customer on all items, and secured ones do not change.
            self.refused(lambda: self.partner(gone).write(vals))
            self.tell(f"{gone} has secured entries and becomes no contact of {stays}")
            return
        self.partner(gone).write(vals)
        self._taken_over(gone, stays, "is a contact of")

    def _pair(self):
        """Return two customers who may be one: a used overdraft would stop everything."""
        if len(self.partners) < 3:
            raise self.nothing_to_do
        return self.pick(
            (gone, stays)
            for gone in self.partners
            for stays in self.partners
            if gone != stays
            and self.account_of[gone] == self.account_of[stays]
            and not any(name in (gone, stays) for name, _where in self.model.overdraft)
            and not any(it.customer == gone and not it.closed for it in self.sold.values())
        )

    def _taken_over(self, gone, stays, how):
        """Tell the model whose everything is."""
        self.tell(f"{gone} {how} {stays}")
        del self.partners[gone]
        self.model.take_over(gone, stays)
        for bought in (*self.sold.values(), *self.bought.values()):
            if bought.customer == gone:
                bought.customer = stays
        for topup in self.topups.values():
            if topup.customer == gone:
                topup.customer = stays
        for _move, _use, place in self.payouts.values():
            if place and place[0] == gone:
                place[0] = stays
