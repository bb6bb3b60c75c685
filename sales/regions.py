"""Whether a region, as a letter of authorisation words it, holds an address."""

import re

from qms.records.reading.text import key

#: Words for the whole country, as `key()` spells them.
EVERYWHERE = ("全国", "中国", "nationwide")
#: What parts the places that are named, and what they are besides their names.
BETWEEN = re.compile(r"[、，,;；\s]+")
RANK = re.compile("(特别行政区|自治区|省|市|县|区)$")
PROVINCES = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|"
    "广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)


def holds(region, address):
    """Whether the address lies in the region; None where the words do not tell.

    An address that begins with its city says nothing about a letter for provinces.
    """
    here, said = key(address).removeprefix("中国"), key(region)
    if any(word in said for word in EVERYWHERE):
        return True
    places = [RANK.sub("", key(place)) for place in BETWEEN.split(region)]
    places = [place for place in places if place]
    if any(place in here for place in places):
        return True
    told = PROVINCES.match(here) or not all(map(PROVINCES.fullmatch, places))
    return False if told else None
