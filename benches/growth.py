"""How time and memory grow with communes, alignments and vertices.

`python3 benches/growth.py` measures `corridor assess` at 1, 2, 4 and 8 times each of the three, the
other sizes fixed, on one thread and on two, fits exponents, and writes a table and a plot of each
into benches/growth/. `--small` does so in a minute, to try the script. Standard library only.
"""

import argparse
import os
import sys
from html import escape
from math import ceil, exp, floor, log, log10
from pathlib import Path

sys.dont_write_bytecode = True
import measured  # noqa: E402

STEPS = (1, 2, 4, 8)
THREADS = (1, 2)
GOAL_EXPONENT, GOAL_SPEED_UP = 1.1, 1.7

# What is varied: in which words, short and whole, and the generator's sizes at 1 (varied ones marked by a list). The
# communes grow as a country does that is surveyed further out, 10 km across each; the vertices as a
# closer survey of the same roads and the same borders does.
SWEEPS = {
    "communes": ("communes", "communes of 297 vertices", {
        "communes": [1_375], "commune_vertices": 297,
        "alignments": 500, "alignment_vertices": 2_000, "zones": 500}),
    "alignments": ("alternatives", "alternatives of 1,000 vertices", {
        "communes": 130, "commune_vertices": 300,
        "alignments": [1_250], "alignment_vertices": 1_000, "zones": 20}),
    "vertices": ("vertices an alternative", "vertices an alternative (0.6 times as many a commune)", {
        "communes": 130, "commune_vertices": [300],
        "alignments": 1_000, "alignment_vertices": [500], "zones": 20}),
}
# A tenth of that.
SMALL = {
    "communes": {"communes": [1_375], "alignments": 50, "zones": 50},
    "alignments": {"alignments": [150]},
    "vertices": {"alignments": 140, "commune_vertices": [150], "alignment_vertices": [250]},
}


def sizes(sweep, step, small):
    """The generator's arguments at a step, and the number that is varied."""
    _, words, chosen = SWEEPS[sweep]
    chosen = {**chosen, **(SMALL[sweep] if small else {})}
    varied = [k for k, v in chosen.items() if isinstance(v, list)]
    arguments = [f"{k}={v[0] * step if isinstance(v, list) else v}" for k, v in chosen.items()]
    return arguments, chosen[varied[-1]][0] * step, words


def fit(xs, ys):
    """The exponent and the factor of the power law nearest to the points, by least squares of logarithms."""
    a, b = [log(x) for x in xs], [log(y) for y in ys]
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    slope = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b)) / sum((x - mean_a) ** 2 for x in a)
    return slope, exp(mean_b - slope * mean_a)


def measure(sweep, options):
    """The number varied at each step, and its runs by threads."""
    xs, runs = [], {t: [] for t in THREADS}
    for step in STEPS:
        arguments, x, words = sizes(sweep, step, options.small)
        folder = options.data / ("growth-small" if options.small else "growth") / f"{sweep}-{step}"
        data = measured.make_data(folder, *arguments)
        out = folder / "results"
        each = {t: [] for t in THREADS}
        for _ in range(options.repeat):
            for threads in THREADS:
                command = measured.assess(options.tool, data, out)
                each[threads].append(measured.run(command, folder / "log", RAYON_NUM_THREADS=str(threads)))
        xs.append(x)
        for threads in THREADS:
            runs[threads].append(measured.middle(each[threads]))
        said = ", ".join(f"{runs[t][-1].wall:.3f} s on {t}" for t in THREADS)
        print(f"{x:,} {words}: {said}", file=sys.stderr, flush=True)
    return xs, runs


# --- plots -------------------------------------------------------------------------------------

WIDTH, HEIGHT = 880, 506
TOP, BOTTOM = 92, 424
PANELS = {"time": (74, 416), "memory": (512, 854)}
# Pixels for each e-fold, the same both ways and in all plots: an exponent of 1 rises at 45 degrees.
SCALE = 112

STYLE = """\
text { font: 13px "DejaVu Sans", "Segoe UI", Helvetica, Arial, sans-serif; fill: #333a42; }
.title { font-size: 16px; font-weight: 600; }
.head, .word { font-weight: 600; }
.power { font-size: 10px; }
.quiet { fill: #667079; }
.paper { fill: #ffffff; }
.grid { stroke: #e3e7ea; }
.axis { stroke: #98a1a9; }
.guide { fill: none; stroke: #98a1a9; stroke-dasharray: 2 5; stroke-linecap: round; stroke-width: 1.6; }
.one { fill: #0b62a4; }
.two { fill: #c2410c; }
.dot { stroke: #ffffff; stroke-width: 1; }
.fit { fill: none; stroke-width: 2; }
.fit.one { fill: none; stroke: #0b62a4; }
.fit.two { fill: none; stroke: #c2410c; }
@media (prefers-color-scheme: dark) {
  text { fill: #d7dde3; }
  .quiet { fill: #98a3ad; }
  .paper { fill: #12171c; }
  .grid { stroke: #29313a; }
  .axis, .guide { stroke: #66717b; }
  .one { fill: #63b3f2; }
  .two { fill: #ff9d66; }
  .dot { stroke: #12171c; }
  .fit.one { stroke: #63b3f2; }
  .fit.two { stroke: #ff9d66; }
}"""


