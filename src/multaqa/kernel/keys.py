"""The instance's Ed25519 key: private in its secret store, public on a page."""

from functools import lru_cache
from secrets import token_hex

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from multaqa.kernel import secrets


@lru_cache(maxsize=1)
def signing_key() -> Ed25519PrivateKey:
    seed = settings.SIGNING_KEY or secrets.kept(settings.HOME / "keys" / "signing", token_hex(32))
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))


def public_key() -> str:
    """The public half, as 64 hex digits."""
    return signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def private_bytes() -> bytes:
    return signing_key().private_bytes_raw()
