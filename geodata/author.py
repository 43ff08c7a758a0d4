#!/usr/bin/env python3
"""Write the layers of this study from the fact tables in facts/.

    python3 geodata/author.py           write the layers
    python3 geodata/author.py --check   write nothing; exit 1 and name each file that would change

Standard library only, Python 3.9 or later. The same facts give the same bytes.
"""
import csv
import io
import json
import math
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
VINTAGE = "2025-07-01"
ALIGNMENT_OF = {
    "QL279": "nh279", "QL12": "nh12", "QL6": "nh6", "QL4H": "nh4h", "QL4H2": "nh4h2",
    "QL279B": "nh279b", "QL279C": "nh279c", "QL6B": "nh6b", "QL279D": "nh279d",
    "QL4G": "nh4g", "QL37": "nh37", "QL6-TRANH": "nh6-bypass",
}
OWN_FILE = {"QL279": "nh279.geojson", "QL12": "nh12.geojson"}
EXPRESSWAY_ACCURACY = ("straight lines between control points; not an official alignment; "
                       "lengths are lower bounds")
# A length is attached to an alternative only where the facts publish one for that very scheme.
PUBLISHED = {"E": ("ct03-phase1", "2024")}
# Read from the first words of the status; any other status leaves the question open (null).
IN_FORCE = (("replaced", False), ("in force", True), ("policy applies", True), ("operating", True))
TABLES = {  # layer: fact table
    "kmposts.csv": "kmposts.csv", "crosswalk.csv": "commune_crosswalk_2025.csv",
    "projects.csv": "projects.csv", "project_versions.csv": "project_versions.csv",
    "milestones.csv": "milestones.csv", "indicators.csv": "indicators.csv",
    "length_anchors.csv": "length_anchors.csv",
}


class Fault(Exception):
    """A fact table contradicts itself or another one."""


def require(condition, message):
    if not condition:
        raise Fault(message)


# ---- reading -----------------------------------------------------------------------------------

def read(name):
    with open(HERE / "facts" / name, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows, 1):
        require(None not in row and None not in row.values(), f"{name} row {number}: wrong number of cells")
    return [{key: unicodedata.normalize("NFC", value) for key, value in row.items()} for row in rows]


def text(value):
    return value or None  # an empty cell means not known, never an empty string


def number(value):
    return float(value) if value else None


def whole(value):
    return int(value) if value else None


def yes(value):
    require(value in ("yes", "no"), f"expected yes or no, found {value!r}")
    return value == "yes"


def ring_of(body):
    return [tuple(float(part) for part in pair.split()) for pair in body.split(",")]


def linestring(wkt):
    match = re.fullmatch(r"LINESTRING \(([^()]+)\)", wkt)
    require(match, f"not a LINESTRING: {wkt[:40]}")
    return ring_of(match.group(1))


def polygons(wkt):
    """Every polygon of a POLYGON or MULTIPOLYGON as a list of closed, correctly wound rings."""
    match = re.fullmatch(r"(MULTIPOLYGON \(|POLYGON )\(\((.+?)\)\)+", wkt)
    require(match, f"not a polygon: {wkt[:40]}")
    return [[wind(ring_of(ring), exterior=(place == 0)) for place, ring in enumerate(part.split("), ("))]
            for part in match.group(2).split(")), ((")]


# ---- geometry ----------------------------------------------------------------------------------

def twice_area(ring):
    x0, y0 = ring[0]  # taken from a corner of the ring, so that digits are not lost
    return math.fsum((ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
                     for (ax, ay), (bx, by) in zip(ring, ring[1:]))


def wind(ring, exterior):
    if ring[0] != ring[-1]:
        ring = ring + [ring[0]]
    require(len(ring) >= 4, f"a ring of {len(ring)} positions at {ring[0]}")
    return ring if (twice_area(ring) > 0) == exterior else ring[::-1]


def contains(ring, point):
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:]):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


