# Wavelets: PyWavelets 1.8.0, librosa 0.11.0, numpy 2.4.6, scipy 1.17.1.
# Signals are rounded to float32 and then computed on in float64.
import json, pathlib, warnings
import librosa, numpy as np, pywt, scipy
from golden_signals import golden_signal, lcg_noise, rounded

warnings.filterwarnings("ignore")
NAMES = dict(nFft="n_fft", hopSamples="hop_length", winSamples="win_length", window="window", center="center",
             nMels="n_mels", htk="htk", nMfcc="n_mfcc", lifter="lifter")


def mfcc(y, rate, p):
    options = {NAMES[k]: v for k, v in p.items() if k in NAMES}
    if p.get("melNorm") == "none":
        options["mel_norm"] = None
    if p.get("dctNorm") == "none":
        options["norm"] = None
    m = librosa.feature.mfcc(y=y, sr=rate, **options)
    mode = "nearest" if m.shape[1] < 9 else "interp"
    return np.concatenate([m, *[librosa.feature.delta(m, order=o, mode=mode) for o in range(1, p.get("deltas", 0) + 1)]])


def w_mfcc_bands(y, rate, p):
    splits = p.get("splits", 2)
    parts = pywt.wavedec(y, p.get("wavelet", "db4"), mode=p.get("mode", "symmetric"), level=splits)
    images = []
    for part, level in zip(parts, [splits, *range(splits, 0, -1)]):
        own = dict(nMfcc=13, nMels=32, nFft=2048, hopSamples=512) | p
        for key in ("nFft", "hopSamples", "winSamples"):
            if key in own:
                own[key] //= 2 ** level
        images.append(mfcc(part, rate / 2 ** level, own))
    frames = min(image.shape[1] for image in images)
    return np.concatenate([image[:, :frames] for image in images])


def gabor(y, scale, bandwidth, center):
    """The definition of the transform, by direct sums."""
    reach = int(np.ceil(6.5 * np.sqrt(bandwidth / 2) * scale))
    t = np.arange(-reach, reach + 1) / scale
    psi = np.exp(-t ** 2 / bandwidth + 2j * np.pi * center * t) / np.sqrt(np.pi * bandwidth)
    return np.convolve(y, np.conj(psi)[::-1] / np.sqrt(scale))[reach:reach + len(y)]


