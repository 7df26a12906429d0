# Pitch, harmonicity, formants and voice quality of Praat: praat-parselmouth 0.4.7 (Praat 6.1.38), numpy 2.4.6.
# Of the signals of golden_signals.py, and with a folder of EMO-DB clips (praat.py FOLDER) of three of them too.
import json, pathlib, sys
import numpy as np, parselmouth
from parselmouth.praat import call
from golden_signals import golden_signal, rounded

PITCH = dict(
    method="autocorrelation", stepS=0.01, floorHz=75, ceilingHz=600, silenceThreshold=0.03, voicingThreshold=0.45,
    octaveCost=0.01, octaveJumpCost=0.35, voicedUnvoicedCost=0.14, unit="hz",
)
HARMONICITY = dict(method="cross-correlation", stepS=0.01, floorHz=75, silenceThreshold=0.1)
FORMANTS = dict(maxFormants=5, ceilingHz=5500, frameS=0.025, stepS=0.00625, preEmphasisFromHz=50)
QUALITY = dict(floorHz=75, ceilingHz=600, formantCeilingHz=5500)


def to_pitch(sound, p):
    how = "ac" if p["method"] == "autocorrelation" else "cc"
    pitch = call(
        sound, f"To Pitch ({how})", p["stepS"], p["floorHz"], 15, False, p["silenceThreshold"], p["voicingThreshold"],
        p["octaveCost"], p["octaveJumpCost"], p["voicedUnvoicedCost"], p["ceilingHz"],
    )
    return pitch, pitch.selected_array["frequency"], pitch.selected_array["strength"]


def praat_pitch(sound, params):
    p = PITCH | params
    _, f0, strength = to_pitch(sound, p)
    voiced = f0 > 0
    height = 12 * np.log2(np.where(voiced, f0, 27.5) / 27.5) if p["unit"] == "semitones" else f0
    return np.array([height, voiced, np.where(voiced, strength, 0)])


def praat_harmonicity(sound, params):
    p = HARMONICITY | params
    how, periods = ("cc", 1.0) if p["method"] == "cross-correlation" else ("ac", 4.5)
    hnr = call(sound, f"To Harmonicity ({how})", p["stepS"], p["floorHz"], p["silenceThreshold"], periods).values[0]
    sounding = hnr > -199
    return np.array([np.where(sounding, hnr, 0), sounding])


def praat_formants(sound, params):
    p = FORMANTS | params
    f = call(
        sound, "To Formant (burg)", p["stepS"], p["maxFormants"], p["ceilingHz"], p["frameS"], p["preEmphasisFromHz"]
    )
    times = [f.x1 + t * f.dx for t in range(f.n_frames)]
    numbers = range(1, p["maxFormants"] + 1)
    rows = [[f.get_value_at_time(k, t) for t in times] for k in numbers]
    rows += [[f.get_bandwidth_at_time(k, t) for t in times] for k in numbers]
    return np.nan_to_num(np.array(rows))


def harmonic_power(x, middle, half, frequency):
    n = np.arange(max(0, int(np.ceil(middle - half))), min(len(x) - 1, int(np.floor(middle + half))) + 1)
    weight = 0.5 + 0.5 * np.cos(np.pi * (n - middle) / half)
    return abs((weight * x[n] * np.exp(2j * np.pi * frequency * (n - middle))).sum()) ** 2


def mean_sd(values):
    return [values.mean(), values.std()] if len(values) else [0, 0]


