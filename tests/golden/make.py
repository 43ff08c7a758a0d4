#!/usr/bin/env python3
"""Make the golden numbers: what programs other than corridor say. See README.md.

    python3 tests/golden/make.py              writes every file
    python3 tests/golden/make.py feet areas   writes these only
    python3 tests/golden/make.py --check      writes nothing; exit 1 and the names of files that would change

The same layers and versions give the same bytes. An edge is a straight line in longitude and latitude (RFC 7946)
throughout; its length is that of this curve on the WGS 84 ellipsoid.
"""

import hashlib
import json
import math
import random
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyproj
import shapely
from geographiclib.geodesic import Geodesic
from importlib.metadata import version
from shapely.geometry import LineString, Point, shape

HERE = Path(__file__).resolve().parent
GEODATA = HERE.parent.parent / "geodata"
WGS84 = Geodesic.WGS84
GEOD = pyproj.Geod(ellps="WGS84")
A = WGS84.a
E2 = WGS84.f * (2 - WGS84.f)
REGION = (102.1, 21.0, 104.2, 22.8)  # lon, lat, lon, lat: Điện Biên and a little round it

GEOGRAPHICLIB = f"Python geographiclib {version('geographiclib')} (C. F. F. Karney)"
PYPROJ = f"pyproj {pyproj.__version__} (PROJ {pyproj.proj_version_str})"
SHAPELY = f"Shapely {shapely.__version__} (GEOS {shapely.geos_version_string})"


# ---- small things ----------------------------------------------------------------------------------------------------


