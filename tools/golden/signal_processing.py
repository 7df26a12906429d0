# Signal processing: librosa 0.11.0, PyWavelets 1.8.0, numpy 2.4.6, scipy 1.17.1.
import json, pathlib
import librosa, numpy as np, pywt, scipy
from golden_signals import golden_signal, lcg_noise, rounded

out = dict(versions=dict(librosa=librosa.__version__, pywavelets=pywt.__version__, numpy=np.__version__,
                         scipy=scipy.__version__))
out["fft"] = []
for n in (1, 2, 3, 5, 8, 12, 17, 32, 60, 64, 101, 128):
    z = lcg_noise(n, n) + 1j * lcg_noise(n, n + 1000)
    real, full = np.fft.rfft(z.real), np.fft.fft(z)
    out["fft"].append(dict(length=n, realRe=rounded(real.real), realIm=rounded(real.imag),
                           re=rounded(full.real), im=rounded(full.imag)))
out["windows"] = [
    dict(name=name, length=n, symmetry=symmetry,
         values=rounded(scipy.signal.get_window(dict(rectangular="boxcar").get(name, name), n, symmetry == "periodic")))
    for name in ("hann", "hamming", "rectangular") for n in (1, 2, 9, 16) for symmetry in ("periodic", "symmetric")]
out["spectrograms"] = []
for n, o, exponent in [
    (500, dict(nFft=128, hopSamples=50, winSamples=None, window="hann", center=True), 2),
    (500, dict(nFft=100, hopSamples=40, winSamples=61, window="hamming", center=False), 1),
    (90, dict(nFft=129, hopSamples=30, winSamples=None, window="rectangular", center=True), 2),
]:
    window = dict(rectangular="boxcar").get(o["window"], o["window"])
    y = golden_signal("noise", n, 16000).astype(np.float64)
    s = np.abs(librosa.stft(y, n_fft=o["nFft"], hop_length=o["hopSamples"], win_length=o["winSamples"], window=window,
                            center=o["center"])) ** exponent
    out["spectrograms"].append(dict(samples=n, settings=o, exponent=exponent, shape=list(s.T.shape), data=rounded(s.T)))
out["mel"] = []
for rate, n_fft, o in [
    (16000, 512, dict(nMels=20, fminHz=0, fmaxHz=None, htk=False, melNorm="slaney")),
    (22050, 513, dict(nMels=12, fminHz=80, fmaxHz=7600, htk=True, melNorm="none")),
    (48000, 2048, dict(nMels=10, fminHz=300, fmaxHz=3400, htk=False, melNorm="none")),
]:
    w = librosa.filters.mel(sr=rate, n_fft=n_fft, n_mels=o["nMels"], fmin=o["fminHz"], fmax=o["fmaxHz"], htk=o["htk"],
                            norm=None if o["melNorm"] == "none" else "slaney", dtype=np.float64)
    power = lcg_noise(n_fft // 2 + 1, 5) ** 2
    out["mel"].append(dict(sampleRate=rate, nFft=n_fft, settings=o, weightSums=rounded(w.sum(1)), bands=rounded(w @ power)))
hz = [0, 60, 440, 999, 1000, 1001, 6400, 20000]
out["melScale"] = dict(hz=hz, slaney=rounded(librosa.hz_to_mel(hz)), htk=rounded(librosa.hz_to_mel(hz, htk=True)))
x = lcg_noise(24, 9)
out["dct"] = [dict(norm=norm, nOut=n, values=rounded(scipy.fft.dct(x, norm="ortho" if norm == "ortho" else None)[:n]))
              for norm, n in (("ortho", 24), ("none", 7))]
p = lcg_noise(40, 4) ** 8
out["decibels"] = [dict(settings=dict(ref=ref, amin=amin, topDb=top),
                        values=rounded(librosa.power_to_db(p, ref=ref, amin=amin, top_db=top)))
                   for ref, amin, top in ((1, 1e-10, 80), (0.5, 1e-4, None), (3, 1e-12, 20))]
rows = lcg_noise(40, 6).reshape(2, 20)
out["delta"] = [dict(settings=dict(width=w, order=o, mode=m), values=rounded(librosa.feature.delta(rows, width=w, order=o, mode=m)))
                for w, o, m in ((9, 1, "interp"), (9, 2, "interp"), (5, 3, "interp"), (9, 1, "nearest"), (7, 2, "nearest"), (3, 1, "interp"))]
short = lcg_noise(4, 8).reshape(1, 4)
out["shortDelta"] = [dict(order=o, values=rounded(librosa.feature.delta(short, order=o, mode="nearest"))) for o in (1, 2)]
out["preEmphasis"] = [dict(coefficient=c, values=rounded(librosa.effects.preemphasis(golden_signal("noise", 20, 1).astype(np.float64), coef=c)))
                      for c in (0.97, 0.5)]
v = lcg_noise(31, 2)
ranks = [0, 5, 25, 33.3, 50, 95, 100]
out["statistics"] = dict(mean=float(v.mean()), sd=float(v.std()), ranks=ranks, percentiles=rounded(np.percentile(v, ranks)))
out["dwt"] = []
for mode in ("symmetric", "reflect", "zero", "constant", "periodic", "smooth", "antisymmetric", "antireflect", "periodization"):
    for n in range(1, 9):
        for size in (2, 3, 5, 16, 17):
            if (n + size) % 3 == 0:
                continue
            a, d = pywt.dwt(lcg_noise(size, size), f"db{n}", mode)
            out["dwt"].append(dict(wavelet=f"db{n}", mode=mode, samples=size, approximation=rounded(a), detail=rounded(d)))
out["wavedec"] = []
for wavelet, mode, n, levels in (("db4", "symmetric", 130, 3), ("db2", "periodization", 61, 4), ("db8", "smooth", 70, 2)):
    parts = pywt.wavedec(lcg_noise(n, n), wavelet, mode=mode, level=levels)
    out["wavedec"].append(dict(wavelet=wavelet, mode=mode, samples=n, levels=levels, parts=[rounded(part) for part in parts]))
out["maxLevel"] = [dict(wavelet=w, samples=n, level=pywt.dwt_max_level(n, w))
                   for w in ("db1", "db4", "db8") for n in (1, 6, 7, 13, 14, 16, 1024, 48000, 110000)]
target = pathlib.Path(__file__).parents[2] / "test/golden/signal.json"
target.write_text(json.dumps(out))
print(target, target.stat().st_size)
