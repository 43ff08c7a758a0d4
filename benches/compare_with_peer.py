"""Compares the tool's tables with a peer's: `python compare_with_peer.py OUR_DIR PEER_DIR`.

Prints, for each table, how many rows the two have in common, the largest differences, and the rows
that only one of them has. With `--check`, says instead where the two differ by more than the peer's
own approximation explains (its plane, UTM 48N up to 5 degrees off the meridian, is 0.4 % out there,
and its arcs are of eight pieces a quarter), and ends with 1 if they do. Standard library only.
"""

import argparse
import csv
import sys
from pathlib import Path

# Table, key columns, compared columns with a unit. Rows with the same key are added up: the tool
# writes a row of coverage for each range of chainage, a peer may write the sum.
TABLES = [
    ("lengths", ["alignment_id"], [("length_m", "m")]),
    ("coverage", ["alignment_id", "commune_id"], [("length_m", "m")]),
    ("catchment", ["alignment_id", "commune_id"], [("distance_m", "m"), ("area_share", "")]),
    ("proximity", ["alignment_id", "target_id"], [("distance_m", "m"), ("rank", "")]),
]

# What two right answers may differ by: so many units, and so much of the value.
ALLOWED = {
    ("lengths", "length_m"): (0.002, 0.0),
    ("coverage", "length_m"): (0.010, 0.0),
    ("catchment", "distance_m"): (0.050, 0.005),
    ("catchment", "area_share"): (0.010, 0.0),
    ("proximity", "distance_m"): (0.050, 0.005),
}


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


def by_rank(rows):
    """Distances by alignment and rank: of two zones as far, either may be named."""
    return {(key[0], str(int(rank))): [distance] for key, (distance, rank) in rows.items()}


def disagreements(name, columns, ours, theirs, within):
    """What the peer's approximation does not explain, and the largest gap of each column."""
    if name == "proximity":
        ours, theirs, columns = by_rank(ours), by_rank(theirs), columns[:1]
    found, largest = [], {}
    for key in ours.keys() & theirs.keys():
        for (column, unit), a, b in zip(columns, ours[key], theirs[key]):
            fixed, part = ALLOWED[name, column]
            largest[column] = max(largest.get(column, 0.0), abs(a - b))
            if abs(a - b) > fixed + part * max(abs(a), abs(b)):
                found.append(f"{name} {' '.join(key)}: {column} {a:.6g} ours, {b:.6g} the peer's")
    for whose, only, rows in (("ours", ours.keys() - theirs.keys(), ours),
                              ("the peer's", theirs.keys() - ours.keys(), theirs)):
        for key in only:
            value = rows[key][0]
            # A sliver of coverage, or a commune at the very limit, may be there for one alone.
            sliver = name == "coverage" and value <= ALLOWED[name, "length_m"][0]
            limit = name == "catchment" and value >= within * (1 - ALLOWED[name, "distance_m"][1])
            if not sliver and not limit:
                found.append(f"{name} {' '.join(key)}: only in {whose} ({value:.6g})")
    return found, largest


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ours", type=Path)
    parser.add_argument("peer", type=Path)
    parser.add_argument("--show", type=int, default=3, help="rows to print of each kind")
    parser.add_argument("--check", action="store_true", help="end with 1 where they disagree")
    parser.add_argument("--within", type=float, default=5_000.0, help="catchment, metres")
    options = parser.parse_args()
    wrong = 0
    for name, keys, columns in TABLES:
        paths = [options.ours / f"{name}.csv", options.peer / f"{name}.csv"]
        missing = [str(p) for p in paths if not p.exists()]
        if missing:
            print(f"{name}: no {' nor '.join(missing)}")
            continue
        ours, theirs = (read(p, keys, columns) for p in paths)
        if not options.check:
            compare(name, keys, columns, ours, theirs, options.show)
            continue
        found, largest = disagreements(name, columns, ours, theirs, options.within)
        wrong += len(found) + (not ours)
        gaps = ", ".join(f"{column} to {gap:.3g}" for column, gap in largest.items())
        print(f"{name}: {len(ours)} rows ours, {len(theirs)} the peer's; " +
              (f"{len(found)} DISAGREE" if found else f"agree ({gaps})" if ours else "EMPTY"))
        for line in sorted(found)[:options.show]:
            print(f"  {line}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
