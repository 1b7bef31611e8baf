# Thin on purpose: everything is in tools/ (python3 -m tools --help).
PYTHON ?= python3
TOOLS = $(PYTHON) -m tools
# make test PINS=odoo: with the versions that Odoo 19 pins.
export PINS

.PHONY: help setup demo stop clean test test-odoo test-countries test-beside soak lint fmt shell bench screenshots i18n

help: ## show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## get Odoo, PostgreSQL and the base database
	@$(TOOLS) setup

demo: ## serve the demo in the background (PORT=8069, HOST=127.0.0.1, DB=demo, FRESH=1)
	@$(TOOLS) demo $(if $(PORT),--port $(PORT)) $(if $(HOST),--host $(HOST)) \
		$(if $(DB),--database $(DB)) $(if $(FRESH),--fresh)

stop: ## end the demo
	@$(TOOLS) stop

clean: ## end the demo and remove everything that was made (FORCE=1 for a shared folder)
	@$(TOOLS) clean $(if $(FORCE),--force)

test: ## run the tests (ADDON=name, K=expression, KEEP=1, PINS=odoo, DAY="2028-02-29 23:30")
	@$(TOOLS) test $(if $(DAY),--day "$(DAY)") $(if $(ADDON),--addon $(ADDON)) $(if $(K),-k "$(K)") $(if $(KEEP),--keep)

test-odoo: ## Odoo's own tests with the addons (MODULES="sale portal", ALL=1, AGAIN=1)
	@$(TOOLS) test-odoo $(if $(ALL),--all) $(if $(AGAIN),--again) $(MODULES)

test-countries: ## the whole story in every chart of accounts (CHARTS="fr be", MISSING=1, TEST_LANES=4)
	@$(TOOLS) test-countries $(if $(MISSING),--missing) $(CHARTS)

test-beside: ## addons of others beside ours (GROUPS="reviews", TOGETHER=1: in one database, ONLY=story or tests)
	@$(TOOLS) test-beside $(if $(TOGETHER),--together) $(if $(ONLY),--only $(ONLY)) $(GROUPS)

soak: ## run the long proofs (ADDON=name, K=expression)
	@$(TOOLS) test --soak $(if $(ADDON),--addon $(ADDON)) $(if $(K),-k "$(K)")

lint: ## check style
	@$(TOOLS) lint

fmt: ## format the code
	@$(TOOLS) fmt

shell: ## Odoo's Python shell on the demo (DB=demo)
	@$(TOOLS) shell $(DB)

bench: ## measure speed (ARGS=...)
	@$(TOOLS) python -m tests.bench $(ARGS)

screenshots: ## take the pictures of the README from the demo (ARGS=...)
	@$(TOOLS) python -m tools.screenshots $(ARGS)

i18n: ## bring the translations up to date (ADDON=name)
	@$(TOOLS) python -m tools.i18n $(ADDON)
