"""Checks that the TOML and SQL files of the project are valid and formatted. With --fix it formats them.

python -m bench.data_files [--fix]
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import duckdb

PROJECT = Path(__file__).parents[1]
TAB = re.compile(r"^\t+", re.MULTILINE)


def neat(text: str) -> str:
    """No blank before a line's end, no tab before its text, one line end at the end of the file."""
    lines = [TAB.sub(lambda tabs: "    " * len(tabs[0]), line.rstrip()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip("\n")) + "\n"


def wrong(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    if text != neat(text):
        yield "blanks, tabs or empty lines: python -m bench.data_files --fix"
    if path.suffix == ".toml":
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            yield str(error)
    else:
        try:
            statements = duckdb.extract_statements(text)
        except duckdb.Error as error:
            yield str(error).splitlines()[0]
        else:
            if not statements:
                yield "holds no statement"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fix", action="store_true", help="write the files neatly")
    fix = parser.parse_args().fix
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.toml", "*.sql"],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    failed = 0
    for path in sorted(PROJECT / name for name in listed.stdout.splitlines()):
        if not path.is_file():
            continue
        if fix and (text := path.read_text("utf-8")) != neat(text):
            path.write_text(neat(text), "utf-8")
        for message in wrong(path):
            failed += 1
            print(f"{path.relative_to(PROJECT)}: {message}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
