/** Models that are networks: a graph of layers and the options of its training; everything else is the same for all. */
import type { z } from "zod";
import type { ParamsSchema } from "../base/params.ts";
import { widthOf } from "../dataset/dataset.ts";
import type { AnyDataset } from "../dataset/stored-dataset.ts";
import type { Network } from "../engine/network.ts";
import { contradictions, type Regime, type TrainingOptions } from "../training/options.ts";
import { trainNetwork } from "../training/train-network.ts";
import { defineModel, type FitContext, type FittedModel, type Model } from "./model.ts";

/** A schema with `trainingParams` among its keys. */
type NetworkParams = ParamsSchema & z.ZodType<TrainingOptions>;

export interface NetworkModel<S extends NetworkParams = NetworkParams, I extends string = string>
  extends Model<S, I> {
  /**
   * [row, ...shape] -> logits [row, label]; `shape` is [number] for vectors and [coefficient, frame] for images.
   *
   * @throws ShapeError if rows of this shape do not fit
   */
  network(shape: readonly number[], labels: number, params: z.output<S>): Network;
}

/** A model of a network; training options that contradict one another are refused with the other parameters. */
export function defineNetworkModel<const I extends string, S extends NetworkParams>(
  model: Omit<NetworkModel<S, I>, "kind" | "fit" | "fitStored">,
): NetworkModel<S, I> {
  const params = refuseContradictions(model.params);
  const fit = (train: AnyDataset, options: z.output<S>, context: FitContext): Promise<FittedModel> => {
    const data = model.input === "vector" ? asVectors(train) : train;
    return trainNetwork(model.network(data.shape, data.labels.length, options), data, options, context);
  };
  return { ...defineModel({ ...model, params, fit, fitStored: fit }), network: model.network };
}

export function isNetworkModel(model: Model): model is NetworkModel {
  return "network" in model;
}

/** The same schema; training options that contradict one another are told with its other problems. */
export function refuseContradictions<S extends ParamsSchema & z.ZodType<Regime>>(params: S): S {
  return params.superRefine((options, problems) => {
    for (const { path, message } of contradictions(options)) {
      problems.addIssue({ code: "custom", path: [...path], message });
    }
  });
}

/** The same rows, flattened. */
export function asVectors<D extends AnyDataset>(rows: D): D {
  return { ...rows, shape: [widthOf(rows.shape)] };
}
