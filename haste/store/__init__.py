"""Where facts and payloads are kept: logs and blob stores behind the ports of `haste.ports`.

In: writes with their guards and keys; bytes. Out: recorded events at dense positions, and bytes by their SHA-256.
A log is one file here with the name of its kind: `sqlite:PATH` is `haste.store.sqlite`.
"""