def degrees(value, places=12):
    """A coordinate as it is written; the numbers of a row are made from the written value."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def metres(value, places=6):
    return f"{value + 0.0:.{places}f}"


def log_uniform(rng, low, high):
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def inverse(lat1, lon1, lat2, lon2):
    return WGS84.Inverse(lat1, lon1, lat2, lon2)["s12"]


def between(p, q, t):
    """The place at fraction t of the edge from p to q."""
    if t == 1:
        return q
    return (p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]))


# ---- edges and their feet, one by one, in high precision -------------------------------------------------------------


def cut_length(p, q, pieces):
    cuts = [between(p, q, i / pieces) for i in range(pieces + 1)]
    return math.fsum(inverse(a[1], a[0], b[1], b[0]) for a, b in zip(cuts, cuts[1:]))


def edge_length(p, q):
    """Sum of geodesics over n and 2n pieces, extrapolated: the sum falls short by a term in 1/n^2, then 1/n^4."""
    pieces = max(1, math.ceil(inverse(p[1], p[0], q[1], q[0]) / 1000))
    coarse = cut_length(p, q, pieces)
    fine = cut_length(p, q, 2 * pieces)
    return fine + (fine - coarse) / 3


NODES, WEIGHTS = np.polynomial.legendre.leggauss(64)


def edge_length_by_quadrature(p, q):
    """The arc length of the edge by Gauss-Legendre quadrature: nothing shared with edge_length."""
    lat = np.radians(p[1] + (q[1] - p[1]) * (NODES + 1) / 2)
    w = 1 - E2 * np.sin(lat) ** 2
    meridian = A * (1 - E2) / w**1.5 * math.radians(q[1] - p[1])
    parallel = A / np.sqrt(w) * np.cos(lat) * math.radians(q[0] - p[0])
    return float(np.sum(WEIGHTS * np.hypot(meridian, parallel)) / 2)


GOLDEN = (math.sqrt(5) - 1) / 2


def golden_section(f, low, high, steps=60):
    c, d = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    fc, fd = f(c), f(d)
    for _ in range(steps):
        if fc <= fd:
            high, d, fd = d, c, fc
            c = high - GOLDEN * (high - low)
            fc = f(c)
        else:
            low, c, fc = c, d, fd
            d = low + GOLDEN * (high - low)
            fd = f(d)
    return (low + high) / 2


def foot(point, p, q, samples=32):
    """The nearest place of the edge to the point: distance and fraction.

    Distances are sampled, the best bracket is narrowed by golden section on the geodesic distance itself. That leaves
    the fraction good to the root of the rounding only, so it is then set where the geodesic meets the edge at a right
    angle (bisection); of the two the shorter distance stands.
    """
    lon, lat = point

    def distance(t):
        x, y = between(p, q, t)
        return inverse(lat, lon, y, x)

    def slope(t):  # of the distance with t: cosine of the angle between geodesic and edge
        x, y = between(p, q, t)
        g = WGS84.Inverse(lat, lon, y, x)
        phi = math.radians(y)
        w = 1 - E2 * math.sin(phi) ** 2
        north = (1 - E2) / w**1.5 * (q[1] - p[1])
        east = math.cos(phi) / math.sqrt(w) * (q[0] - p[0])
        azimuth = math.radians(g["azi2"])
        return north * math.cos(azimuth) + east * math.sin(azimuth)

    at = [distance(i / samples) for i in range(samples + 1)]
    best = min(range(samples + 1), key=at.__getitem__)
    low, high = max(0, best - 1) / samples, min(samples, best + 1) / samples
    t = golden_section(distance, low, high)
    found = min((distance(s), s) for s in (t, 0.0, 1.0))
    if 0 < found[1] < 1 and found[0] > 1e-3 and slope(low) < 0 < slope(high):
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if slope(middle) < 0 else (low, middle)
        t = (low + high) / 2
        assert abs(distance(t) - found[0]) < 1e-7, "golden section and right angle disagree"
        found = (min(found[0], distance(t)), t)
    return found


# ---- the embedded study ----------------------------------------------------------------------------------------------


def features(name):
    return json.loads((GEODATA / f"{name}.geojson").read_text("utf-8"))["features"]


def fingerprint(*names):
    """Of ids and geometries only, so a word changed in a property leaves it."""
    parts = []
    for name in names:
        held = json.dumps([[f["id"], f["geometry"]] for f in features(name)], separators=(",", ":"))
        parts.append(f"{name} {hashlib.sha256(held.encode()).hexdigest()[:16]}")
    return "geometry of " + ", ".join(parts)


ROADS = ("nh279", "nh12", "highways", "expressway")


def alignments():
    """id -> vertices, legs joined in seq order."""
    legs = {}
    for name in ROADS:
        for f in features(name):
            assert f["geometry"]["type"] == "LineString"
            legs.setdefault(f["properties"]["alignment"], []).append(
                (f["properties"]["seq"], [tuple(c) for c in f["geometry"]["coordinates"]])
            )
    joined = {}
    for name, parts in sorted(legs.items()):
        vertices = []
        for _, leg in sorted(parts):
            assert not vertices or vertices[-1] == leg[0], f"legs of {name} do not meet"
            vertices += leg[1:] if vertices else leg
        joined[name] = vertices
    return joined


def communes():
    return {f["id"]: shape(f["geometry"]) for f in sorted(features("communes"), key=lambda f: f["id"])}


def dense(vertices, step=100.0):
    """Vertices with more put in, straight in longitude and latitude; and for each the edge and fraction it stands at."""
    v = np.asarray(vertices, dtype=float)
    _, _, d = GEOD.inv(v[:-1, 0], v[:-1, 1], v[1:, 0], v[1:, 1])
    points, places = [], []
    for i, length in enumerate(np.atleast_1d(d)):
        n = max(1, math.ceil(length / step))
        for k in range(n):
            points.append(between(vertices[i], vertices[i + 1], k / n))
            places.append((i, k / n))
    points.append(tuple(vertices[-1]))
    places.append((len(vertices) - 2, 1.0))
    return np.array(points), places


def length(vertices):
    if len(vertices) < 2:
        return 0.0
    d, _ = dense(vertices)
    return GEOD.line_length(d[:, 0], d[:, 1])


def rings(polygon):
    """Every ring of a polygon or multipolygon as a list of vertices, exterior ones first."""
    parts = getattr(polygon, "geoms", [polygon])
    return [list(r.coords) for p in parts for r in [p.exterior, *p.interiors]]


def mapped(geometry, projection, step=100.0):
    """A line or polygon densified, then projected."""

    def ring(vertices):
        d, _ = dense(vertices, step)
        return list(zip(*projection(d[:, 0], d[:, 1])))

    if geometry.geom_type == "LineString":
        return LineString(ring(list(geometry.coords)))
    parts = getattr(geometry, "geoms", [geometry])
    return shapely.MultiPolygon(
        [(ring(list(p.exterior.coords)), [ring(list(i.coords)) for i in p.interiors]) for p in parts]
    )


def centred(kind, lon, lat):
    return pyproj.Proj(proj=kind, lon_0=lon, lat_0=lat, ellps="WGS84")


# ---- shortest distance between two sets of edges ---------------------------------------------------------------------


def edges_of(chains):
    return [(p, q) for chain in chains for p, q in zip(chain, chain[1:])]


def shortest(chains_a, chains_b):
    """Shortest geodesic between two sets of chains of vertices that do not meet (a chain of one vertex is a point).

    Densified to 100 m and put in an azimuthal equidistant plane centred near the pair, where every place of either
    that may be the nearest is kept with a margin far above the distortion. From each of these the foot on the other is
    found in a plane centred on that very place (distances from its centre are geodesics). The winner is refined on
    the whole edges. Returns distance, (edge of a, fraction), (edge of b, fraction).
    """
    a, b = Dense(chains_a), Dense(chains_b)
    middle = np.concatenate([a.points, b.points]).mean(axis=0)
    for _ in range(2):
        plane = centred("aeqd", *middle)
        flat_a, flat_b = a.flat(plane), b.flat(plane)
        near = shapely.shortest_line(flat_a, flat_b)
        x, y = np.array(near.coords).mean(axis=0)
        middle = plane(x, y, inverse=True)
    reach = near.length * 1.001 + 5.0
    best = (math.inf,)
    for these, those, flat, swap in ((a, b, flat_b, False), (b, a, flat_a, True)):
        xy = np.column_stack(plane(these.points[:, 0], these.points[:, 1]))
        kept = np.nonzero(shapely.dwithin(shapely.points(xy), flat, reach))[0]
        for i in kept:
            d, place = those.foot(these.points[i])
            if d < best[0] - 1e-7:
                here = these.places[i]
                best = (d, place, here) if swap else (d, here, place)
    return refined(best, a.edges, b.edges)


class Dense:
    """Chains of vertices, densified, with the way back from each place to the edge it stands on."""

    def __init__(self, chains):
        self.edges = edges_of(chains) or [(chains[0][0], chains[0][0])]
        self.pieces, self.places, first = [], [], 0
        for chain in chains:
            if len(chain) == 1:
                self.pieces.append(np.array([chain[0]]))
                self.places.append((0, 0.0))
                continue
            points, places = dense(chain)
            self.pieces.append(points)
            self.places += [(first + i, t) for i, t in places]
            first += len(chain) - 1
        self.points = np.concatenate(self.pieces)
        starts = np.cumsum([0] + [len(p) for p in self.pieces])
        self.firsts = np.concatenate([np.arange(s, e - 1) for s, e in zip(starts, starts[1:])]).astype(int)

    def flat(self, plane):
        parts = []
        for piece in self.pieces:
            xy = np.column_stack(plane(piece[:, 0], piece[:, 1]))
            parts.append(shapely.Point(xy[0]) if len(xy) == 1 else LineString(xy))
        return shapely.union_all(parts) if len(parts) > 1 else parts[0]

    def foot(self, place):
        """Distance from a place and where the foot is."""
        lon, lat = self.points[:, 0], self.points[:, 1]
        azimuth, _, d = GEOD.inv(np.full(len(lon), place[0]), np.full(len(lon), place[1]), lon, lat)
        if len(self.firsts) == 0:
            return float(d[0]), (0, 0.0)
        azimuth = np.radians(azimuth)
        xy = np.column_stack([d * np.sin(azimuth), d * np.cos(azimuth)])
        p = xy[self.firsts]
        v = xy[self.firsts + 1] - p
        t = np.clip(-(p * v).sum(axis=1) / np.maximum((v * v).sum(axis=1), 1e-30), 0, 1)
        i = int(np.argmin(np.hypot(*(p + t[:, None] * v).T)))
        k, s = self.firsts[i], float(t[i])
        x, y = between(tuple(self.points[k]), tuple(self.points[k + 1]), s)
        _, _, found = GEOD.inv(place[0], place[1], x, y)
        edge, low = self.places[k]
        after, high = self.places[k + 1]
        return float(found), (edge, low + s * ((high if after == edge else 1.0) - low))


def refined(best, edges_a, edges_b):
    """Foot from one to the other and back on the whole edges, until the distance stands."""
    d, (i, t), (j, s) = best
    for _ in range(100):
        before = d
        place = between(*edges_b[j], s)
        if edges_a[i][0] != edges_a[i][1]:
            found, at = foot(place, *edges_a[i])
            if found < d:
                d, t = found, at
        place = between(*edges_a[i], t)
        if edges_b[j][0] != edges_b[j][1]:
            found, at = foot(place, *edges_b[j])
            if found < d:
                d, s = found, at
        if before - d < 1e-7:
            break
    return d, (i, t), (j, s)


# ---- the files -------------------------------------------------------------------------------------------------------


def geodesics():
    """Inverse geodesics in the classes of GeographicLib's GeodTest, and a class for the region."""
    rng = random.Random(20250701)
    sign = lambda: rng.choice((-1, 1))
    small = lambda: sign() * log_uniform(rng, 1e-9, 1)
    sphere = lambda: math.degrees(math.asin(rng.uniform(-1, 1)))
    anywhere = lambda: rng.uniform(-180, 180)

    def direct(lat, lon, azimuth, s):
        g = WGS84.Direct(lat, lon, azimuth, s)
        return lat, lon, g["lat2"], g["lon2"]

    def along(lat, lon, azimuth, arc):
        g = WGS84.ArcDirect(lat, lon, azimuth, arc)
        return lat, lon, g["lat2"], g["lon2"]

    def antipodal():
        lat, lon = sphere(), anywhere()
        return lat, lon, -lat + small(), lon + 180 + small()

    def region():
        lon, lat = rng.uniform(REGION[0], REGION[2]), rng.uniform(REGION[1], REGION[3])
        return direct(lat, lon, anywhere(), log_uniform(rng, 1, 300e3))

    near_pole = lambda: 90 - log_uniform(rng, 1e-9, 1)

    def opposite_poles():
        s = sign()
        return s * near_pole(), anywhere(), -s * near_pole(), anywhere()

    classes = [
        (800, lambda: (sphere(), anywhere(), sphere(), anywhere())),
        (400, antipodal),
        (400, lambda: direct(sphere(), anywhere(), anywhere(), log_uniform(rng, 0.01, 100e3))),
        (300, lambda: (sign() * near_pole(), anywhere(), sphere(), anywhere())),
        (200, opposite_poles),
        (300, lambda: direct(sphere(), anywhere(), rng.choice((0, 180)) + small(), rng.uniform(0, 20e6))),
        (300, lambda: (small(), anywhere(), small(), anywhere())),
        (150, lambda: along(sphere(), anywhere(), sign() * 90, 180)),
        (150, lambda: along(sphere(), anywhere(), sign() * 90 + small(), 180 + small())),
        (500, region),
    ]
    rows = []
    for count, case in classes:
        for _ in range(count):
            lat1, lon1, lat2, lon2 = case()
            lat1, lat2 = (max(-90.0, min(90.0, v)) for v in (lat1, lat2))
            lon1, lon2 = ((v + 180) % 360 - 180 for v in (lon1, lon2))
            cells = [degrees(v) for v in (lat1, lon1, lat2, lon2)]
            g = WGS84.Inverse(*map(float, cells), Geodesic.STANDARD | Geodesic.REDUCEDLENGTH)
            azimuth = "" if abs(g["m12"]) < 1 else f"{g['azi1']:.10f}"
            rows.append([*cells, metres(g["s12"], 9), azimuth])
    return [
        f"program: {GEOGRAPHICLIB}; method: Geodesic.WGS84.Inverse on the coordinates as written",
        "cases: as in GeodTest: 800 random, 400 nearly antipodal, 400 short (1 cm to 100 km), 300 with one end near a",
        "pole, 200 with the ends near opposite poles, 300 nearly meridional, 300 nearly equatorial, 150 between vertices,",
        "150 ending close to vertices; then 500 of 1 m to 300 km in and round Điện Biên",
        "azimuth1_deg: clockwise from north at the first end; empty where the reduced length is under 1 m, as it is not",
        "well determined there; accuracy: 15 nm in distance",
    ], "lat1,lon1,lat2,lon2,distance_m,azimuth1_deg", rows


