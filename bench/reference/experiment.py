# The Python side of bench/experiment.ts: the same experiment as a plain script of soundfile, librosa and PyTorch. What to
# do is one line of JSON on the input; what came out of it, and how long it took, one line on the output.
import json
import multiprocessing
import os
import pathlib
import sys
import time

started = time.perf_counter()
request = json.loads(sys.stdin.readline())
cores, learner = request["cores"], request["learner"]
# Processes side by side use one thread each.
pooled = request["features"] == "pooled"
for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA"):
    os.environ[f"{library}_NUM_THREADS"] = "1" if pooled else str(cores)
sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools" / "golden"))
import librosa
import numpy as np
import soundfile

KEYS = {"nMfcc": "n_mfcc", "nFft": "n_fft", "hopSamples": "hop_length", "nMels": "n_mels", "fminHz": "fmin",
        "fmaxHz": "fmax"}


def changed(y, rate, augment, random):
    params = augment["params"]
    if augment["id"] == "speed":
        return librosa.resample(y, orig_sr=round(rate * params["rate"]), target_sr=rate)
    rms = np.sqrt(np.mean(y**2)) * 10 ** (-random.uniform(params["minDb"], params["maxDb"]) / 20)
    return y + rms * random.standard_normal(len(y), dtype=np.float32)


def feature(y, rate):
    recipe = learner["recipe"]
    y, _ = librosa.effects.trim(y, top_db=recipe["trimDb"])
    if recipe["seconds"] is not None:
        y = librosa.util.fix_length(y, size=round(recipe["seconds"] * rate))
    (step,) = recipe["features"]
    params = {KEYS[key]: value for key, value in step["params"].items() if key in KEYS}
    m = librosa.feature.mfcc(y=y, sr=rate, **params)
    return np.concatenate([m.mean(1), m.std(1)]) if "overTime" in step else m


def rows(clip):
    """Features of a clip and of its copies, [copy, ...]."""
    index, path = clip
    y, rate = soundfile.read(path, dtype="float32")
    random = np.random.default_rng(index)
    copies = [changed(y, rate, augment, random) for augment in learner["augment"] for _ in range(augment["copies"])]
    return np.stack([feature(one, rate) for one in [y, *copies]]).astype(np.float32)


clips = list(enumerate(request["paths"]))
if pooled:
    # Before PyTorch is there, so that a process is quick to fork.
    with multiprocessing.get_context("fork").Pool(cores) as pool:
        x = np.stack(pool.map(rows, clips, chunksize=8))
else:
    x = np.stack([rows(clip) for clip in clips])
features_s = time.perf_counter() - started

import torch
import torch.nn.functional as F
from networks import make

torch.set_num_threads(cores)
torch.manual_seed(1)
y = np.array(request["labels"])
count, params = y.max() + 1, learner["model"]["params"]


def train(x, y):
    net = make({"model": learner["model"]["id"], "shape": x.shape[1:], "labels": count, **params}).train()
    decayed = [p for p in net.parameters() if p.ndim > 1]
    others = [p for p in net.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": params["weightDecay"]}, {"params": others, "weight_decay": 0}])
    batch, epochs = params["batchSize"], params["epochs"]
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, params["learningRate"], epochs=epochs, steps_per_epoch=-(-len(x) // batch))
    for _ in range(epochs):
        loss_sum = 0
        for some in torch.randperm(len(x)).split(batch):
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x[some]), y[some], label_smoothing=params["labelSmoothing"])
            loss.backward()
            if params["clipNorm"] > 0:
                torch.nn.utils.clip_grad_norm_(net.parameters(), params["clipNorm"])
            optimizer.step()
            schedule.step()
            loss_sum += loss.item() * len(some)
    return net.eval()


# Folds by label, as random ones are dealt.
order = np.random.default_rng(1).permutation(len(y))
fold_of = np.empty(len(y), int)
fold_of[order[np.argsort(y[order], kind="stable")]] = np.arange(len(y)) % request["folds"]
predicted = np.empty_like(y)
for fold in range(request["folds"]):
    test, copies = fold_of == fold, x.shape[1]
    fitted = x[~test].reshape(-1, *x.shape[2:])
    axes = (0, 2) if fitted.ndim == 3 else 0
    mean, sd = fitted.mean(axes, keepdims=True), fitted.std(axes, keepdims=True)
    rows_of = lambda features: torch.from_numpy((features - mean) / sd)
    net = train(rows_of(fitted), torch.from_numpy(np.repeat(y[~test], copies)))
    with torch.no_grad():
        predicted[test] = net(rows_of(x[test, 0])).argmax(1).numpy()
uar = np.mean([np.mean(predicted[y == label] == label) for label in range(count)])
print(json.dumps({"featuresSeconds": features_s, "accuracy": float(np.mean(predicted == y)), "uar": float(uar)}))
