"""Sealing, signing, deriving, recovery codes."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.crypto import boxes, kdf, recovery

KEY, OTHER = bytes(range(32)), bytes(32)


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_what_is_sealed_opens_with_the_same_key_and_context(plain, associated):
    sealed = boxes.seal(KEY, plain, associated)
    assert plain not in sealed or len(plain) < 4
    assert boxes.open_sealed(KEY, sealed, associated) == plain
    with pytest.raises(boxes.CryptoError):
        boxes.open_sealed(OTHER, sealed, associated)
    with pytest.raises(boxes.CryptoError):
        boxes.open_sealed(KEY, sealed, associated + b"x")


def test_no_bit_of_a_sealed_thing_can_be_changed():
    sealed = boxes.seal(KEY, b"words")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(boxes.CryptoError):
            boxes.open_sealed(KEY, bytes(changed))
    for size in range(len(sealed)):
        with pytest.raises(boxes.CryptoError):
            boxes.open_sealed(KEY, sealed[:size])
    assert boxes.seal(KEY, b"words") != sealed, "never the same nonce"


def test_a_signature_is_the_signers_over_that_message():
    public = boxes.public_of_seed(KEY)
    signature = boxes.sign(KEY, b"message")
    assert len(signature) == boxes.SIGNATURE_BYTES
    assert boxes.verify(public, b"message", signature)
    assert not boxes.verify(public, b"Message", signature)
    assert not boxes.verify(boxes.public_of_seed(OTHER), b"message", signature)
    assert not boxes.verify(public, b"message", signature[:-1])
    assert not boxes.verify(public[:-1], b"message", signature)


def test_the_signature_is_the_standards_own():
    """RFC 8032, 7.1, test 2: other programs can verify what we sign."""
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    expected = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert boxes.sign(seed, b"\x72").hex() == expected


def test_a_thing_sealed_to_somebody_opens_for_them_alone():
    sealed = boxes.seal_to(boxes.box_public(KEY), b"for you")
    assert boxes.open_sealed_to(KEY, sealed) == b"for you"
    with pytest.raises(boxes.CryptoError):
        boxes.open_sealed_to(OTHER, sealed)
    with pytest.raises(boxes.CryptoError):
        boxes.open_sealed_to(KEY, sealed[:10])


def test_one_secret_gives_a_key_for_each_purpose():
    assert boxes.subkey(KEY, "one") != boxes.subkey(KEY, "two")
    assert len(boxes.subkey(KEY, "one")) == boxes.KEY_BYTES


def test_a_passphrase_gives_the_same_key_however_its_letters_are_composed():
    cost, salt = kdf.KdfCost(8192, 1), bytes(16)
    assert kdf.derive("caf\u00e9", salt, cost) == kdf.derive("cafe\u0301", salt, cost)
    assert kdf.derive("a", salt, cost) != kdf.derive("b", salt, cost)
    assert kdf.derive("a", salt, cost) != kdf.derive("a", bytes([1] * 16), cost)


@pytest.mark.parametrize(("memory", "passes"), [(2**40, 3), (8192, 11), (0, 3), (8192, 0)])
def test_a_cost_out_of_range_is_refused_before_any_memory_is_taken(memory, passes):
    with pytest.raises(kdf.KdfCostError):
        kdf.derive("x", bytes(16), kdf.KdfCost(memory, passes))


def test_real_profiles_pay_at_least_the_floor():
    assert kdf.STANDARD.allowed
    assert not kdf.STANDARD.weaker_than(kdf.FLOOR)
    assert kdf.FLOOR.memory == 64 * kdf.MIB
    assert kdf.FLOOR.passes == 3


def test_recovery_codes_are_read_however_they_are_written():
    code = recovery.new_code()
    groups = code.split("-")
    assert [len(group) for group in groups] == [4] * 7
    plain = "".join(groups)
    assert set(plain) <= set(recovery.ALPHABET)
    sloppy = code.lower().replace("1", "l").replace("0", "o").replace("-", "  ")
    for text in (code, plain, sloppy, f" {code}\n", code.replace("1", "I")):
        assert recovery.parse(text) == plain


def test_a_slip_in_a_recovery_code_is_noticed():
    """One wrong character, two swapped ones: about one in a thousand slips through, no more."""
    missed = tried = 0
    for _ in range(40):
        plain = recovery.new_code().replace("-", "")
        for place in range(len(plain)):
            for wrong in recovery.ALPHABET:
                if wrong != plain[place]:
                    tried += 1
                    missed += recovery.parse(plain[:place] + wrong + plain[place + 1 :]) is not None
    assert missed / tried < 0.005


@pytest.mark.parametrize("text", ["", "HELLO", "0" * 27, "0" * 29, "U" * 28, string.punctuation])
def test_what_is_no_code_is_none(text):
    assert recovery.parse(text) is None


def test_codes_do_not_repeat():
    assert len({recovery.new_code() for _ in range(200)}) == 200
