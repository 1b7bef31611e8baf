"""The fields of credit policies leave the names that `account_credit_control` defines too.

What they show is stored on the profile and the policy and stays. What users saved about the fields
goes with them: filters, exports, defaults, their own views.
"""

MODELS = ("res.partner", "res.users", "res.company", "res.config.settings")
NAMES = ("id", "mode", "basis", "default_limit", "default_limit_mode")


def migrate(cr, version):
    """Rename the fields, and every place in which a user may have written one of them."""
    for end in NAMES:
        _rename(cr, f"credit_policy_{end}", f"customer_credit_policy_{end}")


def _rename(cr, old, new):
    # The field of another addon may have the old name; ours shows or is reached by our model.
    cr.execute(
        """UPDATE ir_model_fields f SET name = %(new)s
            WHERE model IN %(models)s AND name = %(old)s
              AND id IN (SELECT res_id FROM ir_model_data
                          WHERE module = 'customer_credit_limit' AND model = 'ir.model.fields')""",
        {"old": old, "new": new, "models": MODELS},
    )
    if not cr.rowcount:
        return
    cr.execute(
        """UPDATE ir_model_data SET name = regexp_replace(name, %(end)s, '__' || %(new)s)
            WHERE module = 'customer_credit_limit' AND model = 'ir.model.fields'
              AND name ~ %(end)s""",
        {"end": f"__{old}$", "new": new},
    )
    word = {"word": rf"\m{old}\M", "new": new, "models": MODELS}
    cr.execute(
        """UPDATE ir_filters
              SET domain = regexp_replace(domain, %(word)s, %(new)s, 'g'),
                  context = regexp_replace(context, %(word)s, %(new)s, 'g'),
                  sort = regexp_replace(sort::text, %(word)s, %(new)s, 'g')
            WHERE (domain, context, sort::text)::text ~ %(word)s""",
        word,
    )
    cr.execute(
        """UPDATE ir_exports_line SET name = regexp_replace(name, %(word)s, %(new)s, 'g')
            WHERE name ~ %(word)s""",
        word,
    )
    cr.execute(
        """UPDATE ir_ui_view SET arch_db =
                  regexp_replace(arch_db::text, %(word)s, %(new)s, 'g')::jsonb
            WHERE model IN %(models)s AND arch_db::text ~ %(word)s""",
        word,
    )
