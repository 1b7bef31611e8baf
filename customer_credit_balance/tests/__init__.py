"""Tests of the base addon."""

from . import test_ledger
from . import test_stale_snapshot
from . import test_books
from . import test_topup
from . import test_companies
from . import test_credit_view
from . import test_demo_story
from . import test_exposure
from . import test_position
from . import test_apply
from . import test_tours
from . import test_adjust
from . import test_transfer
from . import test_refund
from . import test_void
from . import test_settings
from . import test_wizard_doors
from . import test_auto_apply
from . import test_in_step
from . import test_in_step_random
from . import test_unapply
from . import test_centre_access
from . import test_random_sequences
from . import test_doors
from . import test_doors_company
from . import test_translations
