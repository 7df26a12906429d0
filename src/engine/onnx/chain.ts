/** Two models as one. */
import { ModelError } from "../../base/errors.ts";
import { decodeModel, encodeModel } from "./builder.ts";

/**
 * A model that feeds the output of the first into the input of the second; it has the first one's input and the second
 * one's output and metadata. Each has one input, the first one output.
 *
 * @param name - comes before the names of the first one's values, so that they differ from the second one's
 * @throws ModelError if an operator set differs, or there is more than one value to connect
 */
export function chainModels(name: string, first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const [front, back] = [decodeModel(first), decodeModel(second)];
  const [graph, rest] = [front.graph, back.graph];
  if (graph?.input.length !== 1 || graph.output.length !== 1 || rest?.input.length !== 1) {
    throw new ModelError("two ONNX models can be chained by one value only.");
  }
  for (const { domain, version } of front.opsetImport) {
    const other = back.opsetImport.find((one) => one.domain === domain);
    if (other === undefined)
      back.opsetImport.push(...front.opsetImport.filter((one) => one.domain === domain));
    else if (other.version !== version) {
      throw new ModelError(
        `two ONNX models of operator sets ${version} and ${other.version} cannot be chained.`,
      );
    }
  }
  const input = graph.input[0].name;
  const joint = `${name}/${graph.output[0].name}`;
  const inside = (value: string): string => (value === input || value === "" ? value : `${name}/${value}`);
  for (const node of graph.node) {
    node.name = `${name}/${node.name}`;
    node.input = node.input.map(inside);
    node.output = node.output.map(inside);
  }
  for (const tensor of graph.initializer) tensor.name = inside(tensor.name);
  const entry = rest.input[0].name;
  for (const node of rest.node) node.input = node.input.map((value) => (value === entry ? joint : value));
  rest.node.unshift(...graph.node);
  rest.initializer.unshift(...graph.initializer);
  rest.input = graph.input;
  return encodeModel(back);
}
