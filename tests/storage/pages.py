"""Decrypts SQLCipher pages by hand, so that tests can look at every byte, free pages and all.

Only tests do this: the program never has a page in the clear outside SQLCipher's own memory.
"""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVE, SALT = 4096, 80, 16


def decrypted(path: Path, key: bytes) -> bytes:
    """Return every page of a database file in the clear, in order."""
    data = path.read_bytes()
    pages = [data[i : i + PAGE] for i in range(0, len(data), PAGE)]
    return b"".join(_page(page, key, first=n == 0) for n, page in enumerate(pages))


def decrypted_log(path: Path, key: bytes) -> bytes:
    """Return every frame of a write-ahead log in the clear."""
    data = path.read_bytes()[32:] if path.exists() else b""
    frames = [data[i : i + PAGE + 24] for i in range(0, len(data), PAGE + 24)]
    return b"".join(
        _page(frame[24:], key, first=int.from_bytes(frame[:4], "big") == 1) for frame in frames
    )


def everything(folder: Path, key: bytes) -> bytes:
    """Return all databases and logs below ``folder`` in the clear, one after another."""
    found = b""
    for path in sorted(folder.rglob("*")):
        if path.name.endswith(("-wal",)):
            found += decrypted_log(path, key)
        elif path.suffix in {".db", ".part", ".new"}:
            found += decrypted(path, key)
    return found


def _page(page: bytes, key: bytes, *, first: bool) -> bytes:
    if len(page) < PAGE:
        return b""
    end = PAGE - RESERVE
    body = page[SALT if first else 0 : end]
    cipher = Cipher(algorithms.AES(key), modes.CBC(page[end : end + 16])).decryptor()
    return cipher.update(body) + cipher.finalize()
