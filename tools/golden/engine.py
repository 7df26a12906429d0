# Reference training runs for src/engine and the networks of src/models: torch 2.14.1 (CPU, float32).
# Weights, features and labels come from an integer hash that test/hashed.ts repeats, so only losses, outputs and a
# sample of the final weights are kept.
# Run: python tools/golden/engine.py > test/golden/engine.json
import json
import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.optim.swa_utils import AveragedModel, update_bn

import hashed_numbers
import networks

torch.set_num_threads(1)

SAMPLE = 12
MIXUP_SHARE = 0.7


def hashed(salt, count):
    return torch.from_numpy(hashed_numbers.hashed(salt, count))


def set_hashed(net):
    """Parameters by name; salts follow the order of the names."""
    table = {name: p for name, p in networks.names(net).items() if isinstance(p, nn.Parameter)}
    assert len(table) == len(list(net.parameters()))
    with torch.no_grad():
        for salt, name in enumerate(sorted(table)):
            p = table[name]
            u = hashed(salt, p.numel()).reshape(p.shape)
            if "Norm" in name:
                value = 0.2 * u + (1 if name.endswith("weight") else 0)
            else:
                value = u / math.sqrt(p[0].numel()) if p.dim() > 1 else 0.1 * u
            p.copy_(value)


def digits(values):
    return [float(f"{v:.9g}") for v in values]


def sampled(net):
    """The norm and some numbers of each parameter and statistic."""
    table = networks.names(net)
    samples = {}
    for salt, name in enumerate(sorted(table)):
        flat = table[name].detach().double().flatten()
        at = ((hashed(2000 + salt, SAMPLE) + 1) / 2 * len(flat)).long()
        samples[name] = {"norm": digits([flat.norm().item()])[0], "sample": digits(flat[at].tolist())}
    return samples


def run(case):
    net = networks.make(case["network"])
    set_hashed(net)
    shape, labels, rows = case["network"]["shape"], case["network"]["labels"], case["rows"]
    x = (hashed(1000, rows * math.prod(shape)) * 1.5).float().reshape(rows, *shape)
    y = torch.arange(rows) % labels
    # Some networks are told how many frames are real, too.
    told = [networks.real_frames(rows, shape[-1])] if case["network"]["model"] in ("attention-pool", "transformer") else []
    weights = torch.tensor(case["labelWeights"]) if case["labelWeights"] else None
    decayed = [p for p in net.parameters() if p.dim() > 1]
    others = [p for p in net.parameters() if p.dim() <= 1]
    groups = [{"params": decayed, "weight_decay": case["weightDecay"]}, {"params": others, "weight_decay": 0}]
    lr = case["learningRate"]
    optimizer = {
        "sgd": lambda: torch.optim.SGD(groups, lr, momentum=case["momentum"], nesterov=case["nesterov"]),
        "adam": lambda: torch.optim.Adam(groups, lr, betas=(case["momentum"], 0.999)),
        "adamw": lambda: torch.optim.AdamW(groups, lr, betas=(case["momentum"], 0.999)),
    }[case["optimizer"]]()
    losses, at = [], 0
    for _ in range(case["steps"]):
        batch = slice(at, min(at + case["batchSize"], rows))
        at = 0 if batch.stop == rows else batch.stop
        seen, wanted = x[batch], y[batch]
        if case["mixup"]:
            # each row with the row before it, the first with the last
            wanted = F.one_hot(wanted, labels).float()
            seen, wanted = (MIXUP_SHARE * t + (1 - MIXUP_SHARE) * t.roll(1, 0) for t in (seen, wanted))
        optimizer.zero_grad()
        loss = F.cross_entropy(net(seen, *(one[batch] for one in told)), wanted, weight=weights, label_smoothing=case["labelSmoothing"])
        loss.backward()
        if case["clipNorm"] > 0:
            nn.utils.clip_grad_norm_(net.parameters(), case["clipNorm"])
        optimizer.step()
        losses.append(loss.item())
    net.train(case["network"].get("design") == "left-in-training")
    left = sampled(net)  # answers in training mode move the statistics
    with torch.no_grad():
        probabilities = torch.softmax(net(x[:5], *(one[:5] for one in told)), 1)
    return {
        **case,
        "losses": digits(losses),
        "probabilities": digits(probabilities.flatten().tolist()),
        "weights": left,
    }


