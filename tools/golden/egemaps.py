# eGeMAPSv02 of synthetic voices: opensmile 2.6.0 (openSMILE 3.0). Only numbers that it measures are kept. With a folder of clips
# and a file as arguments it measures those clips in place of them, for tools/egemaps-parity.ts.
import json, pathlib, sys
import numpy as np, opensmile
from golden_signals import golden_signal

extractor = {level: opensmile.Smile(opensmile.FeatureSet.eGeMAPSv02, level)
             for level in (opensmile.FeatureLevel.LowLevelDescriptors, opensmile.FeatureLevel.Functionals)}


def measure(y, rate):
    """The names and numbers of the 25 series, [series, frame], and of the 88 functionals."""
    series, functionals = [one.process_signal(y, rate) for one in extractor.values()]
    return series.columns, series.values.T.astype(float), functionals.columns, functionals.values[0].astype(float)


def short(values):
    return [float(f"{v:.6g}") for v in values]


def golden():
    cases = []
    for signal, n, rate in (("vowel", 16000, 16000), ("vowel", 28800, 48000), ("vowel", 13230, 22050), ("noise", 8000, 16000)):
        y = golden_signal(signal, n, rate).astype(np.float32)
        names, series, functional_names, functionals = measure(y, rate)
        common = dict(signal=signal, samples=n, sampleRate=rate, params={})
        cases.append(dict(feature="egemaps-series", **common, shape=list(series.shape), data=short(series.ravel())))
        cases.append(dict(feature="egemaps", **common, shape=[len(functionals)], data=short(functionals)))
    return dict(versions=dict(opensmile=opensmile.__version__), series=list(names), functionals=list(functional_names), cases=cases)


def clips(folder):
    import soundfile
    out = []
    for path in sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix in (".wav", ".flac")):
        y, rate = soundfile.read(path, dtype="float32")
        names, series, functional_names, functionals = measure(y if y.ndim == 1 else y.mean(axis=1), rate)
        out.append(dict(file=str(path), series=[short(row) for row in series], functionals=short(functionals)))
    return dict(versions=dict(opensmile=opensmile.__version__), clips=out)


target = pathlib.Path(__file__).parents[2] / "test/golden/egemaps.json"
if len(sys.argv) == 3:
    target = pathlib.Path(sys.argv[2])
target.write_text(json.dumps(clips(sys.argv[1]) if len(sys.argv) == 3 else golden()))
print(target, target.stat().st_size)
