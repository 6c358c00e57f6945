"""What elements say, for whoever wants it as plain Python."""

from lxml import etree


def words_of(node: etree._Element) -> str:
    """All text inside, as it stands."""
    return "".join(str(text) for text in node.itertext())


def line_of(node: etree._Element) -> int:
    """Where it begins in the file; 0 for an element that comes from none."""
    return node.sourceline if isinstance(node.sourceline, int) else 0
