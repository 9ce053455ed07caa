"""The computer's key store: trusted ones only, in time, and never in silence."""

import threading

import pytest

from reviewer_app.domain.errors import SecretStoreError
from reviewer_app.storage.keystore import KeyringSecretStore

SECRET = "ab" * 32


def a_backend(module: str, name: str, **methods):
    """Return a stand-in that looks like the keyring library's class of that name."""
    values: dict[tuple[str, str], str] = {}
    standard = {
        "set_password": lambda _self, service, user, value: values.update({(service, user): value}),
        "get_password": lambda _self, service, user: values.get((service, user)),
        "delete_password": lambda _self, service, user: values.pop((service, user)),
    }
    kind = type(name, (), {**standard, **methods, "__module__": module, "values": values})
    kind.__qualname__ = name
    return kind()


def secret_service(**methods):
    return a_backend("keyring.backends.SecretService", "Keyring", **methods)


def test_a_secret_is_kept_read_back_and_forgotten():
    backend = secret_service()
    store = KeyringSecretStore(lambda: backend)
    assert store.describe() == "the Secret Service"
    assert store.get("p1") is None
    store.set("p1", SECRET)
    store.set("p2", "cd" * 32)
    assert store.get("p1") == SECRET
    assert len({service for service, _ in backend.values}) == 2, "one service for each profile"
    store.delete("p1")
    store.delete("p1")
    assert store.get("p1") is None
    assert store.get("p2")


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("keyring.backends.null", "Keyring"),
        ("keyring.backends.fail", "Keyring"),
        ("keyrings.alt.file", "PlaintextKeyring"),
        ("somebody.elses", "Keyring"),
    ],
)
def test_a_store_not_on_the_list_is_refused(module, name):
    backend = a_backend(module, name)
    store = KeyringSecretStore(lambda: backend)
    assert store.describe() == ""
    for call in (lambda: store.get("p"), lambda: store.set("p", SECRET)):
        with pytest.raises(SecretStoreError, match="no key store that can be trusted") as caught:
            call()
        assert caught.value.action
    assert backend.values == {}


def test_a_row_of_stores_is_as_good_as_its_worst():
    chain = a_backend("keyring.backends.chainer", "ChainerBackend")
    good, bad = secret_service(), a_backend("keyrings.alt.file", "PlaintextKeyring")
    chain.backends = [good, bad]
    assert KeyringSecretStore(lambda: chain).describe() == ""
    chain.backends = [good]
    KeyringSecretStore(lambda: chain).set("p", SECRET)
    assert good.values


def test_a_store_that_forgets_in_silence_is_noticed():
    backend = secret_service(set_password=lambda *_: None)
    with pytest.raises(SecretStoreError, match="did not keep"):
        KeyringSecretStore(lambda: backend).set("p", SECRET)


def test_a_locked_store_comes_with_advice():
    def locked(*_):
        raise RuntimeError("KeyringLocked")

    store = KeyringSecretStore(lambda: secret_service(get_password=locked))
    with pytest.raises(SecretStoreError, match="Unlock it, or go on with your passphrase"):
        store.get("p")


def test_a_store_that_waits_for_a_prompt_nobody_sees_is_left():
    let_go = threading.Event()
    backend = secret_service(get_password=lambda *_: let_go.wait(60))
    store = KeyringSecretStore(lambda: backend, patience=0.05)
    with pytest.raises(SecretStoreError, match="does not answer"):
        store.get("p")
    let_go.set()


def test_on_windows_the_secret_does_not_roam():
    backend = a_backend("keyring.backends.Windows", "WinVaultKeyring", persist="enterprise")
    KeyringSecretStore(lambda: backend).set("p", SECRET)
    assert backend.persist == "local machine"


def test_only_a_short_secret_is_kept():
    """Windows refuses more than 1,280 characters with a riddle of an error."""
    with pytest.raises(ValueError, match="64"):
        KeyringSecretStore(secret_service).set("p", "x" * 2000)


def test_the_library_is_found_without_a_desktop():
    """Here there is none: the library's own answer is a refusal in words, not a crash."""
    assert KeyringSecretStore().describe() == ""
