"""A front that speaks TLS for a hub, as a trust's web server does, and authorities to sign it."""

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

NOW = datetime.datetime.now(datetime.UTC)
HERE = "127.0.0.1"  # a bare system need not know the name localhost
DAY = datetime.timedelta(days=1)


class Authority:
    """Signs certificates; ``file`` is its own, for those who trust it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        known = self._begin(self._name, self._key, NOW - DAY, NOW + 30 * DAY)
        known = known.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        identifier = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        known = known.add_extension(identifier, critical=False)
        usage = dict.fromkeys(_USES, False) | {"key_cert_sign": True, "crl_sign": True}
        known = known.add_extension(x509.KeyUsage(**usage), critical=True)
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(_pem(known.sign(self._key, hashes.SHA256())))

    def certificate(self, host: str, until: datetime.datetime = NOW + 20 * DAY) -> Path:
        """Return a file with the key and the certificate of ``host``."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
        made = self._begin(name, key, NOW - 20 * DAY, until).add_extension(
            x509.SubjectAlternativeName([_named(host)]), critical=False
        )
        made = made.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
            critical=False,
        )
        path = self._folder / f"{host}-{until:%Y%m%d}.pem"
        form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        secret = key.private_bytes(*form, serialization.NoEncryption())
        path.write_bytes(secret + _pem(made.sign(self._key, hashes.SHA256())))
        return path

    def _begin(self, subject: x509.Name, key: Any, since: Any, until: Any) -> Any:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
        )


_USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


class TlsFront:
    """Listens on a port of its own, speaks TLS with ``certificate``, passes bytes to the hub.

    ``plain`` counts what came through: bytes of requests that were really made.
    """

    def __init__(self, hub_port: int, certificate: Path, **limits: Any) -> None:
        self._hub_port = hub_port
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        for name, value in limits.items():
            setattr(self._context, name, value)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.address = f"https://{HERE}:{self.port}"
        self.plain = 0
        self._threads: list[threading.Thread] = []
        self._run(self._accept)

    def __enter__(self) -> "TlsFront":
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def _run(self, work: Any, *arguments: Any) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                raw, _ = self._listener.accept()
                self._run(self._serve, raw)

    def _serve(self, raw: socket.socket) -> None:
        with raw, contextlib.suppress(OSError):
            raw.settimeout(10)
            with (
                self._context.wrap_socket(raw, server_side=True) as near,
                socket.create_connection(("127.0.0.1", self._hub_port)) as far,
            ):
                far.settimeout(10)
                back = threading.Thread(target=self._pump, args=(far, near), daemon=True)
                back.start()
                while data := near.recv(65536):
                    self.plain += len(data)
                    far.sendall(data)
                far.shutdown(socket.SHUT_WR)
                back.join(10)

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
