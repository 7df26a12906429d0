/** Models one after the other, as one. */
import { ModelError } from "../../base/errors.ts";
import { decodeModel, OnnxBuilder } from "./builder.ts";

/**
 * A model that feeds the output of each into the input of the next: it has the first one's input, by its name and shape, and
 * the last one's output. Each has one input and one output.
 *
 * @param models - by name, in order; values inside get the names' prefixes
 * @throws ModelError if an operator set differs, or there is more than one value to connect
 */
export function chainModels(
  models: readonly (readonly [name: string, onnx: Uint8Array])[],
): Uint8Array<ArrayBuffer> {
  const ends = models.map(([name, onnx]) => {
    const { graph } = decodeModel(onnx);
    if (graph?.input.length !== 1 || graph.output.length !== 1) {
      throw new ModelError(`ONNX models can be chained by one value only; ${name} has more or none.`);
    }
    return { input: graph.input[0], output: graph.output[0] };
  });
  const onnx = new OnnxBuilder("chain");
  const [first, last] = [ends[0], ends[ends.length - 1]];
  let value = onnx.inputLike(first.input);
  for (const [i, [name, model]] of models.entries()) {
    value = onnx.inline(model, name, { [ends[i].input.name]: value })[ends[i].output.name];
  }
  onnx.node("Identity", [value], {}, last.output.name);
  onnx.outputLike(last.output);
  return onnx.toBytes();
}
