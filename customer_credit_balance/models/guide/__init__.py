from . import customer_credit_guide
