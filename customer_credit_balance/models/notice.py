"""Notices: what a button answers when it has done something, and what the screen does then."""

CLOSE = {"type": "ir.actions.act_window_close"}
RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}


def get_notice(
    message: str, kind: str = "success", *, title: str | None = None, then: dict | None = None,
    **params: object,
) -> dict:  # fmt: skip
    """Return the action that shows a notice.

    :param kind: success, info, warning or danger
    :param title: line above the message
    :param then: action that follows: CLOSE the dialog, RELOAD the screen, or any other
    :param params: further parameters of Odoo's notice: ``links``, ``sticky``
    """
    head = {"title": title} if title else {}
    tail = {"next": dict(then)} if then else {}
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {"type": kind, **head, "message": message, **params, **tail},
    }
