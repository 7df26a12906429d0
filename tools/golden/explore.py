# Maps: scikit-learn 1.9.1, umap-learn 0.5.12, numpy 2.4.6. The data come from an integer hash that test/hashed-clusters.ts
# shares.
import json, pathlib
import numpy as np, sklearn, umap
from scipy.sparse import csr_matrix
from scipy.spatial.distance import pdist, squareform
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix
from sklearn.neighbors import NearestNeighbors

LABELS, WIDTH, ROWS, NEIGHBOURS, PERPLEXITY = 8, 12, 400, 10, 30


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
    return [float(f"{v:.9g}") for v in np.asarray(values, dtype=np.float64).ravel()]


rows = [row(i) for i in range(ROWS)]
x = np.float32([r[0] for r in rows]).astype(np.float64)
y = np.array([r[1] for r in rows])
x = (x - x.mean(0)) / x.std(0)


def hit(places):
    near = NearestNeighbors(n_neighbors=NEIGHBOURS).fit(places).kneighbors(return_distance=False)
    return float((y[near] == y[:, None]).mean())


def quality(places):
    return dict(trustworthiness=float(trustworthiness(x, places, n_neighbors=NEIGHBOURS)), hit=hit(places))


model = PCA(3, svd_solver="full").fit(x)
pca = model.transform(x)

graph = NearestNeighbors(n_neighbors=3 * PERPLEXITY + 1).fit(x).kneighbors_graph(mode="distance")
squared = csr_matrix(graph)
squared.data **= 2
p = _joint_probabilities_nn(squared, PERPLEXITY, 0).toarray()


def divergence(places):
    """Exact over all pairs: scikit-learn's own is that of the tree."""
    q = 1 / (1 + squareform(pdist(places, "sqeuclidean")))
    np.fill_diagonal(q, 0)
    q /= q.sum()
    known = p > 0
    return float((p[known] * np.log(p[known] / q[known])).sum())


tsne = TSNE(perplexity=PERPLEXITY, init="pca", random_state=0).fit_transform(x)
laid = umap.UMAP(random_state=0, init="pca").fit_transform(x)

clusters = []
for count in (3, 8):
    found = KMeans(count, random_state=0, n_init=10).fit(x)
    table = contingency_matrix(y, found.labels_)
    clusters.append(dict(count=count, owners=found.labels_.tolist(), inertia=float(found.inertia_),
                         purity=float(table.max(0).sum() / ROWS), ari=float(adjusted_rand_score(y, found.labels_))))

golden = dict(
    versions=dict(sklearn=sklearn.__version__, umap=umap.__version__, numpy=np.__version__),
    rows=ROWS, neighbours=NEIGHBOURS, perplexity=PERPLEXITY,
    pca=dict(places=rounded(pca), explained=rounded(model.explained_variance_ratio_), **quality(pca[:, :2])),
    affinities=dict(first=rounded(p[0]), last=rounded(p[-1])),
    tsne=dict(divergence=divergence(tsne), **quality(tsne)),
    umap=quality(laid),
    clusters=clusters,
)
target = pathlib.Path(__file__).parents[2] / "test/golden/explore.json"
target.write_text(json.dumps(golden))
print(target, target.stat().st_size, golden["tsne"], golden["umap"], {k: v for k, v in golden["pca"].items() if k != "places"})
