"""From a brief to the words that a served language model reads, and from its words back to an answer.

In: a brief, or the text of a reply with the terms that it is held to. Out: a conversation as canonical bytes, or an answer.
"""
