# Functionals of series: numpy 2.4.6, scipy 1.17.1. Series and masks are made here and, by the same formulas, in
# src/functionals/functionals.test.ts.
import json, pathlib
import numpy as np, scipy, scipy.signal, scipy.stats
from golden_signals import lcg_noise, rounded

RATE = 100.0


def series():
    t = np.arange(97)
    noise = lcg_noise(97, 3)
    return {
        "noise": (noise, np.ones(97, bool)),
        "voiced noise": (noise, (t % 23 > 4) & (t < 80)),
        "wave": (np.sin(t / 4) + 0.01 * t, np.ones(97, bool)),
        "steps": (np.floor(4 * noise), np.ones(97, bool)),
        "masked steps": (np.floor(3 * noise) + 7, t % 11 < 8),
        "three values": (noise[:3], np.ones(3, bool)),
    }


def pair(x):
    return [np.mean(x), np.std(x)] if len(x) else [0, 0]


def turns(v):
    peaks, troughs = scipy.signal.find_peaks(v)[0], scipy.signal.find_peaks(-v)[0]
    return peaks, np.unique(np.concatenate([[0], peaks, troughs, [len(v) - 1]]))


def slopes(v, sign):
    at = turns(v)[1]
    s = np.diff(v[at]) / np.diff(at) * RATE
    return pair(s[s * sign > 0])


def steps(v, sign):
    d = np.diff(v)
    d = d[d * sign > 0]
    return [d.mean() if len(d) else 0]


def modulation(v):
    n = len(v)
    power = np.abs(np.fft.fft(v - v.mean())) ** 2 / n**2
    cycles = np.minimum(np.arange(n), n - np.arange(n)) / n
    edges = [0, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 0.51]
    return [np.sqrt(power[(cycles >= a) & (cycles < b) & (cycles > 0)].sum()) for a, b in zip(edges, edges[1:])]


def segments(mask):
    at = np.flatnonzero(np.diff(np.r_[0, mask.astype(int), 0]))
    lengths = (at[1::2] - at[::2]) / RATE
    return [len(lengths) / (len(mask) / RATE), *pair(lengths)]


def clear_turns(v):
    # follow the values; turn back where they have gone back by a tenth of the range
    least, out, side, best = 0.1 * np.ptp(v), [], 0, {1: 0, -1: 0}
    if least == 0:
        return out
    for i in range(1, len(v)):
        for sign in (1, -1):
            if sign * v[i] > sign * v[best[sign]]:
                best[sign] = i
        for sign in (1, -1):
            if side in (0, sign) and sign * (v[best[sign]] - v[i]) >= least:
                if side or best[sign] > 0:
                    out.append((best[sign], sign))
                side = -sign
                best[-sign] = i
                break
    return out


def clear_slopes(v, sign):
    at = np.array([0, *[i for i, _ in clear_turns(v)], len(v) - 1])
    at = at[np.r_[True, np.diff(at) > 0]]
    s = np.diff(v[at]) / np.diff(at) * RATE
    return [abs(x) for x in pair(s[s * sign > 0])]


def bridged_segments(mask):
    bridged = mask | (np.r_[False, mask[:-1]] & np.r_[mask[1:], False])
    at = np.flatnonzero(np.diff(np.r_[0, bridged.astype(int), 0]))
    lengths = np.minimum(at[1::2] - 1, len(mask) - 2) - at[::2]
    lengths = lengths[lengths >= 2] / RATE
    return [len(lengths) / ((len(mask) - 1) / RATE), *pair(lengths)]


def functionals(x, mask):
    v, frame = x[mask], np.flatnonzero(mask)
    place = frame / (len(x) - 1)
    line, parabola = np.polyfit(place, v, 1), np.polyfit(place, v, 2)
    rms = lambda fit: np.sqrt(np.mean((v - np.polyval(fit, place)) ** 2))
    peaks = turns(v)[0]
    out = {
        "mean": [np.mean(v)], "sd": [np.std(v)], "relative-sd": [abs(scipy.stats.variation(v))],
        "signed-relative-sd": [scipy.stats.variation(v)],
        "mean-level": [10 * np.log10(v.mean()) if v.mean() > 0 else -100],
        "clear-rising-slope": clear_slopes(v, 1), "clear-falling-slope": clear_slopes(v, -1),
        "clear-peaks-per-second": [sum(sign > 0 for _, sign in clear_turns(v)) / len(v) * RATE],
        "bridged-segments": bridged_segments(mask),
        "skewness": [scipy.stats.skew(v)], "kurtosis": [scipy.stats.kurtosis(v)],
        "min": [v.min()], "max": [v.max()], "range": [np.ptp(v)],
        "p20-p80": [np.subtract(*np.percentile(v, [80, 20]))],
        "slope": [np.polyfit(frame, v, 1)[0]], "linear-offset": [line[1]], "linear-error": [rms(line)],
        "quadratic-fit": list(parabola), "quadratic-error": [rms(parabola)],
        "mean-rise": steps(v, 1), "mean-fall": steps(v, -1), "mean-change": [np.abs(np.diff(v)).mean() if len(v) > 1 else 0],
        "rising-slope": slopes(v, 1), "falling-slope": slopes(v, -1),
        "peaks-per-second": [len(peaks) / len(v) * RATE], "peak-distance": pair(np.diff(peaks) / RATE),
        "extreme-places": [place[v.argmax()], place[v.argmin()]] if np.ptp(v) > 0 else [0, 0],
        "time-above": [np.mean(v > v.min() + level * np.ptp(v)) for level in (0.25, 0.5, 0.75, 0.9)],
        "turn-heights": [v[at].mean() - v.mean() if len(at) else 0 for at in (peaks, scipy.signal.find_peaks(-v)[0])],
        "modulation": modulation(v), "share": [mask.mean()], "segments": segments(mask),
    }
    for rank in ("0", "12.5", "50", "97", "100"):
        out["p" + rank] = [np.percentile(v, float(rank))]
    return out


cases = []
for name, (x, mask) in series().items():
    for word, values in functionals(x, mask).items():
        cases.append(dict(series=name, word=word, values=rounded(np.array(values, float))))
versions = dict(numpy=np.__version__, scipy=scipy.__version__)
target = pathlib.Path(__file__).parents[2] / "test/golden/series.json"
target.write_text(json.dumps(dict(versions=versions, cases=cases)))
print(target, target.stat().st_size, len(cases))
