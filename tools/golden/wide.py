# The series of ComParE_2016 of synthetic signals: opensmile 2.6.0 (openSMILE 3.0). Only numbers that it measures are kept; the
# order is that of its rows, and names are ours where a series of `wide` is meant to be the same.
import json, pathlib
import numpy as np, opensmile
from golden_signals import golden_signal

SAME = {
    "audspec_lengthL1norm_sma": "loudness",
    "pcm_RMSenergy_sma": "rms", "pcm_zcr_sma": "zeroCrossings",
    "pcm_fftMag_fband250-650_sma": "energy250-650", "pcm_fftMag_fband1000-4000_sma": "energy1000-4000",
    **{f"pcm_fftMag_spectralRollOff{p}.0_sma": f"rollOff{p}" for p in (25, 50, 75, 90)},
    **{f"pcm_fftMag_spectral{name}_sma": name.lower() for name in (
        "Flux", "Centroid", "Entropy", "Variance", "Skewness", "Kurtosis", "Slope", "Harmonicity")},
    "pcm_fftMag_psySharpness_sma": "sharpness",
    **{f"mfcc_sma[{i}]": f"mfcc{i}" for i in range(1, 15)},
    "F0final_sma": "f0", "voicingFinalUnclipped_sma": "voicing", "jitterLocal_sma": "jitter",
    "shimmerLocal_sma": "shimmer", "logHNR_sma": "logHnr",
}
extractor = opensmile.Smile(opensmile.FeatureSet.ComParE_2016, opensmile.FeatureLevel.LowLevelDescriptors)
cases = []
for signal, n, rate in (("vowel", 16000, 16000), ("voice", 14400, 48000), ("noise", 8000, 16000), ("sweep", 8000, 16000)):
    table = extractor.process_signal(golden_signal(signal, n, rate).astype(np.float32), rate)
    series = {SAME[name]: [float(f"{v:.6g}") for v in table[name]] for name in table.columns if name in SAME}
    cases.append(dict(signal=signal, samples=n, sampleRate=rate, series=series))
target = pathlib.Path(__file__).parents[2] / "test/golden/wide.json"
target.write_text(json.dumps(dict(versions=dict(opensmile=opensmile.__version__), cases=cases)))
print(target, target.stat().st_size)
