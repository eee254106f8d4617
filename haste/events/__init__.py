"""Facts, in the past tense: one file per noun, the codec of their bytes, and the hash chain over those bytes.

In: what an actor decided or what the world did. Out: bytes in the log, and typed events again when they are read.
"""