def voice_quality(sound, params):
    p = QUALITY | params
    rate = sound.sampling_frequency
    pitch, f0, _ = to_pitch(sound, PITCH | dict(stepS=0.75 / p["floorHz"], floorHz=p["floorHz"], ceilingHz=p["ceilingHz"]))
    pulses = call(sound, "To PointProcess (periodic, cc)", p["floorHz"], p["ceilingHz"])
    limits = (0, 0, 0.0001, 0.02, 1.3)
    voiced = f0[f0 > 0]
    numbers = [max(0, call(pulses, "Get number of points") - 1), len(voiced) / len(f0)]
    numbers += [call(pulses, f"Get jitter ({k})", *limits) for k in ("local", "local, absolute", "rap", "ppq5", "ddp")]
    numbers += [
        call([sound, pulses], f"Get shimmer ({k})", *limits, 1.6)
        for k in ("local", "local_dB", "apq3", "apq5", "apq11", "dda")
    ]
    cepstrogram = call(sound, "To PowerCepstrogram", 60, 0.002, 5000, 50)
    smooth = (0.02, 0.0005, 60, 330, 0.05, "Parabolic", 0.001, 0.05, "Straight", "Least squares")
    numbers.append(call(cepstrogram, "Get CPPS", False, *smooth))
    numbers += mean_sd(voiced) + [*np.percentile(voiced, [5, 50, 95])] if len(voiced) else [0] * 5
    hnr, sounding = praat_harmonicity(sound, dict(floorHz=p["floorHz"]))
    numbers += mean_sd(hnr[sounding > 0])
    x = sound.values[0]
    h1h2 = []
    for t, hz in enumerate(f0):
        if hz > 0:
            middle, half = (pitch.x1 + t * pitch.dx) * rate - 0.5, 3 * rate / hz
            first, second = (harmonic_power(x, middle, half, k * hz / rate) for k in (1, 2))
            h1h2.append(10 * np.log10(first / second))
    numbers += mean_sd(np.array(h1h2))
    formants = praat_formants(sound, dict(ceilingHz=p["formantCeilingHz"]))
    first_s = sound.duration / 2 - (formants.shape[1] - 1) * 0.00625 / 2
    at = lambda t: pitch.get_value_at_time(first_s + t * 0.00625)
    sings = np.array([at(t) == at(t) for t in range(formants.shape[1])])
    kept = [sings & (row > 0) for row in formants[:4]]
    medians = lambda rows: [np.median(row[there]) if there.any() else 0 for row, there in zip(rows, kept)]
    numbers += medians(formants) + [mean_sd(row[there])[1] for row, there in zip(formants, kept)] + medians(formants[5:])
    return np.nan_to_num(np.array(numbers, dtype=float))


FEATURES = {
    "praat-pitch": praat_pitch,
    "praat-harmonicity": praat_harmonicity,
    "praat-formants": praat_formants,
    "voice-quality": voice_quality,
}
CASES = [
    *[("praat-pitch", name, {}) for name in ("vowel", "voice", "noise", "silence")],
    ("praat-pitch", "voice", dict(method="cross-correlation", stepS=0.004)),
    ("praat-pitch", "voice", dict(floorHz=60, ceilingHz=300, unit="semitones")),
    ("praat-pitch", "vowel", dict(silenceThreshold=0.2, voicingThreshold=0.6)),
    ("praat-pitch", "noise", dict(octaveCost=0.03, octaveJumpCost=0.1, voicedUnvoicedCost=0.02, voicingThreshold=0.3)),
    *[("praat-harmonicity", name, {}) for name in ("vowel", "voice", "noise")],
    ("praat-harmonicity", "voice", dict(method="autocorrelation", stepS=0.02)),
    ("praat-harmonicity", "vowel", dict(floorHz=60, silenceThreshold=0.3)),
    *[("praat-formants", name, {}) for name in ("vowel", "voice")],
    ("praat-formants", "voice", dict(maxFormants=4, ceilingHz=5000, frameS=0.03, stepS=0.01, preEmphasisFromHz=100)),
    *[("voice-quality", name, {}) for name in ("vowel", "voice")],
    ("voice-quality", "voice", dict(floorHz=85, ceilingHz=400, formantCeilingHz=5000)),
]


def case(feature, of, samples, rate, params):
    sound = parselmouth.Sound(samples.astype(np.float64), rate)
    data = FEATURES[feature](sound, params)
    return dict(feature=feature, **of, params=params, shape=list(data.shape), data=rounded(data))


def write(name, cases):
    versions = {"praat-parselmouth": parselmouth.VERSION, "praat": parselmouth.PRAAT_VERSION, "numpy": np.__version__}
    file = pathlib.Path(__file__).parents[2] / "test/golden" / name
    file.write_text(json.dumps(dict(versions=versions, cases=cases), separators=(",", ":")) + "\n")


RATE = 16000
SAMPLES = 12000
write("praat.json", [
    case(feature, dict(signal=signal, samples=SAMPLES, sampleRate=RATE), golden_signal(signal, SAMPLES, RATE), RATE, params)
    for feature, signal, params in CASES
])
if len(sys.argv) > 1:
    import soundfile

    cases = []
    for clip in ("03a01Fa", "03a02Nc", "03a01Wa"):
        samples, rate = soundfile.read(pathlib.Path(sys.argv[1]) / f"{clip}.flac", dtype="float32")
        cases += [case(feature, dict(clip=clip), samples, rate, {}) for feature in FEATURES]
    write("praat-emodb.json", cases)
