"""An event file as TensorBoard's own writer makes it of one scalar, for what a point costs there.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install tensorboard
    /tmp/venv/bin/python tests/references/event-file.py > tests/references/event-file.json
"""

import base64
import io
import json
import math

import tensorboard
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

STARTED_AT = 1_700_000_000.25
TAG = "test-loss"
steps = [0, 1, 2, 127, 128, 300, 16383, 16384, 2_000_000, 5_000_000_000]
values = [0.0, 1.5, -2.25, math.pi, 1e-30, math.inf, -math.inf, 0.1, 3e38, 7.0]
wall_times = [STARTED_AT + 0.03125 * i for i in range(len(steps))]

file = io.BytesIO()
file_writer = RecordWriter(file)
file_writer.write(Event(wall_time=STARTED_AT, file_version="brain.Event:2").SerializeToString())
for step, value, wall_time in zip(steps, values, wall_times):
    summary = Summary(value=[Summary.Value(tag=TAG, simple_value=value)])
    file_writer.write(Event(wall_time=wall_time, step=step, summary=summary).SerializeToString())

print(
    json.dumps(
        {
            "made": {"tensorboard": tensorboard.__version__},
            "startedAt": STARTED_AT,
            "tag": TAG,
            "steps": steps,
            "values": [value if math.isfinite(value) else str(value) for value in values],
            "wallTimes": wall_times,
            "file": base64.b64encode(file.getvalue()).decode(),
        },
        indent=2,
    )
)
