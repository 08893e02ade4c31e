"""Read documents as Parquet files on shared storage. Any machine writes them, one publishes them."""

from tfextract.parts.manifest import Entry, Manifest, Share, WrittenBy
from tfextract.parts.storage import Storage

__all__ = ["Entry", "Manifest", "Share", "Storage", "WrittenBy"]
