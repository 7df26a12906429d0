# The speech encoder that comes with Prosodia, shown what the front end of pipecat-ai 1.14.0 makes of a signal.
#   pip download --no-deps pipecat-ai==1.14.0 && python tools/golden/encoder.py pipecat_ai-1.14.0-py3-none-any.whl
# onnxruntime 1.32.0, numpy 2.4.6
import hashlib, json, pathlib, sys, types, zipfile
import numpy as np, onnxruntime
from golden_signals import golden_signal

WHEEL = "0352f504b44e78bdf524e45af4bc759601c835b9b7dc195efe5e03384b974a44"
ROOT = pathlib.Path(__file__).parent.parent.parent
FRAMES, RATE = 300, 16000

wheel = pathlib.Path(sys.argv[1])
assert hashlib.sha256(wheel.read_bytes()).hexdigest() == WHEEL, "another wheel"
front_end = types.ModuleType("front_end")
exec(zipfile.ZipFile(wheel).read("pipecat/audio/turn/smart_turn/_whisper_features.py").decode(), front_end.__dict__)
front_end._SAMPLING_RATE = FRAMES * 160 // 8  # it pads to eight of these

options = onnxruntime.SessionOptions()
options.log_severity_level = 3
options.add_session_config_entry("session.disable_quant_qdq", "1")
session = onnxruntime.InferenceSession(str(ROOT / "weights/whisper-tiny-turn.onnx"), options)


def spoken(y):
    """From 50 ms before the first to 50 ms after the last frame of 25 ms within 30 dB of the loudest."""
    power = np.array([np.mean(y[i:i + 400].astype(np.float64) ** 2) for i in range(0, len(y) - 399, 160)])
    loud = np.flatnonzero(power > power.max() / 1000)
    return y[max(0, loud[0] * 160 - 800):min(len(y), loud[-1] * 160 + 400 + 800)][-FRAMES * 160:]


cases = []
for signal, samples in (("vowel", 24000), ("vowel", 80000), ("noise", 4000)):
    y = spoken(golden_signal(signal, samples, RATE))
    image = front_end.compute_whisper_log_mel_features(np.pad(y, (FRAMES * 160 - len(y), 0)))
    layers = session.run(None, {"input_features": image[None]})
    rows = np.concatenate([layer[0, -max(1, len(y) // 320):].T for layer in layers]).astype(np.float64)
    pooled = np.concatenate([rows.mean(1), rows.std(1), np.abs(np.diff(rows)).mean(1)])
    cases.append(dict(signal=signal, samples=samples, sampleRate=RATE, params={}, frames=rows.shape[1],
                      every=37, shown=[float(f"{v:.7g}") for v in image.ravel()[::37]],
                      shape=list(pooled.shape), data=[float(f"{v:.6g}") for v in pooled]))
versions = {"pipecat-ai": "1.14.0", "onnxruntime": onnxruntime.__version__, "numpy": np.__version__}
(ROOT / "test/golden/encoder.json").write_text(json.dumps(dict(versions=versions, cases=cases)) + "\n")
