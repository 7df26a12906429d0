# Linear prediction: librosa 0.11.0 (Burg, MFCC), scipy 1.17.1 (Toeplitz), PyWavelets 1.8.0, numpy 2.4.6.
# Signals are rounded to float32 and then computed on in float64.
import json, pathlib, warnings
import librosa, numpy as np, pywt, scipy
from golden_signals import golden_signal, rounded

warnings.filterwarnings("ignore")
SIGNALS = ("vowel", "sweep", "noise", "impulse", "silence")


def frames_of(y, p):
    n, hop = p.get("frameSamples", 2048), p.get("hopSamples", 512)
    window = {"rectangular": "boxcar"}.get(p.get("window", "hamming"), p.get("window", "hamming"))
    if p.get("center", True):
        y = np.pad(y, n // 2)
    return np.lib.stride_tricks.sliding_window_view(y, n)[::hop] * scipy.signal.get_window(window, n)


def weights(frame, order, method):
    if not frame.any():
        return np.zeros(order)
    if method == "burg":
        return librosa.lpc(frame, order=order)[1:]
    r = np.correlate(frame, frame, "full")[len(frame) - 1 :][: order + 1]
    return scipy.linalg.solve_toeplitz(r[:-1], -r[1:])


def lpc(y, rate, p):
    order, method = p.get("order", 20), p.get("method", "autocorrelation")
    return np.stack([weights(frame, order, method) for frame in frames_of(y, p)], axis=1)


def lpcc(y, rate, p):
    A = np.fft.rfft(np.concatenate([np.ones((1, 1)).repeat(len(frames_of(y, p)), 1), lpc(y, rate, p)]), 2**18, axis=0)
    return np.fft.irfft(-np.log(np.abs(A) ** 2), axis=0)[1 : p.get("nLpcc", 20) + 1]


def w_lpcc(y, rate, p):
    parts = pywt.wavedec(y, p.get("wavelet", "db4"), mode=p.get("mode", "symmetric"), level=p.get("splits", 2))
    return lpcc(np.concatenate(parts), rate, p)


def mfcc_of_lpc(y, rate, p):
    n = p.get("windowSamples") or len(y)
    windows = y[: len(y) // n * n].reshape(-1, n)
    sequence = np.concatenate([librosa.lpc(w, order=p.get("order", 16)) for w in windows])
    names = dict(nMfcc="n_mfcc", nFft="n_fft", hopSamples="hop_length", nMels="n_mels")
    return librosa.feature.mfcc(y=sequence, sr=rate, **{names[k]: v for k, v in p.items() if k in names})


FEATURES = {"lpc": lpc, "lpcc": lpcc, "w-lpcc": w_lpcc, "mfcc-of-lpc": mfcc_of_lpc}
OTHER = dict(order=10, method="burg", frameSamples=400, hopSamples=160, window="rectangular", center=False)
CASES = [
    *[("lpc", s, 3000, 16000, {}) for s in SIGNALS],
    *[("lpc", s, 3000, 16000, OTHER) for s in ("vowel", "noise", "silence")],
    ("lpc", "vowel", 3000, 16000, dict(order=3, frameSamples=333, window="hann")),
    ("lpc", "noise", 5, 16000, dict(order=4)),
    *[("lpcc", s, 3000, 16000, {}) for s in ("vowel", "noise", "impulse", "silence")],
    ("lpcc", "vowel", 3000, 48000, dict(**OTHER, nLpcc=25)),
    ("lpcc", "vowel", 3000, 22050, dict(order=16, nLpcc=12)),
    *[("w-lpcc", s, 4000, 16000, {}) for s in ("vowel", "noise")],
    ("w-lpcc", "vowel", 4000, 16000, dict(**OTHER, nLpcc=13, wavelet="db2", splits=3, mode="periodization")),
    *[("mfcc-of-lpc", s, 4000, 16000, {}) for s in SIGNALS],
    ("mfcc-of-lpc", "noise", 9000, 22050, dict(order=30, windowSamples=512, nMfcc=13, nFft=256, hopSamples=64, nMels=40)),
]
cases = []
for feature, signal, n, rate, params in CASES:
    values = FEATURES[feature](golden_signal(signal, n, rate).astype(np.float64), rate, params)
    assert np.isfinite(values).all(), (feature, signal, params)
    cases.append(dict(feature=feature, signal=signal, samples=n, sampleRate=rate, params=params,
                      shape=list(values.shape), data=rounded(values)))
versions = dict(librosa=librosa.__version__, pywavelets=pywt.__version__, numpy=np.__version__, scipy=scipy.__version__)
target = pathlib.Path(__file__).parents[2] / "test/golden/lpc.json"
target.write_text(json.dumps(dict(versions=versions, cases=cases)))
print(target, target.stat().st_size, len(cases))
