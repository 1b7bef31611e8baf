"""The demo story of statements: told after the story of the customers, by real business steps."""

from . import customer_statement_demo
from . import customer_reminder_demo
from . import customer_plan_demo
