"""Rows of a part as Parquet, in nested columns that follow the data model, so that any tool can read them.

Values are collected by column over many rows, as Arrow needs them. A dictionary for each row would double the time.
"""

from __future__ import annotations

import dataclasses
import itertools
import types
import typing
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tfextract.model import FileStatus
from tfextract.parts.manifest import Entry

if TYPE_CHECKING:
    import pyarrow as pa

# A row group is read at once, so it has some documents and not the whole part.
ROWS_TOGETHER = 16


class Writer:
    """A Parquet file that is written row by row and complete when closed."""

    def __init__(self, file: Path) -> None:
        import pyarrow.parquet as pq

        self._file = pq.ParquetWriter(file, schema(), compression="zstd")
        self._held: list[Entry] = []

    def add(self, entries: Sequence[Entry]) -> None:
        self._held += entries
        while len(self._held) >= ROWS_TOGETHER:
            self._write(self._held[:ROWS_TOGETHER])
            self._held = self._held[ROWS_TOGETHER:]

    def close(self) -> None:
        if self._held:
            self._write(self._held)
        self._file.close()

    def _write(self, entries: Sequence[Entry]) -> None:
        import pyarrow as pa

        self._file.write_batch(pa.RecordBatch.from_struct_array(_array(entries, Entry)))


class Rows:
    """The rows of a part. Raises ValueError or OSError if the file is not a part."""

    def __init__(self, file: Path) -> None:
        import pyarrow.parquet as pq

        self._file = pq.ParquetFile(file, memory_map=True)
        if not self._file.schema_arrow.equals(schema()):
            raise ValueError("its columns are not those of a part")

    @property
    def groups(self) -> int:
        return int(self._file.num_row_groups)

    def bare(self) -> Iterator[tuple[int, int, Entry]]:
        """All rows without the read documents: (row group, index in it, entry)."""
        names = [name for name in schema().names if name != "read"]
        status = {member.value: member for member in FileStatus}
        for group in range(self.groups):
            for place, row in enumerate(self._file.read_row_group(group, columns=names).to_pylist()):
                yield group, place, Entry(**(row | {"status": status[row["status"]]}))

    def group(self, number: int) -> tuple[Entry, ...]:
        """Raises ValueError if it does not fit the data model."""
        [batch] = self._file.read_row_group(number).combine_chunks().to_batches()
        return tuple(_values(batch.to_struct_array(), Entry))


@lru_cache(maxsize=1)
def schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema(list(_type_of(Entry)))


@lru_cache(maxsize=64)
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((field.name, _bare(hints[field.name])) for field in dataclasses.fields(kind))


def _bare(kind: Any) -> Any:
    """The type without `| None`, because every column may be NULL."""
    if isinstance(kind, types.UnionType):
        [kind] = [each for each in typing.get_args(kind) if each is not types.NoneType]
    return kind


def _type_of(kind: Any) -> pa.DataType:
    import pyarrow as pa

    if dataclasses.is_dataclass(kind):
        return pa.struct([(name, _type_of(inner)) for name, inner in _fields(typing.cast(type, kind))])
    if typing.get_origin(kind) is tuple:
        return pa.list_(_type_of(typing.get_args(kind)[0]))
    if issubclass(kind, StrEnum):
        return pa.string()
    plain = {
        str: pa.string(),
        bool: pa.bool_(),
        int: pa.int64(),
        float: pa.float64(),
        date: pa.date32(),
        datetime: pa.timestamp("us", "UTC"),
    }
    return plain[kind]


def _array(values: Sequence[Any], kind: Any) -> pa.Array:
    """`values` of a kind of the data model, or None, as an Arrow array."""
    import pyarrow as pa

    if dataclasses.is_dataclass(kind):
        none = [value is None for value in values]
        there = [value for value in values if value is not None]
        taken = {name: _spread(map(attrgetter(name), there), none) for name, _ in _fields(typing.cast(type, kind))}
        columns = [_array(taken[name], inner) for name, inner in _fields(typing.cast(type, kind))]
        mask = pa.array(none) if any(none) else None
        return pa.StructArray.from_arrays(columns, fields=list(_type_of(kind)), mask=mask)
    if typing.get_origin(kind) is tuple:
        ends = itertools.accumulate((0 if value is None else len(value) for value in values), initial=0)
        missing = pa.array([value is None for value in values], pa.bool_())
        flat = [item for value in values if value is not None for item in value]
        inner = _array(flat, typing.get_args(kind)[0])
        mask = missing if missing.true_count else None
        return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), inner, type=_type_of(kind), mask=mask)
    return pa.array(values, _type_of(kind))


def _spread(values: Iterator[Any], none: Sequence[bool]) -> list[Any]:
    return [None if missing else next(values) for missing in none] if any(none) else list(values)


def _values(array: pa.Array, kind: Any) -> list[Any]:
    """The inverse of `_array`."""
    if dataclasses.is_dataclass(kind):
        made = typing.cast(type, kind)
        columns = [_values(column, inner) for column, (_, inner) in zip(array.flatten(), _fields(made), strict=True)]
        rows: list[Any] = list(map(made, *columns))
        return [row if there else None for row, there in zip(rows, array.is_valid().to_pylist(), strict=True)]
    if typing.get_origin(kind) is tuple:
        items = _values(array.values, typing.get_args(kind)[0])
        at = array.offsets.to_pylist()
        pairs = zip(itertools.pairwise(at), array.is_valid().to_pylist(), strict=True)
        return [tuple(items[start:end]) if there else None for (start, end), there in pairs]
    plain = array.to_pylist()
    if issubclass(kind, StrEnum):
        members = {member.value: member for member in kind} | {None: None}
        try:
            return [members[value] for value in plain]
        except KeyError as error:
            raise ValueError(f"{error.args[0]!r} is no {kind.__name__}") from error
    return typing.cast(list[Any], plain)
