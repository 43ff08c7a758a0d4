#!/usr/bin/env python3
"""Make the golden ways by road: what networkx says of the same roads. See README.md.

    python3 tests/golden/network.py            writes ways.csv, random_roads.csv and random_ways.csv
    python3 tests/golden/network.py --check    writes nothing; exit 1 and the names of files that would change

Roads are joined here on their own: at ends, and at vertices that two of them, or one of them twice, have in common.
Lengths are Gauss-Legendre quadrature with 64 nodes of each edge's arc on the WGS 84 ellipsoid; nothing is shared with corridor.
"""

import json
import random
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import networkx as nx
from make import edge_length_by_quadrature

HERE = Path(__file__).resolve().parent
GEODATA = HERE.parent.parent / "geodata"
NETWORKX = f"networkx {version('networkx')}, multi-directed graph, single_source_dijkstra"
KMH = {"slow": 15.0, "middle": 40.0, "fast": 80.0}


def graph_of(roads):
    """roads: (id, km/h, oneway, [line, ...]); a line is a list of (lon, lat)."""
    times = Counter(tuple(p) for _, _, _, lines in roads for line in lines for p in line)
    graph = nx.MultiDiGraph()
    for _, kmh, oneway, lines in roads:
        for line in lines:
            start, metres = line[0], 0.0
            for i in range(1, len(line)):
                metres += edge_length_by_quadrature(line[i - 1], line[i])
                if i == len(line) - 1 or times[tuple(line[i])] > 1:
                    what = {"metres": metres, "seconds": metres * 3.6 / kmh}
                    if oneway != "-1":
                        graph.add_edge(tuple(start), tuple(line[i]), **what)
                    if oneway != "yes":
                        graph.add_edge(tuple(line[i]), tuple(start), **what)
                    start, metres = line[i], 0.0
    return graph


def ways(graph, start, weight):
    return nx.single_source_dijkstra_path_length(graph, start, weight=weight)


def embedded():
    """Every pair of leg ends of the roads of the embedded study, at 40 km/h."""
    legs = {}
    for name in ("nh279", "nh12", "highways"):
        for feature in json.loads((GEODATA / f"{name}.geojson").read_text())["features"]:
            p = feature["properties"]
            legs.setdefault(p["alignment"], []).append((p["seq"], feature["geometry"]["coordinates"]))
    roads, ends = [], set()
    for name, parts in sorted(legs.items()):
        lines = []
        for _, line in sorted(parts):
            ends |= {tuple(line[0]), tuple(line[-1])}
            if lines and lines[-1][-1] == line[0]:
                lines[-1].extend(line[1:])
            else:
                lines.append(list(line))
        roads.append((name, 40.0, "no", lines))
    graph = graph_of(roads)
    rows = []
    ends = {e for e in ends if e in graph}  # a leg may end within a road, where nothing meets
    for start in sorted(ends):
        found = ways(graph, start, "metres")
        rows += [f"{start[0]},{start[1]},{end[0]},{end[1]},{found[end]!r}" for end in sorted(ends) if end in found and end > start]
    about = [
        f"program: {NETWORKX}; lengths by 64-node Gauss-Legendre quadrature",
        f"{len(ends)} leg ends of {len(roads)} roads, {nx.number_weakly_connected_components(graph)} component(s)",
    ]
    return about, "from_lon,from_lat,to_lon,to_lat,metres", rows


def random_roads(rng):
    """Twelve networks, each of places in the province joined by random roads, some one-way, many of which cross."""
    for number in range(12):
        places = [(round(rng.uniform(102.5, 103.5), 5), round(rng.uniform(21.0, 22.0), 5)) for _ in range(rng.randint(4, 22))]
        roads = []
        for i in range(int(len(places) * rng.uniform(0.8, 2.5))):
            stops = rng.sample(places, rng.randint(2, min(5, len(places))))
            line = [stops[0]]
            for place in stops[1:]:
                for _ in range(rng.randint(0, 2)):
                    line.append((round((line[-1][0] + place[0]) / 2 + rng.uniform(-0.02, 0.02), 5), round((line[-1][1] + place[1]) / 2 + rng.uniform(-0.02, 0.02), 5)))
                line.append(place)
            roads.append((f"r{i:03}", rng.choice(list(KMH)), rng.choice(["no", "no", "no", "yes", "-1"]), line))
        yield number, roads


def random_tables():
    roads_rows, ways_rows = [], []
    for number, roads in random_roads(random.Random(8)):
        for name, kind, oneway, line in roads:
            roads_rows.append(f"{number},{name},{kind},{oneway},{' '.join(f'{x} {y}' for x, y in line)}")
        graph = graph_of([(n, KMH[kind], oneway, [line]) for n, kind, oneway, line in roads])
        ends = sorted({p for _, _, _, line in roads for p in (line[0], line[-1])})
        for start in ends:
            quick, near = ways(graph, start, "seconds"), ways(graph, start, "metres")
            for end in ends:
                if end != start:
                    times = f"{quick[end]!r},{near[end]!r}" if end in quick else ","
                    ways_rows.append(f"{number},{start[0]},{start[1]},{end[0]},{end[1]},{times}")
    about = [f"program: {NETWORKX}; lengths by 64-node Gauss-Legendre quadrature; seed 8", "km/h: " + ", ".join(f"{k} {v:.0f}" for k, v in KMH.items())]
    return [
        ("random_roads", about, "network,road,class,oneway,line", roads_rows),
        ("random_ways", about, "network,from_lon,from_lat,to_lon,to_lat,seconds,metres", ways_rows),
    ]


def main():
    check = "--check" in sys.argv[1:]
    changed = []
    for name, about, header, rows in [("ways", *embedded()), *random_tables()]:
        text = "".join(f"# {line}\n" for line in about) + header + "\n" + "".join(row + "\n" for row in rows)
        path = HERE / f"{name}.csv"
        if check:
            if not path.exists() or path.read_text() != text:
                changed.append(path.name)
        else:
            path.write_text(text)
            print(f"{path.name}: {len(rows)} rows")
    if changed:
        print("would change:", ", ".join(changed))
        sys.exit(1)


if __name__ == "__main__":
    main()
