# Reference training runs for src/engine and src/models/{mlp,timnet,wigglenet}: torch 2.13.0 (CPU, float32).
# Weights, features and labels come from an integer hash that test/hashed.ts repeats, so only losses and outputs are kept.
# Run: python tools/golden/engine.py > test/golden/engine.json
import json
import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)


def hashed(salt, count):
    i = np.arange(count, dtype=np.uint64)
    m = np.uint64(0xFFFFFFFF)
    h = ((i + np.uint64(1)) * np.uint64(2654435761) + np.uint64(salt) * np.uint64(40503)) & m
    h ^= h >> np.uint64(15)
    h = (h * np.uint64(2246822519)) & m
    h ^= h >> np.uint64(13)
    h = (h * np.uint64(3266489917)) & m
    h ^= h >> np.uint64(16)
    return torch.tensor(h.astype(np.float64) / 2**31 - 1, dtype=torch.float64)


def same(x, kernel, stride):
    pads = []
    for length, k, s in ((x.shape[3], kernel[1], stride[1]), (x.shape[2], kernel[0], stride[0])):
        total = max((-(-length // s) - 1) * s + k - length, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads)


class ConvNorm(nn.Module):
    def __init__(self, i, o, kernel, stride=(1, 1)):
        super().__init__()
        self.kernel, self.stride = kernel, stride
        self.conv = nn.Conv2d(i, o, kernel, stride, bias=False)
        self.norm = nn.BatchNorm2d(o)

    def forward(self, x):
        return self.norm(self.conv(same(x, self.kernel, self.stride)))


class Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.squeeze, self.excite = nn.Linear(c, c // 4), nn.Linear(c // 4, c)

    def forward(self, x):
        return x * torch.sigmoid(self.excite(F.relu(self.squeeze(x.mean((2, 3))))))[:, :, None, None]


def pool(x, window):
    return F.avg_pool2d(x, window, ceil_mode=True, count_include_pad=False)


class WiggleNet(nn.Module):
    def __init__(self, c, labels, design):
        super().__init__()
        self.wiggle = ConvNorm(1, c, (5, 31), (2, 4))
        self.wide = ConvNorm(c, c, (3, 7))
        self.tall = ConvNorm(c, c, (3, 1)) if design == "intended" else None
        self.down = ConvNorm(c, c, (3, 3), (2, 2))
        self.attention1, self.attention2 = Attention(2 * c), Attention(2 * c)
        self.residual = ConvNorm(c, 2 * c, (1, 1), (2, 2))
        self.last = ConvNorm(2 * c, 2 * c, (3, 3), (1, 2))
        self.output = nn.Linear(2 * c, labels)

    def forward(self, image):
        x = F.relu(self.wiggle(image[:, None]))
        q = F.relu(self.wide(x))
        p = q if self.tall is None else F.relu(self.tall(x))
        y = self.attention1(torch.cat([pool(p, (2, 2)), F.relu(self.down(q))], 1))
        z = F.relu(y + self.residual(x))
        w = self.attention2(F.relu(self.last(z)))
        return self.output((w + pool(z, (1, 2))).mean((2, 3)))

    def names(self):
        table = {}
        for block in ("wiggle", "wide", "tall", "down", "residual", "last"):
            module = getattr(self, block)
            if module is not None:
                table[f"{block}.weight"] = module.conv.weight
                table[f"{block}Norm.weight"] = module.norm.weight
                table[f"{block}Norm.bias"] = module.norm.bias
        for block in ("attention1", "attention2"):
            for part in ("squeeze", "excite"):
                linear = getattr(getattr(self, block), part)
                table[f"{block}{part.capitalize()}.weight"] = linear.weight
                table[f"{block}{part.capitalize()}.bias"] = linear.bias
        table["output.weight"], table["output.bias"] = self.output.weight, self.output.bias
        return table


class CausalNorm(nn.Module):
    def __init__(self, i, o, dilation):
        super().__init__()
        self.zeros = dilation
        self.conv = nn.Conv1d(i, o, 2, dilation=dilation, bias=False)
        self.norm = nn.BatchNorm1d(o)

    def forward(self, x):
        return F.relu(self.norm(self.conv(F.pad(x, (self.zeros, 0)))))


class TimNet(nn.Module):
    def __init__(self, coefficients, labels, c, blocks, frame_pool, input_norm):
        super().__init__()
        self.frame_pool = frame_pool
        self.input_norm = nn.BatchNorm1d(coefficients) if input_norm else None
        self.start = nn.ModuleDict({d: nn.Conv1d(coefficients, c, 1) for d in ("forwards", "backwards")})
        self.blocks = nn.ModuleDict({
            f"{d}{j + 1}{part}": CausalNorm(c, c, 2**j) for d in self.start for j in range(blocks) for part in "ab"
        })
        self.count = blocks
        self.scales = nn.Parameter(torch.empty(blocks))
        self.output = nn.Linear(c, labels)

    def forward(self, image):
        x = image if self.input_norm is None else self.input_norm(image)
        if self.frame_pool > 1:
            x = pool(x[:, :, None], (1, self.frame_pool))[:, :, 0]
        summary = 0
        series = {"forwards": self.start["forwards"](x), "backwards": self.start["backwards"](x.flip(2))}
        for j in range(self.count):
            for direction, h in series.items():
                gate = self.blocks[f"{direction}{j + 1}b"](self.blocks[f"{direction}{j + 1}a"](h))
                series[direction] = h * torch.sigmoid(gate)
            summary = summary + self.scales[j] * (series["forwards"] + series["backwards"]).mean(2)
        return self.output(summary)

    def names(self):
        """Tuples are halves of one tensor, forwards first."""
        table = {"scales.weight": self.scales, "output.weight": self.output.weight, "output.bias": self.output.bias}
        if self.input_norm is not None:
            table["inputNorm.weight"], table["inputNorm.bias"] = self.input_norm.weight, self.input_norm.bias
        both = lambda part: tuple(part(direction) for direction in self.start)
        for kind in ("weight", "bias"):
            table[f"start.{kind}"] = both(lambda d: getattr(self.start[d], kind))
        for j in range(self.count):
            for part in "ab":
                name = f"{j + 1}{part}"
                table[f"block{name}.weight"] = both(lambda d: self.blocks[d + name].conv.weight)
                for kind in ("weight", "bias"):
                    table[f"block{name}Norm.{kind}"] = both(lambda d: getattr(self.blocks[d + name].norm, kind))
        return table


class Mlp(nn.Module):
    def __init__(self, width, hidden, labels, batch_norm):
        super().__init__()
        sizes = [width, *hidden]
        self.hidden = nn.ModuleList(nn.Linear(a, b, bias=not batch_norm) for a, b in zip(sizes, hidden))
        self.norm = nn.ModuleList(nn.BatchNorm1d(b) for b in hidden) if batch_norm else None
        self.output = nn.Linear(hidden[-1], labels)

    def forward(self, x):
        for i, layer in enumerate(self.hidden):
            x = layer(x)
            x = F.relu(x if self.norm is None else self.norm[i](x))
        return self.output(x)

    def names(self):
        table = {"output.weight": self.output.weight, "output.bias": self.output.bias}
        for i, layer in enumerate(self.hidden):
            table[f"hidden{i + 1}.weight"] = layer.weight
            if self.norm is None:
                table[f"hidden{i + 1}.bias"] = layer.bias
            else:
                table[f"norm{i + 1}.weight"], table[f"norm{i + 1}.bias"] = self.norm[i].weight, self.norm[i].bias
        return table


def run(case):
    torch.manual_seed(0)
    shape, labels, rows = case["shape"], case["labels"], case["rows"]
    if case["model"] == "wigglenet":
        net = WiggleNet(case["channels"], labels, case["design"])
    elif case["model"] == "timnet":
        net = TimNet(shape[0], labels, case["channels"], case["blocks"], case["framePool"], case["inputNorm"])
    else:
        net = Mlp(shape[0], case["hidden"], labels, case["batchNorm"])
    parts = {name: p if isinstance(p, tuple) else (p,) for name, p in net.names().items()}
    assert sum(p.numel() for pieces in parts.values() for p in pieces) == sum(p.numel() for p in net.parameters())
    with torch.no_grad():
        for salt, name in enumerate(sorted(parts)):
            p = torch.cat(parts[name])
            u = hashed(salt, p.numel()).reshape(p.shape)
            if "orm" in name:
                value = 0.2 * u + (1 if name.endswith("weight") else 0)
            else:
                value = u / math.sqrt(p[0].numel()) if p.dim() > 1 else 0.1 * u
            for piece, start in zip(parts[name], value.float().split(len(parts[name][0]))):
                piece.copy_(start)
    width = math.prod(shape)
    x = (hashed(1000, rows * width) * 1.5).float().reshape(rows, *shape)
    y = torch.arange(rows) % labels
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
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x[batch]), y[batch], weight=weights, label_smoothing=case["labelSmoothing"])
        loss.backward()
        if case["clipNorm"] > 0:
            nn.utils.clip_grad_norm_(net.parameters(), case["clipNorm"])
        optimizer.step()
        losses.append(loss.item())
    net.eval()
    with torch.no_grad():
        probabilities = torch.softmax(net(x[:5]), 1)
    digits = lambda values: [float(f"{v:.9g}") for v in values]
    return {**case, "losses": digits(losses), "probabilities": digits(probabilities.flatten().tolist())}


def one_cycle(steps, momentum_parameter):
    p = nn.Parameter(torch.zeros(1))
    if momentum_parameter == "momentum":
        optimizer = torch.optim.SGD([p], 0.1, momentum=0.9)
    else:
        optimizer = torch.optim.Adam([p], 0.1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=steps)
    rates = []
    for _ in range(steps):
        group = optimizer.param_groups[0]
        momentum = group["momentum"] if momentum_parameter == "momentum" else group["betas"][0]
        rates.append([float(f"{group['lr']:.9g}"), float(f"{momentum:.9g}")])
        optimizer.step()
        if len(rates) < steps:
            schedule.step()
    return rates


base = dict(labelWeights=None, labelSmoothing=0.0, clipNorm=0.0, weightDecay=0.0, nesterov=False, momentum=0.9)
# 10 rows in batches of 4: every third batch is short.
image = dict(base, model="wigglenet", shape=[9, 43], channels=8, labels=3, rows=10, batchSize=4, steps=20)
vector = dict(base, model="mlp", shape=[30], hidden=[24, 16], labels=4, rows=22, batchSize=8, steps=20)
series = dict(base, model="timnet", shape=[7, 20], channels=6, blocks=3, labels=4, rows=10, batchSize=4, steps=20)
cases = [
    dict(image, name="wigglenet intended, sgd", design="intended", optimizer="sgd", learningRate=0.01),
    dict(image, name="wigglenet as-run, adam", design="as-run", optimizer="adam", learningRate=0.002),
    dict(vector, name="mlp, sgd, label weights", batchNorm=False, optimizer="sgd", learningRate=0.05,
         labelWeights=[0.5, 1.0, 2.0, 1.5], weightDecay=0.01),
    dict(vector, name="mlp, nesterov, smoothing", batchNorm=False, optimizer="sgd", learningRate=0.05,
         nesterov=True, labelSmoothing=0.1, momentum=0.8),
    dict(vector, name="mlp with batch norm, adamw, clipped", batchNorm=True, optimizer="adamw", learningRate=0.01,
         labelWeights=[0.5, 1.0, 2.0, 1.5], labelSmoothing=0.2, weightDecay=0.1, clipNorm=0.5),
    dict(vector, name="mlp, adam with L2", batchNorm=False, optimizer="adam", learningRate=0.01, weightDecay=0.05,
         momentum=0.85),
    dict(series, name="timnet, adamw, clipped", framePool=1, inputNorm=True, optimizer="adamw", learningRate=0.005,
         labelSmoothing=0.1, weightDecay=0.05, clipNorm=0.5),
    dict(series, name="timnet, frames pooled, dilation beyond them, sgd", framePool=4, inputNorm=False, blocks=4,
         shape=[7, 18], optimizer="sgd", learningRate=0.02),
]
print(json.dumps({
    "versions": {"torch": torch.__version__},
    "runs": [run(case) for case in cases],
    "oneCycle": one_cycle(23, "momentum"),
}, indent=1))