def dissolve(members):
    """Exact union of polygons of one coverage.

    Neighbours hold the same border in opposite directions, so the pairs cancel and no coordinate is computed.
    """
    edges = set()
    for polygon in members:
        for ring in polygon:
            for edge in zip(ring, ring[1:]):
                require(edge not in edges, f"overlapping polygons at {edge[0]}")
                if edge[::-1] in edges:
                    edges.remove(edge[::-1])
                else:
                    edges.add(edge)
    loops = [loop for walk in walks(edges) for loop in simple_loops(walk)]
    loops = [rotate(loop) for loop in loops]
    shells = sorted((loop for loop in loops if twice_area(loop) > 0), key=lambda r: (-twice_area(r), r))
    merged = [[shell] for shell in shells]
    for hole in sorted(loop for loop in loops if twice_area(loop) < 0):
        owners = [polygon for polygon in merged
                  if all(contains(polygon[0], v) for v in hole[:-1] if v not in polygon[0])
                  and twice_area(polygon[0]) > -twice_area(hole)]
        require(owners, f"a hole outside every ring at {hole[0]}")
        owners[-1].append(hole)  # the smallest ring around it: merged is sorted by falling area
    want = math.fsum(twice_area(ring) for polygon in members for ring in polygon)
    have = math.fsum(twice_area(ring) for polygon in merged for ring in polygon)
    require(abs(want - have) < 1e-9, f"dissolved area {have} instead of {want}")
    return merged


def walks(edges):
    """Follow each border with the land on its left, always by the leftmost way on.

    Where rings touch at a vertex this keeps one connected piece of land in one walk.
    """
    onward = defaultdict(list)
    for start, end in sorted(edges):
        onward[start].append(end)

    def after(edge):
        (bx, by), (ax, ay) = edge[1], edge[0]
        back = math.atan2(ay - by, ax - bx)
        require(onward[edge[1]], f"open border at {edge[1]}")
        return edge[1], min(onward[edge[1]], key=lambda c: (back - math.atan2(c[1] - by, c[0] - bx)) % math.tau)

    left = set(edges)
    for first in sorted(edges):
        walk, edge = [], first
        while edge in left:
            left.remove(edge)
            walk.append(edge[0])
            edge = after(edge)
        require(edge == first or not walk, f"border does not close at {edge[0]}")
        if walk:
            yield walk + [walk[0]]


def simple_loops(walk):
    """Cut a walk where it returns to a vertex: a ring may not touch itself."""
    path, place = [], {}
    for vertex in walk:
        if vertex in place:
            loop = path[place[vertex]:]
            yield loop + [vertex]
            del path[place[vertex]:]
            for passed in loop:
                del place[passed]
        place[vertex] = len(path)
        path.append(vertex)


def rotate(loop):
    first = loop.index(min(loop))
    return loop[first:-1] + loop[:first] + [loop[first]]


def area_geometry(parts):
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def point(row):
    return {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]}


def feature(identity, properties, geometry):
    return {"type": "Feature", "id": identity, "properties": properties, "geometry": geometry}


# ---- layers ------------------------------------------------------------------------------------

def highways(legs):
    layers = defaultdict(list)
    for row in legs:
        alignment = ALIGNMENT_OF[row["route"]]
        name_vi, _, leg_vi = row["name_vi"].partition(": ")
        name_en, _, leg_en = row["name_en"].partition(": ")
        seq = int(row["seq_from"])
        layers[OWN_FILE.get(row["route"], "highways.geojson")].append(feature(f"{alignment}/{seq:02}", {
            "alignment": alignment, "route": row["route"], "name_vi": name_vi, "name_en": name_en,
            "seq": seq, "leg": row["leg"], "leg_name_vi": leg_vi, "leg_name_en": leg_en,
            "from_node": row["from_node"], "to_node": row["to_node"], "class": row["class"],
            "status": row["status"],
            "concurrent_with": ALIGNMENT_OF[row["concurrent_with"]] if row["concurrent_with"] else None,
            "direction": row["direction"], "accuracy_m": 100, "source": row["source"],
            "accuracy": row["accuracy"],
        }, {"type": "LineString", "coordinates": linestring(row["wkt"])}))
    return layers


def alternatives(points):
    groups = defaultdict(list)
    for row in points:
        groups[row["alternative"]].append(row)
    for rows in groups.values():
        require([int(row["seq"]) for row in rows] == list(range(1, len(rows) + 1)), "control points out of order")
    return groups


