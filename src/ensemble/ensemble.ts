/** The contract of an ensemble: predictions of several members in, predictions out. Joined by clip id. */
import type { z } from "zod";
import type { ParamsSchema } from "../base/params.ts";
import type { Predictions } from "../dataset/predictions.ts";

export interface Ensemble<S extends ParamsSchema = ParamsSchema, I extends string = string> {
  readonly kind: "ensemble";
  readonly id: I;
  readonly summary: string;
  readonly source: string;
  readonly params: S;
  /**
   * @param name - the source of the result
   * @throws ConfigError if members differ in labels or clips (names the clip), or a named tie-breaker is no member
   */
  combine(name: string, members: readonly Predictions[], params: z.output<S>): Predictions;
}

export function defineEnsemble<const I extends string, S extends ParamsSchema>(
  ensemble: Omit<Ensemble<S, I>, "kind">,
): Ensemble<S, I> {
  return { kind: "ensemble", ...ensemble };
}
