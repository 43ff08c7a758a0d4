#!/usr/bin/env python3
"""How fast is each format read, beside GDAL through pyogrio?

    reading.py DATA OURS     DATA: a folder of `cargo bench --bench generate`; OURS: the built bench `formats`

Makes the files of DATA in every format with ogr2ogr, then reads each by turns: OURS, pyogrio, OURS, … Each process takes the
best of three readings; the table has the median over processes. Both end with all geometries and attributes in memory;
OURS also takes the SHA-256 of the file and sees that every coordinate is one.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 3
# Layer, extension, driver, what the driver needs.
FORMATS = [
    ("communes", "geojson", None, []),
    ("communes", "geojsonl", "GeoJSONSeq", ["-lco", "COORDINATE_PRECISION=15"]),
    ("communes", "gpkg", "GPKG", []),
    ("communes", "shp", "ESRI Shapefile", ["-lco", "ENCODING=UTF-8"]),
    ("communes", "fgb", "FlatGeobuf", []),
    ("communes", "kml", "KML", []),
    ("communes", "csv", "CSV", ["-lco", "GEOMETRY=AS_WKT"]),
    ("alignments", "dxf", "DXF", ["-select", ""]),
    ("alignments", "gpx", "GPX", ["-select", "", "-lco", "FORCE_GPX_TRACK=YES", "-nlt", "MULTILINESTRING"]),
]


def theirs(file):
    import pyogrio

    best, frame = 1e9, None
    for _ in range(3):
        began = time.perf_counter()
        frame = pyogrio.read_dataframe(file, layer="tracks") if file.endswith(".gpx") else pyogrio.read_dataframe(file)
        best = min(best, time.perf_counter() - began)
    print(f"{best:.6f} {len(frame)} {file}")


def run(command):
    said = subprocess.run(command, capture_output=True, text=True)
    if said.returncode != 0:
        sys.exit(f"{command}: {said.stderr}")
    seconds, features, _ = said.stdout.split(" ", 2)
    return float(seconds), int(features)


def main(data, ours):
    print("| layer | format | MB | `corridor` | pyogrio | ratio |\n|---|---|---|---|---|---|")
    for layer, extension, driver, options in FORMATS:
        file = data / f"{layer}.{extension}"
        if driver and not file.exists():
            source = data / f"{layer}.geojson"
            subprocess.run(["ogr2ogr", "-f", driver, file, source, *options], check=True, stderr=subprocess.DEVNULL)
        parts = [file] + [file.with_suffix(s) for s in (".dbf", ".shx") if extension == "shp"]
        mega = sum(p.stat().st_size for p in parts) / 1e6
        one, other = [], []
        for _ in range(ROUNDS):
            one.append(run([ours, file]))
            other.append(run([sys.executable, __file__, "--one", file]))
        if one[0][1] != other[0][1]:
            print(f"!! {file}: {one[0][1]} features here, {other[0][1]} there", file=sys.stderr)
        here, there = (statistics.median(s for s, _ in runs) for runs in (one, other))
        print(f"| {layer} | {extension} | {mega:.1f} | {here * 1e3:.1f} ms | {there * 1e3:.1f} ms | {there / here:.1f} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        theirs(sys.argv[2])
    else:
        main(Path(sys.argv[1]), sys.argv[2])