def random_edge(rng, longest, region):
    """An edge from a random place, as cells of 9 decimals."""
    if region:
        lon, lat = rng.uniform(REGION[0], REGION[2]), rng.uniform(REGION[1], REGION[3])
    else:
        lon, lat = rng.uniform(-175, 175), rng.uniform(-67, 67)
    g = WGS84.Direct(lat, lon, rng.uniform(0, 360), log_uniform(rng, 1, longest))
    return [degrees(v, 9) for v in (lon, lat, g["lon2"], g["lat2"])]


def edges():
    rng = random.Random(20250702)
    rows, worst = [], 0.0
    while len(rows) < 300:
        n = len(rows)
        if n < 20:  # long ones due east, due north
            lon, lat = (rng.uniform(*b) for b in ((102.2, 104.0), (-70, 70)))
            lon, lat, by = round(lon, 5), round(lat, 5), rng.choice((0.001, 0.1, 1.0, 2.5))
            cells = [degrees(v, 9) for v in (lon, lat, *((lon + by, lat) if n % 2 else (lon, lat - math.copysign(by, lat))))]
        else:
            cells = random_edge(rng, 300e3, n < 220)
        lon1, lat1, lon2, lat2 = map(float, cells)
        if abs(lon2 - lon1) > 180 or max(abs(lat1), abs(lat2)) > 70:
            continue
        found = edge_length((lon1, lat1), (lon2, lat2))
        if not 0.9 < found < 310e3:
            continue
        other = edge_length_by_quadrature((lon1, lat1), (lon2, lat2))
        worst = max(worst, abs(found - other) - 1e-11 * found)
        rows.append([*cells, metres(found, 8)])
    assert worst < 2e-8, worst
    return [
        f"program: {GEOGRAPHICLIB}; method: sum of geodesics over pieces of at most 1 km and 500 m, straight in lon/lat,",
        "extrapolated (Richardson); agrees with Gauss-Legendre quadrature of the arc length of every edge to",
        "20 nm + 1e-11 of the length",
    ], "lon1,lat1,lon2,lat2,length_m", rows