base = dict(labelWeights=None, labelSmoothing=0.0, clipNorm=0.0, weightDecay=0.0, nesterov=False, momentum=0.9,
            mixup=False, steps=50)
# Rows are no multiple of the batches: the last batch of each epoch is short.
many, few = dict(base, rows=22, batchSize=8), dict(base, rows=10, batchSize=4)
mlp = dict(model="mlp", shape=[30], labels=4, hidden=[24, 16], batchNorm=False, dropout=0, inputDropout=0)
ranges = dict(model="multimodal-mlp", shape=[7, 9], labels=4, batchNorm=False, dropout=0)
unrolled = dict(model="multimodal-cnn", shape=[7, 23], labels=4, dropout=0)
residual = dict(model="resnet1d", shape=[6, 50], labels=4, channels=4, dropout=0)
wiggle = dict(model="wigglenet", shape=[9, 43], labels=3, channels=8, dropout=0)
series = dict(model="timnet", shape=[7, 20], labels=4, channels=6, blocks=3, dropout=0, headDropout=0)
pooled = dict(model="attention-pool", shape=[7, 12], labels=4, channels=6, dropout=0)
tuned = dict(model="transformer", shape=[6, 12], labels=4, dropout=0, outputDropout=0)
image = dict(model="se-resnet", shape=[9, 14], labels=4, stem=4, blockDropout=0, dropout=0)
numbers = dict(model="tutorial-cnn", shape=[20], labels=4, dropout=0)
cases = [
    dict(many, name="mlp, sgd, label weights, L2", network=mlp, optimizer="sgd", learningRate=0.05,
         labelWeights=[0.5, 1.0, 2.0, 1.5], weightDecay=0.01),
    dict(many, name="mlp, nesterov, smoothing", network=mlp, optimizer="sgd", learningRate=0.05, nesterov=True,
         labelSmoothing=0.1, momentum=0.8),
    dict(many, name="mlp with batch norm, adamw, clipped", network=dict(mlp, batchNorm=True), optimizer="adamw",
         learningRate=0.01, labelWeights=[0.5, 1.0, 2.0, 1.5], labelSmoothing=0.2, weightDecay=0.1, clipNorm=0.5),
    dict(many, name="mlp, adam with L2", network=mlp, optimizer="adam", learningRate=0.01, weightDecay=0.05,
         momentum=0.85),
    dict(many, name="mlp of radial basis functions, nesterov",
         network=dict(mlp, firstLayer="rbf"), optimizer="sgd", nesterov=True, learningRate=0.01),
    dict(many, name="mlp of radial basis functions alone, sgd, smoothing",
         network=dict(mlp, firstLayer="rbf", hidden=[24]), optimizer="sgd", learningRate=0.05, labelSmoothing=0.1),
    dict(many, name="multimodal-mlp with batch norm, sgd, mixup",
         network=dict(ranges, blocks=3, hidden=[12, 8], head=[10], batchNorm=True), optimizer="sgd",
         learningRate=0.02, mixup=True),
    dict(many, name="multimodal-mlp without head, adamw", network=dict(ranges, blocks=2, hidden=[16], head=[]),
         optimizer="adamw", learningRate=0.005, weightDecay=0.05),
    dict(many, name="multimodal-cnn, sgd, label weights",
         network=dict(unrolled, kernels=[9, 5, 3], channels=[4, 8], stride=2, pool=3, head=[12]), optimizer="sgd",
         learningRate=0.01, labelWeights=[0.5, 1.0, 2.0, 1.5]),
    dict(few, name="multimodal-cnn, unpooled, adam with L2, mixup",
         network=dict(unrolled, kernels=[7, 3], channels=[3], stride=1, pool=1, head=[]), optimizer="adam",
         learningRate=0.002, weightDecay=0.01, mixup=True),
    dict(many, name="multimodal-cnn, long strides and windows, adamw",
         network=dict(unrolled, kernels=[5, 5, 3], channels=[4, 6, 6], stride=3, pool=3, head=[8, 6]),
         optimizer="adamw", learningRate=0.001, labelSmoothing=0.1, clipNorm=1.0),
    dict(few, name="resnet1d on channels, nesterov", network=dict(residual, input="channels", blocks=[1, 1, 1]),
         optimizer="sgd", nesterov=True, learningRate=0.01, weightDecay=0.001),
    dict(few, name="resnet1d unrolled, adamw, clipped", network=dict(residual, input="unrolled", blocks=[2, 1]),
         optimizer="adamw", learningRate=0.002, weightDecay=0.05, clipNorm=0.5),
    dict(few, name="wigglenet intended, sgd", network=dict(wiggle, design="intended"), optimizer="sgd",
         learningRate=0.01),
    dict(few, name="wigglenet as-run, adam", network=dict(wiggle, design="as-run"), optimizer="adam",
         learningRate=0.002),
    dict(few, name="wigglenet intended, adamw, mixup", network=dict(wiggle, design="intended"), optimizer="adamw",
         learningRate=0.001, weightDecay=0.01, mixup=True),
    dict(few, name="wigglenet of Gabor kernels, three planes, sgd",
         network=dict(wiggle, design="intended", wiggle="gabor", planes=3, shape=[27, 43]), optimizer="sgd",
         learningRate=0.005),
    dict(few, name="wigglenet of Gaussian kernels, left in training mode, sgd",
         network=dict(wiggle, design="left-in-training", wiggle="rbf"), optimizer="sgd", learningRate=0.005),
    dict(few, name="timnet, adamw, clipped", network=dict(series, framePool=1, inputNorm=True), optimizer="adamw",
         learningRate=0.005, labelSmoothing=0.1, weightDecay=0.05, clipNorm=0.5),
    dict(few, name="timnet, frames pooled, dilation beyond them, sgd",
         network=dict(series, shape=[7, 18], blocks=4, framePool=4, inputNorm=False), optimizer="sgd",
         learningRate=0.02),
    dict(few, name="se-resnet, adamw, clipped", network=dict(image, blocks=[8, 8, 12]), optimizer="adamw",
         learningRate=0.002, weightDecay=0.05, labelSmoothing=0.1, clipNorm=0.5),
    dict(few, name="se-resnet, one block of the stem's channels, sgd", network=dict(image, blocks=[4]), optimizer="sgd",
         learningRate=0.01),
    dict(many, name="tutorial-cnn, adam with L2", network=dict(numbers, channels=[6, 8], kernel=5, pool=8),
         optimizer="adam", learningRate=0.003, weightDecay=0.01),
    dict(many, name="tutorial-cnn, even kernel, no pooling, sgd", network=dict(numbers, channels=[4, 5, 3], kernel=4, pool=1),
         optimizer="sgd", learningRate=0.02),
    dict(many, name="attention-pool, one head, sgd", network=dict(pooled, heads=1, hidden=[]), optimizer="sgd",
         learningRate=0.05),
    dict(many, name="attention-pool, three heads and a hidden layer, adamw, clipped",
         network=dict(pooled, heads=3, hidden=[8]), optimizer="adamw", learningRate=0.01, weightDecay=0.05,
         labelSmoothing=0.1, clipNorm=0.5),
    # a bias of keys changes no share: Adam would make steps of its gradient, which is nothing but rounding
    dict(many, name="transformer, one layer, one head, sgd", network=dict(tuned, firstLayer=1, layers=1, heads=1, hidden=8),
         optimizer="sgd", learningRate=0.05),
    dict(many, name="transformer, layers 2 and 3, nesterov, clipped", network=dict(tuned, firstLayer=2, layers=2, heads=3, hidden=10),
         optimizer="sgd", learningRate=0.05, momentum=0.8, nesterov=True, weightDecay=0.01, labelSmoothing=0.1, clipNorm=0.5),
]