def round_numbers(low, high):
    """The numbers of 1, 2 or 5 and zeros between the two."""
    return [m * 10.0**e for e in range(floor(log10(low)), ceil(log10(high)) + 1) for m in (1, 2, 5)
            if low <= m * 10.0**e <= high]


def number(value):
    """A tick's number, without needless zeros."""
    return f"{value:,.0f}" if value >= 10 else f"{value:g}"


class Panel:
    """One logarithmic plot: its place on the page and its scales."""

    def __init__(self, name, xs, series):
        self.left, self.right = PANELS[name]
        values = [log(v) for ys in series.values() for v in ys]
        room = (BOTTOM - TOP - 24) / max(max(values) - min(values), 1e-9)
        self.scale = min(SCALE, room)
        self.x_middle = (log(xs[0]) + log(xs[-1])) / 2
        self.y_middle = (min(values) + max(values)) / 2
        half = (BOTTOM - TOP) / 2 / self.scale
        self.low, self.high = exp(self.y_middle - half), exp(self.y_middle + half)

    def x(self, value):
        return (self.left + self.right) / 2 + self.scale * (log(value) - self.x_middle)

    def y(self, value):
        return (TOP + BOTTOM) / 2 - self.scale * (log(value) - self.y_middle)

    def line(self, kind, points):
        path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        return f'<polyline class="{kind}" points="{path}"/>'


def heading(name, exponents):
    """The exponents in words, raised as exponents are."""
    power = 'n<tspan class="power" dy="-5">{:.2f}</tspan><tspan dy="5"> on {}</tspan>'
    return f"{name} as " + ", ".join(map(power.format, exponents, ("one thread", "two")))


def panel(name, unit, words, xs, series):
    """The marks of one panel."""
    plot = Panel(name, xs, series)
    fits = {threads: fit(xs, ys) for threads, ys in series.items()}
    title = heading(name, [slope for slope, _ in fits.values()])
    marks = [f'<text class="head" x="{plot.left}" y="{TOP - 34}">{title}</text>',
             f'<text class="quiet" x="{plot.left}" y="{TOP - 13}">{escape(unit)}</text>']
    for tick in round_numbers(plot.low, plot.high):
        y = plot.y(tick)
        marks.append(f'<line class="grid" x1="{plot.left}" x2="{plot.right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        marks.append(f'<text class="quiet" x="{plot.left - 8}" y="{y + 4.5:.1f}" text-anchor="end">{number(tick)}</text>')
    for x in xs:
        marks.append(f'<line class="axis" x1="{plot.x(x):.1f}" x2="{plot.x(x):.1f}" y1="{BOTTOM}" y2="{BOTTOM + 5}"/>')
        marks.append(f'<text class="quiet" x="{plot.x(x):.1f}" y="{BOTTOM + 21}" text-anchor="middle">{x:,}</text>')
    marks.append(f'<line class="axis" x1="{plot.left}" x2="{plot.right}" y1="{BOTTOM}" y2="{BOTTOM}"/>')
    middle = (plot.left + plot.right) / 2
    marks.append(f'<text class="quiet" x="{middle:.0f}" y="{BOTTOM + 43}" text-anchor="middle">n, {escape(words)}</text>')
    # In line with the work: from the first point on two threads, as far as the plot reaches.
    start = series[THREADS[-1]][0]
    most = min(xs[-1], xs[0] * plot.high / start)
    marks.append(plot.line("guide", [(xs[0], start), (most, start * most / xs[0])]))
    for threads, ys in series.items():
        # The two may coincide: the larger dot shows beneath the smaller.
        colour, radius = ("one", 6.5) if threads == 1 else ("two", 4)
        slope, factor = fits[threads]
        marks.append(plot.line(f"fit {colour}", [(x, factor * x**slope) for x in (xs[0], xs[-1])]))
        marks += [f'<circle class="dot {colour}" cx="{plot.x(x):.1f}" cy="{plot.y(y):.1f}" r="{radius}"/>'
                  for x, y in zip(xs, ys)]
    return marks


def key():
    """What the marks stand for."""
    left, y = PANELS["time"][0], HEIGHT - 14
    marks = []
    for x, colour, radius, word in ((left, "one", 6.5, "one thread"), (left + 120, "two", 4, "two threads")):
        marks.append(f'<circle class="dot {colour}" cx="{x + 5}" cy="{y - 4.5}" r="{radius}"/>')
        marks.append(f'<text class="word {colour}" x="{x + 16}" y="{y}">{word}</text>')
    x = left + 252
    marks.append(f'<line class="guide" x1="{x}" x2="{x + 26}" y1="{y - 4.5}" y2="{y - 4.5}"/>')
    marks.append(f'<text class="quiet" x="{x + 34}" y="{y}">in line with n (exponent 1); unbroken: the fit</text>')
    return marks


def svg(sweep, xs, runs):
    """The plot of a sweep: time on the left, memory on the right."""
    words = SWEEPS[sweep][0]
    times, memory = ({t: [getattr(r, f) for r in runs[t]] for t in THREADS} for f in ("wall", "memory"))
    of_time, of_memory = (max(fit(xs, s[t])[0] for t in THREADS) for s in (times, memory))
    title = f"Growth with {sweep}: time to the power {of_time:.2f}, memory {of_memory:.2f}"
    marks = [f'<text class="title" x="{PANELS["time"][0]}" y="30">{escape(title)}</text>',
             *panel("time", "wall time, seconds", words, xs, times),
             *panel("memory", "peak memory, MiB", words, xs, memory), *key()]
    body = "\n".join(marks)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            f'role="img">\n<title>{escape(title)}</title>\n<style>\n{STYLE}\n</style>\n'
            f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}" rx="8"/>\n{body}\n</svg>\n')


