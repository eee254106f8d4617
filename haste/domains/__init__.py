"""What a specialist of one kind of data knows, one file each.

In: a domain's name. Out: guidance for whoever writes solutions, and the approaches that a run can start from, as names of techniques.
"""