def feet():
    rng = random.Random(20250703)
    rows = []
    while len(rows) < 300:
        cells = random_edge(rng, 60e3, len(rows) < 240)
        p, q = tuple(map(float, cells[:2])), tuple(map(float, cells[2:]))
        if abs(p[0] - q[0]) > 180 or p == q:
            continue
        away = log_uniform(rng, 0.1, 200e3)
        if len(rows) % 4 == 0:  # round an end: the foot is often the end itself
            lon, lat, azimuth = *rng.choice((p, q)), rng.uniform(0, 360)
        else:  # at right angles to a place of the edge
            t = rng.uniform(0, 1)
            lon, lat = between(p, q, t)
            ahead = between(p, q, t + 1e-4)
            azimuth = WGS84.Inverse(lat, lon, ahead[1], ahead[0])["azi1"] + rng.choice((-90, 90))
        g = WGS84.Direct(lat, lon, azimuth, away)
        point = [degrees(v, 9) for v in (g["lon2"], g["lat2"])]
        lon, lat = map(float, point)
        if abs(lon - p[0]) > 90 or abs(lat) > 72:
            continue
        distance, t = foot((lon, lat), p, q)
        if 0.05 < distance < 205e3:
            rows.append([*point, *cells, metres(distance, 8), f"{t:.12f}".rstrip("0").rstrip(".")])
    return [
        f"program: {GEOGRAPHICLIB}; method: geodesic distance to the edge (straight in lon/lat) minimised by golden section,",
        "then the foot set by bisection where the geodesic meets the edge at a right angle",
        "fraction: of the edge's lon/lat, 0 at the first end; accuracy: 0.1 µm in distance, about 1e-6 m in the foot's place",
    ], "lon,lat,lon1,lat1,lon2,lat2,distance_m,fraction", rows


