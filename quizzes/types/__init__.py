"""Kinds of items. Each folder here is one kind; nothing else lists them.

`interface` says what the files of a folder offer, `registry` gives a kind by its name, `quizzes.scoring` its pure part.
This file stays without any import: the pure scorers live below it.
"""
