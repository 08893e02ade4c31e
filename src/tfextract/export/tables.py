"""Exports every table and view as a CSV or Parquet file, or as a sheet of one workbook, with the data dictionary."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from tfextract.errors import RunFailedError, reason
from tfextract.export.cells import csv_cell
from tfextract.export.workbook import write_workbook
from tfextract.warehouse import OpenWarehouse, Relation, open_tables

DICTIONARY = "data_dictionary"
DICTIONARY_COLUMNS = ("table", "column", "type", "meaning")
WORKBOOK = "tfextract.xlsx"


class ExportFormat(StrEnum):
    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class ExportReport:
    """`rows` by table. `cut` counts the cells that were too long for a workbook."""

    files: tuple[Path, ...]
    rows: tuple[tuple[str, int], ...]
    cut: int = 0


def export_tables(warehouse: Path, folder: Path, form: ExportFormat, only: Sequence[str] = ()) -> ExportReport:
    """Replaces the files of an earlier export, each in one step. Does not touch other files.

    Raises UserError if the warehouse cannot be read, lacks a table, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with open_tables(warehouse, only) as tables:
            if form is ExportFormat.XLSX:
                return _workbook(tables, folder / WORKBOOK)
            write = _write_csv if form is ExportFormat.CSV else write_parquet
            return _files(tables, folder, form.value, write)
    except OSError as error:
        raise RunFailedError(f"{folder} could not be written: {reason(error)}") from error


def dictionary_rows(relations: Sequence[Relation]) -> Iterator[tuple[str, str, str, str]]:
    """One row for each table and view, then one for each of its columns."""
    for relation in relations:
        yield relation.name, "", "view" if relation.is_view else "table", relation.comment
        for column in relation.columns:
            yield relation.name, column.name, column.kind, column.comment


def _files(
    tables: OpenWarehouse, folder: Path, ending: str, write: Callable[[Path, pa.RecordBatchReader], int]
) -> ExportReport:
    files, rows = [], []
    for relation in tables.relations:
        path = folder / f"{relation.name}.{ending}"
        with whole_file(path) as draft:
            rows.append((relation.name, write(draft, tables.rows(relation))))
        files.append(path)
    path = folder / f"{DICTIONARY}.{ending}"
    with whole_file(path) as draft:
        write(draft, _dictionary_table(tables.relations).to_reader())
    return ExportReport((*files, path), tuple(rows))


def _dictionary_table(relations: Sequence[Relation]) -> pa.Table:
    columns = zip(*dictionary_rows(relations), strict=True)
    return pa.table({name: list(values) for name, values in zip(DICTIONARY_COLUMNS, columns, strict=True)})


def _write_csv(path: Path, batches: pa.RecordBatchReader) -> int:
    """UTF-8 with a byte order mark, because Excel otherwise assumes a Windows code page. NULL is an empty cell."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(batches.schema.names)
        for batch in batches:
            writer.writerows(zip(*([csv_cell(value) for value in column.to_pylist()] for column in batch), strict=True))
            count += batch.num_rows
    return count


def write_parquet(path: Path, batches: pa.RecordBatchReader) -> int:
    count = 0
    with pyarrow.parquet.ParquetWriter(path, batches.schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def _workbook(tables: OpenWarehouse, path: Path) -> ExportReport:
    with whole_file(path) as draft:
        rows, cut = write_workbook(
            draft,
            (DICTIONARY, DICTIONARY_COLUMNS, list(dictionary_rows(tables.relations))),
            ((relation.name, tables.rows(relation)) for relation in tables.relations),
        )
    return ExportReport((path,), rows, cut)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yields a temporary file that replaces the target when it is complete, so that nobody opens half an export."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Raises RunFailedError if it cannot be written."""
    try:
        with whole_file(path) as draft:
            draft.write_bytes(data)
    except OSError as error:
        raise RunFailedError(f"{path} could not be written: {reason(error)}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
