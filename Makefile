# `make run` serves the demo company on this machine; `make test` is what CI runs.

manage := .venv/bin/python manage.py

run_packages := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk gettext
test_packages := $(run_packages) chromium-headless-shell postgresql poppler-utils

# A checkout runs on the development settings; a server sets its own environment.
export DEBUG = 1

# What a server behind a proxy sets, so that its settings are looked at too.
production = DEBUG= SECURE=1 ALLOWED_HOSTS=qms.example.com \
	SECRET_KEY=$$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')

.PHONY: run setup test suite browser bench check messages

# A worker takes on what is too long for a page; both stop together.
run: setup
	$(manage) migrate
	$(manage) demo
	$(manage) db_worker --no-reload & worker=$$!; \
	$(manage) runserver 127.0.0.1:8000 --noreload & server=$$!; \
	trap 'kill $$worker $$server 2>/dev/null' EXIT INT TERM; wait $$server

setup: .venv/requirements.txt.installed
	.ci/system-packages $(run_packages)
	$(manage) compilemessages --ignore .venv

# The first pass is on SQLite, whatever database the developer's shell names.
test: export DATABASE_URL = sqlite:///db.sqlite3
test: .venv/requirements-dev.txt.installed
	.ci/system-packages $(test_packages)
	$(MAKE) check
	$(manage) compilemessages --ignore .venv
	$(MAKE) suite
	.ci/with-postgres $(MAKE) suite only='-m "not alike"'
	$(MAKE) browser

# Two workers; which tests stay together, and which come first, tests/conftest.py says.
pytest := .venv/bin/pytest -n 2 --no-loadscope-reorder

# What the system promises, on the database that DATABASE_URL names.
suite: .venv/requirements-dev.txt.installed
	$(pytest) tests --ignore=tests/browser $(only)

browser: .venv/requirements-dev.txt.installed
	$(pytest) tests/browser

# A million sales lines on PostgreSQL: minutes to build, then the times of the pages.
bench: .venv/requirements.txt.installed
	.ci/system-packages postgresql
	.ci/with-postgres $(manage) bench

check: .venv/requirements-dev.txt.installed
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/lint-imports
	.venv/bin/djade --check --target-version 5.2 $$(find templates -name '*.html')
	$(manage) check --fail-level WARNING
	$(production) $(manage) check --deploy --fail-level WARNING
	$(manage) makemigrations --check --dry-run

messages: setup
	$(manage) makemessages -l zh_Hant -l zh_Hans --no-wrap --no-location --ignore .venv

.venv/%.installed: % requirements.txt | .venv/bin/pip
	.venv/bin/pip install --quiet --requirement $<
	touch $@

.venv/bin/pip:
	python3 -m venv .venv
