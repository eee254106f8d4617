"""The seccomp filter decides as it says: a small machine reads its program here, so that every branch is seen on every processor."""

import errno
import struct

import pytest

from haste.sandbox import filtering

X86_64, AARCH64 = filtering.MACHINES["x86_64"][1], filtering.MACHINES["aarch64"][1]
REFUSED, MISSING = filtering.REFUSE | errno.EPERM, filtering.REFUSE | errno.ENOSYS


def decide(program: bytes, number: int, *, machine: int = X86_64, first: int = 0, second: int = 0) -> int:
    """What the kernel would do with a system call."""
    call = struct.pack("<IIQQQ", number, machine, 0, first, second)
    lines = list(struct.iter_unpack("<HBBI", program))
    at = loaded = 0
    while True:
        code, yes, no, value = lines[at]
        at += 1
        match code:
            case filtering.LOAD:
                (loaded,) = struct.unpack_from("<I", call, value)
            case filtering.RETURN:
                return int(value)
            case filtering.JUMP_EQUAL:
                at += yes if loaded == value else no
            case filtering.JUMP_FROM:
                at += yes if loaded >= value else no
            case filtering.JUMP_ANY_BIT:
                at += yes if loaded & value else no
            case _:
                raise AssertionError(code)


@pytest.mark.parametrize(("machine", "audit", "column"), [("x86_64", X86_64, 0), ("aarch64", AARCH64, 1)])
def test_every_call_of_the_list_is_refused_on_both_machines(machine: str, audit: int, column: int) -> None:
    program = filtering.program(families=(), machine=machine)

    assert {decide(program, numbers[column], machine=audit) for numbers in filtering.REFUSED.values()} == {REFUSED}
    assert decide(program, filtering.CLONE3[column], machine=audit) == MISSING


@pytest.mark.parametrize("number", [0, 1, 57, 59, 60, 202, 231, 257])
def test_ordinary_calls_pass(number: int) -> None:
    assert decide(filtering.program(families=(), machine="x86_64"), number) == filtering.ALLOW


def test_calls_by_the_numbers_of_another_machine_end_the_process() -> None:
    program = filtering.program(families=(), machine="x86_64")

    assert decide(program, 0, machine=0x40000003) == filtering.KILL
    assert decide(program, 0x40000000) == filtering.KILL


@pytest.mark.parametrize(
    ("families", "family", "expected"),
    [((), 1, REFUSED), ((1, 2, 10), 1, filtering.ALLOW), ((1, 2, 10), 10, filtering.ALLOW), ((1, 2, 10), 40, REFUSED), ((1, 2, 10), 0, REFUSED)],
)
def test_sockets_are_made_of_the_families_given_only(families: tuple[int, ...], family: int, expected: int) -> None:
    assert decide(filtering.program(families=families, machine="x86_64"), filtering.SOCKET[0], first=family) == expected


@pytest.mark.parametrize(
    ("call", "first", "second", "expected"),
    [
        (filtering.CLONE, 0x10000000, 0, REFUSED),
        (filtering.CLONE, 0x01200011, 0, filtering.ALLOW),
        (filtering.PRLIMIT, 0, 0, filtering.ALLOW),
        (filtering.PRLIMIT, 1, 0, REFUSED),
        (filtering.IOCTL, 0, filtering.TIOCSTI, REFUSED),
        (filtering.IOCTL, 0, filtering.TIOCLINUX, REFUSED),
        (filtering.IOCTL, 0, 0x5401, filtering.ALLOW),
    ],
)
def test_some_calls_depend_on_their_arguments(call: tuple[int, int], first: int, second: int, expected: int) -> None:
    assert decide(filtering.program(families=(), machine="x86_64"), call[0], first=first, second=second) == expected


def test_an_unknown_machine_is_an_error() -> None:
    with pytest.raises(LookupError):
        filtering.program(families=(), machine="vax")
