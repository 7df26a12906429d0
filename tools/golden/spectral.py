# Spectral shape, chroma, contrast, PCEN, pitch, statistics over time: librosa 0.11.0, numpy 2.4.6, scipy 1.17.1.
# Signals are rounded to float32 and then computed on in float64.
import json, pathlib, warnings
import librosa, numpy as np, scipy, scipy.signal, scipy.stats
from golden_signals import golden_signal, lcg_noise, rounded

warnings.filterwarnings("ignore")
SIGNALS = ("vowel", "sweep", "noise", "impulse", "silence")
STFT = dict(nFft="n_fft", hopSamples="hop_length", winSamples="win_length", window="window", center="center")
MEL = dict(nMels="n_mels", fminHz="fmin", fmaxHz="fmax", htk="htk")
DESCRIPTORS = ("centroid", "bandwidth", "rolloff", "flatness", "flux", "zero-crossing-rate", "rms")


def stft(p):
    options = {STFT[k]: v for k, v in p.items() if k in STFT}
    if options.get("window") == "rectangular":
        options["window"] = "boxcar"
    return dict(hop_length=512) | options


def flux(S):
    unit = S / np.maximum(np.linalg.norm(S, axis=0), 1e-300)
    steps = np.linalg.norm(np.diff(unit, axis=1), axis=0)
    return np.concatenate([[0], steps])[None]


def spectral(y, rate, p):
    S = np.abs(librosa.stft(y, **stft(p)))
    n_fft = p.get("nFft", 2048)
    framing = dict(frame_length=n_fft, hop_length=p.get("hopSamples", 512), center=p.get("center", True))
    f = librosa.feature
    make = {
        "centroid": lambda: f.spectral_centroid(S=S, sr=rate, n_fft=n_fft),
        "bandwidth": lambda: f.spectral_bandwidth(S=S, sr=rate, n_fft=n_fft, p=p.get("bandwidthPower", 2)),
        "rolloff": lambda: np.concatenate([
            f.spectral_rolloff(S=S, sr=rate, n_fft=n_fft, roll_percent=r) for r in p.get("rolloffShares", [0.85])]),
        "flatness": lambda: f.spectral_flatness(S=S),
        "flux": lambda: flux(S),
        "zero-crossing-rate": lambda: f.zero_crossing_rate(y, **framing),
        "rms": lambda: f.rms(y=y, dtype=np.float64, **framing),
    }
    return np.concatenate([make[d]() for d in p.get("descriptors", DESCRIPTORS)])


def chroma(y, rate, p):
    norm = {"max": np.inf, "sum": 1, "none": None}[p.get("chromaNorm", "max")]
    S = np.abs(librosa.stft(y, **stft(p))) ** 2
    tuning = p.get("tuning")
    n = p.get("nChroma", 12)
    if tuning is None:
        tuning = librosa.estimate_tuning(S=S, sr=rate, bins_per_octave=n)
    bank = librosa.filters.chroma(sr=rate, n_fft=p.get("nFft", 2048), tuning=tuning, n_chroma=n, dtype=np.float64)
    return librosa.util.normalize(bank @ S, norm=norm, axis=-2)


def contrast(y, rate, p):
    names = dict(fminHz="fmin", nBands="n_bands", quantile="quantile", linear="linear")
    options = {names[k]: v for k, v in p.items() if k in names}
    return librosa.feature.spectral_contrast(y=y, sr=rate, **stft(p), **options)


def pcen(y, rate, p):
    options = {MEL[k]: v for k, v in p.items() if k in MEL}
    if p.get("melNorm") == "none":
        options["norm"] = None
    S = librosa.feature.melspectrogram(y=y, sr=rate, power=1, **stft(p), **options)
    names = dict(gain="gain", bias="bias", power="power", timeConstantS="time_constant", eps="eps", maxSize="max_size")
    keywords = {names[k]: v for k, v in p.items() if k in names}
    return librosa.pcen(S * p.get("scale", 2**31), sr=rate, hop_length=p.get("hopSamples", 512), **keywords)


def pitch(y, rate, p):
    names = dict(fminHz="fmin", fmaxHz="fmax", frameSamples="frame_length", hopSamples="hop_length",
                 resolution="resolution", maxTransitionRate="max_transition_rate", switchProbability="switch_prob",
                 noTroughProbability="no_trough_prob")
    options = dict(fmin=60, fmax=600, hop_length=512) | {names[k]: v for k, v in p.items() if k in names}
    f0, voiced, probability = librosa.pyin(y, sr=rate, **options)
    height = f0 if p.get("unit", "hz") == "hz" else 12 * np.log2(f0 / 27.5)
    if p.get("unvoiced") == "interpolate" and voiced.any():
        at = np.arange(len(f0))
        height = np.interp(at, at[voiced], height[voiced])
    return np.stack([np.nan_to_num(height), voiced, probability])


