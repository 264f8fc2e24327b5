"""The doors: every module here offers `bp`; a new noun is found by being there."""

import pkgutil
from importlib import import_module

from flask import Flask


def init_app(app: Flask) -> None:
    for module in pkgutil.iter_modules(__path__):
        app.register_blueprint(import_module(f"{__name__}.{module.name}").bp)
