"""What moved since figures were stored: whose stored figures hold, and who is read afresh."""

from . import customer_credit_movement, res_partner
