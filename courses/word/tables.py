"""A table of the document to the rows of a table block: plain text, merged cells taken apart."""

from dataclasses import dataclass, field

from lxml import etree

from quizzes.exchange.documents.slices import text_of

MOST_CELLS = 600
"""More fields than that make the editor slow."""


@dataclass
class Grid:
    """`rows` of one length; `merged` whether cells were taken apart; `pictures` that stood in cells, in order."""

    rows: list[list[str]] = field(default_factory=list)
    merged: bool = False
    nested: bool = False
    linked: bool = False
    row_headers: bool = False
    pictures: list[str] = field(default_factory=list)
    title: str = ""


def is_box(table: etree._Element) -> bool:
    """One cell alone is a frame around text."""
    return len(own_cells(table)) == 1


def own_cells(table: etree._Element) -> list[etree._Element]:
    return [cell for row in _rows(table) for cell in row if cell.tag in {"td", "th"}]


def read(table: etree._Element) -> Grid:
    """What a merged cell says is said in each of the cells it covers. A first row of one cell across all is `title`."""
    grid = Grid()
    taken: dict[tuple[int, int], str] = {}
    firsts: list[bool] = []
    rows = _rows(table)
    for place, row in enumerate(rows):
        column = 0
        for cell in row:
            while (place, column) in taken:
                column += 1
            firsts += [_is_bold(cell)] if column == 0 and place else []
            text = _take(cell, grid)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            grid.merged = grid.merged or wide * high > 1
            for down in range(min(high, len(rows) - place)):
                for across in range(wide):
                    taken[place + down, column + across] = text
            column += wide
    width = max((column for _row, column in taken), default=-1) + 1
    grid.rows = [[taken.get((place, column), "") for column in range(width)] for place in range(len(rows))]
    grid.row_headers = bool(firsts) and all(firsts) and width > 1
    _split_title(grid, rows)
    return grid


def _split_title(grid: Grid, rows: list[etree._Element]) -> None:
    if len(grid.rows) > 2 and len(rows[0]) == 1 and len(grid.rows[0]) > 1:
        grid.title = grid.rows.pop(0)[0]
        grid.merged = any(_span(cell, name) > 1 for row in rows[1:] for cell in row for name in ("colspan", "rowspan"))


def _rows(table: etree._Element) -> list[etree._Element]:
    return [
        row
        for part in table
        for row in ([part] if part.tag == "tr" else part if part.tag in {"thead", "tbody"} else [])
        if row.tag == "tr"
    ]


def _take(cell: etree._Element, grid: Grid) -> str:
    grid.nested = grid.nested or any(True for _one in cell.iter("table"))
    grid.linked = grid.linked or any(not str(link.get("href") or "#").startswith("#") for link in cell.iter("a"))
    grid.pictures += [str(image.get("alt") or "") for image in cell.iter("img")]
    lines: list[str] = [""]
    _lines(cell, lines)
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _lines(element: etree._Element, lines: list[str]) -> None:
    lines[-1] += element.text or ""
    for child in element:
        if child.tag in {"p", "li", "br", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"}:
            lines.append("")
        _lines(child, lines)
        if child.tag in {"p", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"}:
            lines.append("")
        elif child.tag in {"td", "th"}:
            lines[-1] += " "
        lines[-1] += child.tail or ""


def _is_bold(cell: etree._Element) -> bool:
    words = text_of(cell).strip()
    strong = "".join(text_of(each) for each in cell.iter("strong", "b")).strip()
    return bool(words) and words == strong


def _span(cell: etree._Element, name: str) -> int:
    value = str(cell.get(name) or "1")
    return max(1, min(int(value), 50)) if value.isdigit() else 1
