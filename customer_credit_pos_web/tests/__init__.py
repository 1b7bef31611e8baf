"""Tests of the till wing and of the shop wing."""

from . import test_pos_behaviour
from . import test_pos_closing
from . import test_pos_customer_account
from . import test_pos_pay
from . import test_pos_refund
from . import test_pos_sale_orders
from . import test_pos_settlement
from . import test_pos_settlement_orders
from . import test_pos_settlement_tours
from . import test_pos_setup
from . import test_pos_topup
from . import test_portal_credit
from . import test_provider
from . import test_shop_mail
from . import test_shop_refund
from . import test_shop_split
from . import test_shop_http
from . import test_shop_tours
from . import test_topup_http
from . import test_topup_order
from . import test_topup_shop
from . import test_pos_tours
from . import test_topup_tours
from . import test_translations
