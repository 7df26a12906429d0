# Empirical mode decomposition and Hilbert-Huang spectra: emd 0.8.1, librosa 0.11.0, numpy 2.4.6, scipy 1.17.1.
# Signals are rounded to float32 and then computed on in float64.
import json, logging, pathlib, warnings
import emd, librosa, numpy as np, scipy
from golden_signals import golden_signal, lcg_noise, rounded

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)


def sift(x, max_imfs=7, sd=0.1, iterations=1000, energy_db=50):
    """The columns of emd.sift.sift, and whether the last one is a residual; without two extrema of each kind there
    is nothing to sift, where the package fails."""
    peaks = [len(emd._sift_core._find_extrema(s * x)[0]) for s in (1, -1)]
    if min(peaks) < 2:
        return [], x
    imf = emd.sift.sift(x, max_imfs=max_imfs, energy_thresh=energy_db, imf_opts=dict(sd_thresh=sd, max_iters=iterations))
    rest = x - imf[:, :-1].sum(axis=1)
    if np.allclose(rest, imf[:, -1], atol=1e-13):
        return list(imf[:, :-1].T), imf[:, -1]
    return list(imf.T), np.zeros_like(x)


def modes(x, p):
    return sift(x, p.get("maxImfs", 7), p.get("sdThreshold", 0.1), p.get("maxIterations", 1000),
                p.get("energyThresholdDb", 50))


def teager(x):
    e = np.zeros_like(x)
    e[1:-1] = x[1:-1] ** 2 - x[:-2] * x[2:]
    e[0], e[-1] = e[1], e[-2]
    return e


