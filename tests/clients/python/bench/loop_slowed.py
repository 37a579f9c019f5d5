"""
By how much a training loop of steps of some 5 ms is slowed by logging ten scalars at each: stretches with and without it take turns,
and the ratio of each pair counts. Prints JSON. Arguments: how many pairs, steps a stretch, the hub.
"""

import json
import os
import statistics
import sys
import time

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")

import numpy as np
import phasescope

pairs, steps, hub = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


def work_of(seconds):
    """A step that takes about so long: products of matrices, as training is, and a little Python around them."""
    matrix = np.random.default_rng(0).normal(size=(96, 96))
    repeats = 1
    while True:
        took = min(_seconds_of(matrix, repeats) for _ in range(5))
        if took > seconds / 2:
            return lambda: _step(matrix, max(1, round(repeats * seconds / took)))
        repeats *= 2


def _seconds_of(matrix, repeats):
    begin = time.process_time()
    _step(matrix, repeats)
    return time.process_time() - begin


def _step(matrix, repeats):
    product = matrix
    for _ in range(repeats):
        product = np.tanh(product @ matrix)
    return float(product[0, 0])


def main():
    run = phasescope.init(project="bench", hub=hub)
    work = work_of(0.005)
    step = 0

    def stretch(logging):
        """Seconds of each of its steps."""
        nonlocal step
        took = []
        cpu = time.process_time()
        for _ in range(steps):
            begin = time.perf_counter()
            loss = work()
            if logging:
                run.log({f"metric-{i}": loss for i in range(10)}, step=step)
                step += 1
            took.append(time.perf_counter() - begin)
        processor[logging].append((time.process_time() - cpu) / steps)
        return took

    processor = {True: [], False: []}
    stretch(True)
    every = {True: [], False: []}
    ratios = []
    for pair in range(pairs):
        order = (False, True) if pair % 2 == 0 else (True, False)
        took = {logging: stretch(logging) for logging in order}
        for logging, seconds in took.items():
            every[logging] += seconds
        ratios.append(sum(took[True]) / sum(took[False]))
    run.finish()
    found = {
        "ratioOfStretches": round(statistics.median(ratios), 4),
        "ratioOfMedianSteps": round(
            statistics.median(every[True]) / statistics.median(every[False]), 4
        ),
        # Of all threads: what it can cost at most where each has a core, whatever else the machine does.
        "ratioOfProcessorTime": round(
            statistics.median(processor[True]) / statistics.median(processor[False]), 4
        ),
        "stepMs": round(statistics.median(every[False]) * 1000, 2),
        "spreadOfRatios": [
            round(sorted(ratios)[int(share * (len(ratios) - 1))], 3) for share in (0.1, 0.5, 0.9)
        ],
    }
    print("result " + json.dumps(found), flush=True)


main()
