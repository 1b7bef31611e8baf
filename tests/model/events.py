"""What happens in the stories: each ``do_`` method plays one event and tells it to the model."""

from .events_corrections import Corrections
from .events_credit import Credits
from .events_documents import Documents
from .events_orders import Orders
from .events_shop import Shop
from .events_till import Tills

WEIGHTS = {
    "invoice": 6, "credit_note": 3, "payment": 3, "topup": 3, "apply": 8, "unapply": 4,
    "transfer_in": 2, "transfer_out": 2, "refund": 2, "refund_credit": 2, "adjust": 2,
    "reserve": 1, "release": 1, "overspend": 1, "change": 2, "change_customer": 1, "reverse": 1,
    "cancel": 1, "merge": 0.4, "reparent": 0.4, "account": 0.7, "apply_and_undo": 2,
    "discounted": 2, "reverse_again": 1, "pay": 2, "overdraft": 0.5, "auto_apply": 0.5,
    "withheld": 1.5, "pay_withheld": 1.5, "opening": 2, "portal": 2, "order": 2,
    "down_payment": 2, "invoice_order": 1.5, "set_aside": 2.5, "free_aside": 0.7,
    "cancel_order": 0.4, "payout_back": 1.5, "card": 1.5,
    "till_sale": 4, "till_refund": 2, "till_topup": 1.2, "till_undo": 1.2,
    "till_settle": 2, "till_settle_undo": 1.2, "till_close": 2, "till_invoice": 1.5,
    "shop_order": 2.5, "shop_pay": 1, "shop_invoice": 2.5, "shop_reset": 0.7, "shop_reverse": 0.7,
    "shop_cancel_invoice": 0.7, "shop_cancel": 1.2, "shop_refund": 2,
}  # fmt: skip


class Events(Documents, Orders, Shop, Tills, Credits, Corrections):
    """Everything that may happen."""

    def do_apply_and_undo(self):
        """What is taken back at once leaves no trace, to the cent on every account."""
        partners = self.partners.values()
        before, uses = self.stage.open_rows(partners), list(self.model.uses)
        self.do_apply()
        self.settle()
        self.compare()
        new = [it for it in self.model.uses if not any(it is other for other in uses)]
        if not new:
            return  # it was refused
        (use,) = new
        if (use.credit, use.debt) in [(it.credit, it.debt) for it in uses]:
            return
        self.take_back(use)
        self.settle()
        after = self.stage.open_rows(partners)
        if after != before:
            self.fail("open items after the undo", before, after)

    def refused(self, act):
        """Play what has to be refused; it leaves nothing behind."""
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                act()
                self.env.flush_all()
        except self.stage.refusals:
            self.env.invalidate_all()
            return
        self.fail("what is too much", "refused", "done")