# --- tables ------------------------------------------------------------------------------------

def held(value, goal, at_most=True):
    """A figure, loud where it misses the goal."""
    good = value <= goal if at_most else value >= goal
    return f"{value:.2f}" if good else f"**{value:.2f}**"


def table(sweep, xs, runs):
    """The figures of a sweep, then its exponents."""
    words = SWEEPS[sweep][1]
    one, two = (runs[t] for t in THREADS)
    lines = [f"## {sweep.capitalize()}", "", f"![Time and memory against {sweep}]({sweep}.svg)", "",
             f"| {words} | one thread, s | two threads, s | speed-up | CPU on two, s | MiB on one | MiB on two | others' cores |",
             "|---|---|---|---|---|---|---|---|"]
    for x, a, b in zip(xs, one, two):
        lines.append(f"| {x:,} | {measured.seconds(a.wall)} | {measured.seconds(b.wall)} "
                     f"| {held(a.wall / b.wall, GOAL_SPEED_UP, at_most=False)} | {measured.seconds(b.cpu)} "
                     f"| {a.memory:.0f} | {b.memory:.0f} | {b.others:.1f} |")
    lines += ["", "| exponent | time on one | time on two | CPU on two | memory on one | memory on two |",
              "|---|---|---|---|---|---|"]
    columns = [[r.wall for r in one], [r.wall for r in two], [r.cpu for r in two],
               [r.memory for r in one], [r.memory for r in two]]
    for name, part in (("fitted to all four", slice(None)), ("of the last doubling", slice(-2, None))):
        values = [held(fit(xs[part], ys[part])[0], GOAL_EXPONENT) for ys in columns]
        lines.append(f"| {name} | {' | '.join(values)} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", type=Path, default=Path("target/release/corridor"))
    parser.add_argument("--data", type=Path, default=Path("target/benches"), help="for the data")
    parser.add_argument("--out", type=Path, default=measured.HERE / "growth", help="for the table and the plots")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the median counts")
    parser.add_argument("--small", action="store_true", help="try the script; the figures mean little")
    options = parser.parse_args()
    if not options.tool.exists():
        parser.error(f"no {options.tool}")
    if options.small and options.out == measured.HERE / "growth":
        parser.error("--small is for trying: give --out another folder")
    before = os.getloadavg()[0]
    print(f"load average {before:.1f}" + (": busy, the figures will be rough" if before > 0.5 else ""), file=sys.stderr)
    options.out.mkdir(parents=True, exist_ok=True)
    pages = ["# Growth", "",
             "Written by `python3 benches/growth.py`: whole processes of `corridor assess`, files to files, at 1, 2, 4 and 8 "
             "times one size with the others fixed.",
             f"{measured.machine()}, commit {measured.commit()}, load average {before:.1f} before; medians of "
             f"{options.repeat}{', SMALL: a trial of the script' if options.small else ''}. The goals: exponents of "
             f"{GOAL_EXPONENT} or less, a speed-up by the second thread of {GOAL_SPEED_UP} or more; what misses them is bold. "
             "A fixed cost makes an exponent of all four look small: the last doubling shows where it goes.", ""]
    for sweep in SWEEPS:
        xs, runs = measure(sweep, options)
        (options.out / f"{sweep}.svg").write_text(svg(sweep, xs, runs))
        arguments = " ".join(sizes(sweep, 1, options.small)[0])
        pages += [table(sweep, xs, runs), "", f"At 1: `{arguments}`.", ""]
    (options.out / "README.md").write_text("\n".join(pages).rstrip() + "\n")
    print(options.out / "README.md")


if __name__ == "__main__":
    main()
