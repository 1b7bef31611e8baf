"""Who knocks: a user of each kind, and calls as the web client and as the JSON-2 API make them."""

from collections import namedtuple

from odoo import Command, exceptions
from odoo.tests import new_test_user

# Each kind has exactly the rights of its groups.
KINDS = {
    "salesperson": "sales_team.group_sale_salesman_all_leads",
    "invoicing": "account.group_account_invoice",
    "accountant": "account.group_account_manager",
    "credit user": "customer_credit_balance.group_customer_credit_user",
    "credit manager": "customer_credit_balance.group_customer_credit_manager,"
    "account.group_account_invoice",
    "approver": "customer_credit_limit.group_credit_limit_approver,"
    "sales_team.group_sale_salesman_all_leads",
    "limit manager": "customer_credit_limit.group_credit_limit_manager",
    "colleague": "customer_credit_balance.group_customer_credit_manager,"
    "customer_credit_limit.group_credit_limit_manager,account.group_account_invoice",
    "till user": "base.group_user,point_of_sale.group_pos_user",
    "till manager": "base.group_user,point_of_sale.group_pos_manager",
    "contacts": "base.group_user,base.group_partner_manager",
    "statement user": "customer_statement.group_customer_statement_user,"
    "sales_team.group_sale_salesman",
    "statement manager": "customer_statement.group_customer_statement_manager,"
    "account.group_account_invoice",
    "employee": "base.group_user",
    "customer": "base.group_portal",
    "stranger": "base.group_portal",
}
APIS = ("call_kw", "json2")
PATIENCE = 120  # seconds for one request on a busy machine

Answer = namedtuple("Answer", "kind text result")
Answer.__doc__ = """What came back: kind is "ok", "refused" (an error for people) or "raw"."""


class Person:
    """A user of one kind, with a browser session and an API key."""

    def __init__(self, case, kind):
        self.kind = kind
        self.user = new_test_user(
            case.env,
            login=f"doors {kind}",
            groups=KINDS[kind],
            company_id=case.company.id,
            company_ids=[Command.set(case.company.ids)],
            email=f"{kind.replace(' ', '.')}@example.com",
        )
        keys = case.env["res.users.apikeys"].with_user(self.user).sudo()
        self.key = _generate(keys)
        self.browser = None


def _generate(keys):
    """Return an API key that lasts longer than the test."""
    from datetime import datetime, timedelta

    admin = keys.with_user(keys.env.ref("base.user_root")).sudo()
    until = datetime.now() + timedelta(days=1)
    try:
        return keys._generate("rpc", "doors", until)
    except exceptions.ValidationError:
        key = admin._generate("rpc", "doors", until)
        keys.env.cr.execute(
            "UPDATE res_users_apikeys SET user_id = %s WHERE index = %s", [keys.env.uid, key[:8]]
        )
        return key


class Clients:
    """Calls over HTTP by kind of user; mixed into an ``HttpCase``."""

    @classmethod
    def make_people(cls):
        """Make a user of each kind; the customer's is a contact of the customer."""
        cls.people = {kind: Person(cls, kind) for kind in KINDS}
        cls.people["customer"].user.partner_id.parent_id = cls.customer
        cls.people["stranger"].user.partner_id.parent_id = cls.other_customer

    def who(self, kind):
        """Return the user of this kind."""
        return self.people[kind].user

    def enter(self, kind):
        """Take the browser of this user; log in when it is the first time in this test."""
        person = self.people[kind]
        if person.browser is None or person.browser[2] is not self:
            self.session = None
            self.authenticate(person.user.login, person.user.login)
            person.browser = (self.session, self.opener, self)
        self.session, self.opener = person.browser[:2]

    def send(self, kind, api, model, method, ids=(), *args, **named):
        """Call a method as this user by this API.

        JSON-2 takes named arguments only: ``args`` are for call_kw alone.
        """
        self.enter(kind)
        if api == "json2":
            return self._send_json2(kind, model, method, ids, named)
        positional = [list(ids)] if ids is not None else []
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={
                "params": {
                    "model": model, "method": method, "args": [*positional, *args],
                    "kwargs": named,
                }
            },
            timeout=PATIENCE,
        )  # fmt: skip
        return self.read_answer(response)

    def _send_json2(self, kind, model, method, ids, named):
        response = self.url_open(
            f"/json/2/{model}/{method}",
            json={**({"ids": list(ids)} if ids is not None else {}), **named},
            headers={
                "Authorization": f"bearer {self.people[kind].key}",
                "X-Odoo-Database": self.env.cr.dbname,
            },
            timeout=PATIENCE,
        )
        self.env.invalidate_all()
        if response.ok:
            return Answer("ok", "", response.json())
        text = response.text[:300]
        return Answer("refused" if response.status_code < 500 else "raw", text, None)

    def read_answer(self, response):
        """Return the answer of a JSON-RPC request."""
        self.env.invalidate_all()
        if not response.ok:
            kind = "refused" if response.status_code < 500 else "raw"
            return Answer(kind, response.text[:300], None)
        answer = response.json()
        if "error" not in answer:
            return Answer("ok", "", answer.get("result"))
        data = answer["error"]["data"]
        return Answer(_kind_of(data["name"]), f"{data['name']}: {data['message']}"[:300], data)

    def rpc(self, kind, model, method, ids=(), *args, **named):
        """Do a step as this user in the web client."""
        return self.send(kind, "call_kw", model, method, ids, *args, **named)

    def json_route(self, kind, url, **params):
        """Do a step by a JSON route of a page."""
        self.enter(kind)
        answer = self.url_open(
            url, json={"jsonrpc": "2.0", "method": "call", "params": params}, timeout=PATIENCE
        )
        return self.read_answer(answer)

    def form(self, kind, url, **data):
        """Do a step by sending a form of a page; pages answer in words, so only 500 is an error."""
        from odoo.http import Request

        self.enter(kind)
        data["csrf_token"] = Request.csrf_token(self)
        # What the next page would show decides nothing.
        page = self.url_open(url, data=data, timeout=PATIENCE, allow_redirects=False)
        self.env.invalidate_all()
        return Answer("raw" if page.status_code >= 500 else "ok", page.text[:300], page.text)


def _kind_of(name):
    """Say whether an error is meant for people, by its class."""
    module, _dot, cls = name.rpartition(".")
    known = ("AccessDenied", "AccessError", "MissingError", "UserError", "ValidationError",
             "RedirectWarning", "InsufficientCredit", "LockError", "NotFound", "Forbidden",
             "BadRequest")  # fmt: skip
    if cls in known:
        return "refused"
    try:
        found = getattr(__import__(module, fromlist=[cls]), cls)
    except (ImportError, AttributeError, ValueError):
        return "raw"
    return "refused" if issubclass(found, exceptions.UserError) else "raw"
