"""The machine that plays honest scenarios with one forged value: see docs/SECURITY.md."""
