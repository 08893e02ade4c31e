"""Fast calls of pdfium for every letter of a page, without ctypes' conversion of arguments."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from struct import Struct
from typing import Any

import pypdfium2.raw as pdfium_c
from pypdfium2_raw import bindings  # type: ignore[import-untyped]

_FOUR_FLOATS, _TWO_DOUBLES = Struct("4f"), Struct("2d")


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
        box, origin = (ctypes.c_float * 4)(), (ctypes.c_double * 2)()
        self._box, self._origin = box, origin
        self._box_at = ctypes.cast(box, ctypes.POINTER(pdfium_c.FS_RECTF))
        doubles = ctypes.POINTER(ctypes.c_double)
        self._x_at = ctypes.cast(origin, doubles)
        self._y_at = ctypes.cast(ctypes.addressof(origin) + ctypes.sizeof(ctypes.c_double), doubles)

    def box(self, index: int) -> tuple[float, float, float, float] | None:
        """Left, top, right and bottom of the letter's loose box."""
        if not _loose_box(self._handle, index, self._box_at):
            return None
        return _FOUR_FLOATS.unpack(self._box)

    def origin(self, index: int) -> tuple[float, float] | None:
        if not _origin(self._handle, index, self._x_at, self._y_at):
            return None
        return _TWO_DOUBLES.unpack(self._origin)
