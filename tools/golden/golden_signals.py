# Test signals that test/golden-signals.ts makes by the same formulas.
import numpy as np


def lcg_noise(n, seed=1):
    values = np.empty(n)
    for i in range(n):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        values[i] = seed / 2**31 - 1
    return values


def vowel(n, rate):
    i = np.arange(n)
    t = i / rate
    phase = 2 * np.pi * 120 * t + 6 * (1 - np.cos(2 * np.pi * 3 * t))
    total = np.zeros(n)
    for h in range(1, 31):
        gain = sum(1 / (1 + ((120 * h - hz) / 80) ** 2) for hz in (700, 1220, 2600))
        total += gain * np.sin(h * phase)
    return 0.2 * np.sin(np.pi * (i + 0.5) / n) ** 2 * total + 0.001 * lcg_noise(n, 7)


def sweep(n, rate):
    i = np.arange(n)
    t = i / rate
    return 0.5 * np.sin(2 * np.pi * (50 * t + (0.45 * rate - 50) * t * i / (2 * n)))


def noise(n, rate):
    return 0.3 * lcg_noise(n, 3)


def impulse(n, rate):
    samples = np.zeros(n)
    samples[n // 3] = 0.9
    return samples


def silence(n, rate):
    return np.zeros(n)


def voice(n, rate):
    sway, swell = lcg_noise(n, 11), lcg_noise(n, 13)
    total, time, pulse = np.zeros(n), 0.02, 0
    while time < n / rate - 0.02:
        first = int(np.ceil(time * rate))
        last = min(n - 1, int(first + 0.05 * rate))
        since = np.arange(first, last + 1) / rate - time
        for hz, bandwidth, gain in ((700, 200, 1), (1220, 250, 0.6), (2600, 300, 0.3)):
            ring = np.exp(-np.pi * bandwidth * since) * np.sin(2 * np.pi * hz * since)
            total[first : last + 1] += (1 + 0.1 * swell[pulse]) * gain * ring
        time += (1 + 0.02 * sway[pulse]) / 110
        pulse += 1
    return 0.3 * total


def golden_signal(name, n, rate):
    return globals()[name](n, rate).astype(np.float32)


def rounded(values):
    return [float(f"{v:.9g}") for v in np.asarray(values, dtype=np.float64).ravel()]
