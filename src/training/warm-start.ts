/** Weights of an earlier training to start from: taken by name, with the clips that they know. */
import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import { sameShape } from "../engine/graph.ts";
import { initialWeights, type Network, trace, type Weights } from "../engine/network.ts";
import { decodeTensors, encodeTensors, type NamedTensor } from "./tensor-file.ts";

/** Parameters and statistics by name. */
export type NamedWeights = ReadonlyMap<string, NamedTensor>;

export interface WarmStart {
  readonly weights: NamedWeights;
  /** Layers that start from random weights all the same, such as the output for other labels. */
  readonly except: readonly string[];
}

const KIND = "weights";

const provenanceSchema = z.strictObject({
  name: z.string(),
  /** Clips that the weights were trained on, directly or by a warm start of their own: id -> digest of the audio. */
  trainedOn: z.array(z.tuple([z.string(), z.string()])),
  /** Others trained a part of what they rest on, on speech of their own. */
  pretrained: z.literal(true).optional(),
});

/** What weights know. */
export type WeightsProvenance = z.output<typeof provenanceSchema>;

/**
 * The weights of a training that starts from another one's.
 *
 * @throws ModelError that names the tensor which is missing or has another shape, or the layer that does not exist
 */
export function warmWeights(network: Network, seed: number, { weights, except }: WarmStart): Weights {
  const { graph } = trace(network, 1, false);
  const fresh = initialWeights(network, seed);
  const tensors = [...graph.parameters, ...graph.statistics];
  const layers = new Set(tensors.map(({ name }) => layerOf(name)));
  for (const layer of except) {
    if (layers.has(layer)) continue;
    throw new ModelError(
      `warm start: the network has no layer "${layer}" to leave out; expected one of ${[...layers].join(", ")}.`,
    );
  }
  const started = tensors.filter(({ name }) => !except.includes(layerOf(name)));
  return new Map([
    ...fresh,
    ...started.map(({ name, shape }): [string, Float32Array<ArrayBuffer>] => {
      const earlier = weights.get(name);
      if (earlier === undefined || !sameShape(earlier.shape, shape)) {
        throw new ModelError(
          `warm start: the weights of ${name} do not fit: expected [${shape.join(", ")}], ` +
            `got ${earlier === undefined ? "none" : `[${earlier.shape.join(", ")}]`}.`,
          `Use the model's former parameters, or leave the layer "${layerOf(name)}" out with "except".`,
        );
      }
      return [name, earlier.data];
    }),
  ]);
}

/** "hidden1" of "hidden1.weight". */
function layerOf(name: string): string {
  return name.slice(0, name.lastIndexOf("."));
}

/** @throws ModelError if a number is not finite */
export function encodeWeights(
  weights: NamedWeights,
  provenance: WeightsProvenance,
): Promise<Uint8Array<ArrayBuffer>> {
  return encodeTensors(KIND, provenance, weights);
}

/**
 * @param where - names the file in errors
 * @throws ModelError if the bytes are no whole weights file
 */
export async function decodeWeights(
  where: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ weights: NamedWeights; provenance: WeightsProvenance }> {
  const { description, tensors } = await decodeTensors(where, KIND, bytes);
  const parsed = provenanceSchema.safeParse(description);
  if (!parsed.success) {
    throw new ModelError(`${where}: the file does not say what the weights were trained on.`);
  }
  return { weights: tensors, provenance: parsed.data };
}
