"""Reference values of diversity, trees and maps of ensemble members -> test/golden/ensembles.json.

Python 3.11, numpy, scipy (average linkage), scikit-learn (Cohen's kappa). Inputs come from a 32-bit LCG.
"""

import json
from pathlib import Path

import numpy as np
from scipy.cluster.hierarchy import average
from scipy.spatial.distance import squareform
from sklearn.metrics import cohen_kappa_score

CLIPS, LABELS = 60, 3
SKILLS = [0.8, 0.7, 0.6, 0.5, 0.75, 0.4]


def lcg(seed, n):
    state, out = seed, []
    for _ in range(n):
        state = (1664525 * state + 1013904223) % 2**32
        out.append(state / 2**32)
    return np.array(out)


def main():
    truth = (lcg(1, CLIPS) * LABELS).astype(int)
    predicted = []
    for i, skill in enumerate(SKILLS):
        guess = (lcg(10 + i, CLIPS) * LABELS).astype(int)
        predicted.append(np.where(lcg(100 + i, CLIPS) < skill, truth, guess))
    # the fifth is a cousin of the first
    predicted[4] = np.where(lcg(200, CLIPS) < 0.7, predicted[0], predicted[4])
    n = len(predicted)
    pairs, distances = [], np.zeros((n, n))
    for a in range(n):
        for b in range(a + 1, n):
            right_a, right_b = predicted[a] == truth, predicted[b] == truth
            n11, n00 = np.sum(right_a & right_b), np.sum(~right_a & ~right_b)
            n10, n01 = np.sum(right_a & ~right_b), np.sum(~right_a & right_b)
            agreement = float(np.mean(predicted[a] == predicted[b]))
            distances[a, b] = distances[b, a] = 1 - agreement
            pairs.append(
                {
                    "a": a,
                    "b": b,
                    "agreement": agreement,
                    "kappa": float(cohen_kappa_score(predicted[a], predicted[b])),
                    "q": float((n11 * n00 - n10 * n01) / (n11 * n00 + n10 * n01)),
                    "errorCorrelation": float(np.corrcoef(~right_a, ~right_b)[0, 1]),
                    "doubleFault": float(n00 / CLIPS),
                }
            )
    # apart by a hair, so that no two joins are as high
    distances += squareform(1e-6 * np.arange(n * (n - 1) // 2))
    linkage = [[int(a), int(b), float(h), int(s)] for a, b, h, s in average(squareform(distances))]
    centre = np.eye(n) - 1 / n
    inner = -0.5 * centre @ distances**2 @ centre
    values, vectors = np.linalg.eigh(inner)
    order = np.argsort(-values)[:2]
    places = vectors[:, order] * np.sqrt(values[order])
    places *= np.sign(places[0])
    result = {
        "truth": truth.tolist(),
        "predicted": [one.tolist() for one in predicted],
        "pairs": pairs,
        "distances": distances.tolist(),
        "linkage": [[*sorted(row[:2]), row[2], row[3]] for row in linkage],
        "map": places.tolist(),
        "shown": float(values[order].sum() / np.trace(inner)),
    }
    path = Path(__file__).parents[2] / "test" / "golden" / "ensembles.json"
    path.write_text(json.dumps(result) + "\n")


main()
