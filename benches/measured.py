"""A whole process, measured; the data it is measured on; and the machine. Standard library only."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from time import perf_counter, strftime

HERE = Path(__file__).resolve().parent
FILES = ("alignments.geojson", "communes.geojson", "zones.geojson")
TIME = shutil.which("time")


class Run:
    """Wall time and processor time (user and system) in seconds, peak resident memory in MiB, and
    how many cores everyone else kept busy meanwhile: on a quiet machine, none."""

    def __init__(self, wall, cpu, memory, others):
        self.wall, self.cpu, self.memory, self.others = wall, cpu, memory, others


def busy():
    """Seconds that the cores of the machine have worked since it started."""
    ticks = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    user, nice, system, _, _, interrupts, soft, stolen = map(int, ticks)
    return (user + nice + system + interrupts + soft + stolen) / os.sysconf("SC_CLK_TCK")


def run(command, log, **environment):
    """Runs a command to its end and measures it. What it says goes to the log.

    A child starts as a copy of its parent, and what that took counts in its peak: some 20 MiB here,
    more than the tool takes for a small study. GNU time is a small parent, and is asked where it is
    installed; nothing large may be read here in any case.
    """
    environment = {**os.environ, **environment}
    command, peak = [str(c) for c in command], Path(f"{log}.peak")
    if TIME:
        command = [TIME, "-f", "%M", "-o", str(peak), *command]
    with open(log, "wb") as file:
        start, worked = perf_counter(), busy()
        process = subprocess.Popen(command, stdout=file, stderr=file, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall, worked = perf_counter() - start, busy() - worked
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        said = Path(log).read_text(errors="replace")[-2_000:]
        sys.exit(f"{' '.join(command)}\nended with {process.returncode}:\n{said}")
    memory = int(peak.read_text().split()[-1]) if TIME else usage.ru_maxrss
    cpu = usage.ru_utime + usage.ru_stime
    return Run(wall, cpu, memory / 1024, max(worked - cpu, 0.0) / wall)


def middle(runs):
    """The median of each figure over the runs."""
    def median(values):
        values = sorted(values)
        half = len(values) // 2
        return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2
    return Run(*(median([getattr(r, f) for r in runs]) for f in ("wall", "cpu", "memory", "others")))


def make_data(folder, *size):
    """The data of that size in that folder, made unless they are there. The generator needs no crate."""
    made = folder / "size.txt"
    wanted = " ".join(size) + "\n"
    if made.exists() and made.read_text() == wanted and all((folder / f).exists() for f in FILES):
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    made.unlink(missing_ok=True)
    generator = folder.parent / "generate"
    sources = [HERE / "generate.rs", *(HERE / "generator").glob("*.rs")]
    if not generator.exists() or generator.stat().st_mtime < max(s.stat().st_mtime for s in sources):
        compiler = ["rustc", "-O", "--edition", "2024", HERE / "generate.rs", "-o", generator]
        subprocess.run(compiler, check=True)
    subprocess.run([generator, *size, folder], check=True, stdout=subprocess.DEVNULL)
    made.write_text(wanted)
    return folder


def assess(tool, data, out, *flags):
    """The command of an assessment of these data."""
    layers = [flag for f in FILES for flag in (f"--{Path(f).stem}", data / f)]
    return [tool, "assess", *layers, "--out", out, "--force", *flags]


def machine():
    """Processor, cores and the day, for the head of a table."""
    model = platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{strftime('%d %B %Y').lstrip('0')}, {len(os.sched_getaffinity(0))} cores ({model})"


def commit():
    """The commit measured, as far as Git can tell."""
    command = ["git", "-C", HERE, "describe", "--always", "--dirty", "--exclude=*"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.stdout.strip() or "unknown"


def seconds(value):
    """Seconds in three figures, as far as a reader wants them."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def replace_block(path, name, text):
    """Puts the text between `<!-- NAME -->` and `<!-- end NAME -->` in a Markdown file."""
    page = path.read_text()
    begin, end = f"<!-- {name} -->\n", f"<!-- end {name} -->"
    if page.count(begin) != 1 or page.count(end) != 1:
        sys.exit(f"{path}: no single block {begin.strip()} … {end}")
    before, rest = page.split(begin)
    path.write_text(f"{before}{begin}{text.strip()}\n{end}{rest.split(end)[1]}")
