"""
What a call of `log` takes, of every tracker in turn within one loop: the machine's noise meets all of them alike. Prints JSON.
Arguments: how many steps, the pace in milliseconds, the hub, a folder.
"""

import json
import os
import sys
import time

steps, pace_ms, hub, folder = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4]
os.environ.update(
    TRACKIO_DIR=f"{folder}/trackio",
    WANDB_MODE="offline",
    WANDB_SILENT="true",
    WANDB_DIR=folder,
    GRADIO_ANALYTICS_ENABLED="False",
    HF_HUB_OFFLINE="1",
)

import phasescope  # noqa: E402


def no_op():
    return lambda values, step: None, lambda: None


def json_lines():
    file = open(f"{folder}/lines.jsonl", "w", buffering=1)  # noqa: SIM115
    return lambda values, step: file.write(json.dumps({"step": step, **values}) + "\n"), file.close


def ours():
    run = phasescope.init(project="bench", hub=hub)
    return lambda values, step: run.log(values, step=step), run.finish


def trackio():
    import trackio

    run = (
        trackio.init(project="bench", embed=False)
        if "embed" in _parameters(trackio.init)
        else trackio.init(project="bench")
    )
    return lambda values, step: run.log(values, step=step), run.finish


def wandb():
    import wandb

    run = wandb.init(project="bench", settings=wandb.Settings(console="off"))
    return lambda values, step: run.log(values, step=step), run.finish


def tensorboardx():
    from tensorboardX import SummaryWriter

    writer = SummaryWriter(f"{folder}/tensorboardX")

    def log(values, step):
        for key, value in values.items():
            writer.add_scalar(key, value, step)

    return log, writer.close


def _parameters(function):
    import inspect

    return inspect.signature(function).parameters


TRACKERS = {
    "no-op": no_op,
    "phasescope": ours,
    "JSON lines": json_lines,
    "trackio": trackio,
    "wandb offline": wandb,
    "tensorboardX": tensorboardx,
}


def main():
    there, absent = {}, {}
    for name, begin in TRACKERS.items():
        try:
            there[name] = begin()
        except Exception as error:
            absent[name] = f"{type(error).__name__}: {error}"
    names = list(there)
    took = {name: [] for name in names}
    values = {f"metric-{i}": float(i) for i in range(10)}
    print("begun", flush=True)
    for step in range(steps):
        for i in range(len(names)):
            name = names[(i + step) % len(names)]
            log = there[name][0]
            begin = time.perf_counter_ns()
            log(values, step)
            took[name].append(time.perf_counter_ns() - begin)
            time.sleep(pace_ms / 1000 / len(names))
        if step == steps // 2:
            print("half", flush=True)
    print("logged", flush=True)
    sys.stdin.readline()
    for _, finish in there.values():
        finish()
    result = {
        name: {
            "median": _share(numbers, 0.5),
            "p99": _share(numbers, 0.99),
            "max": _share(numbers, 1),
        }
        for name, numbers in took.items()
    }
    print("result " + json.dumps({"microseconds": result, "absent": absent}), flush=True)


def _share(numbers, share):
    ordered = sorted(numbers[len(numbers) // 20 :])
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] / 1000, 1)


main()
