"""Rules that the content of a programme keeps, checked over its files alone: no database is asked or written.

`material` reads the files with their lines, `rules` names every check; each gives findings with file, line, rule and
what to do.
"""
