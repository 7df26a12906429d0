/** The first part of a graph: all that one of its values depends on, and nothing else. */
import type { ModelProto } from "onnx-buf";
import { ModelError } from "../../base/errors.ts";
import { encodeModel, valueInfo } from "./builder.ts";

/**
 * A model that ends where another one goes on; it has no metadata.
 *
 * @param model - changed in place
 * @param value - float32 [n, width]: the only output of what is left
 * @throws ModelError if no node and no input gives the value
 */
export function cutAt(model: ModelProto, value: string): Uint8Array<ArrayBuffer> {
  const { graph } = model;
  const needed = new Set([value]);
  const nodes = (graph?.node ?? []).toReversed().filter((node) => {
    if (!node.output.some((name) => needed.has(name))) return false;
    for (const name of node.input) needed.add(name);
    return true;
  });
  const inputs = (graph?.input ?? []).filter(({ name }) => needed.has(name));
  if (graph === undefined || (nodes.length === 0 && inputs.length === 0)) {
    throw new ModelError(`the ONNX model has no value ${value} at which it could be cut.`);
  }
  graph.node = nodes.toReversed();
  graph.input = inputs;
  graph.initializer = graph.initializer.filter(({ name }) => needed.has(name));
  graph.valueInfo = [];
  graph.output = [valueInfo(value, ["n", "width"], "float32")];
  model.metadataProps = [];
  return encodeModel(model);
}
