"""Compares the tool's tables with a peer's: `python compare_with_peer.py OUR_DIR PEER_DIR`.

Prints, for each table, how many rows the two have in common, the largest differences, and the rows
that only one of them has. Standard library only.
"""

import argparse
import csv
from pathlib import Path

# Table, key columns, compared columns with a unit. Rows with the same key are added up: the tool
# writes a row of coverage for each range of chainage, a peer may write the sum.
TABLES = [
    ("lengths", ["alignment_id"], [("length_m", "m")]),
    ("coverage", ["alignment_id", "commune_id"], [("length_m", "m")]),
    ("catchment", ["alignment_id", "commune_id"], [("distance_m", "m"), ("area_share", "")]),
    ("proximity", ["alignment_id", "target_id"], [("distance_m", "m"), ("rank", "")]),
]


def read(path, keys, columns):
    rows = {}
    with open(path, newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            key = tuple(row[k] for k in keys)
            values = [float(row[c] or 0) for c, _ in columns]
            rows[key] = [a + b for a, b in zip(rows.get(key, [0.0] * len(values)), values)]
    return rows


def compare(name, keys, columns, ours, theirs, show):
    common = ours.keys() & theirs.keys()
    print(f"{name}: {len(ours)} ours, {len(theirs)} peer's, {len(common)} in both")
    for i, (column, unit) in enumerate(columns):
        gaps = sorted(((abs(ours[k][i] - theirs[k][i]), k) for k in common), reverse=True)
        if not gaps:
            continue
        middle = gaps[len(gaps) // 2][0]
        relative = max(
            (gap / max(abs(ours[k][i]), abs(theirs[k][i])) for gap, k in gaps if gap > 0),
            default=0.0,
        )
        print(f"  {column}: largest difference {gaps[0][0]:.6g} {unit}".rstrip()
              + f", median {middle:.6g}, largest relative {relative:.3g}")
        for gap, key in gaps[:show]:
            print(f"    {' '.join(key)}: {ours[key][i]:.6f} ours, {theirs[key][i]:.6f} peer's")
    for whose, only, rows in (("ours", ours.keys() - theirs.keys(), ours),
                              ("the peer's", theirs.keys() - ours.keys(), theirs)):
        if only:
            print(f"  only in {whose}: {len(only)} rows")
        for key in sorted(only, key=lambda k: -rows[k][0])[:show]:
            values = ", ".join(f"{c} {v:.6f}" for (c, _), v in zip(columns, rows[key]))
            print(f"    {' '.join(key)}: {values}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ours", type=Path)
    parser.add_argument("peer", type=Path)
    parser.add_argument("--show", type=int, default=3, help="rows to print of each kind")
    options = parser.parse_args()
    for name, keys, columns in TABLES:
        paths = [options.ours / f"{name}.csv", options.peer / f"{name}.csv"]
        missing = [str(p) for p in paths if not p.exists()]
        if missing:
            print(f"{name}: no {' nor '.join(missing)}")
            continue
        compare(name, keys, columns, *(read(p, keys, columns) for p in paths), options.show)


if __name__ == "__main__":
    main()
