"""Records that decisions on money read: what the server computes there is not for clients."""

from odoo import Command, _, api, models, tools
from odoo.exceptions import UserError

# Types whose values are money, quantities or rates.
AMOUNTS = ("monetary", "float")
# Lists that link nothing: as Python writes them, and as they come from a page.
NOTHING = [[], *([kind(it)] for it in (Command.set([]), Command.clear()) for kind in (tuple, list))]


class CustomerCreditGuardedMixin(models.AbstractModel):
    """Odoo stores totals and protects them in views only; anybody may write them by RPC.

    Gates and exposure read them. So values that a client gives for them are left out and the
    field is computed anew, whatever form, import or script they come from: an honest client sends
    some along with a form and means nothing by it. What no honest client sends is refused.
    The superuser passes: the server's own steps set what they must.
    """

    _name = "customer.credit.guarded.mixin"
    _description = "Record Whose Computed Figures Decide About Credit"

    # Computed fields besides amounts that decide, and amounts that Odoo itself sets as the user.
    _credit_decisive_names = frozenset()
    _credit_free_names = frozenset()
    # Plain fields that only the server's own steps may set.
    _credit_server_names = frozenset()

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Compute what is computed, whatever a client says.

        :raise UserError: a client sets what only the server may
        """
        if self.env.su:
            return super().create(vals_list)
        names = self._get_credit_computed_names()
        defaults = self._get_credit_defaults()
        for vals in vals_list:
            self._check_credit_server_names(self._get_credit_claims(defaults | vals))
        return super().create(
            [
                {name: vals[name] for name in vals if name not in names}
                if names & vals.keys()
                else vals
                for vals in vals_list
            ]
        )

    def write(self, vals):
        """Compute what is computed, whatever a client says.

        :raise UserError: a client sets what only the server may
        """
        if self.env.su:
            return super().write(vals)
        self._check_credit_server_names(vals)
        claimed = self._get_credit_computed_names() & vals.keys()
        if not claimed:
            return super().write(vals)
        res = super().write({name: vals[name] for name in vals if name not in claimed})
        for name in claimed:
            self.env.add_to_compute(self._fields[name], self)
        self._check_credit_company(vals)
        return res

    @api.model
    def _check_credit_server_names(self, vals):
        """Refuse a client's values of what only the server may set.

        :raise UserError: with the names of the fields
        """
        refused = self._get_credit_server_names() & vals.keys()
        if refused:
            raise self._get_credit_server_refusal(refused)

    def _check_credit_company(self, vals):
        """Refuse another company than the document's, as Odoo does by what else is of a company.

        Left out in silence, whoever moves a line to another company would believe that it is there.

        :raise UserError: with the name of the field
        """
        if "company_id" not in self._get_credit_computed_names() or not vals.get("company_id"):
            return
        if any(record.company_id.id != vals["company_id"] for record in self):
            raise self._get_credit_server_refusal({"company_id"})

    # --- hooks

    @api.model
    def _get_credit_server_names(self) -> frozenset[str]:
        """Hook: return the names of plain fields that only the server's own steps may set."""
        return self._credit_server_names

    @api.model
    def _get_credit_server_refusal(self, names: set[str]) -> UserError:
        """Hook: return the error that tells a client why these fields are not theirs to set.

        :param names: of the fields, a set
        :return: UserError or a kind of it
        """
        labels = [self._fields[name]._description_string(self.env) for name in sorted(names)]
        return UserError(
            _(
                "%(fields)s: this is set by the steps of the document alone, as credit is "
                "decided by it. Use the buttons of the document.",
                fields=", ".join(labels),
            )
        )

    # --- private

    @api.model
    def _get_credit_defaults(self) -> dict:
        """Return {field: value} that the context gives to whatever is created: a client's, too."""
        prefix = "default_"
        return {
            key.removeprefix(prefix): value
            for key, value in self.env.context.items()
            if key.startswith(prefix) and value
        }

    @api.model
    def _get_credit_claims(self, vals: dict) -> dict:
        """Return the values of a new record that say something: forms send empty lists along.

        Odoo's form does so for the lines of a combo.
        """
        return {
            name: value
            for name, value in vals.items()
            if name not in self._get_credit_server_names()
            or self._fields[name].type not in ("one2many", "many2many")
            or (list(value) if isinstance(value, tuple) else value) not in NOTHING
        }

    @api.model
    @tools.ormcache("self._name")
    def _get_credit_computed_names(self) -> frozenset:
        """Return the names of stored fields that only their computation may set.

        Found in the registry, so those of other addons as well: amounts, copies of another
        record's field, and those that the model names.
        """
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store
            and field.compute
            and field.readonly
            and not field.inverse
            and name not in self._credit_free_names
            and (field.type in AMOUNTS or field.related or name in self._credit_decisive_names)
        )