def averaged(case):
    """Whole batches, and the mean of what the last epochs leave (torch.optim.swa_utils), its statistics measured anew."""
    net = networks.make(case["network"])
    set_hashed(net)
    shape, labels, rows = case["network"]["shape"], case["network"]["labels"], case["rows"]
    x = (hashed(1000, rows * math.prod(shape)) * 1.5).float().reshape(rows, *shape)
    y = torch.arange(rows) % labels
    optimizer = torch.optim.SGD(net.parameters(), case["learningRate"], momentum=case["momentum"])
    average = AveragedModel(net)
    for epoch in range(case["epochs"]):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
        if epoch >= case["epochs"] - case["averaged"]:
            average.update_parameters(net)
    update_bn([x], average)
    weights = sampled(average.module)
    update_bn(x.split(case["batchSize"]), average)
    return {**case, "weights": weights, "inBatches": sampled(average.module)}


class Reversal(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight):
        ctx.weight = weight
        return x.view_as(x)

    @staticmethod
    def backward(ctx, gradient):
        return -ctx.weight * gradient, None


class Adversarial(nn.Module):
    """Logits of labels and, behind a gradient reversal, of speakers."""

    def __init__(self, width, labels, speakers, sizes, speaker_sizes, reversal):
        super().__init__()
        self.reversal = reversal
        self.hidden = networks.hidden(width, sizes, True, 0)
        self.output = nn.Linear(sizes[-1], labels)
        self.speakerHidden = networks.hidden(sizes[-1], speaker_sizes, True, 0)
        self.speakerOutput = nn.Linear(speaker_sizes[-1], speakers)

    def forward(self, x):
        h = self.hidden(x)
        return self.output(h), self.speakerOutput(self.speakerHidden(Reversal.apply(h, self.reversal)))


