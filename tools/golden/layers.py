# Reference outputs and gradients of single layers for src/engine/layers and src/engine/ops: torch 2.14.1 (CPU, float64).
# Weights, inputs and the gradient by the output come from an integer hash that test/hashed.ts repeats.
# Run: python tools/golden/layers.py > test/golden/layers.json
import json
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

import hashed_numbers
from shaped_kernels import bell, gabor_kernels, places, rbf_kernels

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def hashed(salt, count):
    return torch.from_numpy(hashed_numbers.hashed(salt, count))


def digits(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().flatten().tolist()]


def run(name, shape, forward, parameters, statistics=dict, kept=None):
    """`forward(x, p)` of hashed x and parameters {name: shape}; rows after the first `kept` are not given to it."""
    kept = shape[0] if kept is None else kept
    x = (1.5 * hashed(1000, math.prod(shape))).reshape(shape)[:kept].requires_grad_()
    p = {
        part: (0.5 * hashed(salt, math.prod(parameters[part]))).reshape(parameters[part]).requires_grad_()
        for salt, part in enumerate(sorted(parameters))
    }
    y = forward(x, p)
    y.backward(hashed(2000, y.numel()).reshape(y.shape))
    gradients = {"x": digits(x.grad), **{part: digits(value.grad) for part, value in p.items()}}
    return {"name": name, "shape": shape, "kept": kept, "output": digits(y), "gradients": gradients,
            "statistics": {part: digits(value) for part, value in statistics().items()}}


def module(build, names, pick=lambda y: y):
    """A forward function of a torch module whose parameters are ours by another name."""
    def forward(x, p):
        net = build()
        return pick(torch.func.functional_call(net, {theirs: p[ours] for ours, theirs in names.items()}, (x,)))
    return forward


def shapes(build, names):
    table = dict(build().named_parameters())
    assert sorted(names.values()) == sorted(table)
    return {ours: list(table[theirs].shape) for ours, theirs in names.items()}


def of_module(name, shape, build, names, pick=lambda y: y):
    return run(name, shape, module(build, names, pick), shapes(build, names))


def same(pads, build):
    return lambda: nn.Sequential(nn.ZeroPad1d(pads) if len(pads) == 2 else nn.ZeroPad2d(pads), build())


plain = {"weight": "weight", "bias": "bias"}
second = {"weight": "1.weight", "bias": "1.bias"}


def ghost(name, rows, kept):
    norm = nn.BatchNorm1d(3)

    def forward(x, p):
        parts = [torch.func.functional_call(norm, {**p, **dict(norm.named_buffers())}, (part,)) for part in x.split(3)]
        return torch.cat(parts)

    buffers = lambda: {"runningMean": norm.running_mean, "runningVariance": norm.running_var}
    return run(name, [rows, 3, 4], forward, {"weight": [3], "bias": [3]}, buffers, kept)


class SqueezeExcite(nn.Module):
    def __init__(self):
        super().__init__()
        self.squeeze, self.excite = nn.Linear(8, 2), nn.Linear(2, 8)

    def forward(self, x):
        return x * torch.sigmoid(self.excite(F.relu(self.squeeze(x.mean((2, 3))))))[:, :, None, None]


class SelfAttention(nn.Module):
    def __init__(self, heads, real_only=False):
        super().__init__()
        self.inner, self.real_only = nn.MultiheadAttention(8, heads, batch_first=True), real_only

    def forward(self, x):
        barred = added_frames(x) if self.real_only else None
        return self.inner(x, x, x, key_padding_mask=barred, need_weights=False)[0]


attention = {
    "inWeight": "inner.in_proj_weight", "inBias": "inner.in_proj_bias",
    "outWeight": "inner.out_proj.weight", "outBias": "inner.out_proj.bias",
}
squeeze = {f"{part}.{kind}": f"{part.lower()}.{kind}" for part in ("Squeeze", "Excite") for kind in ("weight", "bias")}
gru = {"inWeight": "weight_ih_l0", "hiddenWeight": "weight_hh_l0", "inBias": "bias_ih_l0", "hiddenBias": "bias_hh_l0"}
both = {**gru, **{f"{ours}Reverse": f"{theirs}_reverse" for ours, theirs in gru.items()}}


def gabor1d(x, p):
    t = places(5)
    f, b, phase = (p[part][:, None] for part in ("frequency", "bandwidth", "phase"))
    kernel = bell(b * t) * torch.cos(2 * math.pi * f * t + phase)
    return F.conv1d(x, p["weight"][:, :, None] * kernel[:, None], p["bias"], stride=2, padding=2)


def gabor2d(x, p):
    return F.conv2d(x, p["weight"][:, :, None, None] * gabor_kernels(p, 3, 4)[:, None], p["bias"])


def rbf1d(x, p):
    kernel = torch.exp(-((p["sharpness"][:, None] * (places(4) - p["centre"][:, None])) ** 2) / 2)
    return F.conv1d(x, p["weight"][:, :, None] * kernel[:, None], p["bias"])


def rbf2d(x, p):
    return F.conv2d(x, p["weight"][:, :, None, None] * rbf_kernels(p, 3, 4)[:, None], p["bias"])


