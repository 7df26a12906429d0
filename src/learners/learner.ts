/**
 * The contract of a learner: it fits on rows and gives something fitted, and may hold other learners, which the context fits
 * for it. A learner sees training rows only. Answering is not its business: what it fits is data (graphs and what they
 * are fed with), so that measuring, saving and the leak audit are written once for all learners.
 */
import { z } from "zod";
import type { ParamsSchema } from "../base/params.ts";
import type { HeldOut, Predictions } from "../dataset/predictions.ts";
import type { Rows } from "../dataset/rows.ts";
import type { Recipe } from "../features/recipe.ts";
import type { Fitted } from "./fitted.ts";
import type { Search } from "./search/trial.ts";

/** A learner with its parameters, as an experiment file says it; learners that it holds are such specs again. */
export const learnerSpec = z.looseObject({ id: z.string(), name: z.string() }).meta({ title: "learner" });
export type LearnerSpec = Readonly<z.output<typeof learnerSpec>>;

/** One of several things that a registry holds, with its parameters. */
export interface Choice {
  readonly id: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface AugmentChoice extends Choice {
  /** Changed copies per training clip. */
  readonly copies: number;
}

export interface WarmStartChoice {
  /** A weights file. */
  readonly weights: string;
  /** Layers that start afresh all the same. */
  readonly except: readonly string[];
}

/** A training that goes to the pool: what rows are made of, steps, model. */
export interface Training {
  readonly input:
    | {
        readonly from: "audio";
        readonly augment: readonly AugmentChoice[];
        readonly recipe: Recipe;
        readonly warmStart?: WarmStartChoice | undefined;
      }
    | {
        readonly from: "answers";
        /** Of the members, to the training rows, by fits that had not seen them. */
        readonly outOfFold: readonly Predictions[];
        /** Fitted on all training rows: whose answers the graph gets when it is asked. */
        readonly members: readonly Fitted[];
      };
  readonly steps: readonly Choice[];
  readonly model: Choice;
}

export interface FitContext {
  /**
   * A child fitted on some of the rows.
   *
   * @throws LeakError if the rows are not among those that the learner was given
   */
  fit(child: LearnerSpec, rows: Rows): Promise<Fitted>;
  /**
   * A child's answers to the clips of some of the rows, each by a fit that had not seen it. Inner folds keep apart what the
   * experiment's protocol keeps apart, and clips of identical audio.
   *
   * @throws LeakError as `fit`
   * @throws ConfigError if the rows cannot be divided so
   */
  outOfFold(child: LearnerSpec, rows: Rows, folds: number): Promise<HeldOut>;
  /** Steps and a model fitted on some of the rows. */
  train(training: Training, rows: Rows): Promise<Fitted>;
  /** Something that a person should know of this fit: which of several was chosen, and why. */
  note(message: string): void;
  /** What a search among settings tried, for tables and pictures. */
  searched(search: Search): void;
}

/**
 * Reads a learner as a file says it, where every learner that it holds is spelt out.
 *
 * @throws ConfigError that begins with `where`
 */
export type ParseLearner = (where: string, name: string, raw: unknown) => LearnerSpec;

/** How a parameter holds learners: one, a list of them, or a mapping from names to them. */
export type ChildPlace = "one" | "list" | "map";

export interface Learner<S extends ParamsSchema = ParamsSchema, I extends string = string> {
  readonly kind: "learner";
  readonly id: I;
  readonly summary: string;
  readonly source: string;
  readonly params: S;
  /** The parameters that hold learners. */
  readonly children: Readonly<Record<string, ChildPlace>>;
  /**
   * Parameters with the defaults of whatever they name filled in.
   *
   * @param where - begins the error
   * @param parse - reads learners that are made of those it holds
   * @throws ConfigError if they do not go together
   */
  settle?(where: string, params: z.output<S>, parse: ParseLearner): z.output<S>;
  /** Columns of the clips by which it goes: a run whose training clips do not have one ends before anything is computed. */
  columns?(params: z.output<S>): readonly string[];
  /** In one line, for tables; absent: its id and its members. */
  describe?(params: z.output<S>): string;
  fit(rows: Rows, params: z.output<S>, context: FitContext): Promise<Fitted>;
}

export function defineLearner<const I extends string, S extends ParamsSchema>(
  learner: Omit<Learner<S, I>, "kind">,
): Learner<S, I> {
  return { kind: "learner", ...learner };
}