def expressway(groups, versions):
    features = []
    for letter, rows in groups.items():
        version = [v for v in versions if (v["project_id"], v["version"]) == PUBLISHED.get(letter)]
        reasons = {row["rationale"] for row in rows}
        features.append(feature(f"ct03-{letter.lower()}", {
            "alignment": f"ct03-{letter.lower()}", "route": "CT.03", "name_vi": f"CT.03 phương án {letter}",
            "name_en": rows[0]["name"], "seq": 1, "leg": "whole", "class": "expressway",
            "status": rows[0]["status"], "rationale": reasons.pop() if len(reasons) == 1 else None,
            "published_km": number(version[0]["length_km"]) if version else None,
            "published_source": version[0]["source"] if version else None,
            "accuracy_m": None, "source": rows[0]["source"], "accuracy": EXPRESSWAY_ACCURACY,
        }, {"type": "LineString", "coordinates": [point(row)["coordinates"] for row in rows]}))
    return features


def interchanges(groups):
    features = []
    for letter, rows in groups.items():
        alignment = f"ct03-{letter.lower()}"
        access = [row for row in rows if set(row["role"].split("; ")) & {"start", "end", "interchange candidate"}]
        for seq, row in enumerate(access, 1):
            features.append(feature(f"{alignment}/{seq:02}", {
                "alignment": alignment, "seq": seq, "name": row["place"], "kind": row["role"],
                "commune_code": text(row["commune_code"]), "note": text(row["rationale"]),
                "status": row["status"], "source": row["source"],
            }, point(row)))
    return features


def border_gates(places):
    return [feature(row["id"][len("g-"):], {
        "name_vi": row["name_vi"], "name_en": row["name_en"], "accuracy_m": number(row["accuracy_m"]),
        "is_proxy": yes(row["is_proxy"]), "network_node": text(row["network_node"]),
        "commune_code": text(row["commune_code"]), "note": text(row["note"]), "source": row["source"],
    }, point(row)) for row in places if row["kind"] == "border_gate"]


def other_places(places):
    return [feature(row["id"], {
        "name_vi": row["name_vi"], "name_en": row["name_en"], "kind": row["kind"],
        "accuracy_m": number(row["accuracy_m"]), "is_proxy": yes(row["is_proxy"]),
        "network_node": text(row["network_node"]), "commune_code": text(row["commune_code"]),
        "note": text(row["note"]), "source": row["source"],
    }, point(row)) for row in places if row["kind"] != "border_gate"]


def communes(rows, boundaries):
    features = []
    for row in sorted(rows, key=lambda r: r["code"]):
        boundary = boundaries[row["code"]]
        properties = {"code": row["code"], "name_vi": row["name_vi"], "name_en": row["name_en"],
                      "kind": row["kind"], "province": row["province"],
                      "province_code": row["province_code"], "vintage": VINTAGE}
        for key in ("area_km2_official", "area_km2_polygon"):
            properties[key] = number(row[key])
        properties["area_note"] = text(row["area_note"])
        for key in ("population", "population_year"):
            properties[key] = whole(row[key])
        for key in ("population_flag", "population_note", "merged_from", "old_districts",
                    "planning_region_2018", "planning_region_2024", "planning_region_note",
                    "difficulty_zone", "admin_centre"):
            properties[key] = text(row[key])
        properties["centre_lon"] = number(row["centre_lon"])
        properties["centre_lat"] = number(row["centre_lat"])
        properties["boundary_area_change_pct"] = number(boundary["area_change_pct"])
        properties["boundary_hausdorff_m"] = number(boundary["hausdorff_m"])
        properties["source"] = row["source"]
        features.append(feature(row["code"], properties, area_geometry(polygons(boundary["wkt"]))))
    return features