def tensor(x, rate, p):
    """[imf, bin, frame]: the modes, zeros for missing ones, the residual."""
    most = p.get("maxImfs", 7)
    imfs, rest = modes(x, p)
    bins, hop = p.get("bins", 70), p.get("hopSamples", 512)
    frames = -(-len(x) // hop)
    counts = np.minimum(hop, len(x) - hop * np.arange(frames))
    out = np.zeros((most + 1, bins, frames))
    for slot, mode in [*enumerate(imfs), (most, rest)]:
        _, hz, amplitude = emd.spectra.frequency_transform(mode[:, None], rate, "hilbert")
        hz, amplitude = hz[:, 0], amplitude[:, 0]
        hz[np.abs(hz) < 1e-6] = 0  # rounding decides on which side of bin 0 a phase that stands still falls
        energy = p.get("energy", "power")
        if energy == "teager":
            value = np.maximum(0, teager(mode)) * (rate / 2000 / np.pi) ** 2
        else:
            value = amplitude ** (2 if energy == "power" else 1)
        if p.get("frequencyWeighted"):
            value = value * hz / 1000
        edges = (p.get("minHz", 0), p.get("maxHz", rate / 2), bins)
        _, spectrum = emd.spectra.hilberthuang(hz[:, None], value[:, None], edges, sum_time=False, mode="amplitude")
        padded = np.zeros((bins, frames * hop))
        padded[:, :len(x)] = spectrum
        out[slot] += padded.reshape(bins, frames, hop).sum(2) / counts
    return out


def decibels(s, p):
    return librosa.power_to_db(s) if p.get("decibels") else s


def stats(x, rate, p):
    most = p.get("maxImfs", 7)
    imfs, rest = modes(x, p)
    out = np.zeros((most + 1, 5))
    for slot, mode in [*enumerate(imfs), (most, rest)]:
        _, hz, amplitude = emd.spectra.frequency_transform(mode[:, None], rate, "hilbert")
        power = amplitude[:, 0] ** 2
        center = np.average(hz[:, 0], weights=power)
        out[slot] = [np.sum(mode ** 2), amplitude.mean(), amplitude.std(), center,
                     np.sqrt(np.average((hz[:, 0] - center) ** 2, weights=power))]
    out[:, 0] /= out[:, 0].sum()
    return out.ravel()


FEATURES = {
    "hilbert-spectrum": lambda x, rate, p: decibels(tensor(x, rate, p).sum(0), p),
    "imf-spectrum": lambda x, rate, p: decibels(tensor(x, rate, p), p),
    "h-mfcc": lambda x, rate, p: librosa.feature.mfcc(
        S=librosa.power_to_db(tensor(x, rate, p).sum(0)), n_mfcc=p.get("nMfcc", 20)),
    "imf-stats": stats,
}
CASES = [
    ("hilbert-spectrum", "vowel", 6000, 16000, {}),
    ("hilbert-spectrum", "noise", 3000, 48000, dict(bins=20, decibels=True)),
    ("hilbert-spectrum", "sweep", 3000, 16000, dict(bins=24, minHz=100, maxHz=6000, hopSamples=250, energy="amplitude")),
    ("hilbert-spectrum", "vowel", 3001, 22050, dict(bins=16, hopSamples=400, energy="teager", maxHz=4000)),
    ("hilbert-spectrum", "vowel", 3001, 22050, dict(bins=16, hopSamples=400, frequencyWeighted=True)),
    ("hilbert-spectrum", "noise", 2000, 16000, dict(maxImfs=2, bins=10, sdThreshold=0.02, maxIterations=400)),
    ("hilbert-spectrum", "vowel", 2000, 16000, dict(energyThresholdDb=20, bins=10)),
    ("imf-spectrum", "vowel", 4000, 16000, dict(maxImfs=4, bins=12)),
    ("imf-spectrum", "sweep", 2000, 16000, dict(maxImfs=3, bins=9, hopSamples=300, decibels=True)),
    ("h-mfcc", "vowel", 6000, 48000, {}),
    ("h-mfcc", "noise", 5000, 16000, dict(nMfcc=13, bins=40, hopSamples=256)),
    ("h-mfcc", "sweep", 5003, 16000, dict(nMfcc=12, energy="teager", frequencyWeighted=True, bins=30)),
    ("imf-stats", "vowel", 6001, 16000, {}),
    ("imf-stats", "noise", 1000, 48000, dict(maxImfs=3, sdThreshold=0.3)),
]

decompositions = []
for name, n, rate, p in [
    ("vowel", 450, 8000, {}), ("sweep", 400, 8000, {}), ("noise", 300, 8000, {}),
    ("noise", 301, 8000, dict(maxImfs=3, sdThreshold=0.01)), ("vowel", 401, 4000, dict(energyThresholdDb=15)),
    ("noise", 200, 8000, dict(maxImfs=16, energyThresholdDb=1000)), ("impulse", 50, 8000, {}),
]:
    imfs, rest = modes(golden_signal(name, n, rate).astype(float), p)
    decompositions.append(dict(signal=name, samples=n, sampleRate=rate, settings=p, imfs=[rounded(i) for i in imfs],
                               residual=rounded(rest)))
# short noises end in every way that the mirroring at the ends tells apart
short = []
for n in range(3, 33):
    for seed in (n, 100 + n):
        imfs, rest = modes(lcg_noise(n, seed), {})
        short.append(dict(samples=n, seed=seed, imfs=[rounded(i) for i in imfs], residual=rounded(rest)))
# longer ones: every 61st sample
long = []
for name, n, rate in [("vowel", 24000, 48000), ("noise", 12001, 16000), ("sweep", 9001, 48000)]:
    imfs, rest = modes(golden_signal(name, n, rate).astype(float), {})
    long.append(dict(signal=name, samples=n, sampleRate=rate, every=61, imfs=[rounded(i[::61]) for i in imfs],
                     residual=rounded(rest[::61])))
tracks = []
for name, n, rate in [("vowel", 400, 16000), ("sweep", 301, 16000), ("noise", 120, 8000)]:
    x = golden_signal(name, n, rate).astype(float)
    phase, hz, amplitude = emd.spectra.frequency_transform(x[:, None], rate, "hilbert")
    tracks.append(dict(signal=name, samples=n, sampleRate=rate, phase=rounded(phase), frequencyHz=rounded(hz),
                       amplitude=rounded(amplitude)))
hilbert = [dict(samples=n, seed=n, quadrature=rounded(scipy.signal.hilbert(lcg_noise(n, n)).imag))
           for n in (1, 2, 3, 4, 5, 8, 30, 61, 100)]
cases = []
for feature, signal, n, rate, params in CASES:
    values = FEATURES[feature](golden_signal(signal, n, rate).astype(np.float64), rate, params)
    cases.append(dict(feature=feature, signal=signal, samples=n, sampleRate=rate, params=params,
                      shape=list(values.shape), data=rounded(values)))
out = dict(versions=dict(emd="0.8.1", librosa=librosa.__version__, numpy=np.__version__, scipy=scipy.__version__),
           decompositions=decompositions, short=short, long=long, tracks=tracks, hilbert=hilbert, cases=cases)
target = pathlib.Path(__file__).parents[2] / "test/golden/hht.json"
target.write_text(json.dumps(out))
print(target, target.stat().st_size, len(cases), [len(d["imfs"]) for d in decompositions + long])
