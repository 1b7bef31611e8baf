"""Pages of the portal, payments, and files."""

from . import portal
from . import portal_answer
from . import portal_live
from . import portal_pay
from . import portal_plan
from . import portal_remittance
from . import download
