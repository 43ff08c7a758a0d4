"""The assessment as a practised GeoPandas and Shapely 2 user would write it: files in, CSV out.

Lengths and coverage are geodesic; the catchment and the proximity are worked out on a projected
plane. Everything is vectorised over all the alignments, but for clipping a line to a rectangle,
which Shapely does one at a time. Phase timings go to standard error (with threads, the phases
within the chunks add up over the threads).
"""

import argparse
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod, Transformer

GEOD = Geod(ellps="WGS84")
TIMES = {}
LOCK = threading.Lock()


@contextmanager
def phase(name):
    start = time.perf_counter()
    yield
    with LOCK:
        TIMES[name] = TIMES.get(name, 0.0) + time.perf_counter() - start


def read(path, key):
    """The keys (as text) and the geometries of a file."""
    frame = gpd.read_file(path, columns=[key])
    return frame[key].astype(str).to_numpy(), np.asarray(frame.geometry.array)


def project(geometries, crs):
    transformer = Transformer.from_crs(4326, crs, always_xy=True)
    return shapely.transform(geometries, transformer.transform, interleaved=False)


def geodesic_lengths(lines):
    """Geodesic length of each line; a multi-part one is the sum of its parts, a point is nil."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    same = part[1:] == part[:-1]
    start, end = xy[:-1][same], xy[1:][same]
    _, _, metres = GEOD.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
    return np.bincount(owner[part[1:][same]], weights=metres, minlength=len(lines))


def coverage(lines, communes, tree):
    """Metres of each line in each commune."""
    line, commune = tree.query(lines, predicate="intersects")
    metres = geodesic_lengths(shapely.intersection(lines[line], communes[commune]))
    kept = metres > 0
    return line[kept], commune[kept], metres[kept]


def buffer_in_pieces(lines, reach, segments):
    """Buffers of the lines as unions of their pieces' buffers: much quicker for a winding line."""
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    at = np.arange(len(xy)) - np.searchsorted(owner, owner)
    # A vertex between two pieces ends the one and begins the other.
    joint = (at > 0) & (at % segments == 0) & (np.append(owner[1:], -1) == owner)
    begins = np.repeat((at == 0) | joint, 1 + joint)
    begins[np.flatnonzero(joint) + np.arange(joint.sum())] = False
    vertex = np.repeat(np.arange(len(xy)), 1 + joint)
    pieces = shapely.linestrings(xy[vertex], indices=np.cumsum(begins) - 1)
    buffers = shapely.buffer(pieces, reach, quad_segs=8)
    first = np.searchsorted(owner[vertex][begins], np.arange(1, len(lines)))
    return np.array([shapely.union_all(group) for group in np.split(buffers, first)])


def catchment(lines, communes, tree, reach, simplify, segments):
    """Communes within reach of each line: distance, and share of their area in its buffer."""
    line, commune = tree.query(lines, predicate="dwithin", distance=reach)
    met = np.array(tree.query(lines, predicate="intersects"))
    apart = ~np.isin(line * len(communes) + commune, met[0] * len(communes) + met[1])
    # The part of a line that comes within reach of a commune lies in the commune's bounds widened
    # by it: measuring from that part alone costs a tenth.
    bounds = shapely.bounds(communes[commune]) + np.array([-1, -1, 1, 1]) * (reach + 1)
    near = [shapely.clip_by_rect(lines[line[k]], *bounds[k]) for k in np.flatnonzero(apart)]
    distance = np.zeros(len(line))
    distance[apart] = shapely.distance(near, communes[commune[apart]])
    if simplify:
        lines = shapely.simplify(lines, simplify)
    if segments:
        buffers = buffer_in_pieces(lines, reach, segments)
    else:
        buffers = shapely.buffer(lines, reach, quad_segs=8)
    inside = shapely.area(shapely.intersection(buffers[line], communes[commune]))
    return line, commune, distance, inside / shapely.area(communes[commune])