def gabor(y, rate, p):
    """Schädler, Meyer & Kollmeier 2012, with the border treatment and the choice of bands of their GBFB 3.0."""
    bands, nu, frames_max = p.get("nMels", 23), p.get("halfWaves", 3.5), p.get("maxFrames", 40)
    window, hop = round(p.get("windowMs", 25) * rate / 1000), round(p.get("hopMs", 10) * rate / 1000)
    mel = librosa.feature.melspectrogram(y=y, sr=rate, n_fft=2 ** int(np.ceil(np.log2(window))), hop_length=hop,
                                         win_length=window, window="hamming", n_mels=bands, fmin=p.get("fminHz", 64),
                                         fmax=p.get("fmaxHz", 4000), htk=True)
    context = frames_max // 2
    spec = np.pad(librosa.power_to_db(mel), ((0, 0), (context, context)), mode="edge")

    def axis(size, distance):
        c = distance * 8 / nu
        ratio = (1 + c / 2) / (1 - c / 2)
        omegas = np.pi / 2 / ratio ** np.arange(100)
        return omegas[: max(1, np.count_nonzero(omegas > np.pi * nu / size))]

    def envelope(width):
        j = np.arange(-int(width), int(width) + 1)
        j = j[np.abs(j) < width / 2]
        return j, 0.5 + 0.5 * np.cos(2 * np.pi * j / width)

    def same(x, g):
        h, w = (np.array(g.shape) - 1) // 2
        return scipy.signal.convolve2d(x, g)[h : h + x.shape[0], w : w + x.shape[1]]

    def dimension(omega, size):
        width = np.pi * nu / abs(omega) if omega else np.inf
        return (0.0, *envelope(size)) if width > size else (omega, *envelope(width))

    k_axis = axis(3 * bands, p.get("spectralDistance", 0.3))
    out = []
    for omega_n in [0, *axis(frames_max, p.get("temporalDistance", 0.2))[::-1]]:
        for omega_k in [*-k_axis, 0, *k_axis[::-1]]:
            if omega_n == 0 and omega_k < 0:
                continue
            wk, k, ek = dimension(omega_k, 3 * bands)
            wn, n, en = dimension(omega_n, frames_max)
            env = np.outer(ek, en)
            g = env * np.exp(1j * (wk * k[:, None] + wn * n))
            g = g * (1 + 1j) if wk == wn == 0 else g - env / env.mean() * g.mean()
            g /= np.abs(np.fft.fft2(g)).max()
            filtered = same(spec, g)
            if wk or wn:
                a, ones = np.abs(g), np.ones(spec.shape)
                filtered = filtered - same(spec, a) / same(ones, a) * same(ones, g)
            step = max(1, g.shape[0] // 4)
            out.append(filtered.real[bands // 2 % step :: step, context : spec.shape[1] - context])
    return np.concatenate(out)


FEATURES = {"spectral": spectral, "chroma": chroma, "spectral-contrast": contrast, "pcen": pcen, "pitch": pitch,
            "gabor-filter-bank": gabor}
HALF = dict(nFft=512, hopSamples=160, winSamples=400, window="hamming", center=False)
CASES = [
    *[("spectral", s, 4000, 16000, {}) for s in SIGNALS],
    ("spectral", "noise", 1, 16000, {}),
    ("spectral", "vowel", 4000, 16000, dict(**HALF, bandwidthPower=1, rolloffShares=[0.01, 0.5, 0.95])),
    ("spectral", "sweep", 3000, 44100, dict(nFft=401, descriptors=["rms", "bandwidth", "zero-crossing-rate"],
                                            bandwidthPower=3.5)),
    # the peaks of an impulse's flat spectrum, which tell its tuning, are rounding errors
    *[("chroma", s, 5000, 22050, {} if s != "impulse" else dict(tuning=0)) for s in SIGNALS],
    ("chroma", "vowel", 5000, 16000, dict(tuning=0)),
    ("chroma", "sweep", 3000, 44100, dict(tuning=-0.31, nChroma=24, chromaNorm="sum")),
    ("chroma", "noise", 2000, 16000, dict(**HALF, chromaNorm="none", nChroma=13)),
    *[("spectral-contrast", s, 5000, 22050, {}) for s in SIGNALS],
    ("spectral-contrast", "vowel", 5000, 48000, dict(linear=True, fminHz=150, nBands=4, quantile=0.1)),
    ("spectral-contrast", "noise", 3000, 16000, dict(**HALF, fminHz=250, nBands=4)),
    *[("pcen", s, 4000, 16000, dict(nMels=24)) for s in SIGNALS],
    ("pcen", "vowel", 3000, 16000, {}),
    ("pcen", "vowel", 4000, 22050, dict(**HALF, nMels=20, fminHz=80, fmaxHz=8000, htk=True, melNorm="none", scale=1e6,
                                        gain=0.8, bias=10, power=0.25, timeConstantS=0.06, eps=1e-3, maxSize=3)),
    ("pcen", "noise", 3000, 16000, dict(nMels=16, power=0, maxSize=4)),
    ("pcen", "noise", 3000, 16000, dict(nMels=16, bias=0)),
    *[("pitch", s, 8000, 16000, {}) for s in SIGNALS],
    ("pitch", "vowel", 20000, 22050, {}),
    ("pitch", "vowel", 24000, 48000, dict(unit="semitones", unvoiced="interpolate")),
    ("pitch", "sweep", 30000, 16000, dict(hopSamples=256, frameSamples=1024, fminHz=80, fmaxHz=1000, resolution=0.25,
                                          maxTransitionRate=50)),
    ("pitch", "vowel", 8000, 16000, dict(switchProbability=0.2, noTroughProbability=0.3, resolution=0.34)),
    ("pitch", "noise", 8000, 16000, dict(noTroughProbability=1, frameSamples=801, unvoiced="interpolate",
                                         maxTransitionRate=5, fminHz=100)),
    ("pitch", "noise", 1, 16000, {}),
    ("gabor-filter-bank", "vowel", 1600, 16000, {}),
    ("gabor-filter-bank", "impulse", 700, 16000, {}),
    ("gabor-filter-bank", "silence", 1, 16000, {}),
    ("gabor-filter-bank", "vowel", 4000, 22050, dict(nMels=16, fminHz=100, fmaxHz=8000, windowMs=20, hopMs=12.5,
        halfWaves=4, spectralDistance=0.5, temporalDistance=0.35, maxFrames=31)),
]
cases = []
for feature, signal, n, rate, params in CASES:
    values = FEATURES[feature](golden_signal(signal, n, rate).astype(np.float64), rate, params)
    assert np.isfinite(values).all(), (feature, signal, params)
    cases.append(dict(feature=feature, signal=signal, samples=n, sampleRate=rate, params=params,
                      shape=list(values.shape), data=rounded(values)))
def over_time(rows, functionals, parts):
    ranks = dict(min=0, max=100)
    edges = np.array([0, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 0.51])

    def modulation(v):
        n = len(v)
        power = np.abs(np.fft.fft(v - v.mean())) ** 2 / n**2
        cycles = np.minimum(np.arange(n), n - np.arange(n)) / n
        return [np.sqrt(power[(cycles >= a) & (cycles < b) & (cycles > 0)].sum()) for a, b in zip(edges, edges[1:])]

    def steps(v, sign):
        d = np.diff(v)
        return d[d * sign > 0].mean()

    make = {
        "mean": np.mean, "sd": np.std, "skewness": scipy.stats.skew, "kurtosis": scipy.stats.kurtosis,
        "slope": lambda v: np.polyfit(np.arange(len(v)), v, 1)[0],
        "mean-rise": lambda v: steps(v, 1), "mean-fall": lambda v: steps(v, -1), "modulation": modulation,
    }
    out = []
    for count in parts:
        for part in range(count):
            v = rows[:, part * rows.shape[1] // count : (part + 1) * rows.shape[1] // count]
            for f in functionals:
                if f in make:
                    out.append(np.stack([np.atleast_1d(make[f](row)) for row in v], axis=1))
                else:
                    out.append(np.percentile(v, ranks[f] if f in ranks else int(f[1:]), axis=1)[None])
    return np.concatenate(out).ravel()


ALL = ["mean", "sd", "skewness", "kurtosis", "min", "p1", "p5", "p10", "p20", "p25", "p50", "p75", "p80", "p90", "p95",
       "p99", "max", "slope", "mean-rise", "mean-fall", "modulation"]
statistics = []
for functionals, parts, frames in ((ALL, [1], 131), (["p50", "modulation", "sd"], [3, 1], 200), (["mean", "slope"], [4], 30)):
    rows = lcg_noise(3 * frames, 5).astype(np.float32).astype(np.float64).reshape(3, frames)
    statistics.append(dict(functionals=functionals, parts=parts, frames=frames,
                           data=rounded(over_time(rows, functionals, parts))))
versions = dict(librosa=librosa.__version__, numpy=np.__version__, scipy=scipy.__version__)
target = pathlib.Path(__file__).parents[2] / "test/golden/spectral.json"
target.write_text(json.dumps(dict(versions=versions, cases=cases, overTime=statistics)))
print(target, target.stat().st_size, len(cases))
