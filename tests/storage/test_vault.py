"""The vault on real files: who can open it, what a mistake costs, what damage does."""

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer_app.crypto.kdf import KdfCost
from reviewer_app.domain.account import NewAccount
from reviewer_app.domain.errors import (
    DamagedError,
    NewerDataError,
    ReviewerError,
    SecretStoreError,
    WrongPassphraseError,
)
from reviewer_app.domain.ports import ProfilePaths
from reviewer_app.storage import vault_file
from reviewer_app.storage.vault import LETTERS, Vault
from tests.storage.profiles import CHEAP, PASSPHRASE

NAME = "Amara Okafor"


@pytest.fixture
def paths(folder: Path) -> ProfilePaths:
    return ProfilePaths(folder)


@pytest.fixture
def made(paths):
    """A new vault, open, and its recovery code."""
    return Vault.create(paths, NewAccount(NAME, "Head", "Oakfield"), PASSPHRASE, kdf=CHEAP)


def load(paths: ProfilePaths) -> Vault:
    return Vault.load(paths, kdf=CHEAP)


def test_passphrase_and_recovery_code_open_the_same_keys(paths, made, clock):
    unlocked, code = made
    by_phrase = load(paths).unlock_passphrase(PASSPHRASE, clock.now())
    by_code = load(paths).unlock_recovery(code.lower().replace("-", " "), clock.now())
    assert by_phrase.main_key == by_code.main_key == unlocked.main_key
    assert len({unlocked.main_key, unlocked.blobs_key, unlocked.box_secret}) == 3
    assert by_phrase.account == unlocked.account
    assert unlocked.account.name == NAME
    assert unlocked.account.letter in LETTERS
    assert load(paths).slots() == ("passphrase", "recovery")


def test_the_file_tells_nothing_and_is_its_owners(paths, made):
    unlocked, code = made
    for path in paths.folder.iterdir():
        data = path.read_bytes()
        assert NAME.encode() not in data
        assert PASSPHRASE.encode() not in data
        assert code.encode() not in data
        assert unlocked.main_key not in data
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.folder.stat().st_mode) == 0o700


def test_wrong_passphrases_are_slowed_down_across_restarts_and_never_wipe(paths, made, clock):
    waits = []
    for _ in range(9):
        with pytest.raises(WrongPassphraseError) as caught:
            load(paths).unlock_passphrase("not it", clock.now())
        waits.append(caught.value.wait_seconds)
        with pytest.raises(WrongPassphraseError, match="wait") as caught:
            load(paths).unlock_passphrase(PASSPHRASE, clock.now())
        clock.advance(caught.value.wait_seconds)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    load(paths).unlock_passphrase(PASSPHRASE, clock.now())
    with pytest.raises(WrongPassphraseError) as caught:
        load(paths).unlock_passphrase("not it", clock.now())
    assert caught.value.wait_seconds == 1, "a success forgets the failures"


def test_a_clock_set_back_does_not_lock_anybody_out(paths, made, clock):
    with pytest.raises(WrongPassphraseError):
        load(paths).unlock_passphrase("not it", clock.now())
    clock.advance(days=-3650)
    with pytest.raises(WrongPassphraseError) as caught:
        load(paths).unlock_passphrase(PASSPHRASE, clock.now())
    assert caught.value.wait_seconds == 1
    clock.advance(1)
    load(paths).unlock_passphrase(PASSPHRASE, clock.now())


def test_a_slip_in_the_recovery_code_is_told_at_once_and_costs_nothing(paths, made, clock):
    _, code = made
    slip = ("0" if code[0] != "0" else "1") + code[1:]
    with pytest.raises(WrongPassphraseError, match="character is wrong") as caught:
        load(paths).unlock_recovery(slip, clock.now())
    assert caught.value.wait_seconds == 0
    load(paths).unlock_recovery(code, clock.now())


def test_an_old_passphrase_opens_no_generation(paths, made, clock):
    unlocked, code = made
    unlocked.change_passphrase("eight blue lanterns")
    paths.vault.write_bytes(b"damaged")
    with pytest.raises(WrongPassphraseError):
        load(paths).unlock_passphrase(PASSPHRASE, clock.now())
    clock.advance(1)
    assert load(paths).unlock_passphrase("eight blue lanterns", clock.now()).slots()
    new = unlocked.new_recovery_code()
    with pytest.raises(WrongPassphraseError):
        load(paths).unlock_recovery(code, clock.now())
    clock.advance(1)
    assert load(paths).unlock_recovery(new, clock.now())


def test_the_keyring_opens_it_without_typing(paths, memory_secrets, clock):
    account = NewAccount(NAME, "Head", "Oakfield", use_keyring=True)
    unlocked, _ = Vault.create(paths, account, PASSPHRASE, kdf=CHEAP, secrets=memory_secrets)
    (secret,) = memory_secrets.values.values()
    assert len(secret) == 64
    assert load(paths).unlock_keyring(memory_secrets).main_key == unlocked.main_key
    unlocked.disable_keyring(memory_secrets)
    assert memory_secrets.values == {}
    with pytest.raises(SecretStoreError):
        load(paths).unlock_keyring(memory_secrets)
    unlocked.enable_keyring(memory_secrets)
    memory_secrets.values.clear()
    with pytest.raises(SecretStoreError, match="does not hold"):
        load(paths).unlock_keyring(memory_secrets)
    load(paths).unlock_passphrase(PASSPHRASE, clock.now())


