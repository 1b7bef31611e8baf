"""What store credit we owe on a day, by customer and age."""

from . import customer_credit_liability