def proximity(lines, targets, tree, count):
    """The nearest few targets of each line, searched in circles that double."""
    count = min(count, len(targets))
    found, left, radius = [], np.arange(len(lines)), 10_000.0
    while len(left) and count:
        line, target = tree.query(lines[left], predicate="dwithin", distance=radius)
        enough = np.bincount(line, minlength=len(left)) >= count
        line, target = left[line[enough[line]]], target[enough[line]]
        found.append((line, target, shapely.distance(lines[line], targets[target])))
        left, radius = left[~enough], radius * 2
    if not found:
        return np.zeros(0, int), np.zeros(0, int), np.zeros(0, int), np.zeros(0)
    line, target, distance = (np.concatenate(column) for column in zip(*found))
    order = np.lexsort((target, distance, line))
    line, target, distance = line[order], target[order], distance[order]
    rank = np.arange(len(line)) - np.searchsorted(line, line) + 1
    kept = rank <= count
    return line[kept], target[kept], rank[kept], distance[kept]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("alignments", type=Path)
    parser.add_argument("communes", type=Path)
    parser.add_argument("zones", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="directory for the CSV files")
    parser.add_argument("--crs", default="EPSG:32648", help="projected plane")
    parser.add_argument("--reach", type=float, default=5_000.0, help="catchment, metres")
    parser.add_argument("--nearest", type=int, default=3, help="zones per alignment")
    parser.add_argument("--without-catchment", action="store_true",
                        help="lengths, coverage and nearest zones only")
    parser.add_argument("--simplify-first", action="store_true", help="by 10 m, before the buffer")
    parser.add_argument("--pieces", type=int, default=0, metavar="SEGMENTS",
                        help="buffer pieces of so many segments and unite them (20 does well)")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    start = time.perf_counter()
    pool = ThreadPoolExecutor(options.threads)

    with phase("read"):
        files = [(options.communes, "code"), (options.alignments, "id"), (options.zones, "id")]
        (codes, communes), (ids, lines), (zone_ids, zones) = pool.map(lambda f: read(*f), files)
    with phase("project"):
        parts = [] if options.without_catchment else np.array_split(communes, options.threads)
        flat_communes = list(pool.map(lambda g: project(g, options.crs), parts))
        flat_zones = project(zones, options.crs)
    with phase("index"):
        tree = shapely.STRtree(communes)
        if flat_communes:
            flat_communes = np.concatenate(flat_communes)
            flat_tree = shapely.STRtree(flat_communes)
        zone_tree = shapely.STRtree(flat_zones)

    def assess(chunk):
        chunk_lines = lines[chunk]
        with phase("project alignments"):
            flat = project(chunk_lines, options.crs)
        with phase("lengths"):
            lengths = geodesic_lengths(chunk_lines)
        with phase("coverage"):
            covered = coverage(chunk_lines, communes, tree)
        with phase("proximity"):
            near = proximity(flat, flat_zones, zone_tree, options.nearest)
        names = ids[chunk]
        tables = {
            "lengths": {"alignment_id": names, "length_m": lengths},
            "coverage": {"alignment_id": names[covered[0]], "commune_id": codes[covered[1]],
                         "length_m": covered[2]},
            "proximity": {"alignment_id": names[near[0]], "target_id": zone_ids[near[1]],
                          "rank": near[2], "distance_m": near[3]},
        }
        if options.without_catchment:
            return tables
        with phase("catchment"):
            simplify = 10.0 if options.simplify_first else 0.0
            caught = catchment(
                flat, flat_communes, flat_tree, options.reach, simplify, options.pieces
            )
        tables["catchment"] = {"alignment_id": names[caught[0]], "commune_id": codes[caught[1]],
                               "distance_m": caught[2], "area_share": caught[3]}
        return tables

    # One chunk in a single thread; several a thread otherwise, so that they end together.
    chunks = 1 if options.threads == 1 else min(len(lines), 8 * options.threads)
    results = list(pool.map(assess, np.array_split(np.arange(len(lines)), max(chunks, 1))))
    with phase("write"):
        options.out.mkdir(parents=True, exist_ok=True)
        for name in results[0]:
            table = pd.concat([pd.DataFrame(tables[name]) for tables in results])
            table = table.round({"length_m": 3, "distance_m": 3, "area_share": 6})
            table.to_csv(options.out / f"{name}.csv", index=False)
    for name, seconds in TIMES.items():
        print(f"{name:20}{seconds:9.3f} s", file=sys.stderr)
    print(f"{'total':20}{time.perf_counter() - start:9.3f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
