# What Python's runtime makes of exported networks: onnxruntime 1.32.0 (CPU, float32), numpy 2.4.
# Features come from an integer hash that test/hashed.ts repeats.
# Run: npx tsx tools/golden/exports.ts <folder> && python tools/golden/exports.py <folder> > test/golden/exports.json
import json
import math
import pathlib
import sys

import numpy as np
import onnxruntime

from hashed_numbers import hashed

ROWS = 6


def run(path):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    features, *frames = sorted(session.get_inputs(), key=lambda one: one.name)
    [probabilities] = session.get_outputs()
    assert (features.name, probabilities.name) == ("features", "probabilities")
    assert [one.name for one in frames] in ([], ["frames"])
    shape = features.shape[1:]
    x = (hashed(1000, ROWS * math.prod(shape)) * 1.5).astype(np.float32).reshape(ROWS, *shape)
    real = np.array([max(1, shape[-1] - 3 * (row % 3)) for row in range(ROWS)], np.int64)
    [result] = session.run(None, {"features": x, **({"frames": real} if frames else {})})
    return [float(f"{p:.9g}") for p in result.flatten()]


files = sorted(pathlib.Path(sys.argv[1]).glob("*.onnx"))
runs = ",\n".join(f"{json.dumps(file.stem)}: {json.dumps(run(file))}" for file in files)
versions = json.dumps({"onnxruntime": onnxruntime.__version__})
print(f'{{"versions": {versions},\n"rows": {ROWS},\n"probabilities": {{\n{runs}\n}}}}')