def adversarial(case):
    net = Adversarial(case["width"], case["labels"], case["speakers"], case["hidden"], case["speakerHidden"],
                      case["reversal"])
    set_hashed(net)
    rows = case["rows"]
    x = (hashed(1000, rows * case["width"]) * 1.5).float().reshape(rows, -1)
    y, z = torch.arange(rows) % case["labels"], torch.arange(rows) // 2 % case["speakers"]
    optimizer = torch.optim.SGD(net.parameters(), case["learningRate"], momentum=case["momentum"])
    losses = []
    for i in range(case["steps"]):
        batch = slice(i * case["batchSize"] % rows, i * case["batchSize"] % rows + case["batchSize"])
        optimizer.zero_grad()
        labels, speakers = net(x[batch])
        loss = F.cross_entropy(labels, y[batch], label_smoothing=case["labelSmoothing"])
        loss = loss + F.cross_entropy(speakers, z[batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {**case, "losses": digits(losses), "weights": sampled(net)}


adversaries = [adversarial(dict(width=20, labels=4, speakers=3, hidden=[16], speakerHidden=[8], reversal=0.7, rows=24,
                                batchSize=8, steps=50, learningRate=0.02, momentum=0.9, labelSmoothing=0.1))]
averages = [averaged(dict(network=dict(mlp, batchNorm=True), rows=22, batchSize=8, epochs=9, averaged=4, learningRate=0.05,
                          momentum=0.9))]
runs = ",\n".join(json.dumps(run(case)) for case in cases)
versions = json.dumps({"torch": torch.__version__})
print(f'{{"versions": {versions},\n"averages": {json.dumps(averages)},\n"adversaries": {json.dumps(adversaries)},\n"runs": [\n{runs}\n]}}')
