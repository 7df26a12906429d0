/** What everything else rests on: errors, seeded random numbers, parameters, registries, digests. */
export { canonicalJson, digestOf, sha256 } from "./digest.ts";
export {
  AudioError,
  ConfigError,
  CorpusError,
  LeakError,
  ModelError,
  ProsodiaError,
  ShapeError,
} from "./errors.ts";
export type { Matrix } from "./matrix.ts";
export { describeParams, type ParamsSchema, parseParams } from "./params.ts";
export { createRandom, type Random } from "./random.ts";
export { createRegistry, type Registry } from "./registry.ts";
export { VERSION } from "./version.ts";
