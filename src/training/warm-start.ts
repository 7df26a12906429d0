/** Weights of an earlier training to start from: taken by name, with the clips that they know. */
import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import { initialWeights, type Network, trace, type Weights } from "../engine/network.ts";
import { decodeTensors, encodeTensors, type NamedTensor } from "./tensor-file.ts";

export interface WarmStart {
  readonly weights: Weights;
  /** Layers that start from random weights all the same, such as the output for other labels. */
  readonly except: readonly string[];
}

const KIND = "weights";

const provenanceSchema = z.strictObject({
  name: z.string(),
  /** Clips that the weights were trained on, directly or by a warm start of their own: id -> digest of the audio. */
  trainedOn: z.array(z.tuple([z.string(), z.string()])),
});

/** What weights know. */
export type WeightsProvenance = z.output<typeof provenanceSchema>;

/**
 * The weights of a training that starts from another one's.
 *
 * @throws ModelError that names the tensor which is missing or has another length, or the layer that does not exist
 */
export function warmWeights(network: Network, seed: number, { weights, except }: WarmStart): Weights {
  const fresh = initialWeights(network, seed);
  const layerOf = (name: string) => name.slice(0, name.lastIndexOf("."));
  const layers = new Set([...fresh.keys()].map(layerOf));
  for (const layer of except) {
    if (layers.has(layer)) continue;
    throw new ModelError(
      `warm start: the network has no layer "${layer}" to leave out; expected one of ${[...layers].join(", ")}.`,
    );
  }
  return new Map(
    [...fresh].map(([name, start]) => {
      if (except.includes(layerOf(name))) return [name, start];
      const earlier = weights.get(name);
      if (earlier?.length !== start.length) {
        const got = earlier === undefined ? "none" : `${earlier.length}`;
        throw new ModelError(
          `warm start: the weights of ${name} do not fit: expected ${start.length} numbers, got ${got}.`,
          `Use the model's former parameters, or leave the layer "${layerOf(name)}" out with "except".`,
        );
      }
      return [name, earlier];
    }),
  );
}

export function encodeWeights(
  network: Network,
  weights: Weights,
  provenance: WeightsProvenance,
): Promise<Uint8Array<ArrayBuffer>> {
  const { graph } = trace(network, 1, false);
  const tensors = new Map(
    [...graph.parameters, ...graph.statistics].map(({ name, shape }): [string, NamedTensor] => [
      name,
      { shape, data: weights.get(name) ?? new Float32Array(0) },
    ]),
  );
  return encodeTensors(KIND, provenance, tensors);
}

/**
 * @param where - names the file in errors
 * @throws ModelError if the bytes are no whole weights file
 */
export async function decodeWeights(
  where: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ weights: Weights; provenance: WeightsProvenance }> {
  const { description, tensors } = await decodeTensors(where, KIND, bytes);
  const parsed = provenanceSchema.safeParse(description);
  if (!parsed.success) {
    throw new ModelError(`${where}: the file does not say what the weights were trained on.`);
  }
  return {
    weights: new Map([...tensors].map(([name, { data }]) => [name, data])),
    provenance: parsed.data,
  };
}
