"""What a process takes on before it is a solution, or stands beside one.

Two take it on: the fork that becomes the solution, and, where walls are built from outside, the first program behind them, which holds them up.
To that one this source travels on a command line, because a sandbox shows nothing of HASTE; so it imports little.
"""

import ctypes
import os
import resource
import signal

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 22, 38
SECCOMP_MODE_FILTER = 2
CAPSET = {"x86_64": 126, "aarch64": 91}
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446  # the same on every machine
LANDLOCK_RULE_PATH_BENEATH = 1
CAPABILITY_VERSION_3 = 0x20080522
CAPABILITIES = 64  # more than there are; dropping one that does not exist fails, and that is fine
STARTED = 3  # the keeper reads here that the walls stand

LIBC = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> int:
    """Pass a result on; end the process where it says that the kernel refused."""
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
    return result


class PathBeneath(ctypes.Structure):
    """struct landlock_path_beneath_attr."""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


class Filter(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_char_p))


def restrict_paths(handled: tuple[int, ...], rules: tuple[tuple[str, int], ...]) -> None:
    """Refuse all uses of files, ports and scopes in `handled`, except those that a rule allows below its path."""
    ruleset = (ctypes.c_uint64 * len(handled))(*handled)
    descriptor = check(LIBC.syscall(LANDLOCK_CREATE, ruleset, ctypes.c_size_t(ctypes.sizeof(ruleset)), 0), "making a Landlock ruleset")
    for path, allowed in rules:
        try:
            beneath = PathBeneath(allowed, os.open(path, os.O_PATH | os.O_CLOEXEC))
        except FileNotFoundError:
            continue
        check(LIBC.syscall(LANDLOCK_ADD, descriptor, LANDLOCK_RULE_PATH_BENEATH, ctypes.byref(beneath), 0), f"a Landlock rule for {path}")
    check(LIBC.syscall(LANDLOCK_RESTRICT, descriptor, 0), "restricting by Landlock")


def bound_capabilities() -> None:
    """Let no program that is started later gain any capability, where there is a right to say so."""
    for capability in range(CAPABILITIES):
        LIBC.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def drop_capabilities() -> None:
    """Leave root, if this is root, no more than any owner of files has."""
    header, none = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    check(LIBC.syscall(CAPSET[os.uname().machine], header, none), "dropping capabilities")


def become_user(uid: int) -> None:
    """Leave root for a user and a group that own nothing outside."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    check(LIBC.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "owning what /proc shows of this process")  # which a change of user takes away


def refuse_calls(lines: bytes) -> None:
    """Load a seccomp filter; it holds for everything that this process becomes or starts."""
    loaded = Filter(len(lines) // 8, lines)
    check(LIBC.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(loaded), 0, 0), "loading a seccomp filter")


def confine(
    *,
    folder: str,
    limits: dict[str, int],
    uid: int | None,
    handled: tuple[int, ...],
    rules: tuple[tuple[str, int], ...],
    calls: bytes,
) -> None:
    """Take on the limits in the only order that works: what needs rights first, what takes them away last. Then say that the walls stand.

    Args:
        folder: The solution's own.
        limits: By name in the module `resource`.
        uid: Become this user; None to stay.
        handled: What Landlock refuses of files, ports and scopes; nothing to do without it.
        rules: What it allows below a path.
        calls: The seccomp filter; nothing to do without it.
    """
    os.umask(0o077)
    for name, limit in limits.items():
        number = getattr(resource, name)
        _, hard = resource.getrlimit(number)
        wanted = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(number, (wanted, wanted))
    if calls:
        bound_capabilities()
    if uid is not None:
        become_user(uid)
    os.chdir(folder)
    check(LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "asking for the end with the parent")
    check(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "giving up new privileges")
    if handled:
        restrict_paths(handled, rules)
    if calls:
        drop_capabilities()
        refuse_calls(calls)
    os.write(STARTED, b"1")
    os.close(STARTED)


def hold(**limits: object) -> None:
    """Keep up the walls that this process was started behind, with no more rights than the solution that joins it."""
    confine(**limits)  # type: ignore[arg-type]  # they come as text
    signal.pause()
