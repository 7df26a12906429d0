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


def golden_signal(name, n, rate):
    return globals()[name](n, rate).astype(np.float32)


def rounded(values):
    return [float(f"{v:.9g}") for v in np.asarray(values, dtype=np.float64).ravel()]
