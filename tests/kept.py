"""A folder with a warehouse that tests change, and that the next test finds as it was.

A warehouse knows its files by their paths: a copy elsewhere would be of other files.
"""

from __future__ import annotations

import shutil
from pathlib import Path


class Kept:
    def __init__(self, folder: Path) -> None:
        """Keeps a copy of its present state beside it."""
        self.folder = folder
        self._copy = Path(shutil.copytree(folder, folder.with_name(f"{folder.name}.kept")))

    def restored(self) -> Path:
        shutil.rmtree(self.folder)
        return Path(shutil.copytree(self._copy, self.folder))
