# scikit-learn's side of bench/models.ts: the first request says what to fit on which rows, each later one fits it once more.
import json
import sys
import time
import warnings

import numpy as np
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LogisticRegression
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

warnings.filterwarnings("ignore")


class Ridge:
    """The kernel and the targets of kernel-ridge."""

    def __init__(self, labels):
        self.labels = labels

    def fit(self, x, y):
        targets = np.where(y[:, None] == np.arange(self.labels), 1.0, -1.0)
        KernelRidge(kernel="rbf", gamma=0.5 / x.shape[1], alpha=0.03).fit(x, targets)


class Mixtures:
    """A mixture per label; labels are equally frequent."""

    def __init__(self, components, seed):
        self.components, self.seed = components, seed

    def fit(self, x, y):
        self.models = [
            GaussianMixture(self.components, covariance_type="diag", random_state=self.seed).fit(x[y == label])
            for label in np.unique(y)
        ]
        return self

    def predict_proba(self, x):
        scores = np.stack([model.score_samples(x) for model in self.models], axis=1)
        powers = np.exp(scores - scores.max(1, keepdims=True))
        return powers / powers.sum(1, keepdims=True)


def estimator(request, seed):
    params, labels = request["params"], request["labels"]
    return {
        "random-forest": lambda: RandomForestClassifier(n_jobs=1, random_state=seed),
        "extra-trees": lambda: ExtraTreesClassifier(n_jobs=1, random_state=seed),
        "gradient-boosted-trees": lambda: HistGradientBoostingClassifier(
            max_depth=3, min_samples_leaf=5, max_bins=64, max_features=1 / np.sqrt(request["cols"]), early_stopping=False,
            random_state=seed),
        "knn": lambda: KNeighborsClassifier(n_jobs=1),
        "gaussian-mixture": lambda: Mixtures(params["components"], seed),
        "logistic-regression": lambda: LogisticRegression(),
        "lda": lambda: LinearDiscriminantAnalysis(solver="lsqr", shrinkage=params["shrinkage"]),
        "svm": lambda: SVC(kernel=params["kernel"], C=params["C"], class_weight="balanced", probability=True, random_state=seed),
        "kernel-ridge": lambda: Ridge(labels),
        "pca": lambda: PCA(params["dimensions"], svd_solver="full"),
    }[request["id"]]()


setup, seed = None, 0
for line in sys.stdin:
    if setup is None:
        setup = json.loads(line)
        x = np.fromfile(setup["file"], np.float32).reshape(setup["rows"], setup["cols"])
        y = np.arange(setup["rows"]) % setup["labels"]
        estimator(setup, 0)
        print(json.dumps({"prepared": True}), flush=True)
        continue
    started = time.process_time()
    fitted = estimator(setup, seed).fit(x, y)
    if setup["answers"]:
        fitted.predict_proba(x)
    seed += 1
    print(json.dumps({"seconds": time.process_time() - started}), flush=True)
