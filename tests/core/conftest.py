"""Make the pure core importable without the addon around it, and keep Hypothesis repeatable."""

import sys
from pathlib import Path

from hypothesis import settings

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
for folder in (HERE, ROOT / "customer_credit_balance", ROOT / "customer_statement" / "core"):
    sys.path.insert(0, str(folder))

settings.register_profile("core", max_examples=60, deadline=None, derandomize=True, database=None)
settings.load_profile("core")