def vn2000():
    """Through PROJ's own cs2cs; pyproj only draws the points and checks."""
    rng = random.Random(20250704)
    shown = subprocess.run(["cs2cs"], capture_output=True, text=True)
    release = re.search(r"Rel\. ([\d.]+)", shown.stderr + shown.stdout).group(1)
    rows, worst = [], 0.0
    for crs, count in (("EPSG:9205", 20), ("EPSG:9206", 14), ("EPSG:3405", 14), ("EPSG:32648", 14)):
        there = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
        grid = [there.transform(rng.uniform(102.2, 104.0), rng.uniform(20.9, 22.75)) for _ in range(count)]
        given = [(f"{x:.3f}", f"{y:.3f}") for x, y in grid]
        easting_first = pyproj.CRS(crs).axis_info[0].direction == "east"
        fed = "".join(f"{x} {y}\n" if easting_first else f"{y} {x}\n" for x, y in given)
        command = ["cs2cs", "-f", "%.12f", crs, "EPSG:4326"]
        made = subprocess.run(command, input=fed, capture_output=True, text=True, check=True).stdout
        back = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        for (x, y), line in zip(given, made.splitlines(), strict=True):
            lat, lon = line.split()[:2]
            other = back.transform(float(x), float(y))
            worst = max(worst, inverse(float(lat), float(lon), other[1], other[0]))
            rows.append([crs, x, y, lon, lat])
    assert worst < 1e-6, worst
    return [
        f"program: PROJ {release} cs2cs; command: cs2cs -f \"%.12f\" EPSG:9205 EPSG:4326 (and so for each crs)",
        "all four are easting first in the EPSG table; x = easting, y = northing; EPSG:4326 comes out latitude first",
        f"{PYPROJ} gives the same to 1 µm; VN-2000 uses 'VN-2000 to WGS 84 (2)', the 7-parameter shift",
    ], "crs,x,y,lon,lat", rows


