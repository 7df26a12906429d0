# Steps: scikit-learn 1.9.1, numpy 2.4.6, PyWavelets 1.8.0. The data come from an integer hash that test/hashed-clusters.ts shares.
import json, pathlib
import numpy as np, pywt, sklearn
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.feature_selection import RFE, f_classif
from sklearn.svm import SVC


def uniform(i, j):
    h = (i * 0x9E3779B1 + j * 0x85EBCA77 + 0x165667B1) & 0xFFFFFFFF
    for _ in range(2):
        h = ((h ^ (h >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
        h = ((h ^ (h >> 12)) * 0x297A2D39) & 0xFFFFFFFF
    return (h ^ (h >> 15)) / 2**32


def rounded(values):
    return [float(f"{v:.9g}") for v in np.asarray(values, dtype=np.float64).ravel()]


def hashed(rows, cols):
    """Columns of falling spread about a mean of their own, mixed by their neighbours."""
    noise = np.array([[uniform(i, j) - 0.5 for j in range(cols)] for i in range(rows)])
    return np.float32(noise * 5 / (1 + np.arange(cols)) ** 0.7 + 0.5 * np.roll(noise, 1, axis=1) + np.arange(cols) % 7)


pca = []
for rows, cols, dimensions, whiten in ((40, 90, 12, False), (40, 90, 39, True), (120, 30, 30, False), (60, 20, 3, True)):
    x = hashed(rows + 10, cols).astype(np.float64)
    model = PCA(dimensions, whiten=whiten, svd_solver="full").fit(x[:rows])
    pca.append(dict(rows=rows, cols=cols, dimensions=dimensions, whiten=whiten,
                    reduced=rounded(model.transform(x[rows:]))))

points = hashed(300, 4).astype(np.float64)
kmeans = []
for count, iterations in ((3, 1), (8, 2), (8, 300)):
    model = KMeans(count, init=points[:count], n_init=1, max_iter=iterations, tol=0, algorithm="lloyd").fit(points)
    kmeans.append(dict(count=count, iterations=iterations, centres=rounded(model.cluster_centers_)))

anova = []
for rows, cols, labels in ((60, 12, 2), (90, 7, 4)):
    # the label moves every other number; labels have different numbers of rows
    y = np.array([0 if i % 5 == 0 else i % labels for i in range(rows)])
    x = hashed(rows, cols) + np.float32(0.5) * np.float32(y[:, None] * (np.arange(cols) % 2))
    anova.append(dict(rows=rows, cols=cols, labels=labels, f=rounded(f_classif(x.astype(np.float64), y)[0])))

def labelled(rows, cols, labels):
    """z-scores of the same; the label moves every other number, and most the first ones."""
    y = np.array([0 if i % 5 == 0 else i % labels for i in range(rows)])
    x = hashed(rows, cols).astype(np.float64) + y[:, None] * (np.arange(cols) % 2) / (1 + 0.05 * np.arange(cols))
    return np.float32((x - x.mean(0)) / x.std(0)).astype(np.float64), y


rfe = []
for rows, cols, labels, k, step, C in ((60, 12, 2, 1, 0.01, 1), (90, 40, 4, 7, 0.1, 1), (90, 40, 4, 7, 0.3, 0.02), (70, 120, 3, 20, 0.2, 0.01)):
    x, y = labelled(rows, cols, labels)
    fitted = RFE(SVC(kernel="linear", C=C, tol=1e-8), n_features_to_select=k, step=step).fit(x, y)
    # with a coarser solution no other number may go: what is kept must not hang on rounding
    coarse = RFE(SVC(kernel="linear", C=C, tol=1e-3), n_features_to_select=k, step=step).fit(x, y)
    assert (coarse.support_ == fitted.support_).all(), (rows, cols, k)
    rfe.append(dict(rows=rows, cols=cols, labels=labels, k=k, step=step, C=C, kept=np.flatnonzero(fitted.support_).tolist()))

dwt = []
for frames, wavelet, levels in ((50, "db4", 2), (50, "db4", None), (23, "db1", 3), (64, "sym3", 1)):
    # two rows of an image, unrolled
    x = hashed(3, 2 * frames).astype(np.float64).reshape(3, 2, frames)
    levels_used = pywt.dwt_max_level(frames, wavelet) if levels is None else levels
    dwt.append(dict(frames=frames, wavelet=wavelet, levels=levels,
                    transformed=rounded([[np.concatenate(pywt.wavedec(row, wavelet, level=levels_used)) for row in image] for image in x])))

versions = dict(sklearn=sklearn.__version__, numpy=np.__version__, pywt=pywt.__version__)
target = pathlib.Path(__file__).parents[2] / "test/golden/reduce.json"
target.write_text(json.dumps(dict(versions=versions, pca=pca, kmeans=kmeans, anova=anova, rfe=rfe, dwt=dwt)))
print(target, target.stat().st_size)