def test_a_shared_laptop_never_keeps_the_key(paths, memory_secrets):
    account = NewAccount(NAME, "Head", "Oakfield", shared_laptop=True, use_keyring=True)
    unlocked, _ = Vault.create(paths, account, PASSPHRASE, kdf=CHEAP, secrets=memory_secrets)
    assert memory_secrets.values == {}
    with pytest.raises(SecretStoreError):
        unlocked.enable_keyring(memory_secrets)


def test_practice_opens_by_itself_and_cannot_lose_its_one_slot(paths):
    account = NewAccount("Practice", "", "", practice=True)
    unlocked, code = Vault.create(paths, account, None, kdf=CHEAP)
    assert code == ""
    assert load(paths).practice
    assert load(paths).unlock_practice().main_key == unlocked.main_key
    with pytest.raises(ReviewerError, match="only way left"):
        unlocked.remove_slot("practice")


def test_the_last_slot_stays(made):
    unlocked, _ = made
    unlocked.remove_slot("recovery")
    assert unlocked.needs_second_slot
    with pytest.raises(ReviewerError, match="only way left"):
        unlocked.remove_slot("passphrase")
    assert unlocked.slots() == ("passphrase",)


def test_a_weak_passphrase_slot_is_lifted_at_the_next_unlock(paths, made, clock):
    stronger = KdfCost(16384, 2)
    Vault.load(paths, kdf=stronger).unlock_passphrase(PASSPHRASE, clock.now())
    (slot,) = (s for s in vault_file.load(paths)[0][0].slots if s.kind == "passphrase")
    assert slot.cost == stronger
    load(paths).unlock_passphrase(PASSPHRASE, clock.now())


@pytest.mark.parametrize("place", range(0, 1000, 53))
def test_a_damaged_vault_falls_back_to_the_one_before(paths, made, clock, place):
    unlocked, _ = made
    data = bytearray(paths.vault.read_bytes())
    data[place] ^= 0x01
    paths.vault.write_bytes(data)
    vault = load(paths)
    assert vault.unlock_passphrase(PASSPHRASE, clock.now()).main_key == unlocked.main_key


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'{"vault": 1}', b"\xff" * 99])
def test_two_damaged_generations_are_said_so(paths, made, data):
    paths.vault.write_bytes(data)
    vault_file.previous(paths).write_bytes(data)
    with pytest.raises(DamagedError, match="copy beside it"):
        load(paths)


def test_a_damaged_vault_is_not_copied_over_the_good_one(paths, made, clock):
    paths.vault.write_bytes(b"damaged")
    vault = load(paths)
    assert vault.damaged
    vault.unlock_passphrase(PASSPHRASE, clock.now()).note_ops(1, "ab")
    paths.vault.write_bytes(b"damaged again")
    load(paths).unlock_passphrase(PASSPHRASE, clock.now())


def test_a_header_changed_with_a_fitting_checksum_is_noticed(paths, made, clock):
    """Somebody rewrites the file, checksum and all: the body knows the header it belongs to."""
    for path in (paths.vault, vault_file.previous(paths)):
        file = vault_file.VaultFile.decode(path.read_bytes())
        path.write_bytes(replace(file, shared_laptop=True).encode())
    with pytest.raises(DamagedError):
        load(paths).unlock_passphrase(PASSPHRASE, clock.now())


def test_a_cost_over_the_cap_is_not_computed(paths, made):
    for path in (paths.vault, vault_file.previous(paths)):
        file = vault_file.VaultFile.decode(path.read_bytes())
        slots = tuple(
            replace(s, cost=KdfCost(64 * 1024**3, 10**6)) if s.cost else s for s in file.slots
        )
        path.write_bytes(replace(file, slots=slots).encode())
    with pytest.raises(DamagedError):
        load(paths)


def test_a_newer_vault_is_refused(paths, made):
    data = json.loads(paths.vault.read_bytes())
    data["vault"]["format"] = 99
    paths.vault.write_bytes(json.dumps(data).encode())
    with pytest.raises(NewerDataError):
        load(paths)


def test_the_counter_is_kept_and_cannot_be_forged(paths, made, clock):
    unlocked, _ = made
    unlocked.note_ops(12, "ab" * 32)
    again = load(paths).unlock_passphrase(PASSPHRASE, clock.now())
    assert again.counter() == (12, "ab" * 32)
    again.file = replace(again.file, counter=os.urandom(80))
    assert again.counter() == (0, "")


def test_a_second_profile_is_not_made_over_the_first(paths, made):
    before = paths.vault.read_bytes()
    with pytest.raises(ReviewerError, match="a profile in this folder already"):
        Vault.create(paths, NewAccount("x", "", ""), "x", kdf=CHEAP)
    assert paths.vault.read_bytes() == before
