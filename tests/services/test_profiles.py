"""From an empty laptop to an open profile, and every way that door can stay shut."""

import os

import pytest

from reviewer_app.domain.account import NewAccount
from reviewer_app.domain.errors import (
    AlreadyOpenError,
    ReviewerError,
    SecretStoreError,
    WrongPassphraseError,
)
from tests.fixtures.builders import PASSPHRASE, a_review, a_session, profiles_in, raw_files

ACCOUNT = NewAccount("Amara Okafor", "Head of School", "Oakfield Primary")


def test_a_new_profile_is_closed_and_opened_again(folder, clock):
    profiles = profiles_in(folder, clock)
    assert not profiles.state("main").exists
    created = profiles.create("main", ACCOUNT, PASSPHRASE)
    review = a_review(created.session, notes=1)
    created.session.close()

    state = profiles.state("main")
    assert (state.exists, state.practice, state.has_keyring) == (True, False, False)
    session = profiles.unlock("main", PASSPHRASE)
    assert session.account.name == "Amara Okafor"
    assert [c.id for c in session.reviews.cards()] == [review]
    assert session.check() == []
    session.close()


@pytest.mark.parametrize(
    ("passphrase", "word"),
    [("", "unrelated"), ("short", "Too short"), ("passwordpassword", "guess"),
     ("Amara Okafor Oakfield", "guess")],
)  # fmt: skip
def test_a_weak_passphrase_makes_nothing(folder, clock, passphrase, word):
    profiles = profiles_in(folder, clock)
    with pytest.raises(ReviewerError, match=word):
        profiles.create("main", ACCOUNT, passphrase)
    assert not profiles.state("main").exists


@pytest.mark.parametrize("name", ["", "..", ".hidden", "a/b", "a\\b", "C:x", "nul\x00"])
def test_a_profile_name_cannot_leave_the_folder(folder, clock, name):
    with pytest.raises(ReviewerError, match="not a name"):
        profiles_in(folder, clock).state(name)


def test_wrong_passphrases_are_held_back_longer_each_time_and_wipe_nothing(folder, clock):
    a_session(folder, clock).close()
    profiles = profiles_in(folder, clock)
    databases = {n: d for n, d in raw_files(folder).items() if n.endswith((".db", "vault.json"))}
    waits = []
    for _ in range(9):
        with pytest.raises(WrongPassphraseError) as caught:
            profiles.unlock("main", "not the right words")
        waits.append(caught.value.wait_seconds)
        with pytest.raises(WrongPassphraseError, match="wait"):
            profiles.unlock("main", PASSPHRASE)  # even the right one waits
        clock.advance(seconds=caught.value.wait_seconds)
    assert waits == sorted(waits)
    assert waits[0] >= 1
    assert waits[-1] == 60
    now = raw_files(folder)
    assert {n: now[n] for n in databases} == databases
    profiles.unlock("main", PASSPHRASE).close()


def test_a_recovery_code_put_off_is_shown_again_and_a_copy_of_it_stays_good(folder, clock):
    profiles = profiles_in(folder, clock)
    created = profiles.create("main", ACCOUNT, PASSPHRASE)
    assert created.session.keys.unconfirmed_code() == created.recovery_code
    created.session.close()
    session = profiles.unlock("main", PASSPHRASE)
    assert session.keys.unconfirmed_code() == created.recovery_code
    assert session.keys.confirm_recovery(created.recovery_code[-4:])
    with session.desk.store.unit() as unit:
        assert unit.settings.get("recovery.code", "") == ""
    newer = session.keys.unconfirmed_code()  # asked for once more: a copy may be lost
    assert newer != created.recovery_code
    session.close()
    session = profiles.unlock_with_recovery("main", newer, "otter ladder violet thunder")
    session.close()


def test_the_recovery_code_opens_and_sets_a_new_passphrase(folder, clock):
    profiles = profiles_in(folder, clock)
    created = profiles.create("main", ACCOUNT, PASSPHRASE)
    session, code = created.session, created.recovery_code
    assert session.keys.recovery_pending()
    assert not session.keys.confirm_recovery("0000")
    assert session.keys.confirm_recovery(code[-4:].lower())
    assert not session.keys.recovery_pending()
    assert code in session.keys.recovery_text(code)
    session.close()

    with pytest.raises(ReviewerError, match="weak"):
        profiles.unlock_with_recovery("main", code, "short")
    with pytest.raises(WrongPassphraseError, match="character"):
        profiles.unlock_with_recovery("main", code[:-1], "four quiet purple boats")
    profiles.unlock_with_recovery("main", f" {code.lower()} ", "four quiet purple boats").close()
    with pytest.raises(WrongPassphraseError):
        profiles.unlock("main", PASSPHRASE)
    clock.advance(minutes=2)
    profiles.unlock("main", "four quiet purple boats").close()


