"""Restricts a reader process before it reads files that may be hostile.

The limits are the kernel's (resource limits, Landlock, seccomp) and are called through ctypes, because no package for
them is usable: one is a draft, one is unmaintained, and one needs a newer kernel than servers have
(docs/decisions/0006). If the system lacks a limit, it is named and the others are still set.
"""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import struct
import sys
from contextlib import suppress
from pathlib import Path

from tfextract.temporary import own_folder

# The environment variables that readers get: where programs and time zones are, and the encoding of file names.
_KEPT = ("PATH", "LANG", "LANGUAGE", "TZ", "TZDIR", "LD_LIBRARY_PATH", "PYTHONUTF8", "PYTHONHASHSEED")
_KEPT_STARTS = ("LC_", "OPENBLAS_")
_KIND = "reader"
FILE_MB = 64
# Reserved but unused addresses (stacks, arenas of the allocator) count towards the limit as well.
_RESERVED_MB = 2048
_OPEN_FILES = 256

NETWORK, PROCESSES, FILES, MEMORY = "network", "other processes", "files", "memory at once"


def environment(scratch: Path) -> dict[str, str]:
    """Contains no secrets of the shell, no proxy and no settings of other programs. Libraries that would use all cores
    get one thread."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith(_KEPT_STARTS)}
    own = {"HOME": str(scratch), "TMPDIR": str(scratch), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return kept | own | {"PYTHONDONTWRITEBYTECODE": "1", "DO_NOT_TRACK": "1"}


def new_scratch() -> Path:
    """Makes a scratch folder for one reader."""
    return own_folder(_KIND)


def empty(scratch: Path) -> None:
    shutil.rmtree(scratch, ignore_errors=True)


def missing() -> tuple[str, ...]:
    """The limits that this system does not offer. Sets none."""
    results = []
    if _seccomp_numbers() is None or not _has_seccomp():
        results += [NETWORK, PROCESSES]
    if _landlock_abi() < 1:
        results.append(FILES)
    if sys.platform != "linux":
        results.append(MEMORY)
    return tuple(results)


def missing_message(names: tuple[str, ...]) -> str | None:
    """A warning for the user, once a run. None if nothing is missing."""
    if not names:
        return None
    return (
        f"this system does not limit what reader processes do with: {', '.join(names)} "
        "(SECURITY.md says what that means for PDFs of strangers)"
    )


def confine(scratch: Path, memory_mb: int) -> tuple[str, ...]:
    """Restricts this process and all its children for good. Returns the limits that could not be set.

    Call it while the process has one thread: Landlock restricts only the calling thread and the threads it starts
    later.
    """
    failed = set(missing())
    _set_resources(memory_mb)
    if sys.platform == "linux":
        _drop_capabilities()
        if FILES not in failed and not (_no_new_privileges() and _only_these_files(scratch)):
            failed.add(FILES)
        if NETWORK not in failed and not (_no_new_privileges() and _only_these_calls()):
            failed |= {NETWORK, PROCESSES}
    return tuple(name for name in (NETWORK, PROCESSES, FILES, MEMORY) if name in failed)


def bound_cpu(seconds: float) -> None:
    """Limits processor time from now on, so that a reader ends even if its supervisor was killed."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds) + 1
    _limit(resource.RLIMIT_CPU, until, hard=False)


def _set_resources(memory_mb: int) -> None:
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, FILE_MB * 1_000_000)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    if sys.platform == "linux":
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        _limit(resource.RLIMIT_AS, taken + (memory_mb + _RESERVED_MB) * 1_000_000)


def _limit(what: int, value: int, *, hard: bool = True) -> None:
    _, limit = resource.getrlimit(what)
    if limit != resource.RLIM_INFINITY:
        value = min(value, limit)
    with suppress(OSError, ValueError):
        resource.setrlimit(what, (value, value if hard else limit))


# The arguments of prctl, capset, Landlock and seccomp. The kernel defines these numbers, and they never change.

_PR_SET_NO_NEW_PRIVS, _PR_GET_SECCOMP = 38, 21
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 1 << 1, 1 << 2, 1 << 3
# The number of file access rights that each Landlock version knows, from version 1.
_KINDS = {1: 13, 2: 14, 3: 15, 4: 15}
_NEWEST_KINDS = 16
_CAPABILITIES_KEPT = (1 << 1) | (1 << 2)  # Allows root to read files of other users: the packages may belong to one.


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *given: object) -> int:
    values = [ctypes.c_long(item) if isinstance(item, int) else item for item in given]
    return int(_libc().syscall(ctypes.c_long(number), *values))


def _no_new_privileges() -> bool:
    zero = ctypes.c_ulong(0)
    return int(_libc().prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero)) == 0


def _drop_capabilities() -> None:
    """A reader that runs as root needs no capability except reading files."""
    header = ctypes.create_string_buffer(struct.pack("=Ii", 0x20080522, 0))
    data = ctypes.create_string_buffer(24)
    libc = _libc()
    if libc.capget(header, data) == 0:
        sets = [
            held & _CAPABILITIES_KEPT if at < 3 else 0 for at, held in enumerate(struct.unpack("=6I", data.raw[:24]))
        ]
        libc.capset(header, ctypes.create_string_buffer(struct.pack("=6I", *sets)))


def _landlock_abi() -> int:
    return _call(_LANDLOCK_CREATE, None, 0, 1) if sys.platform == "linux" else 0


