"""The attacks that a sandbox is held to: one name each, and what an attacker would gain. Adapters list the names that they do not stop."""

from collections.abc import Iterable

ATTACKS = {
    "private_file": "read a file that only the host may read: answers, the log, blobs, another run's folder",
    "home_secret": "read a secret in the user's home, for example Ray's token",
    "hard_link": "give a file of the host a second name in its own folder, and read that",
    "environment": "find a secret of the parent in its own environment",
    "process_environment": "find a secret in the environment that /proc shows of another process",
    "process_files": "read a file that only the host may read by what /proc shows of another process: its root, its working folder, its open files",
    "tcp": "connect to a server on the host's loopback",
    "udp": "send to a server on the host's loopback",
    "unix_path": "connect to a Unix socket that has a path",
    "unix_abstract": "connect to a Unix socket that has an abstract name",
    "fork_bomb": "have more processes at once than allowed, and end well",
    "memory_one_process": "use more memory than allowed in one process, and end well",
    "memory_tree": "use more memory than allowed, spread over children, and end well",
    "memory_files": "use more memory than allowed in files of /dev/shm, and end well",
    "disk_one_file": "write one file larger than the disk allowed, and end well",
    "disk_many_files": "write more than the disk allowed in many files, and end well",
    "disk_unlinked": "write more than the disk allowed into files that have no name any more, and end well",
    "disk_inodes": "make more files than allowed, and end well",
    "signal": "signal the process that started it",
    "ptrace": "attach to the process that started it",
    "daemon": "leave a process of another session behind",
    "write_outside": "write a file outside its own folder",
    "write_input": "change its input",
    "metadata": "change mode or times of a file outside its own folder",
    "shared_memory": "read a file that another program keeps in /dev/shm",
    "namespace": "make a user namespace of its own, where it is root",
    "submission_link": "have the host read another file in place of the submission",
    "submission_hard_link": "have the host read its own file under the submission's name",
    "submission_fifo": "block the host with a FIFO in place of the submission",
    "submission_device": "have the host read a device in place of the submission",
    "submission_sparse": "have the host read a submission of 10 GB",
    "printing": "fill the host's memory or disk by printing",
    "hanging": "never end",
}


def stopped(misses: Iterable[str]) -> tuple[str, ...]:
    """All attacks but those, in the order of ATTACKS."""
    missed = set(misses)
    return tuple(name for name in ATTACKS if name not in missed)
