# The network of bench/known-pitch.ts: swift-f0 0.3.0 (MIT). Each request names a file of float32 samples.
import json, sys
import numpy as np
from swift_f0 import SwiftF0

detector = SwiftF0()
VOICED = 0.5  # confidence
for line in sys.stdin:
    request = json.loads(line)
    samples = np.fromfile(request["path"], dtype=np.float32)
    found = detector.detect(samples, request["sampleRate"], fmin=request["fminHz"], fmax=request["fmaxHz"])
    f0 = np.where(found.confidence >= VOICED, found.pitch_hz, 0)
    print(json.dumps(dict(timesS=found.timestamps.tolist(), f0Hz=f0.tolist())), flush=True)
