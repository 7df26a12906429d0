# The 1342 functionals of clips: numpy 2.4.6, scipy 1.17.1, librosa 0.11.0 (mel bank and zero crossings only), PyWavelets 1.8.0.
# Signals are made here and, by the same formulas, in src/features/functionals.test.ts.
import json, pathlib
import librosa, numpy as np, pywt, scipy
from scipy.fft import dct

RATE, HOP = 24000, 256
MEL = librosa.filters.mel(sr=RATE, n_fft=2048, n_mels=128, fmin=0, fmax=12000, dtype=np.float64)
HANN = np.hanning(2049)[:-1]  # periodic
PERCENTILES = [5, 25, 50, 75, 95]


def trim(x, top_db):
    frames = np.lib.stride_tricks.sliding_window_view(x, 2048)[::512]
    level = 10 * np.log10(np.maximum((frames**2).mean(1), 1e-10))
    loud = np.flatnonzero(level > level.max() - top_db)
    return x[max(0, loud[0] * 512 - 1200) : loud[-1] * 512 + 2048 + 1200]


def framed(x, hop=HOP):
    return np.lib.stride_tricks.sliding_window_view(np.pad(x, 1024), 2048)[::hop]


def power_to_db(p):
    db = 10 * np.log10(np.maximum(p, 1e-10))
    return np.maximum(db, db.max() - 80)


def delta(m):  # [frame, coefficient]
    padded = np.pad(m, ((4, 4), (0, 0)), mode="edge")
    return sum(k * padded[4 + k : 4 + k + len(m)] for k in range(-4, 5)) / 60