def rbf(x, p):
    squares = ((x[:, None] - p["centre"][None]) ** 2).sum(2)
    return torch.exp(-(p["sharpness"] ** 2) * squares / 2)


def added_frames(x):
    real = torch.tensor([max(1, x.shape[1] - 3 * (row % 3)) for row in range(len(x))])
    return torch.arange(x.shape[1])[None] >= real[:, None]


def attention_pool(x, p):
    added = added_frames(x)
    scores = (x @ p["weight"].T).transpose(1, 2).masked_fill(added[:, None], -torch.inf)
    return scores.softmax(2) @ x


def statistics_pool(x, _):
    real = ~added_frames(x)
    rows = [row[kept] for row, kept in zip(x, real)]
    return torch.stack([torch.cat([row.mean(0), (row.var(0, correction=0) + 1e-5).sqrt()]) for row in rows])


def contrastive(x, _):
    a, b = x[0::2], x[1::2]
    d = (a - b).norm(dim=1)
    same = torch.tensor([1.0, 0.0, 0.0, 1.0])
    return (0.5 * (same * d**2 + (1 - same) * F.relu(2.5 - d) ** 2)).mean()[None]


per_channel = {part: [3] for part in ("frequency", "bandwidth", "phase", "bias")}
cases = [
    of_module("dense of series", [2, 3, 5], lambda: nn.Linear(5, 4), plain),
    of_module("conv1d, strided, dilated, in groups", [2, 4, 11],
              lambda: nn.Conv1d(4, 6, 3, stride=2, padding=3, dilation=2, groups=2), plain),
    of_module("conv1d, same, even kernel", [2, 3, 7], same((1, 2), lambda: nn.Conv1d(3, 2, 4)), second),
    of_module("conv1d, causal", [2, 3, 7], same((4, 0), lambda: nn.Conv1d(3, 2, 3, dilation=2)), second),
    of_module("conv1d, a kernel per channel", [2, 9, 8], lambda: nn.Conv1d(9, 9, 3, padding=1, groups=9), plain),
    of_module("conv2d, strided, in groups", [2, 4, 5, 6],
              lambda: nn.Conv2d(4, 6, (3, 2), stride=(1, 2), padding=(1, 0), groups=2), plain),
    of_module("conv2d, many channels in groups", [2, 16, 4, 5],
              lambda: nn.Conv2d(16, 4, (3, 3), padding=(1, 1), groups=2), plain),
    ghost("batch norm, virtual batches", 8, 8),
    ghost("batch norm, virtual batches, masked rows", 8, 4),
    of_module("layer norm", [2, 3, 5], lambda: nn.LayerNorm(5), plain),
    of_module("squeeze and excite", [2, 8, 3, 4], SqueezeExcite, squeeze),
    of_module("self-attention, one head", [2, 5, 8], lambda: SelfAttention(1), attention),
    of_module("self-attention, four heads", [2, 5, 8], lambda: SelfAttention(4), attention),
    of_module("self-attention, real frames only", [4, 6, 8], lambda: SelfAttention(2, True), attention),
    run("statistics pool", [4, 6, 3], statistics_pool, {}),
    run("attention pool, one head", [4, 6, 3], attention_pool, {"weight": [1, 3]}),
    run("attention pool, two heads", [4, 6, 3], attention_pool, {"weight": [2, 3]}),
    of_module("gru", [2, 6, 3], lambda: nn.GRU(3, 4, batch_first=True), gru, lambda y: y[0]),
    of_module("gru, both directions", [2, 5, 3], lambda: nn.GRU(3, 4, batch_first=True, bidirectional=True), both,
              lambda y: y[0]),
    run("gelu", [2, 9], lambda x, _: F.gelu(2 * x), {}),
    run("max pool, series", [2, 3, 8], lambda x, _: F.max_pool1d(x, 3, 2, 1, ceil_mode=True), {}),
    run("max pool, images", [2, 2, 5, 7], lambda x, _: F.max_pool2d(x, (2, 3), ceil_mode=True), {}),
    run("average pool, series", [2, 3, 8],
        lambda x, _: F.avg_pool1d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False), {}),
    run("average pool, images", [2, 2, 5, 7],
        lambda x, _: F.avg_pool2d(x, (2, 3), ceil_mode=True, count_include_pad=False), {}),
    run("gabor kernels, series", [2, 2, 9], gabor1d, {**per_channel, "weight": [3, 2]}),
    run("gabor kernels, images", [2, 2, 5, 6], gabor2d,
        {**per_channel, "crossBandwidth": [3], "orientation": [3], "weight": [3, 2]}),
    run("rbf kernels, series", [2, 2, 9], rbf1d,
        {"centre": [3], "sharpness": [3], "weight": [3, 2], "bias": [3]}),
    run("rbf kernels, images", [2, 2, 5, 6], rbf2d,
        {"centreHeight": [3], "centreWidth": [3], "sharpness": [3], "weight": [3, 2], "bias": [3]}),
    run("rbf", [3, 5], rbf, {"centre": [4, 5], "sharpness": [4]}),
    run("contrastive loss of pairs", [8, 3], contrastive, {}),
]
print(json.dumps({"versions": {"torch": torch.__version__}, "cases": cases}))
