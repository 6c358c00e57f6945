from certificates.selectors.certificates import held_by

__all__ = ["held_by"]
