# Kernels [channel, height, width] of src/engine/layers/shaped-kernels.ts by their parameters [channel], in PyTorch.
import math

import torch


def places(length):
    return torch.arange(length) - (length - 1) / 2


def bell(x):
    return torch.exp(-((2 * math.pi * x) ** 2) / 2)


def gabor_kernels(p, height, width):
    h, w = places(height)[:, None], places(width)[None]
    f, b, cross, phase, angle = (
        p[part][:, None, None] for part in ("frequency", "bandwidth", "crossBandwidth", "phase", "orientation"))
    u = h * torch.cos(angle) + w * torch.sin(angle)
    v = w * torch.cos(angle) - h * torch.sin(angle)
    return bell(b * u) * bell(cross * v) * torch.cos(2 * math.pi * f * u + phase)


def rbf_kernels(p, height, width):
    h = places(height)[:, None] - p["centreHeight"][:, None, None]
    w = places(width)[None] - p["centreWidth"][:, None, None]
    return torch.exp(-(p["sharpness"][:, None, None] ** 2) * (h**2 + w**2) / 2)
