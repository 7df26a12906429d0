# Classical recognisers: scikit-learn 1.9.1, hmmlearn 0.3.3, numpy 2.4.6, scipy 1.17.1. The data come from an integer hash that test/hashed-clusters.ts shares.
import json, pathlib, warnings
import hmmlearn, numpy as np, scipy, sklearn
from hmmlearn.hmm import GaussianHMM
from scipy.optimize import minimize
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LogisticRegression
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KNeighborsClassifier

warnings.filterwarnings("ignore")


def uniform(i, j):
    h = (i * 0x9E3779B1 + j * 0x85EBCA77 + 0x165667B1) & 0xFFFFFFFF
    for _ in range(2):
        h = ((h ^ (h >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
        h = ((h ^ (h >> 12)) * 0x297A2D39) & 0xFFFFFFFF
    return (h ^ (h >> 15)) / 2**32


def clusters(start, end, labels=8, width=12):
    y = np.array([min(labels - 1, int((labels + 1) * uniform(i, 1000))) for i in range(start, end)])
    x = np.float32([[uniform(i, j) + 1.2 * uniform(5000 + y[i - start], j) for j in range(width)] for i in range(start, end)])
    return x.astype(np.float64), y


def rounded(values):
    return [float(f"{v:.9g}") for v in np.asarray(values, dtype=np.float64).ravel()]


# many rows of few numbers and few rows of many, many labels and two
shapes = [dict(train=200, labels=8, width=12), dict(train=90, labels=2, width=12), dict(train=40, labels=3, width=90)]


def sides(shape):
    train, labels, width = shape["train"], shape["labels"], shape["width"]
    x, y = clusters(0, train + 30, labels, width)
    return x[:train], y[:train], x[train:]


logistic = []
for shape, params in [
    (shapes[0], dict(C=1, balanced=False)),
    (shapes[0], dict(C=30, balanced=True)),
    (shapes[1], dict(C=0.5, balanced=True)),
    (shapes[2], dict(C=1, balanced=False)),
]:
    x, y, rest = sides(shape)
    model = LogisticRegression(C=params["C"], class_weight="balanced" if params["balanced"] else None, tol=1e-9, max_iter=100_000)
    model.fit(x, y)
    logistic.append(dict(shape=shape, params=params, coefficients=rounded(model.coef_), offsets=rounded(model.intercept_),
                         probabilities=rounded(model.predict_proba(rest))))

lda = []
for shape in shapes:
    for shrinkage in ["none", "auto", 0.3, 1]:
        x, y, rest = sides(shape)
        options = dict() if shrinkage == "none" else dict(solver="lsqr", shrinkage=shrinkage)
        model = LinearDiscriminantAnalysis(**options).fit(x, y)
        # of the later labels, minus those of the first: solvers differ in what all labels share
        of_rest = lambda all: all if shape["labels"] == 2 else all[1:] - all[0]
        lda.append(dict(shape=shape, params=dict(shrinkage=shrinkage), coefficients=rounded(of_rest(model.coef_)),
                        offsets=rounded(of_rest(model.intercept_)), probabilities=rounded(model.predict_proba(rest))))

knn = []
for shape in shapes:
    for k, weights, metric in [(5, "uniform", "euclidean"), (1, "uniform", "cosine"), (9, "distance", "euclidean"), (7, "distance", "cosine")]:
        x, y, rest = sides(shape)
        rest = np.r_[rest, x[:3]]  # rows that lie where training rows lie
        model = KNeighborsClassifier(n_neighbors=k, weights=weights, metric=metric, algorithm="brute").fit(x - 1, y)
        knn.append(dict(shape=shape, params=dict(k=k, weights=weights, metric=metric), probabilities=rounded(model.predict_proba(rest - 1))))

# One mixture from given shares of the rows, and one Gaussian per label.
mixtures, gaussians = [], []
for covariance, width, count in [("diag", 12, 3), ("full", 5, 2), ("diag", 90, 2)]:
    x, _ = clusters(0, 150, 3, width)
    shares = np.eye(count)[[int(count * uniform(i, 3000)) for i in range(150)]]
    model = GaussianMixture(count, covariance_type=covariance)
    model._initialize_parameters = lambda X, random_state, xp=None: model._initialize(X, shares)
    model.fit(x)
    mixtures.append(dict(covariance=covariance, width=width, components=count, rounds=model.n_iter_, weights=rounded(model.weights_),
                         means=rounded(model.means_), precisions=rounded(model.precisions_), likelihood=float(model.lower_bound_)))
for shape, covariance, floor in [(shapes[0], "diag", 1e-6), (shapes[0], "full", 0.01), (shapes[1], "full", 1e-6), (shapes[2], "diag", 0.1)]:
    x, y, rest = sides(shape)
    likelihoods = np.stack([
        GaussianMixture(1, covariance_type=covariance, reg_covar=floor).fit(x[y == label]).score_samples(rest) + np.log(np.mean(y == label))
        for label in range(shape["labels"])], axis=1)
    gaussians.append(dict(shape=shape, params=dict(covariance=covariance, floor=floor),
                          differences=rounded(likelihoods[:, 1:] - likelihoods[:, :1])))

# Weights of kernels by the squared error of five folds: the last numbers of a row are noise, which its kernel's weight shows.
kernels = []
for widths, gamma_scale, alpha in [((3, 9), 0.5, 0.03), ((4, 4, 4, 6), 2, 0.3)]:
    noise = np.float32([[3 * uniform(i, 4000 + j) for j in range(6)] for i in range(190)]).astype(np.float64)
    x, y = clusters(0, 190)
    x = np.c_[x, noise][:, : sum(widths)]
    folds = np.arange(160) % 5
    edges = np.r_[0, np.cumsum(widths)]
    grams = [np.exp(-gamma_scale / w * ((x[:, None, a:a + w] - x[None, :160, a:a + w]) ** 2).sum(-1)) for a, w in zip(edges, widths)]
    targets = np.where(y[:160, None] == np.arange(8), 1.0, -1.0)
    softmax = lambda v: np.exp(v - v.max()) / np.exp(v - v.max()).sum()

    def error(v):
        gram = sum(w * g[:160] for w, g in zip(softmax(v), grams))
        total = 0
        for fold in range(5):
            rows, rest = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
            solved = np.linalg.solve(gram[np.ix_(rows, rows)] + alpha * np.eye(len(rows)), targets[rows])
            total += ((gram[np.ix_(rest, rows)] @ solved - targets[rest]) ** 2).sum()
        return total / targets.size

    weights = softmax(minimize(error, np.zeros(len(widths)), method="BFGS", options=dict(gtol=1e-6)).x)
    gram = sum(w * g for w, g in zip(weights, grams))
    scores = KernelRidge(alpha=alpha, kernel="precomputed").fit(gram[:160], targets).predict(gram[160:])
    kernels.append(dict(params=dict(gammaScale=gamma_scale, alpha=alpha, softmaxScale=2.5, groups=widths), weights=rounded(weights),
                        error=error(np.zeros(len(widths))), least=error(np.log(weights)),
                        probabilities=rounded([softmax(2.5 * row) for row in scores])))

# Hidden Markov models of clips that have three stages, begun with as many states from equal parts of the clips.
def clip(i, label):
    """[frame, coefficient], 6 to 12 frames of three coefficients, in stages that are the label's."""
    length = 6 + int(7 * uniform(i, 6000))
    return np.float32([[uniform(100 * i + t, 6100 + j) + 0.7 * uniform(7000 + 10 * label + 3 * t // length, j) for j in range(3)]
                       for t in range(length)]).astype(np.float64)


def begun(clips, states, topology, prior):
    x, lengths = np.concatenate(clips), [len(c) for c in clips]
    owner = np.concatenate([np.arange(n) * states // n for n in lengths])
    model = GaussianHMM(states, covariance_type="diag", init_params="", covars_prior=prior, n_iter=10, tol=0.01)
    if topology == "left-right":
        model.startprob_ = np.eye(states)[0]
        model.transmat_ = 0.5 * (np.eye(states) + np.eye(states, k=1))
        model.transmat_[-1, -1] = 1
    else:
        model.startprob_ = np.full(states, 1 / states)
        model.transmat_ = np.full((states, states), 1 / states)
    means = np.array([x[owner == k].mean(0) for k in range(states)])
    variances = np.array([((x[owner == k] - means[k]) ** 2).sum(0) + prior for k in range(states)])
    model.means_, model.covars_ = means, variances / np.array([(owner == k).sum() for k in range(states)])[:, None]
    return model.fit(x, lengths)


labelled = [(clip(i, i % 3), i % 3) for i in range(75)]
markov, hmms = [], []
for topology, states, prior in [("left-right", 3, 0.01), ("ergodic", 2, 0.5)]:
    clips = [c for c, label in labelled[:45] if label == 0]
    model = begun(clips, states, topology, prior)
    markov.append(dict(topology=topology, states=states, variancePrior=prior, start=rounded(model.startprob_),
                       transitions=rounded(model.transmat_), means=rounded(model.means_),
                       variances=rounded([np.diag(c) for c in model.covars_]), likelihoods=rounded([model.score(c) for c in clips])))
for states, prior in [(3, 0.01), (5, 0.1)]:
    models = [begun([c for c, own in labelled[:45] if own == label], states, "left-right", prior) for label in range(3)]
    likelihoods = np.array([[model.score(c) for model in models] for c, _ in labelled[45:]])
    hmms.append(dict(params=dict(states=states, variancePrior=prior), differences=rounded(likelihoods[:, 1:] - likelihoods[:, :1])))

out = pathlib.Path(__file__).parents[2] / "test/golden/classical-models.json"
out.write_text(json.dumps(dict(
    versions=dict(sklearn=sklearn.__version__, numpy=np.__version__, scipy=scipy.__version__, hmmlearn=hmmlearn.__version__),
    logistic=logistic, lda=lda, knn=knn, mixtures=mixtures, gaussians=gaussians, kernels=kernels, markov=markov, hmms=hmms,
)))