def lengths():
    rows = [[name, metres(length(v))] for name, v in alignments().items()]
    return [
        f"program: {PYPROJ}; method: Geod.line_length over edges cut to at most 100 m, straight in lon/lat; legs joined in seq order",
        fingerprint(*ROADS),
    ], "alignment,length_m", rows


def line_pieces(geometry):
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == "LineString" and not part.is_empty:
            yield list(part.coords)
        elif hasattr(part, "geoms"):
            yield from line_pieces(part)


def clips():
    """Edge by edge, so an alignment that meets itself is not counted once."""
    land = communes()
    codes = list(land)
    tree = shapely.STRtree(list(land.values()))
    everything = shapely.union_all(list(land.values()))
    shapely.prepare(list(land.values()))
    shapely.prepare(everything)
    rows, shared = [], []
    for name, vertices in alignments().items():
        inside = {}
        for i, (p, q) in enumerate(zip(vertices, vertices[1:])):
            if p == q:
                continue
            edge = LineString([p, q])
            whole, held = length([p, q]), 0.0
            for code in sorted(codes[k] for k in tree.query(edge)):
                found = math.fsum(length(c) for c in line_pieces(edge.intersection(land[code])))
                if found > 0:
                    inside.setdefault(code, []).append(found)
                    held += found
            found = math.fsum(length(c) for c in line_pieces(edge.difference(everything)))
            if found > 0:
                inside.setdefault("", []).append(found)
                held += found
            if abs(held - whole) > 1e-6:
                shared.append((name, i, held - whole))
        rows += [[name, code, metres(math.fsum(v))] for code, v in sorted(inside.items()) if math.fsum(v) >= 5e-7]
    assert not shared, f"edges on a shared border: {shared}"
    return [
        f"program: {SHAPELY} for the cut, {PYPROJ} for the length; method: each edge cut with each commune in lon/lat,",
        "Geod.line_length of the pieces cut to at most 100 m, straight in lon/lat; commune empty: outside every commune",
        "no edge runs on a shared border; the pieces of any one edge add up to the edge within 1 µm",
        fingerprint(*ROADS, "communes"),
    ], "alignment,commune,length_m", rows


