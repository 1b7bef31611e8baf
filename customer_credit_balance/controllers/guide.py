"""The user guide: one page per person, in the reader's language, without any address outside."""

from odoo import http
from odoo.http import request


class GuideController(http.Controller):
    """Opens for whoever is logged in: colleagues read every page, customers their own alone."""

    @http.route(
        ["/customer_credit/guide", "/customer_credit/guide/<string:code>"],
        type="http", auth="user", methods=["GET"], readonly=True, sitemap=False,
    )  # fmt: skip
    def show(self, code=None, **_kwargs):
        """Show the page of a person, or lead to the reader's own.

        :raise NotFound: no addon has such a page, or it is not for this reader
        """
        if not request.env.user._is_internal():
            self._speak_as_the_site()
        guide = request.env["customer.credit.guide"]
        pages = guide._get_pages()
        if code is None:
            own = guide._find_own(pages)
            if own:
                return request.redirect(f"/customer_credit/guide/{own}")
        if code not in pages:
            raise request.not_found()
        language = request.env["res.lang"]._get_data(code=request.env.lang)
        return request.render(
            pages[code].template,
            {
                "guide_code": code,
                "guide_pages": pages,
                "html_data": {
                    "lang": (language.iso_code or "en").replace("_", "-"),
                    "dir": language.direction or "ltr",
                },
            },
        )

    def _speak_as_the_site(self):
        """Take the language that the customer chose on the site, where it is installed."""
        code = request.cookies.get("frontend_lang")
        if code and request.env["res.lang"]._get_data(code=code):
            request.update_context(lang=code)