def test_recovery_beside_an_open_window_changes_no_passphrase(folder, clock):
    profiles = profiles_in(folder, clock)
    created = profiles.create("main", ACCOUNT, PASSPHRASE)
    with pytest.raises(AlreadyOpenError):
        profiles.unlock_with_recovery("main", created.recovery_code, "four quiet purple boats")
    created.session.keys.check_passphrase(PASSPHRASE)
    created.session.close()


def test_a_new_passphrase_counts_at_once_and_the_old_one_no_longer(session):
    with pytest.raises(ReviewerError, match="weak"):
        session.keys.change_passphrase(PASSPHRASE, "short")
    with pytest.raises(WrongPassphraseError):
        session.keys.change_passphrase("not the right words", "four quiet purple boats")
    session.desk.clock.advance(minutes=2)
    session.keys.change_passphrase(PASSPHRASE, "four quiet purple boats")
    session.keys.check_passphrase("four quiet purple boats")
    with pytest.raises(WrongPassphraseError):
        session.keys.check_passphrase(PASSPHRASE)


def test_the_pin_opens_the_cover_five_tries_and_twelve_hours_long(session, clock, folder):
    keys = session.keys
    for wrong in ("12345", "1234567", "12345a", "١٢٣٤٥٦"):
        with pytest.raises(ReviewerError, match="six digits"):
            keys.set_pin(wrong)
    assert not keys.has_pin()
    keys.set_pin("294817")
    assert keys.check_pin("294817").ok
    assert [keys.check_pin("000000").tries_left for _ in range(5)] == [4, 3, 2, 1, 0]
    assert not keys.has_pin()
    assert not keys.check_pin("294817").ok, "only the passphrase opens now"
    keys.check_passphrase(PASSPHRASE)
    assert keys.check_pin("294817").ok
    clock.advance(hours=12)
    assert not keys.has_pin()
    assert not any(b"294817" in data for data in raw_files(folder).values())


def test_the_keyring_opens_without_typing_until_it_is_switched_off(folder, clock, memory_secrets):
    profiles = profiles_in(folder, clock, memory_secrets)
    session = profiles.create(
        "main", NewAccount("Amara Okafor", "", "", use_keyring=True), PASSPHRASE
    ).session
    assert session.keys.keyring_enabled()
    session.close()
    assert profiles.state("main").has_keyring
    session = profiles.unlock_with_keyring("main")
    session.keys.disable_keyring()
    session.close()
    assert memory_secrets.values == {}
    with pytest.raises(SecretStoreError, match="passphrase"):
        profiles.unlock_with_keyring("main")
    profiles.unlock("main", PASSPHRASE).close()


def test_a_shared_laptop_keeps_the_keyring_out(folder, clock, memory_secrets):
    new = NewAccount("Amara Okafor", "", "", use_keyring=True, shared_laptop=True)
    session = profiles_in(folder, clock, memory_secrets).create("main", new, PASSPHRASE).session
    assert memory_secrets.values == {}
    with pytest.raises(SecretStoreError):
        session.keys.enable_keyring()
    session.close()


def test_no_second_opening_while_one_is_open(session, folder, clock):
    with pytest.raises(AlreadyOpenError, match="another window"):
        profiles_in(folder, clock).unlock("main", PASSPHRASE)
    a_review(session, notes=1)
    assert session.check() == []


def test_practice_comes_filled_and_is_never_sent(folder, clock):
    profiles = profiles_in(folder, clock)
    session = profiles.create_practice()
    [card] = session.reviews.cards()
    assert card.practice
    assert card.notes > 5
    assert session.schools.search("northfield")
    assert not session.keys.recovery_pending()
    session.close()
    session = profiles.unlock_practice()
    assert len(session.reviews.cards()) == 1, "filled once, not at each start"
    assert session.hub.status(card.id).word == ""
    session.close()


def test_practice_cut_short_while_filling_is_filled_at_the_next_start(folder, clock, monkeypatch):
    from reviewer_app.services import sample_data

    profiles = profiles_in(folder, clock)
    with monkeypatch.context() as patch:
        patch.setattr(sample_data, "add_notes", _fails)
        with pytest.raises(OSError, match="flat battery"):
            profiles.create_practice()
    session = profiles.unlock_practice()
    assert [c.notes > 5 for c in session.reviews.cards()] == [True]
    session.close()


def _fails(*_args, **_kwargs):
    raise OSError("flat battery")


def test_places_are_remembered_inside_the_store(session, folder, clock):
    session.places.set("review.1", {"note": "Quillfeather", "caret": 17})
    session.close()
    opened = profiles_in(folder, clock).unlock("main", PASSPHRASE)
    assert opened.places.get("review.1") == {"note": "Quillfeather", "caret": 17}
    assert opened.places.get("review.2", "none") == "none"
    opened.close()
    assert not any(b"Quillfeather" in data for data in raw_files(folder).values())


def test_the_recovery_code_is_written_for_its_owner_alone(session, tmp_path):
    path = tmp_path / "code.txt"
    session.keys.save_recovery_text(path, "ABCD-EFGH")
    assert "ABCD-EFGH" in path.read_text("utf-8")
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
