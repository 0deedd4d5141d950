# install · run · test · check · bench
PORT ?= 8000
PYTHON = .venv/bin/python
export PYTHONDONTWRITEBYTECODE ?= 1
.PHONY: install run test check bench

.venv/installed: requirements-dev.lock
	python3 -m venv .venv
	$(PYTHON) -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	touch $@

install: .venv/installed

.env:
	@python3 -c "import secrets; print('DEBUG=1\nSECRET_KEY=' + secrets.token_urlsafe(50))" > $@ && chmod 600 $@

run: install .env
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py load_demo
	@echo "Trang công khai:  http://127.0.0.1:$(PORT)/"
	@echo "Trang quản trị:   http://127.0.0.1:$(PORT)/quan-tri/"
	@$(PYTHON) manage.py runserver --noreload --insecure --skip-checks 127.0.0.1:$(PORT)

test: install
	$(PYTHON) -m tests.run

check: install
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint templates --lint --quiet
	DJANGO_SETTINGS_MODULE=tests.settings .venv/bin/mypy procedures campaigns tthc_portal
	DEBUG=1 $(PYTHON) manage.py makemigrations --check --dry-run
	SECRET_KEY=$$(python3 -c "import secrets; print(secrets.token_urlsafe(60))") DEBUG=0 HTTPS_ONLY=1 ALLOWED_HOSTS=tthc.example SITE_URL=https://tthc.example \
		$(PYTHON) manage.py check --deploy --fail-level WARNING

bench: install
	$(PYTHON) -m tests.bench
