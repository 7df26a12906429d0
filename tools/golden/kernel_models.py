# Kernel machines: scikit-learn 1.9.1 (its own LIBSVM 3.3), numpy 2.4.6, scipy 1.17.1.
# The data come from an integer hash that test/hashed-clusters.ts shares.
import json, pathlib, warnings
import numpy as np, scipy, sklearn
from scipy.optimize import minimize
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.svm import SVC

warnings.filterwarnings("ignore")
LABELS, WIDTH, TRAIN, TEST = 8, 12, 200, 60


def uniform(i, j):
    h = (i * 0x9E3779B1 + j * 0x85EBCA77 + 0x165667B1) & 0xFFFFFFFF
    for _ in range(2):
        h = ((h ^ (h >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
        h = ((h ^ (h >> 12)) * 0x297A2D39) & 0xFFFFFFFF
    return (h ^ (h >> 15)) / 2**32


def row(i):
    label = min(LABELS - 1, int(9 * uniform(i, 1000)))  # the last label is twice as frequent
    return [uniform(i, j) + 1.2 * uniform(5000 + label, j) for j in range(WIDTH)], label


def rounded(values):
    return [float(f"{v:.9g}") for v in np.asarray(values).ravel()]


rows = [row(i) for i in range(TRAIN + TEST)]
x = np.float32([r[0] for r in rows]).astype(np.float64)
y = np.array([r[1] for r in rows])
xt, yt, xv = x[:TRAIN], y[:TRAIN], x[TRAIN:]

svm = []
for params in [
    dict(kernel="poly", degree=2, C=10, gamma="scale", coef0=1, balanced=True),
    dict(kernel="poly", degree=3, C=1, gamma="auto", coef0=0, balanced=False),
    dict(kernel="linear", degree=2, C=0.5, gamma="scale", coef0=0, balanced=False),
    dict(kernel="rbf", degree=2, C=3, gamma=0.7, coef0=0, balanced=True),
    {**{name: SVC().get_params()[name] for name in ["kernel", "degree", "C", "gamma", "coef0"]}, "balanced": True},
]:
    options = {**params, "class_weight": "balanced" if params["balanced"] else None}
    del options["balanced"]
    model = SVC(**options, decision_function_shape="ovo", tol=1e-6).fit(xt, yt)
    svm.append(dict(params=params, decisions=rounded(model.decision_function(xv)), predicted=model.predict(xv).tolist()))

# Pairwise coupling: LIBSVM's own (it stops early) and the exact minimiser.
model = SVC(kernel="rbf", C=3, gamma=0.7, decision_function_shape="ovo", probability=True, random_state=0).fit(xt, yt)
pairs = 1 / (1 + np.exp(model.decision_function(xv) * model.probA_ + model.probB_))
libsvm = model.predict_proba(xv)
exact = []
for r in pairs:
    m = np.zeros((LABELS, LABELS))
    upper = np.triu_indices(LABELS, 1)
    m[upper] = r
    m.T[upper] = 1 - r
    q = -m * m.T + np.diag((m**2).sum(0))
    kkt = np.block([[q, np.ones((LABELS, 1))], [np.ones((1, LABELS)), np.zeros((1, 1))]])
    exact.append(np.linalg.solve(kkt, np.r_[np.zeros(LABELS), 1])[:LABELS])

# Platt's sigmoid: the optimum of the smoothed likelihood.
f = np.array([4 * uniform(i, 2000) - 2 for i in range(90)])
s = np.array([1 if uniform(i, 2001) < 1 / (1 + np.exp(-1.5 * f[i] + 0.4)) else -1 for i in range(90)])
t = np.where(s > 0, ((s > 0).sum() + 1) / ((s > 0).sum() + 2), 1 / ((s < 0).sum() + 2))
loss = lambda v: np.sum(t * (v[0] * f + v[1]) + np.logaddexp(0, -(v[0] * f + v[1])))
sigmoid = minimize(loss, [0, 0], method="BFGS", options=dict(gtol=1e-9)).x

z = (xt - xt.mean(0)) / xt.std(0)
zv = (xv - xt.mean(0)) / xt.std(0)
targets = np.where(yt[:, None] == np.arange(LABELS), 1.0, -1.0)
ridge = []
for gamma_scale, alpha, landmarks, softmax_scale in [(0.5, 0.03, None, 2.5), (2, 0.3, None, 1), (0.5, 0.03, 40, 2.5)]:
    gamma = gamma_scale / WIDTH
    if landmarks is None:
        scores = KernelRidge(kernel="rbf", gamma=gamma, alpha=alpha).fit(z, targets).predict(zv)
    else:
        # Nystroem's features, of rows that are chosen here and not drawn
        chosen = z[np.arange(landmarks) * len(z) // landmarks]
        values, vectors = np.linalg.eigh(rbf_kernel(chosen, gamma=gamma))
        features = lambda rows: rbf_kernel(rows, chosen, gamma=gamma) @ vectors / np.sqrt(values)
        scores = Ridge(alpha=alpha, fit_intercept=False).fit(features(z), targets).predict(features(zv))
    e = np.exp(softmax_scale * scores)
    params = dict(gammaScale=gamma_scale, alpha=alpha, landmarks=landmarks, softmaxScale=softmax_scale)
    ridge.append(dict(params=params, probabilities=rounded(e / e.sum(1, keepdims=True))))

out = pathlib.Path(__file__).parents[2] / "test/golden/kernel-models.json"
out.write_text(json.dumps(dict(
    versions=dict(sklearn=sklearn.__version__, numpy=np.__version__, scipy=scipy.__version__),
    firstRow=rounded(x[0]), y=y.tolist(), svm=svm, ridge=ridge, sigmoid=rounded(sigmoid),
    coupling=dict(pairs=rounded(pairs), libsvm=rounded(libsvm), exact=rounded(exact)),
)))
