"""The use-cases: plain functions `verb(work, …)` that ask permission themselves and know nothing of the web."""
