"""Counts, what of them may be published, and how sure they are. Pure: no database, no Django."""
