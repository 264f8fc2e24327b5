"""Sealed values are bound to their place, and a data key exists only once its row does."""

import contextlib

import pytest

import factories
from app.db.keyring import Keyring, UnreadableValueError
from app.db.work import SYSTEM

PLACE = ("bsn", "person", "bsn_sealed", "person:1")


def test_a_key_that_was_rolled_back_is_never_used_again(store):
    with contextlib.suppress(RuntimeError), store.work(SYSTEM, factories.AT) as w:
        store.keyring.seal(w.session, PLACE, "999000019")
        raise RuntimeError
    with store.work(SYSTEM, factories.AT) as w:
        sealed = store.keyring.seal(w.session, PLACE, "999000019")
    fresh = Keyring(store.keyring.keys)
    with store.look(SYSTEM, factories.AT) as w:
        assert fresh.open(w.session, PLACE, sealed) == "999000019"


def test_a_sealed_value_opens_nowhere_else(store):
    with store.work(SYSTEM, factories.AT) as w:
        sealed = store.keyring.seal(w.session, PLACE, "999000019")
        for place in (("bsn", "person", "bsn_sealed", "person:2"), ("bsn", "person", "iban", "person:1")):
            with pytest.raises(UnreadableValueError):
                store.keyring.open(w.session, place, sealed)


def test_the_stored_blob_does_not_hold_the_number(store):
    with store.work(SYSTEM, factories.AT) as w:
        assert b"999000019" not in store.keyring.seal(w.session, PLACE, "999000019")
