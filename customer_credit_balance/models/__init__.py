"""Models by topic. The order of topics is part of the program, that within one is not."""

# Who may: rights of a caller, what clients never write, evidence, people who may spend.
from . import authority

# The append-only ledger and the books that it follows.
from . import ledger

# Accounts in the manner of each chart: the ledger's set-up asks for them.
from . import charts

# Posted customer documents: what they are worth changes by reset, gate and posting alone.
from . import posted

# Proof that accounts, entries and books agree.
from . import proof

# Proof, second half: what customers see as open is open, and nothing of a helper entry is.
from . import proof_items

# Mails that stop nothing, for the other addons.
from . import mails

# Figures of a customer, read in batches.
from . import customer

# The Credit Centre: one row for every credit given.
from . import centre

# Credits applied to invoices, and taken off again.
from . import application

# Small rests of invoices and credits, written off: they use the list and its applications.
from . import write_off

# What store credit we owe on a day, by customer and age.
from . import liability

# What customers owe or will owe, as named terms in one statement.
from . import exposure

# Both sides of the account beside a document.
from . import position

# Orders and invoices in step.
from . import order_invoicing

# Set aside for an order by hand, used by its invoice once it is in step.
from . import set_aside

# The start page of the app, to which every addon adds its tiles.
from . import start

# The user guide, to which every addon adds its chapters.
from . import guide