def area(polygon, step):
    total = 0.0
    for part in getattr(polygon, "geoms", [polygon]):
        for ring, sense in [(part.exterior, 1)] + [(r, -1) for r in part.interiors]:
            d, _ = dense(list(ring.coords), step)
            total += sense * abs(GEOD.polygon_area_perimeter(d[:-1, 0], d[:-1, 1])[0])
    return total


def area_by_quadrature(polygon):
    """Line integral of the authalic function over edges straight in lon/lat: nothing shared with area."""
    e = math.sqrt(E2)
    nodes, weights = np.polynomial.legendre.leggauss(8)
    total = 0.0
    for ring in rings(polygon):
        v = np.radians(np.array(ring))
        # from the ring's own middle latitude, so that little is lost
        lat0 = v[:, 1].mean()
        q = lambda s: A * A * (1 - E2) / 2 * (s / (1 - E2 * s * s) + np.arctanh(e * s) / e)
        step = v[1:] - v[:-1]
        lat = v[:-1, 1, None] + step[:, 1, None] * (nodes + 1) / 2
        total += -math.fsum(((q(np.sin(lat)) - q(math.sin(lat0))) @ weights / 2) * step[:, 0])
    return abs(total)


def areas():
    rows, worst = [], 0.0
    for code, polygon in communes().items():
        coarse, fine = area(polygon, 100), area(polygon, 50)
        found = fine + (fine - coarse) / 3
        worst = max(worst, abs(found - area_by_quadrature(polygon)) / found)
        rows.append([code, metres(found, 2)])
    assert worst < 1e-9, worst
    return [
        f"program: {PYPROJ}; method: Geod.polygon_area_perimeter of the rings cut to at most 100 m and 50 m, straight in",
        f"lon/lat, extrapolated; agrees with a line integral of the authalic function to 1e-9 of the area",
        fingerprint("communes"),
    ], "commune,area_m2", rows


def catchments():
    lines, land = alignments(), communes()
    rows = []
    for name in ("nh279", "nh12", "nh6", "ct03-a", "ct03-b"):
        vertices = lines[name]
        line = LineString(vertices)
        for code, polygon in land.items():
            if line.intersects(polygon):
                distance = 0.0
            elif line.distance(polygon) > 0.3:  # over 30 km
                continue
            else:
                distance = shortest([vertices], rings(polygon))[0]
            if distance > 20000:
                continue
            centre = polygon.envelope.centroid
            plane = centred("laea", centre.x, centre.y)
            ground, laid = mapped(polygon, plane), mapped(line, plane)
            near = laid.intersection(shapely.box(*ground.bounds).buffer(30000, join_style="mitre"))
            for within in (1000, 5000, 20000):
                if distance <= within:
                    band = shapely.union_all([p.buffer(within, quad_segs=1024) for p in cut(near, within)])
                    share = ground.intersection(band).area / ground.area
                    rows.append([name, code, str(within), metres(distance, 4), f"{share:.7f}"])
    rows.sort(key=lambda r: (r[0], r[1], int(r[2])))
    return [
        f"program: {SHAPELY} and {PYPROJ}; distance_m: shortest geodesic between alignment and commune, 0 if they meet:",
        "nearest candidates in an azimuthal equidistant plane centred near the pair, edges cut to at most 100 m, then",
        f"refined on the geodesic with {GEOGRAPHICLIB}; within 1 mm",
        "area_share: commune ∩ band of the alignment / commune, in a Lambert azimuthal equal-area plane centred on the",
        "commune; band: union of buffers (quad_segs=1024) of short stretches; within 1e-6",
        "every commune with distance_m <= within_m of nh279, nh12, nh6, ct03-a, ct03-b",
        fingerprint(*ROADS, "communes"),
    ], "alignment,commune,within_m,distance_m,area_share", rows