def economic_zones(zones, boundaries):
    features = []
    for row in zones:
        codes = row["commune_codes"].split("|") if row["commune_codes"] else None
        rule = row["geometry_rule"]
        require(rule in ("dissolve", "point", "none"), f"{row['id']}: geometry rule {rule!r}")
        require((rule == "dissolve") == (codes is not None), f"{row['id']}: rule {rule} and commune codes disagree")
        if rule == "dissolve":
            geometry = area_geometry(dissolve([p for code in codes for p in polygons(boundaries[code]["wkt"])]))
        else:
            geometry = point(row) if rule == "point" else None
        in_force = next((value for start, value in IN_FORCE if row["status"].startswith(start)), None)
        features.append(feature(row["id"], {
            "name_vi": row["name_vi"], "name_en": row["name_en"], "kind": row["kind"], "commune_codes": codes,
            "accuracy_m": number(row["accuracy_m"]), "indicative": yes(row["indicative"]),
            "legal_basis": text(row["legal_basis"]), "as_of": text(row["as_of"]), "status": row["status"],
            "in_force": in_force, "superseded_by": "er2024" if in_force is False else None,
            "source": row["source"], "accuracy": row["accuracy"],
        }, geometry))
    return features


def table(rows):
    """The fact table, with our alignment ids before the route they stand for."""
    if "route" in rows[0]:
        rows = [{"alignment": alignment_ids(row["route"]), **row} for row in rows]
        columns = [c for c in rows[0] if c != "alignment"]
        columns.insert(columns.index("route"), "alignment")
    else:
        columns = list(rows[0])
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def alignment_ids(route):
    return route if route == "all" else "+".join(ALIGNMENT_OF[part] for part in route.split("+"))


def geojson(features):
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":"), allow_nan=False) for f in features]
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


# ---- checks ------------------------------------------------------------------------------------

def unique(rows, key, name):
    values = [row[key] for row in rows]
    require(len(set(values)) == len(values), f"{name}: {key} is not unique")
    return set(values)


def check(facts, boundaries):
    codes = unique(facts["communes.csv"], "code", "communes.csv")
    require(codes == set(boundaries), "communes.csv and communes_boundaries.csv name different communes")
    unique(facts["places.csv"], "id", "places.csv")
    unique(facts["economic_zones.csv"], "id", "economic_zones.csv")
    # A gate may stand beside its node; the node itself is the row whose id begins with n-.
    nodes = {row["network_node"]: tuple(point(row)["coordinates"])
             for row in facts["places.csv"] if row["id"].startswith("n-")}
    provinces = {row["code"]: row["province_code"] for row in facts["communes.csv"]}

    for name in ("places.csv", "expressway_alternatives.csv", "kmposts.csv"):
        for row in facts[name]:
            code = row.get("commune_code", row.get("place_code"))
            # Places reach beyond the embedded communes: there the code need only be well formed.
            known = not code or code in codes or (name == "places.csv" and re.fullmatch(r"\d{5}", code))
            require(known, f"{name}: commune {code} is not in communes.csv")
    for row in facts["places.csv"]:
        require(not row["network_node"] or row["network_node"] in nodes, f"places.csv: {row['id']}: unknown node")
    for row in facts["commune_crosswalk_2025.csv"]:
        require(provinces.get(row["new_code"]) == "11", f"crosswalk: {row['new_code']} is not in the province")
    require({row["new_code"] for row in facts["commune_crosswalk_2025.csv"]}
            == {code for code, province in provinces.items() if province == "11"}, "crosswalk misses a commune")
    for row in facts["economic_zones.csv"]:
        for code in filter(None, row["commune_codes"].split("|")):
            require(code in codes, f"{row['id']}: commune {code} is not in communes.csv")

    legs, geometry, ended = defaultdict(set), defaultdict(list), {}
    for row in facts["alignments.csv"]:
        coordinates = linestring(row["wkt"])
        require(len(coordinates) == int(row["vertices"]), f"{row['leg']}: {len(coordinates)} vertices")
        require(row["leg"] == f"{row['from_node']}–{row['to_node']}", f"{row['leg']}: slug and nodes disagree")
        for end, node in ((coordinates[0], row["from_node"]), (coordinates[-1], row["to_node"])):
            require(nodes.get(node) == end, f"{row['route']} {row['leg']}: does not end on node {node}")
        before = ended.get(row["route"])
        require(before is None and row["seq_from"] == "1" or before == (row["seq_from"], row["from_node"]),
                f"{row['route']} {row['leg']}: does not continue the leg before it")
        ended[row["route"]] = (row["seq_to"], row["to_node"])
        legs[row["route"]].add(row["leg"])
        geometry[frozenset((row["from_node"], row["to_node"]))].append((row, coordinates))
    for shared in geometry.values():
        for row, coordinates in shared:
            others = [c for other, c in shared if other["route"] == row["concurrent_with"]]
            require(bool(row["concurrent_with"]) == (len(shared) > 1), f"{row['leg']}: concurrency is not mutual")
            require(all(c in (coordinates, coordinates[::-1]) for c in others) and
                    len(others) == bool(row["concurrent_with"]), f"{row['leg']}: concurrent legs differ")

    for row in facts["kmposts.csv"]:
        match = re.fullmatch(r"Km(\d+)\+(\d{3})", row["kmpost"])
        require(match and float(row["km"]) == float(f"{match.group(1)}.{match.group(2)}"),
                f"kmposts.csv: {row['kmpost']} is not {row['km']}")
        for leg in filter(None, row["leg"].split("|")):
            require(leg in legs[row["route"]], f"kmposts.csv: {row['kmpost']}: unknown leg {leg}")
        require(not row["measure_origin"] or row["measure_origin"] in nodes, f"{row['kmpost']}: unknown origin")
        filled = {"point": ("geom_km", "lon", "lat"), "unlocated": (),
                  "interval": ("geom_km_from", "geom_km_to", "from_lon", "from_lat", "to_lon", "to_lat")}
        for key in filled[row["kind"]]:
            float(row[key])
    projects = unique(facts["projects.csv"], "id", "projects.csv")
    for name in ("project_versions.csv", "milestones.csv"):
        for row in facts[name]:
            require(not row["project_id"] or row["project_id"] in projects, f"{name}: unknown project")