def parts(n, count):
    return [slice(p * n // count, (p + 1) * n // count) for p in range(count)]


def summary(v):
    return [v.mean(), v.std(), *np.percentile(v, PERCENTILES)]


def pitch(frames):
    window = np.hanning(2048)
    correlate = lambda f: np.fft.irfft(np.abs(np.fft.rfft(f, 4096)) ** 2)[..., :320]
    own = correlate(window)
    ac = correlate(frames * window)
    ac = ac / np.maximum(ac[:, :1], 1e-300) / (own / own[0])
    lags = np.arange(40, 320)
    lag = lags[np.argmax(ac[:, 40:] - 0.02 * np.log2(lags / 40), axis=1)]
    return np.log2(RATE / lag / 100), ac[np.arange(len(ac)), lag]


def functionals(full, top_db=30):
    full = full.astype(np.float64)
    x = trim(full, top_db)
    frames = framed(x)
    n = len(frames)
    magnitude = np.abs(np.fft.rfft(frames * HANN))
    power = magnitude**2
    mel = power @ MEL.T
    mel_db = power_to_db(mel)
    m = dct(mel_db, norm="ortho")[:, :40]
    d1 = delta(m)
    d2 = delta(d1)
    g = {}
    g["mf"] = np.r_[m.mean(0), m.std(0)]
    g["mfq"] = np.percentile(m, PERCENTILES, axis=0).ravel()
    g["d"] = np.r_[d1.std(0), d2.std(0)]
    g["dq"] = np.percentile(d1[:, :20], [5, 95], axis=0).ravel()
    seg = []
    for count in (2, 3, 5):
        for p in parts(n, count):
            seg += [m[p, :26].mean(0)] + ([m[p, :26].std(0)] if count < 5 else [])
    g["seg"] = np.concatenate(seg)

    l, peak = pitch(frames)
    rms_db = 10 * np.log10(np.maximum((frames**2).mean(1), 1e-10))
    voiced = (peak > 0.5) & (rms_db > rms_db.max() - 30)
    if voiced.sum() < 6:
        voiced[:] = True
    v = l[voiced]
    steps = np.abs(np.diff(v))
    fit = np.polyfit(np.flatnonzero(voiced) / (n - 1), v, 2)
    crossings = librosa.zero_crossings(x, pad=False)[1:].mean()
    g["f0"] = np.r_[summary(v), steps.mean(), np.median(steps), voiced.mean(), peak[voiced].mean(), peak[voiced].std(),
                    fit, crossings, len(x) / RATE, len(full) / RATE]
    g["segf"] = np.concatenate([
        [l[p][voiced[p]].mean() if voiced[p].any() else v.mean(), voiced[p].mean(), rms_db[p].mean(), rms_db[p].std()]
        for p in parts(n, 5)])

    hz = np.arange(1025) * RATE / 2048
    share = magnitude / np.maximum(magnitude.sum(1, keepdims=True), 1e-300)
    centroid = share @ hz
    bandwidth = np.sqrt((share * (hz - centroid[:, None]) ** 2).sum(1))
    rolloff = hz[np.argmax(np.cumsum(magnitude, 1) >= 0.85 * magnitude.sum(1, keepdims=True), axis=1)]
    floored = np.maximum(power, 1e-10)
    flatness = np.log(floored).mean(1) - np.log(floored.mean(1))
    unit = magnitude / np.maximum(np.linalg.norm(magnitude, axis=1, keepdims=True), 1e-300)
    flux = np.linalg.norm(np.diff(unit, axis=0), axis=1)
    g["sp"] = np.concatenate([summary(s) for s in
                              (centroid / 1000, bandwidth / 1000, rolloff / 1000, flatness, rms_db, flux)])
    g["mv"] = np.r_[m[voiced].mean(0), m[voiced].std(0)]
    g["lms"] = np.r_[mel_db.mean(0), mel_db.std(0)]
    wavelets = np.concatenate(pywt.wavedec(x, "db4", "symmetric", 2))
    w = dct(power_to_db(np.abs(np.fft.rfft(framed(wavelets, 512) * HANN)) ** 2 @ MEL.T), norm="ortho")[:, :20]
    g["w"] = np.r_[w.mean(0), w.std(0)]
    bands = np.log(mel + 1e-6).reshape(n, 16, 8).mean(2)
    spectrum = np.abs(np.fft.rfft(bands - bands.mean(0), 512, axis=0)) / np.sqrt(n)
    edges = [1, 4, 8, 14, 24, 40, 60]
    g["mod"] = np.log(np.array([spectrum[a:b].mean(0) for a, b in zip(edges, edges[1:])]).T + 1e-3).ravel()
    return g


def signals():
    t = np.arange(36000) / RATE
    noise = np.empty(36000)
    state = 1
    for i in range(36000):
        state = (1664525 * state + 1013904223) % 2**32
        noise[i] = state / 2**31 - 1
    phase = 2 * np.pi * np.cumsum(140 + 40 * np.sin(2 * np.pi * 1.3 * t) - 20 * t) / RATE
    envelope = np.where((t > 0.25) & (t < 1.2), 0.3 + 0.25 * np.sin(2 * np.pi * 3.1 * t), 0)
    voice = sum(np.sin(h * phase) / (1 + ((h * 140 - 700) / 300) ** 2) for h in range(1, 25))
    sweep = 0.4 * np.sin(2 * np.pi * (80 * t + 0.5 * 900 * t**2))
    return dict(
        vowel=np.float32(0.4 * envelope * voice + 0.002 * noise),
        sweep=np.float32(sweep + 0.01 * noise)[:20000],
        noise=np.float32(0.1 * noise * (0.2 + t) + 0.03 * np.sin(2 * np.pi * 210 * t)),
    )


if __name__ == "__main__":
    out = dict(versions=dict(numpy=np.__version__, scipy=scipy.__version__, librosa=librosa.__version__,
                             pywt=pywt.__version__), cases=[])
    for name, x in signals().items():
        for top_db in [30] + ([15] if name == "vowel" else []):
            groups = functionals(x, top_db)
            assert sum(map(len, groups.values())) == 1342
            out["cases"].append(dict(signal=name, topDb=top_db, groups={
                k: [float(f"{v:.9g}") for v in values] for k, values in groups.items()}))
    path = pathlib.Path(__file__).parents[2] / "test/golden/functionals.json"
    path.write_text(json.dumps(out))
