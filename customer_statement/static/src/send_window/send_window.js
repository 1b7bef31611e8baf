import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formView } from "@web/views/form/form_view";

/**
 * The send window. Drafts that were made for it go with it when it is discarded: by its button, by
 * its x and by the Escape key.
 */
export class SendWindowController extends formView.Controller {
    setup() {
        super.setup();
        this.orm = useService("orm");
        if (this.env.inDialog && this.props.context.statements_made_for_window) {
            this.env.dialogData.dismiss = () => this.discardMade();
        }
    }

    /** Remove the drafts. The server keeps what was sent meanwhile, and asks the user's rights. */
    async discardMade() {
        const rows = this.model.root.data.line_ids.records;
        const ids = rows.map((row) => row.data.statement_id.id);
        const drafts = await this.orm.search("customer.statement", [
            ["id", "in", ids],
            ["state", "=", "draft"],
        ]);
        if (drafts.length) {
            await this.orm.unlink("customer.statement", drafts);
        }
    }

    async beforeExecuteActionButton(clickParams) {
        if (clickParams.special === "cancel" && this.props.context.statements_made_for_window) {
            await this.discardMade();
        }
        return super.beforeExecuteActionButton(...arguments);
    }
}

registry.category("views").add("customer_statement_send_window", {
    ...formView,
    Controller: SendWindowController,
});
