# Every network model of src/models in PyTorch 2.14: `make(case)` builds one from its parameters, `names(net)` tells its
# parameters and running statistics by the names that src/models gives them. Used by engine.py and by the benchmarks.
import re

import torch
import torch.nn as nn
import torch.nn.functional as F

import shaped_kernels


def names(net):
    """Tensors by our names: "block.0.layer.1.norm.running_mean" is block1Layer2Norm.runningMean."""
    table = {}
    for path, tensor in net.state_dict(keep_vars=True).items():
        *layer, part = path.split(".")
        if part == "num_batches_tracked":
            continue
        words = [str(int(word) + 1) if word.isdigit() else word for word in layer if word not in ("conv", "linear")]
        name = "".join(word.capitalize() if i > 0 and len(word) > 1 else word for i, word in enumerate(words))
        part = "weight" if part == "factors" else re.sub("_(.)", lambda match: match[1].upper(), part).replace("Var", "Variance")
        table[f"{name}.{part}"] = tensor
    return table


class Hidden(nn.Module):
    """Dense layer, batch norm (if wanted), ReLU, dropout."""

    def __init__(self, i, o, batch_norm, dropout):
        super().__init__()
        self.linear = nn.Linear(i, o, bias=not batch_norm)
        self.norm = nn.BatchNorm1d(o) if batch_norm else nn.Identity()
        self.dropout = nn.Dropout(dropout) if dropout > 0 else nn.Identity()

    def forward(self, x):
        return self.dropout(F.relu(self.norm(self.linear(x)), inplace=True))


def hidden(width, sizes, batch_norm, dropout):
    return nn.Sequential(*(Hidden(i, o, batch_norm, dropout) for i, o in zip([width, *sizes], sizes)))


class Rbf(nn.Module):
    """Gaussian radial basis functions."""

    def __init__(self, width, units):
        super().__init__()
        self.centre = nn.Parameter(torch.randn(units, width))
        self.sharpness = nn.Parameter(torch.full((units,), width**-0.5))

    def forward(self, x):
        squares = ((x[:, None] - self.centre) ** 2).sum(2)
        return torch.exp(-(self.sharpness**2) * squares / 2)


class Mlp(nn.Module):
    def __init__(self, width, labels, sizes, first, batch_norm, dropout=0, input_dropout=0):
        super().__init__()
        self.drop = nn.Dropout(input_dropout) if input_dropout > 0 else nn.Identity()
        self.rbf = nn.Identity()
        self.output = nn.Linear(sizes[-1], labels)
        if first == "rbf":
            self.rbf = nn.Sequential(Rbf(width, sizes[0]), nn.Dropout(dropout))
            width, sizes = sizes[0], sizes[1:]
        self.hidden = hidden(width, sizes, batch_norm, dropout)

    def forward(self, x):
        return self.output(self.hidden(self.rbf(self.drop(x.flatten(1)))))