def _only_these_files(scratch: Path) -> bool:
    """Allows reading the program and its libraries, and writing in the scratch folder only. Allows no signals to other
    processes."""
    abi = _landlock_abi()
    every = (1 << _KINDS.get(abi, _NEWEST_KINDS)) - 1
    network, scoped = (3 if abi >= 4 else 0), (3 if abi >= 6 else 0)
    attributes = struct.pack("=QQQ", every, network, scoped)[: 8 if abi < 4 else 16 if abi < 6 else 24]
    rules = _call(_LANDLOCK_CREATE, ctypes.create_string_buffer(attributes), len(attributes), 0)
    if rules < 0 or len(list(Path("/proc/self/task").iterdir())) > 1:
        return False
    try:
        for place in _readable():
            _allow(rules, place, _READ_FILE | _READ_DIR if place.is_dir() else _READ_FILE)
        _allow(rules, Path(os.devnull), _READ_FILE | _WRITE_FILE)
        _allow(rules, scratch, every & ~_EXECUTE)
        return _call(_LANDLOCK_RESTRICT, rules, 0) == 0
    finally:
        os.close(rules)


def _readable() -> list[Path]:
    libraries = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    system = (
        "/usr",
        "/lib",
        "/lib32",
        "/lib64",
        "/etc",
        "/proc",
        "/sys",
        "/dev",
        "/nix/store",
        "/var/cache/fontconfig",
    )
    named = (*system, sys.prefix, sys.base_prefix, *sys.path, *libraries)
    return [path for path in map(Path, dict.fromkeys(name for name in named if name)) if path.exists()]


def _allow(rules: int, place: Path, access: int) -> None:
    try:
        number = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        _call(_LANDLOCK_ADD, rules, 1, ctypes.create_string_buffer(struct.pack("=Qi", access, number)), 0)
    finally:
        os.close(number)


# Numbers of system calls on x86-64 and on 64-bit ARM (None: the call does not exist there).
_DENIED: dict[str, tuple[int | None, int | None]] = {
    "socket": (41, 198),
    "connect": (42, 203),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    # It opens sockets and files without passing this filter.
    "io_uring_setup": (425, 425),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    # Landlock does not control changes of a file's rights or times.
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
}
# Allowed for the process itself only, which is the first argument.
_OWN_ONLY = {"kill": (62, 129), "tgkill": (234, 131)}
_OWN_OR_ZERO = {"prlimit64": (302, 261)}
_CLONE, _CLONE3, _CLONE_THREAD = (56, 220), 435, 0x10000
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_X32 = 0x40000000
_ALLOW, _KILL, _ERRNO, _EPERM, _ENOSYS = 0x7FFF0000, 0x80000000, 0x00050000, 1, 38
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_FILTER, _ALL_THREADS, _ACTION_AVAILABLE = 1, 1, 2
# Offsets in `struct seccomp_data`: call number, architecture, low half of the first argument.
_NUMBER, _ARCHITECTURE, _FIRST = 0, 4, 16
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06

_Step = tuple[int, int, int, int]


def _seccomp_numbers() -> tuple[int, int] | None:
    if sys.platform != "linux" or sys.maxsize < 1 << 32 or sys.byteorder != "little":
        return None
    return _MACHINES.get(os.uname().machine)


def _has_seccomp() -> bool:
    wanted = ctypes.c_uint32(_ERRNO)
    return _call(_SECCOMP[os.uname().machine], _ACTION_AVAILABLE, 0, ctypes.byref(wanted)) == 0


def _program(column: int, architecture: int, own: int) -> list[_Step]:
    """A Berkeley packet filter program: (operation, jump if true, jump if false, value)."""
    refuse = (_RETURN, 0, 0, _ERRNO | _EPERM)
    steps: list[_Step] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if column == 0:
        steps += [(_AT_LEAST, 0, 1, _X32), refuse]
    for numbers in _DENIED.values():
        number = numbers[column]
        if number is not None:
            steps += [(_EQUAL, 0, 1, number), refuse]
    # glibc calls clone if clone3 does not exist. The first argument of clone shows whether it makes a thread.
    steps += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ERRNO | _ENOSYS)]
    allow = (_RETURN, 0, 0, _ALLOW)
    steps += [(_EQUAL, 0, 4, _CLONE[column]), (_LOAD, 0, 0, _FIRST), (_ANY_BIT, 0, 1, _CLONE_THREAD), allow, refuse]
    for numbers in _OWN_ONLY.values():
        steps += [(_EQUAL, 0, 4, numbers[column]), (_LOAD, 0, 0, _FIRST), (_EQUAL, 0, 1, own), allow, refuse]
    for numbers in _OWN_OR_ZERO.values():
        steps += [(_EQUAL, 0, 5, numbers[column]), (_LOAD, 0, 0, _FIRST)]
        steps += [(_EQUAL, 1, 0, own), (_EQUAL, 0, 1, 0), allow, refuse]
    return [*steps, allow]


def _only_these_calls() -> bool:
    """Forbids sockets, other programs and communication with other processes. Allows threads."""
    numbers = _seccomp_numbers()
    assert numbers is not None
    steps = b"".join(struct.pack("=HBBI", *step) for step in _program(*numbers, os.getpid()))
    held = ctypes.create_string_buffer(steps)
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps) // 8, ctypes.addressof(held)))
    return _call(_SECCOMP[os.uname().machine], _SET_FILTER, _ALL_THREADS, program) == 0
