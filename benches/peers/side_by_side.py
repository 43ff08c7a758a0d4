"""The tool and its peers in turn on the same files, whole processes, and the ratios as Markdown.

`python3 benches/peers/side_by_side.py --peer-python peer/bin/python` measures every size. Runs are
in turn (tool, peer, tool, other peer, …), so that a machine that drifts does so for all of them;
each figure is the median, and "others' cores" is how many cores anyone else kept busy during the
peer's runs. The tables of every run are compared with the tool's and must agree. Standard library
only; `--peer-python` has GeoPandas (see requirements.txt).
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import measured  # noqa: E402

KINDS = {"exact": [], "simplified": ["--simplify-first"], "tuned": ["--simplify-first", "--pieces", "20"]}
# L asks for lengths, coverage and the nearest zone, of the tool and of the peer.
LEAN = {"L": (["--table", "lengths,coverage,proximity", "--nearest", "1"], ["--without-catchment", "--nearest", "1"])}
SIZES = ("S", "ALT1K", "ALT10K", "M", "VN", "L")
# The least ratio to each kind and the most MiB of the tool, where a goal is set.
GOALS = {
    "ALT1K": ({"exact": 25}, None),
    "ALT10K": ({"exact": 40}, 500),
    "M": ({"exact": 30, "simplified": 15}, 400),
    "VN": ({"exact": 10}, None),
    "L": ({"exact": 10}, 2_500),
}


def measure(size, options):
    """The runs of the tool and of each kind of peer, and whether all tables agree."""
    data = measured.make_data(options.data / size, size)
    ours = options.data / "results" / size / "tool"
    tool_flags, peer_flags = LEAN.get(size, ([], []))
    # Without a buffer there is nothing to simplify: one kind only.
    kinds = ["exact"] if size in LEAN else options.kinds
    runs, agree = {name: [] for name in ("tool", *kinds)}, True
    # Nothing of an earlier run may be compared.
    shutil.rmtree(ours.parent, ignore_errors=True)
    ours.parent.mkdir(parents=True)
    for turn in range(options.repeat):
        for kind in kinds:
            theirs = ours.with_name(kind)
            # The tool runs before every peer: the short runs are the ones that scatter.
            command = measured.assess(options.tool, data, ours, *tool_flags)
            runs["tool"].append(measured.run(command, f"{ours}.log"))
            command = [options.peer_python, measured.HERE / "peers" / "geopandas_assess.py",
                       *(data / f for f in measured.FILES), "--out", theirs,
                       "--threads", str(options.threads), *KINDS[kind], *peer_flags]
            runs[kind].append(measured.run(command, f"{theirs}.log"))
            print(f"{size} {turn + 1}/{options.repeat}: tool {runs['tool'][-1].wall:.3f} s, "
                  f"{kind} {runs[kind][-1].wall:.2f} s", file=sys.stderr, flush=True)
            # In a process of its own, so that this one stays small.
            check = [sys.executable, measured.HERE / "compare_with_peer.py", "--check", ours, theirs]
            result = subprocess.run(check, capture_output=True, text=True, check=False)
            if result.returncode != 0:
                print(result.stdout + result.stderr, file=sys.stderr)
                agree = False
    return {name: measured.middle(r) for name, r in runs.items()}, agree


def ratio(value, goal):
    """A ratio, with the goal where there is one."""
    shown = f"{value:.1f}" if value < 20 else f"{value:.0f}"
    return shown if goal is None else f"**{shown}** ({'at least' if value >= goal else 'short of'} {goal})"


def rows(size, medians, agree):
    """The lines of the table for a size: one for each kind of peer."""
    ours = medians["tool"]
    goals, memory_goal = GOALS.get(size, ({}, None))
    memory = f"{ours.memory:.0f}" + (f" (of {memory_goal:,})" if memory_goal else "")
    for kind in (k for k in KINDS if k in medians):
        peer = medians[kind]
        yield (f"| {size} | {kind} | {measured.seconds(ours.wall)} | {measured.seconds(peer.wall)} "
               f"| {ratio(peer.wall / ours.wall, goals.get(kind))} "
               f"| {measured.seconds(ours.cpu)} | {measured.seconds(peer.cpu)} | {ratio(peer.cpu / ours.cpu, None)} "
               f"| {memory} | {peer.memory:.0f} | {peer.others:.1f} | {'yes' if agree else '**NO**'} |")


HEAD = """\
| size | peer | ours, s | peer, s | ratio of wall | ours, CPU s | peer, CPU s | ratio of CPU | ours, MiB | peer, MiB | others' cores | agree |
|---|---|---|---|---|---|---|---|---|---|---|---|"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", type=Path, default=Path("target/release/corridor"))
    parser.add_argument("--peer-python", type=Path, default=Path("peer/bin/python"))
    parser.add_argument("--data", type=Path, default=Path("target/benches"), help="data and results")
    parser.add_argument("--sizes", default=",".join(SIZES), help="of " + ", ".join(SIZES))
    parser.add_argument("--kinds", default="exact,simplified", help="of " + ", ".join(KINDS))
    parser.add_argument("--repeat", type=int, default=3, help="runs of each")
    parser.add_argument("--threads", type=int, default=2, help="threads of the peer")
    parser.add_argument("--page", type=Path, help="a Markdown file whose block `side by side` is replaced")
    options = parser.parse_args()
    sizes, options.kinds = options.sizes.split(","), options.kinds.split(",")
    for wrong in (set(sizes) - set(SIZES)) | (set(options.kinds) - set(KINDS)):
        parser.error(f"no size or kind {wrong}")
    for program in (options.tool, options.peer_python):
        if not program.exists():
            parser.error(f"no {program}")

    before = os.getloadavg()[0]
    print(f"load average {before:.1f}" + (": busy, the ratios will be rough" if before > 0.5 else ""), file=sys.stderr)
    lines, all_agree = [], True
    for size in sizes:
        medians, agree = measure(size, options)
        all_agree = all_agree and agree
        lines += rows(size, medians, agree)
        print("\n".join(lines[-len(medians) + 1:]), file=sys.stderr, flush=True)
    text = (f"{measured.machine()}, commit {measured.commit()}, load average {before:.1f} before; medians of "
            f"{options.repeat} in turn.\n\n{HEAD}\n" + "\n".join(lines))
    print(text)
    if options.page:
        measured.replace_block(options.page, "side by side", text)
    sys.exit(0 if all_agree else "results DISAGREE with the peer's")


if __name__ == "__main__":
    main()
