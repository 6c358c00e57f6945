"""Chinese numbers of terms and groups. Pure functions, 1 to 99."""

DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """19 -> 十九. ValueError outside 1 to 99."""
    if not 1 <= number <= 99:
        raise ValueError(f"not between 1 and 99: {number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


def parse_number(text: str) -> int | None:
    """十九, 19 or １９ -> 19; None for anything else."""
    text = text.strip()
    if text.isdecimal():
        return int(text)
    return next((number for number in range(1, 100) if chinese_number(number) == text), None)
