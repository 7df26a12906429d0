# The Python side of bench/features.ts: librosa, PyWavelets, emd, Praat (praat-parselmouth), opensmile, onnxruntime. The first request
# names clips and threads, each later one times a case. To compare one more feature: a line in CASES.
import json
import logging
import multiprocessing
import os
import pathlib
import sys
import time
import warnings

for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA"):
    os.environ[f"{library}_NUM_THREADS"] = "1"
import librosa
import numpy as np
import pywt

try:
    import emd
except ImportError:
    emd = None
try:
    import parselmouth
    from parselmouth.praat import call
except ImportError:
    parselmouth = None
try:
    import opensmile
except ImportError:
    opensmile = None
try:
    import onnxruntime
except ImportError:
    onnxruntime = None

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
ROUND_S = 0.4


def mfcc(y, rate, deltas=0):
    m = librosa.feature.mfcc(y=y, sr=rate)
    return np.concatenate([m, *[librosa.feature.delta(m, order=o) for o in range(1, deltas + 1)]])


def w_mfcc(y, rate):
    return librosa.feature.mfcc(y=np.concatenate(pywt.wavedec(y, "db4", level=2)), sr=rate)


def spectral(y, rate):
    S, f = np.abs(librosa.stft(y)), librosa.feature
    unit = S / np.maximum(np.linalg.norm(S, axis=0), 1e-30)
    flux = np.linalg.norm(np.diff(unit, axis=1, prepend=unit[:, :1]), axis=0)[None]
    return np.concatenate([f.spectral_centroid(S=S, sr=rate), f.spectral_bandwidth(S=S, sr=rate),
                           f.spectral_rolloff(S=S, sr=rate), f.spectral_flatness(S=S), flux,
                           f.zero_crossing_rate(y), f.rms(y=y)])


def burg(y, rate):
    padded = np.pad(y, 1024)
    frames = librosa.util.frame(padded, frame_length=2048, hop_length=512) * np.hamming(2049)[:-1, None]
    return librosa.lpc(frames, order=20, axis=0)[1:]


def gabor_scalogram(y, rate):
    scales = rate / np.geomspace(80, rate / 4, 64)
    magnitudes = np.abs(pywt.cwt(y, scales, "cmor1.5-1.0", method="fft")[0])
    return np.add.reduceat(magnitudes, np.arange(0, len(y), 512), axis=1) / 512


def hilbert_spectrum(y, rate):
    imfs = emd.sift.sift(y.astype(np.float64), max_imfs=7)
    _, hz, amplitude = emd.spectra.frequency_transform(imfs, rate, "hilbert")
    _, spectrum = emd.spectra.hilberthuang(hz, amplitude, (0, rate / 2, 70), sum_time=False)
    return np.add.reduceat(spectrum, np.arange(0, len(y), 512), axis=1) / 512


def h_mfcc(y, rate):
    return librosa.feature.mfcc(S=librosa.power_to_db(hilbert_spectrum(y, rate)))


def praat(measure):
    return lambda y, rate: measure(parselmouth.Sound(y.astype(np.float64), rate))


def voice_quality(sound):
    pulses = call(sound, "To PointProcess (periodic, cc)", 75, 600)
    limits = (0, 0, 0.0001, 0.02, 1.3)
    pitch, formants = sound.to_pitch_ac(0.01), sound.to_formant_burg()
    numbers = [call(pulses, f"Get jitter ({k})", *limits) for k in ("local", "local, absolute", "rap", "ppq5", "ddp")]
    numbers += [call([sound, pulses], f"Get shimmer ({k})", *limits, 1.6)
                for k in ("local", "local_dB", "apq3", "apq5", "apq11", "dda")]
    smooth = (0.02, 0.0005, 60, 330, 0.05, "Parabolic", 0.001, 0.05, "Straight", "Least squares")
    numbers.append(call(call(sound, "To PowerCepstrogram", 60, 0.002, 5000, 50), "Get CPPS", False, *smooth))
    return [*numbers, pitch.n_frames, formants.n_frames, sound.to_harmonicity_cc().n_frames]


PRAAT = [
    ("praat-pitch", {}, praat(lambda sound: sound.to_pitch_ac(0.01).selected_array["frequency"])),
    ("praat-harmonicity", {}, praat(lambda sound: sound.to_harmonicity_cc().values)),
    ("praat-formants", {}, praat(lambda sound: [sound.to_formant_burg().n_frames])),
    ("voice-quality", {}, praat(voice_quality)),
]


extractors = {}


def open_smile(features, level):
    def extract(y, rate):
        if (features, level) not in extractors:
            extractors[features, level] = opensmile.Smile(opensmile.FeatureSet[features], opensmile.FeatureLevel[level])
        return extractors[features, level].process_signal(y, rate).values

    return extract


