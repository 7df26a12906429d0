"""Makes weights/whisper-tiny-turn.onnx: the first three layers of the encoder of Smart Turn v3.2, for three seconds.

Weights stay whole numbers of 8 bits. What flows between them is no longer rounded to 8 bits: a last bit that machines compute
differently could become another whole number, and the same clip another answer.

    pip download --no-deps pipecat-ai==1.14.0 && python tools/cut_encoder.py pipecat_ai-1.14.0-py3-none-any.whl

onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6
"""
import hashlib
import pathlib
import sys
import zipfile

import numpy as np
import onnx
import onnxruntime

WHEEL = "0352f504b44e78bdf524e45af4bc759601c835b9b7dc195efe5e03384b974a44"
MODEL = "2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f"
INSIDE = "pipecat/audio/turn/smart_turn/data/smart-turn-v3.2-cpu.onnx"
TARGET = pathlib.Path(__file__).parent.parent / "weights" / "whisper-tiny-turn.onnx"
# the residual stream after each encoder layer; the name that exports of transformers give it
LAYERS = {"add_146": "hidden_states.1", "add_268": "hidden_states.2", "add_390": "hidden_states.3"}
POSITIONS = "inner.encoder.embed_positions.weight"
FRAMES = 300  # of 10 ms; the whole model has 800


def checked(data, sha256, what):
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        sys.exit(f"{what} has the SHA-256 {found}; expected {sha256}")
    return data


def read(wheel):
    checked(pathlib.Path(wheel).read_bytes(), WHEEL, wheel)
    return checked(zipfile.ZipFile(wheel).read(INSIDE), MODEL, INSIDE)


def unrounded(source):
    """The model without the pairs of QuantizeLinear and DequantizeLinear between its operators."""
    model = onnx.load_from_string(source)
    rounded = {node.output[0]: node.input[0] for node in model.graph.node if node.op_type == "QuantizeLinear"}
    same = {}
    kept = []
    for node in model.graph.node:
        if node.op_type == "DequantizeLinear" and node.input[0] in rounded:
            same[node.output[0]] = rounded[node.input[0]]
        elif node.op_type != "QuantizeLinear":
            kept.append(node)
    for node in kept:
        for at, name in enumerate(node.input):
            while name in same:
                name = same[name]
            node.input[at] = name
    del model.graph.node[:]
    model.graph.node.extend(kept)
    return model.SerializeToString()


def cut(source, frames):
    model = onnx.load_from_string(source)
    graph = model.graph
    for node in graph.node:
        node.input[:] = [LAYERS.get(name, name) for name in node.input]
        node.output[:] = [LAYERS.get(name, name) for name in node.output]
    # what the outputs need, from the end backwards
    needed = set(LAYERS.values())
    kept = []
    for node in reversed(graph.node):
        if needed.intersection(node.output):
            needed.update(node.input)
            kept.append(node)
    tensors = []
    for tensor in graph.initializer:
        if tensor.name not in needed:
            continue
        values = onnx.numpy_helper.to_array(tensor)
        if tensor.name == POSITIONS:
            # sounds stand at the end of the window, whatever its length
            tensor = onnx.numpy_helper.from_array(values[-frames // 2:].copy(), tensor.name)
        elif values.dtype == np.int64 and values.size == 1 and values.item() == 400:
            tensor = onnx.numpy_helper.from_array(np.full_like(values, frames // 2), tensor.name)
        tensors.append(tensor)
    floats = onnx.TensorProto.FLOAT
    out = onnx.helper.make_model(
        onnx.helper.make_graph(
            kept[::-1],
            "whisper-tiny-turn",
            [onnx.helper.make_tensor_value_info("input_features", floats, ["n", 80, frames])],
            [onnx.helper.make_tensor_value_info(name, floats, ["n", frames // 2, 384]) for name in LAYERS.values()],
            tensors,
        ),
        opset_imports=[onnx.helper.make_opsetid("", 18)],
        ir_version=10,
        producer_name="prosodia tools/cut_encoder.py",
    )
    onnx.helper.set_model_props(out, {
        "source": f"smart-turn-v3.2-cpu.onnx, SHA-256 {MODEL}",
        "prosodia.front-end": '{"padding":"start","normalise":true}',
    "licence": "BSD-2-Clause, Copyright (c) 2024-2026, Daily; MIT, Copyright (c) 2022 OpenAI",
    })
    onnx.checker.check_model(out, full_check=True)
    return out.SerializeToString(deterministic=True)


def session_options():
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return options


def run(model, image):
    return onnxruntime.InferenceSession(model, session_options()).run(list(LAYERS.values()), {"input_features": image})


def check_layers(source):
    """Uncut in time, the layers are those of the model itself."""
    whole = onnx.load_from_string(source)
    for name in LAYERS:
        whole.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    image = np.random.default_rng(1).uniform(-1, 1, (1, 80, 800)).astype(np.float32)
    session = onnxruntime.InferenceSession(whole.SerializeToString(), session_options())
    expected = session.run(list(LAYERS), {"input_features": image})
    for one, other in zip(run(cut(source, 800), image), expected):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)


if __name__ == "__main__":
    source = unrounded(read(sys.argv[1]))
    check_layers(source)
    model = cut(source, FRAMES)
    TARGET.write_bytes(model)
    print(TARGET, len(model), "bytes, SHA-256", hashlib.sha256(model).hexdigest())
