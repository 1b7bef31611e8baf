"""The machine of truth: random stories over the real books, beside a ledger of plain Python."""
