"""The seccomp filter: system calls that no solution needs and that lead out of a sandbox, or around its limits. It refuses them; all others pass."""

import errno
import os
import struct
from collections.abc import Iterable

# Numbers on x86_64 and on aarch64.
REFUSED = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    # files by a number instead of a path
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # the kernel's keys, its insides, and calls that this filter would not see
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "syslog": (103, 116),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    # memory that belongs to no process and no mount, so that nobody counts it
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "mq_open": (240, 180),
}
CLONE, CLONE3, SOCKET, PRLIMIT, IOCTL = (56, 220), (435, 435), (41, 198), (302, 261), (16, 29)
NEW_NAMESPACES = 0x7E020000  # the CLONE_NEW... flags that clone takes
TIOCSTI, TIOCLINUX = 0x5412, 0x541C  # put words into a terminal
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # place in the pairs above, and AUDIT_ARCH
X32_BIT = 0x40000000  # the same calls under other numbers

LOAD, JUMP_EQUAL, JUMP_FROM, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER_AT, MACHINE_AT, FIRST_ARGUMENT_AT, SECOND_ARGUMENT_AT = 0, 4, 16, 24
UNIX, INET, INET6, NETLINK = 1, 2, 10, 16


def program(*, families: Iterable[int], machine: str = os.uname().machine) -> bytes:
    """A filter as prctl takes it: an array of struct sock_filter.

    Args:
        families: Address families of which sockets may be made. A pair of connected ones (socketpair) may always be made.
        machine: As `uname -m` says it.

    Raises:
        LookupError: The numbers of that machine's system calls are not known here.
    """
    column, audit = MACHINES[machine]
    refuse = _line(RETURN, REFUSE | errno.EPERM)
    lines = [
        _line(LOAD, MACHINE_AT), _line(JUMP_EQUAL, audit, yes=1), _line(RETURN, KILL),
        _line(LOAD, NUMBER_AT), _line(JUMP_FROM, X32_BIT, no=1), _line(RETURN, KILL),
        _line(JUMP_EQUAL, CLONE3[column], no=1), _line(RETURN, REFUSE | errno.ENOSYS),  # its flags are behind a pointer; libraries fall back to clone
    ]  # fmt: skip
    for number in REFUSED.values():
        lines += [_line(JUMP_EQUAL, number[column], no=1), refuse]
    for number, argument_at, tests in _by_argument(tuple(families)):
        inner = [_line(LOAD, argument_at), *tests, refuse, _line(RETURN, ALLOW)]
        lines += [_line(JUMP_EQUAL, number[column], no=len(inner)), *inner]
    return b"".join([*lines, _line(RETURN, ALLOW)])


def _by_argument(families: tuple[int, ...]) -> list[tuple[tuple[int, int], int, list[bytes]]]:
    """Calls refused for some arguments: the tests lead on to a refusal, or one line further to permission."""
    return [
        (CLONE, FIRST_ARGUMENT_AT, [_line(JUMP_ANY_BIT, NEW_NAMESPACES, no=1)]),
        (PRLIMIT, FIRST_ARGUMENT_AT, [_line(JUMP_EQUAL, 0, yes=1)]),  # its own limits only
        (IOCTL, SECOND_ARGUMENT_AT, [_line(JUMP_EQUAL, TIOCSTI, yes=1), _line(JUMP_EQUAL, TIOCLINUX, no=1)]),
        (SOCKET, FIRST_ARGUMENT_AT, [_line(JUMP_EQUAL, family, yes=len(families) - place) for place, family in enumerate(families)]),
    ]


def _line(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("<HBBI", code, yes, no, value)
