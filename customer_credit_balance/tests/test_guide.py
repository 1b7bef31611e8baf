"""The user guide: everybody finds the own page, customers no other, and nothing leads outside."""

import re
from pathlib import Path

import polib
from lxml import etree, html

from odoo.modules import get_module_path
from odoo.tests import HttpCase, new_test_user, tagged

HOME = "/customer_credit/guide"
TAG = re.compile(r"<[^>]*>")


@tagged("post_install", "-at_install")
class TestGuide(HttpCase):
    """The pages of the addons that are installed."""

    @classmethod
    def setUpClass(cls):
        """One user of each kind, with exactly the groups of that person."""
        super().setUpClass()
        guide = cls.env["customer.credit.guide"]
        cls.persons = guide._get_persons()
        for code, person in cls.persons.items():
            new_test_user(cls.env, f"guide_{code}", groups=person.groups[-1])
        if "customer" not in cls.persons:
            new_test_user(cls.env, "guide_customer", groups="base.group_portal")

    def open_as(self, code, path=HOME):
        """Open a page as the user of a person."""
        self.authenticate(f"guide_{code}", f"guide_{code}")
        return self.url_open(path)

    def test_everybody_lands_on_the_own_page(self):
        """It has a title, in the language of the reader's screen, and no link outside."""
        for code in self.persons:
            with self.subTest(code):
                answer = self.open_as(code)
                self.assertEqual(answer.status_code, 200)
                self.assertTrue(answer.url.endswith(f"{HOME}/{code}"), answer.url)
                page = html.fromstring(answer.text)
                self.assertEqual(page.get("lang"), "en")
                self.assertTrue(page.findtext(".//h1"))
                self.assertTrue(page.xpath("//section/h2"))
                links = page.xpath("//main//a/@href | //main//img/@src")
                self.assertEqual([it for it in links if not it.startswith("/")], [])

    def test_links_and_pictures_open(self):
        """Of every page, for a colleague, who may read all of them."""
        found = set()
        for code in self.persons:
            page = html.fromstring(self.open_as("manager", f"{HOME}/{code}").text)
            self.assertEqual(page.xpath("//nav//a[@aria-current='page']/@href"), [f"{HOME}/{code}"])
            found |= set(page.xpath("//main//a/@href | //main//img/@src"))
        self.assertLessEqual({f"{HOME}/{code}" for code in self.persons}, found)
        for path in sorted(found):
            self.assertEqual(self.url_open(path).status_code, 200, path)
        self.assertEqual(self.url_open(f"{HOME}/nobody").status_code, 404)

    def test_customers_read_their_page_alone(self):
        """Others are not there for them; who is not logged in reads none."""
        own = 200 if "customer" in self.persons else 404
        self.assertEqual(self.open_as("customer", f"{HOME}/customer").status_code, own)
        for code in self.persons.keys() - {"customer"}:
            self.assertEqual(self.url_open(f"{HOME}/{code}").status_code, 404, code)
        if own == 200:
            page = html.fromstring(self.url_open(HOME).text)
            self.assertEqual(page.xpath("//nav"), [])
        self.authenticate(None, None)
        for path in (HOME, f"{HOME}/manager", f"{HOME}/customer"):
            answer = self.url_open(path, allow_redirects=False)
            self.assertIn("/web/login", answer.headers["Location"])

    def test_customers_read_it_in_the_language_of_the_site(self):
        """Colleagues in their own, whatever they looked at on the site."""
        if "customer" not in self.persons:
            self.skipTest("no addon has a page for customers")
        self.env["res.lang"]._activate_lang("fr_FR")
        languages = {}
        for code in ("customer", "manager"):
            self.authenticate(f"guide_{code}", f"guide_{code}")
            self.opener.cookies.set("frontend_lang", "fr_FR")
            languages[code] = html.fromstring(self.url_open(f"{HOME}/{code}").text).get("lang")
        self.assertEqual(languages, {"customer": "fr", "manager": "en"})

    def test_names_of_odoo_are_those_of_its_screens(self):
        """Names in <em> are Odoo's: among the words of what the chapter's addon depends on."""
        records = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("name", "=like", "guide\\_%")]
        )
        for module, found in records.grouped("module").items():
            views = self.env["ir.ui.view"].browse(found.mapped("res_id"))
            names = {
                name
                for view in views.with_context(lang=None)
                for element in etree.fromstring(view.arch_db).iter("em")
                for name in "".join(element.itertext()).split(" > ")
            }
            self.assertEqual(sorted(names - self.words_of_odoo(module, names)), [], module)

    def words_of_odoo(self, module, names):
        """Return those of the names that stand on screens of what the module depends on."""
        if not names:
            return names
        below = self.env["ir.module.module"].search([("name", "=", module)])
        modules = below.upstream_dependencies(exclude_states=("uninstallable",))
        known = set()
        for name in ["base", *modules.mapped("name")]:
            path = Path(get_module_path(name)) / "i18n" / f"{name}.pot"
            if path.is_file() and not name.startswith("customer_"):
                words = (TAG.sub("", entry.msgid).strip() for entry in polib.pofile(str(path)))
                known |= names.intersection(words)
        return known