def scalogram(y, rate, p, power):
    bands, center, bandwidth = p.get("bands", 64), p.get("centerFrequency", 1), p.get("bandwidth", 1.5)
    hop = p.get("hopSamples", 512)
    spread = 13 / (np.pi * np.sqrt(2 * bandwidth))
    frames = -(-len(y) // hop)
    out = np.empty((bands, frames))
    for band, hz in enumerate(np.geomspace(p.get("minHz", 80), p.get("maxHz", rate / 4), bands)):
        scale = center * rate / hz
        stride = 1
        while 2 * stride <= scale / spread and hop % (2 * stride) == 0:
            stride *= 2
        row = np.abs(gabor(y, scale, bandwidth, center)) ** power
        for frame in range(frames):
            out[band, frame] = row[frame * hop:(frame + 1) * hop:stride].mean()
    return out


def gabor_scalogram(y, rate, p):
    s = scalogram(y, rate, p, p.get("power", 1))
    return librosa.power_to_db(s) if p.get("decibels") else s


FEATURES = {
    "w-mfcc-bands": w_mfcc_bands,
    "gabor-scalogram": gabor_scalogram,
    "gabor-mfcc": lambda y, rate, p: librosa.feature.mfcc(
        S=librosa.power_to_db(scalogram(y, rate, p, 2)), n_mfcc=p.get("nMfcc", 20)),
}
CASES = [
    ("w-mfcc-bands", "vowel", 6001, 16000, {}),
    *[("w-mfcc-bands", "vowel", 4003, 44100, dict(splits=n, nMfcc=6)) for n in (1, 3, 5)],
    ("w-mfcc-bands", "noise", 3000, 16000, dict(wavelet="sym5", mode="zero", splits=4, nMels=16, hopSamples=128,
                                               nFft=512, winSamples=384, window="hamming", htk=True, melNorm="none")),
    ("w-mfcc-bands", "sweep", 3000, 16000, dict(wavelet="coif2", splits=1, lifter=12, deltas=1, center=False,
                                               dctNorm="none")),
    ("gabor-scalogram", "vowel", 3001, 16000, {}),
    ("gabor-scalogram", "sweep", 2000, 48000, dict(bands=12, centerFrequency=0.6, bandwidth=4, minHz=200, maxHz=20000,
                                                  hopSamples=250, power=2)),
    ("gabor-scalogram", "noise", 2000, 22050, dict(bands=10, decibels=True, hopSamples=97)),
    ("gabor-mfcc", "vowel", 6000, 48000, {}),
    ("gabor-mfcc", "noise", 3000, 16000, dict(nMfcc=8, bands=20, centerFrequency=2, bandwidth=0.8, minHz=50, maxHz=8000,
                                             hopSamples=128)),
]
filters = {name: rounded(pywt.Wavelet(name).dec_lo + pywt.Wavelet(name).dec_hi)
           for name in [*[f"db{n}" for n in range(1, 11)], *[f"sym{n}" for n in range(2, 9)],
                        *[f"coif{n}" for n in range(1, 6)]]}
mra = []
for wavelet, levels, mode, n in [("db4", 3, "symmetric", 101), ("sym4", 2, "periodization", 96), ("coif1", 4, "zero", 200),
                                 ("db1", 5, "reflect", 77)]:
    parts = pywt.mra(lcg_noise(n, n), wavelet, level=levels, transform="dwt", mode=mode)
    mra.append(dict(wavelet=wavelet, levels=levels, mode=mode, samples=n, parts=[rounded(part) for part in parts]))
cwt = []  # PyWavelets keeps the parameters of cmorB-C in float32: 0.75 is exact there
SCALES = [2, 3.7, 10, 50, 130.5]
for wavelet, ours in [("cmor1.5-1.0", dict(kind="gabor", bandwidth=1.5, center=1)),
                      ("cmor4-0.75", dict(kind="gabor", bandwidth=4, center=0.75)),
                      *[(f"gaus{k}", dict(kind="gaussian", order=k)) for k in (1, 2, 3, 8)]]:
    values, _ = pywt.cwt(lcg_noise(90, 5), SCALES, wavelet, method="fft")
    cwt.append(dict(wavelet=ours, scales=SCALES, samples=90, seed=5, re=rounded(values.real), im=rounded(values.imag)))
exact = []
for bandwidth, center in [(1.5, 1), (6, 0.5)]:
    values = np.array([gabor(lcg_noise(90, 6), scale, bandwidth, center) for scale in SCALES])
    exact.append(dict(wavelet=dict(kind="gabor", bandwidth=bandwidth, center=center), scales=SCALES, samples=90, seed=6,
                      re=rounded(values.real), im=rounded(values.imag)))
cases = []
for feature, signal, n, rate, params in CASES:
    values = FEATURES[feature](golden_signal(signal, n, rate).astype(np.float64), rate, params)
    cases.append(dict(feature=feature, signal=signal, samples=n, sampleRate=rate, params=params,
                      shape=list(values.shape), data=rounded(values)))
versions = dict(pywavelets=pywt.__version__, librosa=librosa.__version__, numpy=np.__version__, scipy=scipy.__version__)
target = pathlib.Path(__file__).parents[2] / "test/golden/wavelets.json"
target.write_text(json.dumps(dict(versions=versions, filters=filters, mra=mra, cwt=cwt, exact=exact, cases=cases)))
print(target, target.stat().st_size, len(cases))
