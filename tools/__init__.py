"""The workshop: how Odoo, PostgreSQL, databases, tests and the demo are set up."""
