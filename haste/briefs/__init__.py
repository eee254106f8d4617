"""What a language model gets to see: contents put together from the log's state, never names of blobs.

In: the search tree, the competition and a way to read blobs. Out: a Brief.
"""
