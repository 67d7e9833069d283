"""Which files Nibo is given: papers and pictures, known by how they begin, below ten megabytes."""

from apps.core.errors import Place, Rejected

#: Nibo wants a whole request below ten megabytes; this much of it is the form around the file.
LARGEST = 10 * 1024 * 1024 - 16 * 1024
#: What papers begin with, whatever their names say, and their type.
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"<?xml", "application/xml"),
    (b"<nfeProc", "application/xml"),
    (b"PK\x03\x04", "application/zip"),
)
#: Where in a file its signature stands.
BEGINNING = 1_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: The next four bytes say which picture of a phone it is.
HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1")

#: Around the four bytes of its length.
WEBP = b"RIFFWEBP"


def checked_type(content: bytes, name: str) -> str:
    """Give the type of a file; raises `Rejected` for one that is too large, or neither a paper nor a picture."""
    if len(content) > LARGEST:
        raise Rejected("file.too_large", place=Place.SOURCE, url=name, largest=LARGEST)
    begin = content[:BEGINNING].removeprefix(BYTE_ORDER_MARK).lstrip()
    for signature, media_type in SIGNATURES:
        if begin.startswith(signature):
            return media_type
    if content[4:12] in HEIC:
        return "image/heic"
    if content[:4] + content[8:12] == WEBP:
        return "image/webp"
    raise Rejected("file.type_not_allowed", place=Place.SOURCE, url=name)
