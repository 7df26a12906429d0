# Trees: scikit-learn 1.9.1, numpy 2.4.6. The data come from an integer hash that src/models/trees/golden.test.ts shares.
import json, pathlib
import numpy as np, sklearn
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier
from hashed_numbers import hashed

LABELS, WIDTH, TRAIN, TEST = 5, 12, 400, 80
ROWS = TRAIN + TEST
y = np.floor((hashed(3, ROWS) + 1) / 2 * LABELS).astype(int)
x = (hashed(1, ROWS * WIDTH).reshape(ROWS, WIDTH) + 0.6 * hashed(2, LABELS * WIDTH).reshape(LABELS, WIDTH)[y]).astype(np.float32)
coarse = np.floor(x * 16) / 16
xt, yt, xv = x[:TRAIN], y[:TRAIN], x[TRAIN:]


def rounded(values):
    return [float(f"{v:.9g}") for v in np.asarray(values).ravel()]


def structure(tree):
    return dict(feature=np.maximum(tree.feature, -1).tolist(), threshold=rounded(np.where(tree.feature < 0, 0, tree.threshold)),
                left=tree.children_left.tolist(), right=tree.children_right.tolist())


exact = []
for params in [
    dict(minLeaf=16, maxDepth=64, balanced=False, coarse=False),
    dict(minLeaf=14, maxDepth=4, balanced=True, coarse=False),
    dict(minLeaf=20, maxDepth=64, balanced=False, coarse=True),
]:
    trees = [
        DecisionTreeClassifier(min_samples_leaf=params["minLeaf"], max_depth=params["maxDepth"], random_state=seed,
                               class_weight="balanced" if params["balanced"] else None)
        .fit((coarse if params["coarse"] else x)[:TRAIN], yt) for seed in range(10)
    ]
    found = [structure(tree.tree_) for tree in trees]
    # no two splits are equally good, so that there is one right tree
    assert all(one == found[0] for one in found), params
    shares = trees[0].predict_proba((coarse if params["coarse"] else x)[TRAIN:])
    exact.append(dict(params=params, **found[0], shares=rounded(shares)))

# What forests tend to: the mean of so many trees that chance is small.
forests = {}
for name, Forest in dict(random=RandomForestClassifier, extra=ExtraTreesClassifier).items():
    forests[name] = []
    for params in [dict(minLeaf=1, balanced=False), dict(minLeaf=4, balanced=True)]:
        model = Forest(1500, min_samples_leaf=params["minLeaf"], random_state=1,
                       class_weight="balanced" if params["balanced"] else None).fit(xt, yt)
        p = model.predict_proba(xv)
        forests[name].append(dict(params=params, probabilities=rounded(p), accuracy=float(np.mean(p.argmax(1) == y[TRAIN:]))))

boosted = []
for params in [dict(rounds=1, learningRate=0.5, maxDepth=2, minLeaf=10), dict(rounds=20, learningRate=0.2, maxDepth=3, minLeaf=40)]:
    model = HistGradientBoostingClassifier(
        max_iter=params["rounds"], learning_rate=params["learningRate"], max_depth=params["maxDepth"],
        min_samples_leaf=params["minLeaf"], max_bins=64, early_stopping=False).fit(coarse[:TRAIN], yt)
    boosted.append(dict(params=params, probabilities=rounded(model.predict_proba(coarse[TRAIN:]))))

out = pathlib.Path(__file__).parents[2] / "test/golden/trees.json"
out.write_text(json.dumps(dict(versions=dict(sklearn=sklearn.__version__, numpy=np.__version__), firstRow=rounded(x[0]),
                               distinct=max(len(np.unique(c)) for c in coarse[:TRAIN].T), y=y.tolist(), exact=exact,
                               forests=forests, boosted=boosted)))
print([len(one["feature"]) for one in exact], {k: [f["accuracy"] for f in v] for k, v in forests.items()})