def check_layers(layers):
    """What a reader of the layers relies on, checked on what would be written."""
    studied = set(re.findall(r'(?m)^file = "([^"]+)"', (HERE / "study.toml").read_text(encoding="utf-8")))
    studied -= {"speeds.toml"}  # written by hand, as study.toml is
    require(studied == set(layers), f"study.toml and the layers differ: {sorted(studied ^ set(layers))}")
    for name, content in layers.items():
        require(unicodedata.is_normalized("NFC", content), f"{name}: text is not NFC")
        if not name.endswith(".geojson"):
            continue
        features = json.loads(content)["features"]
        require(len({f["id"] for f in features}) == len(features), f"{name}: an id is not unique")
        for each in features:
            shape = each["geometry"]
            if shape and shape["type"].endswith("Polygon"):
                parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
                for part in parts:
                    for place, ring in enumerate(part):
                        require(ring[0] == ring[-1] and (twice_area(ring) > 0) == (place == 0),
                                f"{name} {each['id']}: ring not closed or wound wrongly")


# ---- writing -----------------------------------------------------------------------------------

def author():
    facts = {path.name: read(path.name) for path in sorted((HERE / "facts").glob("*.csv"))}
    boundaries = {row["code"]: row for row in facts["communes_boundaries.csv"]}
    check(facts, boundaries)
    groups = alternatives(facts["expressway_alternatives.csv"])
    layers = highways(facts["alignments.csv"])
    layers["expressway.geojson"] = expressway(groups, facts["project_versions.csv"])
    layers["interchanges.geojson"] = interchanges(groups)
    layers["border_gates.geojson"] = border_gates(facts["places.csv"])
    layers["communes.geojson"] = communes(facts["communes.csv"], boundaries)
    layers["economic_zones.geojson"] = economic_zones(facts["economic_zones.csv"], boundaries)
    layers["places.geojson"] = other_places(facts["places.csv"])
    layers = {name: geojson(features) for name, features in layers.items()}
    layers.update({name: table(facts[source]) for name, source in TABLES.items()})
    check_layers(layers)
    return {name: content.encode("utf-8") for name, content in layers.items()}


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        layers = author()
    except (Fault, KeyError, ValueError, OSError) as fault:
        print(f"author.py: {type(fault).__name__}: {fault}", file=sys.stderr)
        return 2
    changed = [name for name, content in sorted(layers.items())
               if not (HERE / name).is_file() or (HERE / name).read_bytes() != content]
    for name in changed:
        if not arguments:
            (HERE / name).write_bytes(layers[name])
        print(f"{'would change' if arguments else 'wrote'} {name}")
    return 1 if arguments and changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
