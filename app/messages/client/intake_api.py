"""The errors of `POST /intake` and `GET /intake/<reference>`, for people who connect a program to them."""

NO_KEY = "the header Idempotency-Key is missing, or does not have 1 to 200 printable characters"
NO_WORKER = "reports are not accepted yet: no worker has started"
NO_REPORT = "there is no such report"
NOT_READABLE = "the body is not a JSON object, or did not arrive in full"
NOT_KEPT = "the report could not be saved right now"
NO_FORMAT = "send application/json, or multipart/form-data with files"
OTHER_REPORT = "another report was sent with this Idempotency-Key"
NO_API_KEY = "send a known API key: Authorization: Bearer ..."


def too_large(*, json_bytes: int, form_bytes: int) -> str:
    """The body is larger than allowed."""
    return (
        f"the body is too large: the limit is {json_bytes // 1024} KiB for JSON "
        f"and {form_bytes // 1024**2} MiB for a form with files"
    )


def wrong_fields(count: int) -> str:
    """Count the wrong fields; their sentences follow."""
    return "one field is wrong" if count == 1 else f"{count} fields are wrong"
