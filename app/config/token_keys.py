"""Keys that encrypt the tokens of people who sign in, as settings hold them: with commas, newest first."""

from base64 import urlsafe_b64decode

#: As Fernet has them: https://github.com/fernet/spec/blob/master/Spec.md
KEY_BYTES = 32

#: The two letters of ordinary base64 that base64 for addresses has otherwise.
_FOR_ADDRESSES = str.maketrans("+/", "-_")


def token_keys(keys: str) -> tuple[str, ...]:
    """
    Read `A, B` as two keys; each is 32 random bytes in base64, of either kind.

    Raises:
        ValueError: One is none.  The text does not contain it.
    """
    found = tuple(word.translate(_FOR_ADDRESSES) for word in map(str.strip, keys.split(",")) if word)
    for key in found:
        try:
            good = len(urlsafe_b64decode(key)) == KEY_BYTES
        except ValueError:
            good = False
        if not good:
            raise ValueError(f"a key is {KEY_BYTES} random bytes in base64")
    return found