OPEN_SMILE = [
    ("egemaps", {}, open_smile("eGeMAPSv02", "Functionals")),
    ("egemaps-series", {}, open_smile("eGeMAPSv02", "LowLevelDescriptors")),
    ("wide", {}, open_smile("ComParE_2016", "Functionals")),
]


def encoder(y, rate):
    """The last 3 s of speech as tools/golden/encoder.py cuts them out, by librosa, and what the network makes of them."""
    if "encoder" not in extractors:
        options = onnxruntime.SessionOptions()
        options.log_severity_level, options.intra_op_num_threads = 3, 1
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        weights = pathlib.Path(__file__).parents[2] / "weights/whisper-tiny-turn.onnx"
        extractors["encoder"] = onnxruntime.InferenceSession(str(weights), options)
    y = librosa.resample(y, orig_sr=rate, target_sr=16000)
    power = np.mean(librosa.util.frame(y, frame_length=400, hop_length=160) ** 2, axis=0)
    loud = np.flatnonzero(power > power.max() / 1000)
    y = y[max(0, loud[0] * 160 - 800):loud[-1] * 160 + 1200][-48000:]
    window = np.pad(y, (48000 - len(y), 0))
    window = (window - window.mean()) / np.sqrt(window.var() + 1e-7)
    mel = librosa.feature.melspectrogram(y=window, sr=16000, n_fft=400, hop_length=160, n_mels=80, pad_mode="reflect")
    decades = np.log10(np.maximum(mel[:, :-1], 1e-10))
    image = (np.maximum(decades, decades.max() - 8) + 4) / 4
    layers = extractors["encoder"].run(None, {"input_features": image[None].astype(np.float32)})
    return np.concatenate([layer[0, -max(1, len(y) // 320):].T for layer in layers])


# (our feature's id, our parameters, the same by the reference)
CASES = [
    ("mel", {}, lambda y, rate: librosa.feature.melspectrogram(y=y, sr=rate)),
    ("mel", {"decibels": True}, lambda y, rate: librosa.power_to_db(librosa.feature.melspectrogram(y=y, sr=rate))),
    ("mfcc", {}, mfcc),
    ("mfcc", {"deltas": 1}, lambda y, rate: mfcc(y, rate, 1)),
    ("mfcc", {"deltas": 2}, lambda y, rate: mfcc(y, rate, 2)),
    ("w-mfcc", {}, w_mfcc),
    ("spectral", {}, spectral),
    ("spectral-contrast", {}, lambda y, rate: librosa.feature.spectral_contrast(y=y, sr=rate)),
    ("chroma", {}, lambda y, rate: librosa.feature.chroma_stft(y=y, sr=rate)),
    ("pcen", {}, lambda y, rate: librosa.pcen(librosa.feature.melspectrogram(y=y, sr=rate, power=1) * 2**31, sr=rate)),
    ("lpc", {"method": "burg"}, burg),
    ("pitch", {}, lambda y, rate: librosa.pyin(y, sr=rate, fmin=60, fmax=600)[0]),
    ("gabor-scalogram", {}, gabor_scalogram),
    *([("hilbert-spectrum", {}, hilbert_spectrum), ("h-mfcc", {}, h_mfcc)] if emd else []),
    *(PRAAT if parselmouth else []),
    *(OPEN_SMILE if opensmile else []),
    *([("encoder", {}, encoder)] if onnxruntime else []),
]

clips, threads = [], 0


def extract(task):
    case, clip = task
    return np.asarray(CASES[case][2](*clips[clip]), dtype=np.float32)


def passes(case):
    best, begin = np.inf, time.perf_counter()
    while time.perf_counter() - begin < ROUND_S:
        started = time.perf_counter()
        for clip in range(len(clips)):
            extract((case, clip))
        best = min(best, time.perf_counter() - started)
    return best / len(clips) * 1e3


def pooled(pool, case):
    def seconds(count):
        started = time.perf_counter()
        pool.map(extract, [(case, i % len(clips)) for i in range(count)])
        return (time.perf_counter() - started) / count

    each = seconds(4 * threads)
    return seconds(max(4 * threads, int(np.ceil(ROUND_S / each)))) * 1e3


pool = None
for line in sys.stdin:
    request = json.loads(line)
    if threads == 0:
        threads = request["threads"]
        clips = [(np.fromfile(clip["path"], np.float32), clip["sampleRate"]) for clip in request["clips"]]
        if threads > 1:
            pool = multiprocessing.get_context("fork").Pool(threads)
        answer = {"cases": [{"id": feature, "params": params} for feature, params, _ in CASES]}
    else:
        case = next(i for i, (feature, params, _) in enumerate(CASES) if [feature, params] == [request["id"], request["params"]])
        answer = {"ms": passes(case) if pool is None else pooled(pool, case)}
    print(json.dumps(answer), flush=True)
