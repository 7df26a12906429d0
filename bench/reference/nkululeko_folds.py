"""nkululeko on the very folds of a run of Prosodia: the strongest peer's own pipeline, openSMILE features and an RBF SVM.

    prosodia train results/emodb-wide.yaml --corpus emodb -o run
    python bench/reference/nkululeko_folds.py emodb run/folds.json eGeMAPSv02      (or ComParE_2016)

nkululeko 1.14.1, opensmile 2.6.0. Labels and speakers are those of EMO-DB's file names. Prints the pooled UAR.
"""
import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile

LABELS = dict(W="anger", L="boredom", E="disgust", A="fear", F="happiness", T="sadness", N="neutral")
corpus, folds, features = pathlib.Path(sys.argv[1]).resolve(), json.load(open(sys.argv[2])), sys.argv[3]
paths = {path.stem: path for path in corpus.rglob("*") if path.suffix in (".wav", ".flac")}

with tempfile.TemporaryDirectory() as folder:
    table = pathlib.Path(folder, "emodb.csv")
    rows = [(paths[clip], LABELS[clip[5]], clip[:2], i) for i, fold in enumerate(folds) for clip in fold["test"]]
    with table.open("w", newline="") as file:
        csv.writer(file).writerows([("file", "emotion", "speaker", "fold"), *sorted(rows)])
    ini = pathlib.Path(folder, "run.ini")
    ini.write_text(f"""[EXP]
root = {folder}
name = run
epochs = 1
[DATA]
databases = ['emodb']
emodb = {table}
emodb.type = csv
emodb.absolute_path = True
emodb.split_strategy = random
target = emotion
labels = {sorted(LABELS.values())}
[FEATS]
type = ['os']
set = {features}
level = functionals
scale = standard
[MODEL]
type = svm
C_val = 10
logo = {len(folds)}
[PLOT]
""")
    said = subprocess.run(
        [sys.executable, "-m", "nkululeko.nkululeko", "--config", str(ini)], capture_output=True, text=True, cwd=folder
    )
    print(re.findall(r"best \(TEST\) result=([\d.]+)", said.stdout + said.stderr)[-1])
