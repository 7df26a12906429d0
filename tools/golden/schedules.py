# Reference courses of the learning rate for src/training: torch 2.14.1 (CPU).
# Run: python tools/golden/schedules.py > test/golden/schedules.json
import json

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau, SequentialLR, StepLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn


def sgd(rate):
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate, momentum=0.9)


def course(make, steps, rate=0.1):
    optimizer = sgd(rate)
    scheduler = make(optimizer)
    rows = []
    for _ in range(steps):
        group = optimizer.param_groups[0]
        rows.append([float(f"{group['lr']:.12g}"), float(f"{group['momentum']:.12g}")])
        optimizer.step()
        scheduler.step()
    return rows


# Falls, stalls, falls by less than the threshold, rises, falls again.
losses = [1.0, 0.8, 0.8, 0.79999, 0.85, 0.9, 0.7, 0.71, 0.72, 0.73, 0.74, 0.75, 0.76, 0.77, 0.2, 0.3, 0.3, 0.3, 0.3]


def plateau(factor, patience):
    optimizer = sgd(0.1)
    scheduler = ReduceLROnPlateau(optimizer, factor=factor, patience=patience)
    rates = []
    for loss in losses:
        scheduler.step(loss)
        rates.append(float(f"{optimizer.param_groups[0]['lr']:.12g}"))
    return {"factor": factor, "patience": patience, "rates": rates}


def average(decay):
    model = torch.nn.Linear(1, 1, bias=False).double()
    averaged = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(decay))
    rows = []
    for i in range(8):
        with torch.no_grad():
            model.weight.fill_((i * i - 3) / 4)
        averaged.update_parameters(model)
        rows.append([model.weight.item(), float(f"{averaged.module.weight.item():.12g}")])
    return {"decay": decay, "weights": rows}


print(json.dumps({
    "versions": {"torch": torch.__version__},
    "step": {"factor": 0.3, "epochs": 4, "course": course(lambda o: StepLR(o, 4, 0.3), 15)},
    "cosine": {"course": course(lambda o: CosineAnnealingLR(o, 17), 17)},
    "oneCycle": [
        {"course": course(lambda o: OneCycleLR(o, 0.1, total_steps=steps), steps)} for steps in (10, 23, 40)
    ],
    "mixed": {
        "stages": [5, 6],
        "course": course(
            lambda o: SequentialLR(o, [CosineAnnealingLR(o, 5), StepLR(o, 2, 0.5)], milestones=[5]), 11
        ),
    },
    "losses": losses,
    "plateau": [plateau(0.1, 2), plateau(0.5, 0), plateau(0.3, 4)],
    "average": [average(0.5), average(0.9)],
}, indent=1))
