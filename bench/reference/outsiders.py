"""Recognisers of scikit-learn on features and folds that Prosodia made: what is ours worth beside them?

    python bench/reference/outsiders.py features.npz folds.json

scikit-learn 1.9.0, numpy 2.4.6. One line of JSON per recogniser: pooled UAR over the folds, seconds of all fits and answers.
"""
import json
import sys
import time

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

table = np.load(sys.argv[1])
folds = json.load(open(sys.argv[2]))
row_of = {clip: row for row, clip in enumerate(table["id"])}
x, y = table["x"].astype("f8"), table["label"]

OUTSIDERS = {
    "SVC(C=10)": lambda: make_pipeline(StandardScaler(), SVC(C=10)),
    "SVC(kernel='linear', C=0.01)": lambda: make_pipeline(StandardScaler(), SVC(kernel="linear", C=0.01)),
    "LogisticRegression(C=0.01)": lambda: make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=1000)),
    "KNeighborsClassifier()": lambda: make_pipeline(StandardScaler(), KNeighborsClassifier()),
    "RandomForestClassifier(500)": lambda: RandomForestClassifier(500, random_state=1, n_jobs=-1),
    "ExtraTreesClassifier(500)": lambda: ExtraTreesClassifier(500, random_state=1, n_jobs=-1),
    "HistGradientBoostingClassifier()": lambda: HistGradientBoostingClassifier(random_state=1),
}
for name, make in OUTSIDERS.items():
    truth, answers = [], []
    begin = time.perf_counter()
    for fold in folds:
        train, test = ([row_of[clip] for clip in fold[side]] for side in ("train", "test"))
        model = make().fit(x[train], y[train])
        truth.extend(y[test])
        answers.extend(model.predict(x[test]))
    seconds = time.perf_counter() - begin
    uar = recall_score(truth, answers, average="macro")
    print(json.dumps({"name": name, "uar": uar, "seconds": seconds, "n": len(truth)}), flush=True)
