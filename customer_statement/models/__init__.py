"""Models by topic. The order of topics is part of the program, that within one is not."""

# Odoo's own records that statements rest on.
from . import core_records

# How a statement looks and what it says.
from . import template

# One record per customer and period, frozen once it is sent.
from . import statement

# The days of a statement, filled by the name of the period.
from . import period

# Letters that a PDF would not show.
from . import letters

# The reference that a customer pays with.
from . import references

# How a statement reaches its customer, and a record of each time it did.
from . import delivery

# One statement for each of many customers, on a schedule.
from . import runs

# How many customers a run has, counted before anything is sent.
from . import counting

# Who works on runs: scheduled actions, or jobs of a job queue.
from . import workers

# Paying what a statement says in the portal.
from . import paying

# What customers answer: agree, dispute, promise.
from . import answers

# A dispute that is accepted becomes a credit note in one step.
from . import credit_notes

# What a coming payment is for: promises, disputes, and where the payment goes.
from . import remittance

# Reminders: statements of open items with the words of a step, after all that stops them.
from . import reminders

# What is open is paid in parts: reminders skip it, payments of the portal count for it.
from . import plans

# What late items cost by law or agreement, after disputes, which suspend it.
from . import interest

# What is kept of private persons, and until when: after all that is kept.
from . import privacy

# Tiles of the start page.
from . import start

# The chapters of this addon in the user guide.
from . import guide
