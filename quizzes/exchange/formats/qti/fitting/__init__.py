"""From rules to a key: what a foreign file's rules give for each possible answer, and the key of ours that gives
exactly that. Found by trying, proven by our own scorer over every answer; `Unfaithful` where there is none.

A `mark` gives the file's points of one answer. All of this is pure.
"""
