"""Models by topic. The order of topics is part of the program, that within one is not."""

# What was changed, stopped, asked and decided, as it was written down.
from . import audit

# The rules of a company, and its defaults.
from . import policy

# Limit and hold of one customer in one company.
from . import profile

# Which terms count, and what documents add.
from . import exposure

# Customers found by live exposure, headroom and utilisation.
from . import search

# Customers marked where somebody chooses one.
from . import marks

# Decisions on documents, by any route.
from . import gate

# What people see of a decision, and the ways to yes.
from . import banner

# Asking for an exception, and deciding: who, in which turn, for how long.
from . import requests

# Of whom and how much they were asked for, whatever became of the document.
from . import asked

# Requests that end by themselves: nothing stands behind them, or their time is over.
from . import endings

# What people hear of a request, and what whoever asked may do meanwhile.
from . import news

# Confirmed orders that shall grow beyond their room.
from . import enlargements

# How customers pay: snapshots, behaviour, score.
from . import insight

# Whose stored figures still hold, and who is read afresh.
from . import moved

# Asking for a higher limit.
from . import limit_requests

# Rules that put customers on hold, and what releases them.
from . import holds

# What a rule or a policy would do, before it is saved.
from . import previews

# Tiles of the start page.
from . import start

# The chapters of this addon in the user guide.
from . import guide
