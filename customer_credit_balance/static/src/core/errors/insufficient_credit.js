import { _t } from "@web/core/l10n/translation";
import { odooExceptionTitleMap, WarningDialog } from "@web/core/errors/error_dialogs";
import { registry } from "@web/core/registry";

// An ordinary answer of the server, as a UserError: by the name of its class nobody would know.
const NAME = "odoo.addons.customer_credit_balance.exceptions.InsufficientCredit";

odooExceptionTitleMap.set(NAME, _t("Not enough store credit"));
registry.category("error_dialogs").add(NAME, WarningDialog);
