# Features: librosa 0.11.0, PyWavelets 1.8.0, numpy 2.4.6, scipy 1.17.1.
# Signals are rounded to float32 and then computed on in float64.
import json, pathlib, warnings
import librosa, numpy as np, pywt, scipy
from golden_signals import golden_signal, rounded

warnings.filterwarnings("ignore")
NAMES = dict(nFft="n_fft", hopSamples="hop_length", winSamples="win_length", window="window", center="center",
             nMels="n_mels", fminHz="fmin", fmaxHz="fmax", htk="htk", nMfcc="n_mfcc", lifter="lifter", power="power")
OURS = ("deltas", "decibels", "wavelet", "splits", "mode", "melNorm", "dctNorm")


def keywords(params):
    out = {NAMES[k]: v for k, v in params.items() if k not in OURS}
    if out.get("window") == "rectangular":
        out["window"] = "boxcar"
    return out


def mel(y, rate, p):
    options = keywords(p)
    if p.get("melNorm") == "none":
        options["norm"] = None
    m = librosa.feature.melspectrogram(y=y, sr=rate, **options)
    return librosa.power_to_db(m) if p.get("decibels") else m


def mfcc(y, rate, p):
    options = keywords(p)
    if p.get("melNorm") == "none":
        options["mel_norm"] = None
    if p.get("dctNorm") == "none":
        options["norm"] = None
    m = librosa.feature.mfcc(y=y, sr=rate, **options)
    mode = "nearest" if m.shape[1] < 9 else "interp"
    deltas = [librosa.feature.delta(m, order=o, mode=mode) for o in range(1, p.get("deltas", 0) + 1)]
    return np.concatenate([m, *deltas])


def w_mfcc(y, rate, p):
    parts = pywt.wavedec(y, p.get("wavelet", "db4"), mode=p.get("mode", "symmetric"), level=p.get("splits", 2))
    return mfcc(np.concatenate(parts), rate, p)


def over_time(m, functionals):
    return np.concatenate([dict(mean=np.mean, sd=np.std)[f](m, axis=1) for f in functionals])


FEATURES = {
    "mel": mel,
    "mfcc": mfcc,
    "w-mfcc": w_mfcc,
}
CASES = [
    ("mel", "vowel", 2400, 16000, {}),
    ("mel", "noise", 3000, 48000, {}),
    ("mel", "impulse", 1500, 22050, dict(decibels=True)),
    ("mel", "sweep", 1600, 16000, dict(nFft=1024, hopSamples=200, winSamples=400, window="hamming", center=False,
                                       nMels=30, fminHz=60, fmaxHz=7000, htk=True, melNorm="none", power=1)),
    ("mel", "sweep", 1600, 44100, dict(nFft=1000, hopSamples=300, nMels=26, window="rectangular", power=1.5)),
    ("mel", "vowel", 900, 16000, dict(nFft=401, hopSamples=160, nMels=20, decibels=True)),
    ("mel", "silence", 600, 16000, dict(nMels=8)),
    *[("mfcc", s, 6000, 22050, {}) for s in ("vowel", "sweep", "noise", "impulse", "silence")],
    ("mfcc", "vowel", 9000, 48000, {}),
    ("mfcc", "noise", 1, 16000, {}),
    ("mfcc", "vowel", 160, 16000, dict(deltas=2)),
    ("mfcc", "vowel", 4000, 16000, dict(nMfcc=13, nFft=512, hopSamples=160, winSamples=400, window="hamming",
                                        nMels=40, fminHz=20, fmaxHz=7600, htk=True, melNorm="none", lifter=22)),
    ("mfcc", "sweep", 5000, 16000, dict(center=False, nMfcc=40, hopSamples=400)),
    ("mfcc", "vowel", 6000, 16000, dict(nMfcc=13, deltas=1)),
    ("mfcc", "vowel", 6000, 16000, dict(nMfcc=13, deltas=2)),
    ("mfcc", "sweep", 5000, 16000, dict(nMfcc=12, hopSamples=256, lifter=0.5, nFft=800, deltas=2)),
    ("mfcc", "vowel", 3000, 16000, dict(dctNorm="none", nMfcc=10, lifter=5)),
    *[("mfcc", s, 8000, 16000, dict(nMfcc=40), ["mean", "sd"]) for s in ("vowel", "noise", "silence")],
    ("mfcc", "sweep", 8000, 16000, dict(deltas=2), ["sd"]),
    ("mfcc", "vowel", 8000, 48000, dict(hopSamples=300), ["mean"]),
    *[("w-mfcc", s, 6001, 16000, {}) for s in ("vowel", "sweep", "noise", "impulse", "silence")],
    *[("w-mfcc", "vowel", 5003, 44100, dict(splits=n)) for n in (1, 3, 4, 5)],
    *[("w-mfcc", "noise", 2001, 16000, dict(mode=m, splits=3, nMfcc=8)) for m in (
        "reflect", "zero", "constant", "periodic", "smooth", "antisymmetric", "antireflect", "periodization")],
    *[("w-mfcc", "vowel", 2000, 16000, dict(wavelet=f"db{n}", nMfcc=8)) for n in (1, 2, 3, 5, 6, 7, 8)],
    ("w-mfcc", "vowel", 3000, 16000, dict(deltas=1, nFft=512, hopSamples=128, nMels=40, lifter=10)),
    ("w-mfcc", "vowel", 6000, 16000, {}, ["mean", "sd"]),
    ("w-mfcc", "noise", 6000, 16000, dict(splits=4, deltas=1, wavelet="db2"), ["sd"]),
]
cases = []
for feature, signal, n, rate, params, *functionals in CASES:
    values = FEATURES[feature](golden_signal(signal, n, rate).astype(np.float64), rate, params)
    statistics = {}
    if functionals:
        values = over_time(values, *functionals)
        statistics = dict(overTime=dict(functionals=functionals[0]))
    cases.append(dict(feature=feature, signal=signal, samples=n, sampleRate=rate, params=params, **statistics,
                      shape=list(values.shape), data=rounded(values)))
versions = dict(librosa=librosa.__version__, pywavelets=pywt.__version__, numpy=np.__version__, scipy=scipy.__version__)
target = pathlib.Path(__file__).parents[2] / "test/golden/features.json"
target.write_text(json.dumps(dict(versions=versions, cases=cases)))
print(target, target.stat().st_size, len(cases))
