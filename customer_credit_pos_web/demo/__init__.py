"""The demo story of the till and the shop: a bakery whose customers prepay."""

from . import customer_credit_demo, shop_demo
