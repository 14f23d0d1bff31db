"""Reading the body of a request: whole, unpacked, and never larger than is allowed."""

import zlib

from flask import Request

from lodestone.errors import MediaTypeError, QueryError, TooLargeError

_GZIP = 31


def read(request: Request) -> bytes:
    """Give the body as it was before any content coding.

    Raises:
        MediaTypeError: it is packed in a way that is not understood.
        QueryError: it is cut short or damaged.
        TooLargeError: it is too large when unpacked.
    """
    body = request.get_data()
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in ("gzip", "x-gzip"):
        raise MediaTypeError(f"A body that is packed by '{coding[:40]}' is not understood here.")
    largest = int(request.max_content_length or 0)
    unpacking = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacking.decompress(body, largest + 1)
    except zlib.error as error:
        raise QueryError(f"The packed body is damaged: {error}") from error
    if len(unpacked) > largest:
        raise TooLargeError(f"The body is larger than {largest} bytes when it is unpacked.")
    if not unpacking.eof:
        raise QueryError("The packed body is cut short.")
    return unpacked
