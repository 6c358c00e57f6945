"""How a Chinese name sorts and how it is shortened. Pure functions; the name itself is never altered."""

import re

from pypinyin import Style, lazy_pinyin

SORT_LENGTH = 200
SURNAMES = {
    "万俟": ("mo4", "qi2"),
    "尉迟": ("yu4", "chi2"),
    "长孙": ("zhang3", "sun1"),
    "澹台": ("tan2", "tai2"),
    "单于": ("chan2", "yu2"),
    "令狐": ("ling2", "hu2"),
    "宰父": ("zai3", "fu3"),
    "单": ("shan4",),
    "曾": ("zeng1",),
    "仇": ("qiu2",),
    "解": ("xie4",),
    "任": ("ren2",),
    "查": ("zha1",),
    "区": ("ou1",),
    "朴": ("piao2",),
    "盖": ("ge3",),
    "种": ("chong2",),
    "华": ("hua4",),
    "覃": ("qin2",),
    "乐": ("yue4",),
    "缪": ("miao4",),
    "翟": ("zhai2",),
    "员": ("yun4",),
    "繁": ("po2",),
    "秘": ("bi4",),
    "冼": ("xian3",),
    "折": ("she2",),
    "黑": ("he4",),
    "召": ("shao4",),
    "祭": ("zhai4",),
    "宁": ("ning4",),
    "葛": ("ge3",),
    "应": ("ying1",),
    "纪": ("ji3",),
    "都": ("du1",),
    "重": ("chong2",),
    "撒": ("sa4",),
    "沈": ("shen3",),
    "石": ("shi2",),
    "贾": ("jia3",),
    "车": ("che1",),
    "柏": ("bai3",),
    "牟": ("mu4",),
    "谌": ("chen2",),
    "隗": ("wei3",),
    "尉": ("wei4",),
    "晟": ("cheng2",),
    "过": ("guo1",),
    "哈": ("ha3",),
    "燕": ("yan1",),
    "那": ("na1",),
    "洗": ("xian3",),
    "么": ("yao1",),
    "逄": ("pang2",),
    "宓": ("fu2",),
    "幺": ("yao1",),
    "降": ("jiang4",),
    "占": ("zhan1",),
    "曲": ("qu1",),
    "强": ("qiang2",),
    "藏": ("zang1",),
    "臧": ("zang1",),
}
"""Surnames whose reading differs from the character's usual one; two characters before one."""


def syllables(name: str) -> list[str]:
    """The readings of a name with tone digits, a surname read as a surname; characters without a reading stay."""
    for length in (2, 1):
        if name[:length] in SURNAMES and (length == 2 or "·" not in name):
            return [*SURNAMES[name[:length]], *_read(name[length:])]
    return _read(name)


def _read(text: str) -> list[str]:
    return lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)


def sort_key(name: str) -> str:
    """What `Person.name_sort` holds: the readings, then the characters, so that equal readings keep an order."""
    return f"{' '.join(syllables(name)).lower()} {name}"[:SORT_LENGTH]


def initials(name: str) -> str:
    """Up to three Latin letters for a user name; "d" where the name has no reading."""
    letters = [word[0] for word in (part.lower() for part in syllables(name)) if re.match(r"[a-z]", word)]
    return "".join(letters[:3]) or "d"


def masked(name: str) -> str:
    """王秀兰 -> 王*兰, 王秀 -> 王*: enough for the owner to know it, not enough for a passer-by."""
    if len(name) < 2:
        return name
    return f"{name[0]}*" if len(name) == 2 else f"{name[0]}{'*' * min(len(name) - 2, 2)}{name[-1]}"
