# Models and metrics of numbers: scikit-learn 1.9.1, scipy 1.17.1, numpy 2.4.6. The data come from an integer hash that test/hashed-clusters.ts shares.
import json, pathlib
import numpy as np, scipy, sklearn
from scipy.stats import pearsonr
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, root_mean_squared_error


def uniform(i, j):
    h = (i * 0x9E3779B1 + j * 0x85EBCA77 + 0x165667B1) & 0xFFFFFFFF
    for _ in range(2):
        h = ((h ^ (h >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
        h = ((h ^ (h >> 12)) * 0x297A2D39) & 0xFFFFFFFF
    return (h ^ (h >> 15)) / 2**32


WIDTH = 6


def rows(start, end):
    x = np.float32([[uniform(i, j) for j in range(WIDTH)] for i in range(start, end)])
    y = np.float32([[3 * r[0] - r[1] + 0.5 * uniform(i, 900), 10 + r[2] * r[3] + 0.1 * uniform(i, 901)] for i, r in zip(range(start, end), x.astype(np.float64))])
    return x.astype(np.float64), y.astype(np.float64)


def ccc(truth, predicted):
    covariance = np.mean((truth - truth.mean()) * (predicted - predicted.mean()))
    return 2 * covariance / (truth.var() + predicted.var() + (truth.mean() - predicted.mean()) ** 2)


x, y = rows(0, 80)
asked, truth = rows(80, 100)
mean, sd = y.mean(0), y.std(0)
models = {
    "linear": Ridge(alpha=0.2 * WIDTH),
    "kernel-ridge": KernelRidge(alpha=0.3, kernel="rbf", gamma=0.7 / WIDTH),
}
result = {"versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__}, "values": {}, "metrics": {}}
for name, model in models.items():
    model.fit(x, (y - mean) / sd)
    predicted = model.predict(asked) * sd + mean
    result["values"][name] = [float(f"{v:.9g}") for v in predicted.ravel()]
t, p = truth[:, 0], np.float64(np.float32(np.reshape(result["values"]["linear"], (-1, 2))[:, 0]))
result["metrics"] = {
    "ccc": ccc(t, p),
    "pearson": pearsonr(t, p).statistic,
    "mae": mean_absolute_error(t, p),
    "rmse": root_mean_squared_error(t, p),
}
path = pathlib.Path(__file__).parents[2] / "test" / "golden" / "regressors.json"
path.write_text(json.dumps(result) + "\n")
