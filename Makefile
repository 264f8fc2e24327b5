# make help lists what you can do
SHELL := /bin/bash
PY := .venv/bin/python
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.ready  ## Debian packages, venv, locked dependencies, translations

.venv/.ready: requirements-dev.lock pyproject.toml $(wildcard app/translations/*/LC_MESSAGES/*.po)
	@tools/make-venv

demo: setup  ## fill a demo agency and serve it on http://127.0.0.1:5000 (PORT= overrides)
	@exec .venv/bin/one-payroll demo

test: setup  ## the whole suite: rooms, services and pages on SQLite and PostgreSQL, browser
	@tools/run-tests

lint: setup  ## ruff
	@.venv/bin/ruff check .

types: setup  ## mypy strict
	@.venv/bin/mypy

bench: setup  ## one line per figure; BENCH_WORKERS=10000
	@.venv/bin/one-payroll bench

browser: setup  ## only the tests in real Chromium
	@$(PY) -m pytest tests/browser -m browser

lock: setup  ## resolve the dependencies again
	@.venv/bin/uv pip compile -q --generate-hashes --python-version 3.11 --no-annotate --no-header pyproject.toml -o requirements.lock
	@.venv/bin/uv pip compile -q --generate-hashes --python-version 3.11 --no-annotate --no-header --extra dev pyproject.toml -o requirements-dev.lock

.PHONY: help setup demo test lint types bench browser lock