def cut(line, within):
    """Stretches about as long as the band is wide: a buffer of one long, winding line is first simplified by 1 % of
    its width on the concave sides."""
    for part in line_pieces(line):
        v = np.array(part)
        d = np.hypot(*(v[1:] - v[:-1]).T)
        bins = (np.concatenate([[0], np.cumsum(d)[:-1]]) // max(within / 8, 200)).astype(int)
        for b in np.unique(bins):
            k = np.nonzero(bins == b)[0]
            yield LineString(v[k[0] : k[-1] + 2])


def proximities():
    lines = alignments()
    targets = {}
    for layer in ("economic_zones", "border_gates"):
        for f in features(layer):
            if f["geometry"] is not None:
                targets[f["id"]] = shape(f["geometry"])
    rows = []
    for name, vertices in lines.items():
        line = LineString(vertices)
        along = [0.0]
        for p, q in zip(vertices, vertices[1:]):
            along.append(along[-1] + length([p, q]))
        for target, place in sorted(targets.items()):
            if place.geom_type != "Point" and line.intersects(place):
                distance, (i, t) = 0.0, first_entry(vertices, place)
            elif place.geom_type == "Point":
                distance, (i, t), _ = shortest([vertices], [[(place.x, place.y)]])
            else:
                distance, (i, t), _ = shortest([vertices], rings(place))
            p, q = vertices[i], vertices[i + 1]
            part = 0.0 if t == 0 else length([p, between(p, q, t)])
            rows.append([name, target, metres(distance, 4), metres(along[i] + part, 4)])
    return [
        f"program: {SHAPELY} and {PYPROJ}, refined with {GEOGRAPHICLIB}; distance_m: shortest geodesic between the alignment",
        "and the target (id in economic_zones or border_gates), found as in catchments.csv, within 1 mm; 0 if they meet",
        "chainage_m: along the alignment from its first vertex to the near end; where they meet, to the first place that is",
        "in or on the target (0 if the alignment starts there)",
        fingerprint(*ROADS, "economic_zones", "border_gates"),
    ], "alignment,target,distance_m,chainage_m", rows


def first_entry(vertices, polygon):
    for i, (p, q) in enumerate(zip(vertices, vertices[1:])):
        met = LineString([p, q]).intersection(polygon)
        if not met.is_empty:
            axis = 0 if abs(q[0] - p[0]) > abs(q[1] - p[1]) else 1
            values = shapely.get_coordinates(met)[:, axis]
            return i, max(0.0, min(1.0, float(min((v - p[axis]) / (q[axis] - p[axis]) for v in values))))
    raise AssertionError("they do not meet")


FILES = (geodesics, edges, feet, vn2000, lengths, clips, areas, catchments, proximities)


def main(arguments):
    check = "--check" in arguments
    named = [a for a in arguments if a != "--check"]
    known = {f.__name__: f for f in FILES}
    if unknown := [a for a in named if a not in known]:
        print(f"unknown: {', '.join(unknown)}; one of {', '.join(known)}", file=sys.stderr)
        return 2
    changed = []
    for name in named or known:
        notes, header, rows = known[name]()
        text = "".join(f"# {n}\n" for n in notes) + header + "\n" + "".join(",".join(r) + "\n" for r in rows)
        path = HERE / f"{name}.csv"
        if not path.exists() or path.read_bytes() != text.encode():
            changed.append(path.name)
            if not check:
                path.write_bytes(text.encode())
        print(f"{path.name}: {len(rows)} rows", file=sys.stderr)
    if check and changed:
        print("would change: " + ", ".join(changed))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
