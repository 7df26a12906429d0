# PyTorch's side of bench/train.ts: the first request says what to train, each later one makes steps for half a second.
import json
import pathlib
import resource
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools" / "golden"))
import torch
import torch.nn.functional as F
from networks import make

net = None
for line in sys.stdin:
    request = json.loads(line)
    if net is None:
        torch.set_num_threads(request["threads"])
        torch.manual_seed(0)
        started = time.perf_counter()
        net = make(request).train()
        optimizer = torch.optim.SGD(net.parameters(), 1e-3, momentum=0.9)
        compile_ms = (time.perf_counter() - started) * 1e3
        x = torch.randn(request["batch"], *request["shape"])
        y = torch.arange(request["batch"]) % request["labels"]

        def step():
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x), y)
            loss.backward()
            optimizer.step()
            return loss.item()

        step()
        step()
        print(json.dumps({"compileMs": compile_ms}), flush=True)
        continue
    started, steps = time.perf_counter(), 0
    while steps == 0 or time.perf_counter() - started < 0.5:
        step()
        steps += 1
    ms = (time.perf_counter() - started) * 1e3 / steps
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"ms": ms, "memoryMb": memory}), flush=True)
