"""What readers give, as Parquet files on shared storage: written by any machine, published by one."""

from tfextract.parts.manifest import Entry, Manifest, Share, WrittenBy
from tfextract.parts.storage import Storage

__all__ = ["Entry", "Manifest", "Share", "Storage", "WrittenBy"]
