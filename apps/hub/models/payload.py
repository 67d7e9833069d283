"""Raw bytes as they came or went, compressed, in a table of their own."""

import hashlib
import zlib
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

#: Bits of the smallest window that compressing may use.
SMALLEST = 9
#: Bytes of its window in which zlib does not look for repetitions.
AHEAD = 262


class Payload(models.Model):
    """Bytes with their checksum; retention deletes rows here and nowhere else."""

    packed = models.BinaryField(_("compressed bytes"))
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    created_at = models.DateTimeField(_("kept since"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("payload")
        verbose_name_plural = _("payloads")
        permissions: ClassVar = [("view_raw", _("Can see raw payloads"))]

    def __str__(self) -> str:
        return self.sha256[:12]

    @classmethod
    def of(cls, raw: bytes, checksum: str = "") -> Self:
        """Give an unsaved row for ``raw``, whose checksum may be known already."""
        return cls(packed=pack(raw), size=len(raw), sha256=checksum or digest(raw))

    @property
    def raw(self) -> bytes:
        """Give the bytes as they were."""
        return zlib.decompress(bytes(self.packed))


def pack(raw: bytes) -> bytes:
    """Give ``raw`` compressed, in a window no larger than it needs to look back to its beginning.

    Making room for a full window takes longer than compressing a document of a kilobyte.
    """
    return zlib.compress(raw, 1, min(zlib.MAX_WBITS, max(SMALLEST, (len(raw) + AHEAD).bit_length())))


def digest(raw: bytes) -> str:
    """Give the SHA-256 of ``raw`` as hexadecimal text."""
    return hashlib.sha256(raw).hexdigest()
