/** The contract of an ensemble: predictions of several members in, predictions out. Joined by clip id. */
import type { z } from "zod";
import type { ParamsSchema } from "../base/params.ts";
import type { Predictions } from "../dataset/predictions.ts";

export interface Ensemble<S extends ParamsSchema = ParamsSchema> {
  readonly id: string;
  readonly summary: string;
  readonly source: string;
  readonly params: S;
  /**
   * @param name - the source of the result
   * @throws ConfigError if members differ in labels or clips (names the clip), or a named tie-breaker is no member
   */
  combine(name: string, members: readonly Predictions[], params: z.output<S>): Predictions;
}

export function defineEnsemble<S extends ParamsSchema>(ensemble: Ensemble<S>): Ensemble<S> {
  return ensemble;
}
