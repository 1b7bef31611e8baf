"""Install, upgrade, uninstall and install again, each in a database of its own."""
