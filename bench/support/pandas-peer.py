"""OEE by unit and shift with pandas, of columns in files: what gemba's kpi.year is compared with.

Reports do not overlap here, so that none of the sharing and merging that gemba does is needed; ideal times are the 10 % quantile
of each product and operation over all of the time, which pandas has at once, not that of what was known when a shift began.
"""

import json
import resource
import sys
import time

import numpy
import pandas

folder, shift_count, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
shift_ms = 8 * 3_600_000


def column(name, kind):
    return numpy.fromfile(f"{folder}/{name}", dtype=kind)


reports = pandas.DataFrame(
    {
        "unit": column("unit", "<u4"),
        "start": column("start", "<f8"),
        "end": column("end", "<f8"),
        "group": column("group", "<u4"),
        "running": column("running", "u1").astype(bool),
        "good": column("good", "<f8"),
        "bad": column("bad", "<f8"),
    }
)
first_at = float(column("first", "<f8")[0])


def compute():
    running = reports[reports.running]
    made = running.good + running.bad
    timed = running[made > 0]
    per_piece = (timed.end - timed.start) / (timed.good + timed.bad)
    ideal = per_piece.groupby(timed.group).quantile(0.1)
    first = ((running.start - first_at) // shift_ms).astype("int64")
    last = ((running.end - 1 - first_at) // shift_ms).astype("int64")
    # A report lies in as many shifts as it touches.
    parts = running.loc[running.index.repeat((last - first + 1).to_numpy())].copy()
    parts["shift"] = first.loc[parts.index] + parts.groupby(level=0).cumcount()
    from_at = numpy.maximum(parts.start, first_at + parts["shift"] * shift_ms)
    to_at = numpy.minimum(parts.end, first_at + (parts["shift"] + 1) * shift_ms)
    length = parts.end - parts.start
    for name in ("good", "bad"):
        parts[name] = numpy.floor(parts[name] * (to_at - parts.start) / length) - numpy.floor(
            parts[name] * (from_at - parts.start) / length
        )
    parts["run"] = to_at - from_at
    parts["ideal"] = (parts.good + parts.bad) * parts.group.map(ideal)
    sums = parts[(parts["shift"] >= 0) & (parts["shift"] < shift_count)].groupby(["unit", "shift"])[
        ["run", "ideal", "good", "bad"]
    ].sum()
    availability = sums.run / shift_ms
    return availability * (sums.ideal / sums.run) * (sums.good / (sums.good + sums.bad))


seconds = []
for _ in range(runs):
    started = time.perf_counter()
    before = time.process_time()
    oee = compute()
    seconds.append([time.perf_counter() - started, time.process_time() - before])
peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"name": f"pandas {pandas.__version__}", "rows": len(oee), "mean": float(oee.mean()), "seconds": seconds, "rssMb": peak_mb}))