def parts(length, count):
    """Lengths of `count` parts, as equal as they can be."""
    edges = [i * length // count for i in range(count + 1)]
    return [b - a for a, b in zip(edges, edges[1:])]


class MultimodalMlp(nn.Module):
    def __init__(self, shape, labels, blocks, sizes, head, batch_norm, dropout=0):
        super().__init__()
        self.parts = parts(shape[0], blocks)
        self.block = nn.ModuleList()
        for coefficients in self.parts:
            block = nn.Module()
            block.hidden = hidden(coefficients * shape[1], sizes, batch_norm, dropout)
            self.block.append(block)
        width = blocks * sizes[-1]
        self.head = hidden(width, head, batch_norm, dropout)
        self.output = nn.Linear(head[-1] if head else width, labels)

    def forward(self, image):
        ranges = image.split(self.parts, 1)
        seen = [block.hidden(x.flatten(1)) for block, x in zip(self.block, ranges)]
        return self.output(self.head(torch.cat(seen, 1)))


class ConvNorm1d(nn.Module):
    def __init__(self, i, o, kernel, stride=1):
        super().__init__()
        self.conv = nn.Conv1d(i, o, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm1d(o)

    def forward(self, x):
        return self.norm(self.conv(x))


class MultimodalCnn(nn.Module):
    def __init__(self, shape, labels, kernels, channels, stride, pool, head, dropout=0):
        super().__init__()
        self.parts, self.pool = parts(shape[0], len(kernels)), pool
        self.block = nn.ModuleList()
        width = 0
        for kernel, coefficients in zip(kernels, self.parts):
            block = nn.Module()
            block.layer = nn.ModuleList(
                ConvNorm1d(i, o, kernel, 1 if j else stride) for j, (i, o) in enumerate(zip([1, *channels], channels)))
            self.block.append(block)
            length = -(-coefficients * shape[1] // stride)
            for _ in channels:
                length = -(-length // pool)
            width += length * channels[-1]
        self.head = hidden(width, head, True, dropout)
        self.output = nn.Linear(head[-1] if head else width, labels)

    def forward(self, image):
        seen = []
        for block, x in zip(self.block, image.split(self.parts, 1)):
            x = x.flatten(1)[:, None]
            for layer in block.layer:
                x = F.relu(layer(x), inplace=True)
                if self.pool > 1:
                    x = F.avg_pool1d(x, self.pool, ceil_mode=True, count_include_pad=False)
            seen.append(x.flatten(1))
        return self.output(self.head(torch.cat(seen, 1)))


class Bottleneck(nn.Module):
    def __init__(self, i, width, stride):
        super().__init__()
        self.reduce = ConvNorm1d(i, width, 1)
        self.middle = ConvNorm1d(width, width, 3, stride)
        self.expand = ConvNorm1d(width, 4 * width, 1)
        changes = stride > 1 or i != 4 * width
        self.shortcut = ConvNorm1d(i, 4 * width, 1, stride) if changes else nn.Identity()

    def forward(self, x):
        y = F.relu(self.middle(F.relu(self.reduce(x), inplace=True)), inplace=True)
        return F.relu(self.expand(y).add_(self.shortcut(x)), inplace=True)


class ResNet1d(nn.Module):
    def __init__(self, shape, labels, input, channels, blocks, dropout=0):
        super().__init__()
        self.unrolled = input == "unrolled"
        self.stem = ConvNorm1d(1 if self.unrolled else shape[0], channels, 7, 2)
        self.stage = nn.ModuleList()
        seen = channels
        for s, count in enumerate(blocks):
            stage = nn.Module()
            width = channels * 2**s
            stage.block = nn.Sequential()
            for b in range(count):
                stage.block.append(Bottleneck(seen, width, 2 if s > 0 and b == 0 else 1))
                seen = 4 * width
            self.stage.append(stage)
        self.dropout = nn.Dropout(dropout) if dropout > 0 else nn.Identity()
        self.output = nn.Linear(seen, labels)

    def forward(self, image):
        x = image.flatten(1)[:, None] if self.unrolled else image
        x = F.max_pool1d(F.relu(self.stem(x), inplace=True), 3, 2, 1, ceil_mode=True)
        for stage in self.stage:
            x = stage.block(x)
        return self.output(self.dropout(x.mean(2)))


class ShapedConv2d(nn.Module):
    """A convolution of Gabor or Gaussian kernels, weighed for each channel that they see."""

    SHAPES = {
        "gabor": (shaped_kernels.gabor_kernels, ("frequency", "bandwidth", "crossBandwidth", "phase", "orientation")),
        "rbf": (shaped_kernels.rbf_kernels, ("centreHeight", "centreWidth", "sharpness")),
    }

    def __init__(self, shape, i, o, kernel, stride):
        super().__init__()
        self.kernel_size, self.stride = kernel, stride
        self.kernels, parameters = self.SHAPES[shape]
        for name in parameters:
            self.register_parameter(name, nn.Parameter(torch.rand(o)))
        self.factors = nn.Parameter(torch.randn(o, i))

    @property
    def weight(self):
        kernels = self.kernels(dict(self.named_parameters()), *self.kernel_size)
        return self.factors[:, :, None, None] * kernels[:, None]


class ConvNorm2d(nn.Module):
    """Padded to ceil(length / stride), the odd zero at the end."""

    def __init__(self, i, o, kernel, stride=(1, 1), shape="free"):
        super().__init__()
        free = shape == "free"
        self.conv = nn.Conv2d(i, o, kernel, stride, bias=False) if free else ShapedConv2d(shape, i, o, kernel, stride)
        self.norm = nn.BatchNorm2d(o)

    def forward(self, x):
        conv = self.conv
        total = [max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in zip(x.shape[2:], conv.kernel_size, conv.stride)]
        before = [n // 2 for n in total]
        if total == [2 * n for n in before]:
            return self.norm(F.conv2d(x, conv.weight, None, conv.stride, before))
        x = F.pad(x, (before[1], total[1] - before[1], before[0], total[0] - before[0]))
        return self.norm(F.conv2d(x, conv.weight, None, conv.stride))


class Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.squeeze, self.excite = nn.Linear(c, c // 4), nn.Linear(c // 4, c)

    def forward(self, x):
        squeezed = F.relu(self.squeeze(x.mean((2, 3))), inplace=True)
        return x * torch.sigmoid(self.excite(squeezed))[:, :, None, None]


def pool2d(x, window):
    return F.avg_pool2d(x, window, ceil_mode=True, count_include_pad=False)


class WiggleNet(nn.Module):
    def __init__(self, labels, design, c, wiggle, planes, dropout=0):
        super().__init__()
        self.planes = planes
        self.wiggle = ConvNorm2d(planes, c, (5, 31), (2, 4), wiggle)
        self.wide = ConvNorm2d(c, c, (3, 7))
        self.tall = ConvNorm2d(c, c, (3, 1)) if design == "intended" else None
        self.down = ConvNorm2d(c, c, (3, 3), (2, 2))
        self.attention1, self.attention2 = Attention(2 * c), Attention(2 * c)
        self.residual = ConvNorm2d(c, 2 * c, (1, 1), (2, 2))
        self.last = ConvNorm2d(2 * c, 2 * c, (3, 3), (1, 2))
        self.dropout = nn.Dropout(dropout) if dropout > 0 else nn.Identity()
        self.output = nn.Linear(2 * c, labels)

    def forward(self, image):
        x = F.relu(self.wiggle(image.unflatten(1, (self.planes, -1))), inplace=True)
        q = F.relu(self.wide(x), inplace=True)
        p = q if self.tall is None else F.relu(self.tall(x), inplace=True)
        y = self.attention1(torch.cat([pool2d(p, (2, 2)), F.relu(self.down(q), inplace=True)], 1))
        z = F.relu(self.residual(x).add_(y), inplace=True)
        w = self.attention2(F.relu(self.last(z), inplace=True))
        return self.output(self.dropout((w + pool2d(z, (1, 2))).mean((2, 3))))


class Causal(nn.Module):
    """Both directions as groups of one convolution."""

    def __init__(self, i, o, dilation, dropout):
        super().__init__()
        self.zeros = dilation
        self.conv = nn.Conv1d(i, o, 2, dilation=dilation, groups=2, bias=False)
        self.norm = nn.BatchNorm1d(o)
        self.dropout = nn.Dropout1d(dropout) if dropout > 0 else nn.Identity()

    def forward(self, x):
        y = self.norm(self.conv(F.pad(x, (self.zeros, 0))))
        return self.dropout(F.relu(y, inplace=True))


class TimNet(nn.Module):
    def __init__(self, coefficients, labels, c, blocks, frame_pool, input_norm, dropout=0, head_dropout=0):
        super().__init__()
        self.frame_pool = frame_pool
        if input_norm:
            self.input = nn.Module()
            self.input.norm = nn.BatchNorm1d(coefficients)
        else:
            self.input = None
        self.start = nn.Conv1d(2 * coefficients, 2 * c, 1, groups=2)
        self.block = nn.ModuleList()
        for j in range(blocks):
            block = nn.Module()
            block.a, block.b = (Causal(2 * c, 2 * c, 2**j, dropout) for _ in "ab")
            self.block.append(block)
        self.scales = nn.Module()
        self.scales.weight = nn.Parameter(torch.full((blocks,), 1 / blocks))
        self.dropout = nn.Dropout(head_dropout) if head_dropout > 0 else nn.Identity()
        self.output = nn.Linear(c, labels)

    def forward(self, image):
        x = image if self.input is None else self.input.norm(image)
        if self.frame_pool > 1:
            x = F.avg_pool1d(x, self.frame_pool, ceil_mode=True, count_include_pad=False)
        x = self.start(torch.cat([x, x.flip(2)], 1))
        means = []
        for block in self.block:
            x = x * torch.sigmoid(block.b(block.a(x)))
            means.append(x.mean(2))
        both = torch.stack(means, 2) @ self.scales.weight
        return self.output(self.dropout(both.unflatten(1, (2, -1)).sum(1)))


def real_frames(rows, frames):
    """How many frames of each row are real, in tests."""
    return torch.tensor([max(1, frames - 3 * (row % 3)) for row in range(rows)])


class Block2d(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        changes = i != o
        self.first = ConvNorm2d(i, o, (3, 3), (2, 2) if changes else (1, 1))
        self.second = ConvNorm2d(o, o, (3, 3))
        self.attention = Attention(o)
        self.skip = ConvNorm2d(i, o, (1, 1)) if changes else None

    def forward(self, x):
        y = self.attention(self.second(F.relu(self.first(x))))
        return F.relu(y + (x if self.skip is None else self.skip(pool2d(x, (2, 2)))))


class SeResnet(nn.Module):
    def __init__(self, labels, stem, blocks, block_dropout=0, dropout=0):
        super().__init__()
        self.stem = ConvNorm2d(1, stem, (5, 5), (2, 1))
        self.block = nn.Sequential(*(Block2d(i, o) for i, o in zip([stem, *blocks], blocks)))
        self.silence, self.dropout = nn.Dropout2d(block_dropout), nn.Dropout(dropout)
        self.output = nn.Linear(2 * blocks[-1], labels)

    def forward(self, image):
        x = F.relu(self.stem(image[:, None]))
        for block in self.block:
            x = self.silence(block(x))
        return self.output(self.dropout(torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)))


class TutorialCnn(nn.Module):
    def __init__(self, width, labels, channels, kernel, pool, dropout=0):
        super().__init__()
        self.pool, self.dropout = pool, nn.Dropout(dropout)
        self.layer = nn.ModuleList(
            nn.Conv1d(i, o, kernel, padding="same") for i, o in zip([1, *channels], channels))
        for _ in channels[1:]:
            width = -(-width // pool)
        self.output = nn.Linear(width * channels[-1], labels)

    def forward(self, x):
        x = x[:, None]
        for i, layer in enumerate(self.layer):
            if i > 0:
                x = F.max_pool1d(x, self.pool, ceil_mode=True)
            x = self.dropout(F.relu(layer(x)))
        return self.output(x.flatten(1))


class AttentionPool(nn.Module):
    """`forward` takes the images and how many of their frames are real."""

    def __init__(self, coefficients, labels, channels, heads, sizes, dropout=0, input_dropout=0):
        super().__init__()
        self.input_dropout, self.dropout = nn.Dropout(input_dropout), nn.Dropout(dropout)
        self.projection = nn.Linear(coefficients, channels)
        self.attention = nn.Linear(channels, heads, bias=False)
        self.hidden = hidden(heads * channels, sizes, False, dropout)
        self.output = nn.Linear(sizes[-1] if sizes else heads * channels, labels)

    def forward(self, image, frames):
        h = self.dropout(F.relu(self.projection(self.input_dropout(image).transpose(1, 2))))
        added = torch.arange(image.shape[2])[None] >= frames[:, None]
        scores = self.attention(h).transpose(1, 2).masked_fill(added[:, None], -torch.inf)
        return self.output(self.hidden((scores.softmax(2) @ h).flatten(1)))


class Attention1d(nn.Module):
    """torch's own attention, its parameters by our names."""

    def __init__(self, channels, heads):
        super().__init__()
        self.heads = heads
        self.in_weight, self.in_bias = nn.Parameter(torch.zeros(3 * channels, channels)), nn.Parameter(torch.zeros(3 * channels))
        self.out_weight, self.out_bias = nn.Parameter(torch.zeros(channels, channels)), nn.Parameter(torch.zeros(channels))

    def forward(self, x, added):
        t = x.transpose(0, 1)
        y, _ = F.multi_head_attention_forward(
            t, t, t, x.shape[2], self.heads, self.in_weight, self.in_bias, None, None, False, 0, self.out_weight,
            self.out_bias, key_padding_mask=added, need_weights=False)
        return y.transpose(0, 1)


class Transformer(nn.Module):
    """`forward` takes the images and how many of their frames are real."""

    def __init__(self, coefficients, labels, first, layers, heads, hidden, dropout=0, output_dropout=0):
        super().__init__()
        self.numbers = range(first, first + layers)
        self.dropout, self.output_dropout = nn.Dropout(dropout), nn.Dropout(output_dropout)
        for number in self.numbers:
            self.add_module(f"layer{number}AttentionNorm", nn.LayerNorm(coefficients))
            self.add_module(f"layer{number}Attention", Attention1d(coefficients, heads))
            self.add_module(f"layer{number}HiddenNorm", nn.LayerNorm(coefficients))
            self.add_module(f"layer{number}Hidden", nn.Linear(coefficients, hidden))
            self.add_module(f"layer{number}Output", nn.Linear(hidden, coefficients))
        pooled = 2 * coefficients * (layers + 1)
        self.pooledNorm, self.output = nn.BatchNorm1d(pooled), nn.Linear(pooled, labels)

    def forward(self, image, frames):
        x = image.transpose(1, 2)
        real = (torch.arange(image.shape[2])[None] < frames[:, None])[:, :, None].to(x.dtype)
        shares = real / real.sum(1, keepdim=True)

        def pool(x):
            mean = (shares * x).sum(1)
            return [mean, ((shares * (x - mean[:, None]) ** 2).sum(1) + 1e-5).sqrt()]

        pooled = pool(x)
        for number in self.numbers:
            part = lambda name: getattr(self, f"layer{number}{name}")
            x = x + self.dropout(part("Attention")(part("AttentionNorm")(x), real[:, :, 0] == 0))
            x = x + self.dropout(part("Output")(F.gelu(part("Hidden")(part("HiddenNorm")(x)))))
            pooled += pool(x)
        return self.output(self.output_dropout(self.pooledNorm(torch.cat(pooled, 1))))


def make(case):
    """The network of a case: model (its id), shape of one row, labels, and the model's parameters by their names."""
    shape, labels = case["shape"], case["labels"]
    rate = case.get("dropout", 0)
    match case["model"]:
        case "mlp":
            width = torch.Size(shape).numel()
            return Mlp(width, labels, case["hidden"], case.get("firstLayer", "dense"), case["batchNorm"], rate,
                       case.get("inputDropout", 0))
        case "multimodal-mlp":
            return MultimodalMlp(shape, labels, case["blocks"], case["hidden"], case["head"], case["batchNorm"], rate)
        case "multimodal-cnn":
            return MultimodalCnn(shape, labels, case["kernels"], case["channels"], case["stride"], case["pool"],
                                 case["head"], rate)
        case "resnet1d":
            return ResNet1d(shape, labels, case["input"], case["channels"], case["blocks"], rate)
        case "wigglenet":
            return WiggleNet(labels, case["design"], case["channels"], case.get("wiggle", "free"), case.get("planes", 1), rate)
        case "timnet":
            return TimNet(shape[0], labels, case["channels"], case["blocks"], case["framePool"], case["inputNorm"],
                          rate, case.get("headDropout", 0))
        case "se-resnet":
            return SeResnet(labels, case["stem"], case["blocks"], case.get("blockDropout", 0), rate)
        case "tutorial-cnn":
            return TutorialCnn(shape[0], labels, case["channels"], case["kernel"], case["pool"], rate)
        case "attention-pool":
            return AttentionPool(shape[0], labels, case["channels"], case["heads"], case["hidden"], rate,
                                 case.get("inputDropout", 0))
        case "transformer":
            return Transformer(shape[0], labels, case["firstLayer"], case["layers"], case["heads"], case["hidden"], rate,
                               case.get("outputDropout", 0))
    raise ValueError(f"no network of the model {case['model']}")
