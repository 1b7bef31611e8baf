"""What people hear of requests: of whom they asked, who decided, why; reminders and mails."""

from . import customer_credit_request
