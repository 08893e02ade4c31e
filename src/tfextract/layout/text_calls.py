"""Fast calls of pdfium for every letter of a page, without ctypes' conversion of arguments."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from struct import Struct
from typing import Any

import pypdfium2.raw as pdfium_c
from pypdfium2_raw import bindings  # type: ignore[import-untyped]

_BOX, _PLACE = Struct("4f"), Struct("4f2d")
_DOUBLE = ctypes.sizeof(ctypes.c_double)


def _library() -> Any:
    """The library that pypdfium2 loaded, called without releasing the interpreter lock. None if its file is unknown."""
    try:
        return ctypes.PyDLL(bindings._libs["pdfium"]._name)
    except (AttributeError, KeyError, OSError):
        return None


def _quick(name: str, result: Any = ctypes.c_int) -> Callable[..., Any]:
    """A function by its name, for arguments that already are C values: integers, pointers, references."""
    if _LIBRARY is None:
        return getattr(pdfium_c, name)  # type: ignore[no-any-return]
    function = _LIBRARY[name]
    function.restype = result
    return function  # type: ignore[no-any-return]


_LIBRARY = _library()
unicode_at = _quick("FPDFText_GetUnicode", ctypes.c_uint)
is_generated = _quick("FPDFText_IsGenerated")
has_map_error = _quick("FPDFText_HasUnicodeMapError")
is_hyphen = _quick("FPDFText_IsHyphen")
_text_object = _quick("FPDFText_GetTextObject", ctypes.c_void_p)
_loose_box = _quick("FPDFText_GetLooseCharBox")
_origin = _quick("FPDFText_GetCharOrigin")


def text_object(handle: Any, index: int) -> int | None:
    """The address of the object that printed the letter, None if none did."""
    pointer = _text_object(handle, index)
    if pointer is None or isinstance(pointer, int):
        return pointer
    return ctypes.cast(pointer, ctypes.c_void_p).value


class LetterPlaces:
    """The positions of letters of a text page in user space, read into one reused buffer."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        # The box as four floats, and behind it the origin as two doubles.
        self._buffer = buffer = (ctypes.c_double * 4)()
        start, double = ctypes.addressof(buffer), ctypes.POINTER(ctypes.c_double)
        self._box_at = ctypes.cast(start, ctypes.POINTER(pdfium_c.FS_RECTF))
        self._x_at = ctypes.cast(start + _PLACE.size - 2 * _DOUBLE, double)
        self._y_at = ctypes.cast(start + _PLACE.size - _DOUBLE, double)

    def place(self, index: int) -> tuple[float, float, float, float, float | None, float | None] | None:
        """Left, top, right and bottom of the letter's loose box, then its origin. None without a box."""
        if not _loose_box(self._handle, index, self._box_at):
            return None
        if not _origin(self._handle, index, self._x_at, self._y_at):
            return *_BOX.unpack_from(self._buffer), None, None
        return _PLACE.unpack(self._buffer)
