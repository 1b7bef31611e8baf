# Thin on purpose: everything is in tools/ (python3 -m tools --help).
PYTHON ?= python3
TOOLS = $(PYTHON) -m tools

.PHONY: help setup test

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## get Odoo, PostgreSQL and the base database
	@$(TOOLS) setup

test: ## run the tests (ADDON=name, K=expression, KEEP=1)
	@$(TOOLS) test $(if $(ADDON),--addon $(ADDON)) $(if $(K),-k "$(K)") $(if $(KEEP),--keep)
