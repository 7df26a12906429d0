"""Reference values of scaling and metrics -> test/golden/measure.json.

Python 3.11, numpy 2.x, scikit-learn 1.9.1, scipy 1.17.1. Inputs come from a 32-bit LCG, so that nothing is downloaded.
"""

import json
import sys
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.stats import binomtest
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    brier_score_loss,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
)
from sklearn.preprocessing import StandardScaler


def lcg(seed, n):
    state, out = seed, []
    for _ in range(n):
        state = (1664525 * state + 1013904223) % 2**32
        out.append(state / 2**32)
    return np.array(out)


def rounded(values):
    return [float(f"{v:.9g}") for v in np.asarray(values, dtype=float).ravel()]


def scaler(rows, coefficients, frames, seed):
    x = lcg(seed, rows * coefficients * frames).astype(np.float32).reshape(rows, coefficients, frames)
    x = (x * np.arange(1, coefficients + 1, dtype=np.float32)[:, None] + np.float32(1000)).astype(np.float32)
    x[:, 1, 0] = np.float32(0.1)
    standard = StandardScaler().fit(x.reshape(rows, -1).astype(np.float64))
    by_coefficient = StandardScaler().fit(x.transpose(0, 2, 1).reshape(-1, coefficients).astype(np.float64))
    return {
        "rows": rows,
        "coefficients": coefficients,
        "frames": frames,
        "x": [float(v) for v in x.ravel()],
        "standard": {"mean": rounded(standard.mean_), "scale": rounded(1 / standard.scale_)},
        "coefficient": {"mean": rounded(by_coefficient.mean_), "scale": rounded(1 / by_coefficient.scale_)},
        "scaled": rounded(standard.transform(x.reshape(rows, -1).astype(np.float64))),
    }


def labelling(n, labels, used_truth, used_predicted, seed):
    truth = np.array(used_truth)[(lcg(seed, n) * len(used_truth)).astype(int)]
    guess = np.array(used_predicted)[(lcg(seed + 1, n) * len(used_predicted)).astype(int)]
    predicted = np.where(lcg(seed + 2, n) < 0.6, truth, guess)
    precision, recall, f1, support = precision_recall_fscore_support(
        truth, predicted, labels=range(labels), zero_division=0
    )
    return {
        "labels": labels,
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "accuracy": accuracy_score(truth, predicted),
        "uar": balanced_accuracy_score(truth, predicted),
        "macroF1": f1_score(truth, predicted, average="macro", zero_division=0),
        "confusion": confusion_matrix(truth, predicted, labels=range(labels)).ravel().tolist(),
        "precision": rounded(precision),
        "recall": rounded(recall),
        "f1": rounded(f1),
        "support": support.tolist(),
    }


def sureness(n, labels, bins, seed):
    """Probabilities that are too sure; n is a multiple of the bins, so that array_split makes them equal."""
    truth = (lcg(seed, n) * labels).astype(int)
    logits = 4 * lcg(seed + 1, n * labels).reshape(n, labels)
    logits[np.arange(n), truth] += 2 * lcg(seed + 2, n)
    logits[0, truth[0]] -= 40
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    probabilities = probabilities.astype(np.float32)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1).astype(np.float64)
    parts = np.array_split(np.argsort(confidence, kind="stable"), bins)
    gaps = [abs(confidence[part].mean() - (predicted == truth)[part].mean()) for part in parts]
    one_hot = np.eye(labels)[truth]
    return {
        "labels": labels,
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "probabilities": [float(v) for v in probabilities.ravel()],
        "ece": float(np.mean(gaps)),
        "nll": log_loss(truth, probabilities, labels=range(labels)),
        "brier": brier_score_loss(one_hot, probabilities.astype(np.float64), scale_by_half=False),
    }


golden = {
    "versions": {
        "python": sys.version.split()[0],
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
    },
    "scaler": scaler(7, 3, 4, 11),
    "labellings": [
        labelling(300, 8, range(8), range(8), 21),
        # Label 3 is never true; label 5 is neither true nor predicted; label 0 is never predicted right by chance.
        labelling(40, 6, [0, 1, 2, 4], [1, 2, 3], 31),
        labelling(5, 2, [1], [0, 1], 41),
    ],
    "sureness": [sureness(150, 4, 15, 61), sureness(45, 2, 15, 71)],
    "mcnemar": [
        {"onlyA": a, "onlyB": b, "p": binomtest(a, a + b, 0.5).pvalue if a + b else 1.0}
        for a, b in [(0, 0), (5, 5), (1, 9), (9, 1), (0, 20), (30, 52), (400, 500), (3, 2000)]
    ],
    "wilson": [
        {"right": k, "n": n, "low": ci.low, "high": ci.high}
        for k, n in [(0, 10), (10, 10), (1, 2), (37, 60), (900, 1125)]
        for ci in [binomtest(k, n).proportion_ci(0.95, method="wilson")]
    ],
    "quantile": {
        "values": rounded(lcg(51, 101)),
        "at": [0.0, 0.025, 0.333, 0.975, 1.0],
        "linear": rounded(np.quantile(lcg(51, 101), [0.0, 0.025, 0.333, 0.975, 1.0])),
    },
}
out = Path(__file__).resolve().parents[2] / "test/golden/measure.json"
out.write_text(json.dumps(golden) + "\n")
