import { registry } from "@web/core/registry";
import { download } from "@web/core/network/download";
import { user } from "@web/core/user";
import { getReportUrl } from "@web/webclient/actions/reports/utils";

const REPORT_NAME = "customer_statement.report_customer_statement";

/**
 * Statements are drawn by the server itself: their PDF is downloaded at once, without asking
 * whether this server has the program that turns pages of HTML into PDF.
 */
export async function downloadStatements(action, options, env) {
    if (action.report_type !== "qweb-pdf" || action.report_name !== REPORT_NAME) {
        return false;
    }
    env.services.ui.block();
    try {
        await download({
            url: "/report/download",
            data: {
                data: JSON.stringify([getReportUrl(action, "pdf"), action.report_type]),
                context: JSON.stringify({ ...user.context, ...action.context }),
            },
        });
    } finally {
        env.services.ui.unblock();
    }
    return true;
}

registry.category("ir.actions.report handlers").add(REPORT_NAME, downloadStatements);
