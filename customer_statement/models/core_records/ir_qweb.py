"""Emails of a batch: their template is compiled once, not once for each customer."""

from lxml import etree

from odoo import models

CONTEXT_KEY = "customer_statement_compiled"


class CompiledTemplates:
    """What was compiled for one batch; an object, so that no client can send one."""

    def __init__(self):
        self.found = {}


class IrQweb(models.AbstractModel):
    """Adds a cache to templates of emails, because Odoo keeps those of views only."""

    _inherit = "ir.qweb"

    # --- hooks

    def _generate_code_uncached(self, template):
        """Return what the batch compiled before from the same source, for the same language.

        # EXTENDS 'base'
        """
        context = self.env.context
        compiled = context.get(CONTEXT_KEY)
        if not isinstance(compiled, CompiledTemplates) or not isinstance(template, etree._Element):
            return super()._generate_code_uncached(template)
        names = [*self._get_template_cache_keys(), "raise_on_forbidden_code_for_model"]
        # Compiling takes the source apart: it is written down before.
        key = (etree.tostring(template), *(context.get(name) for name in names))
        if key not in compiled.found:
            compiled.found[key] = super()._generate_code_uncached(template)
        return compiled.found[key]
