"""Reference values of one label against the rest, and of normal quantiles -> test/golden/detection.json.

Python 3.11, numpy 2.x, scikit-learn 1.9.1, scipy 1.17.1. Inputs come from a 32-bit LCG, so that nothing is downloaded.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.optimize import brentq
from scipy.stats import norm
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve


def lcg(seed, n):
    state, out = seed, []
    for _ in range(n):
        state = (1664525 * state + 1013904223) % 2**32
        out.append(state / 2**32)
    return np.array(out)


def case(n, labels, steps, seed):
    """Answers to n clips; of `steps` equal steps, so that many are tied."""
    truth = (lcg(seed, n) * labels).astype(int)
    raw = lcg(seed + 1, n * labels).reshape(n, labels)
    raw[np.arange(n), truth] += 0.35
    shares = np.round(raw / raw.sum(axis=1, keepdims=True) * steps) / steps
    shares = shares.astype(np.float32)
    per_label = []
    for label in range(labels):
        is_label, score = (truth == label).astype(int), shares[:, label]
        fpr, tpr, _ = roc_curve(is_label, score, drop_intermediate=False)
        eer = brentq(lambda x: x - (1 - np.interp(x, fpr, tpr)), 0.0, 1.0)
        per_label.append(
            {
                "auc": roc_auc_score(is_label, score),
                "averagePrecision": average_precision_score(is_label, score),
                "equalErrorRate": eer,
                "falsePositives": fpr.tolist(),
                "truePositives": tpr.tolist(),
            }
        )
    return {
        "labels": labels,
        "truth": truth.tolist(),
        "probabilities": [float(v) for v in shares.ravel()],
        "perLabel": per_label,
    }


shares = [1e-9, 0.001, 0.02, 0.02425, 0.1, 0.4, 0.5, 0.77, 0.98, 0.9999]
document = {
    "made": {"sklearn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
    "cases": [case(60, 3, 1000, 5), case(40, 4, 8, 9)],
    "probit": [[share, float(norm.ppf(share))] for share in shares],
}
path = Path(__file__).parents[2] / "test" / "golden" / "detection.json"
path.write_text(json.dumps(document) + "\n")
