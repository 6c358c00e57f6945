"""What our tables may hold when a spreadsheet opens them."""

FORMULA_STARTS = {"=", "+", "-", "@", "\t", "\r"}


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell[:1] in FORMULA_STARTS else cell
