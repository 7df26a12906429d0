/**
 * A fitted tree as one graph, for one file: graphs of trainings and heads put together, with one input per recipe (shared by all
 * that use it), one per column that is looked at, mean, scale and count where features are normalised by group, and a
 * group's leaning where answers are aligned, for which the graph also gives those that are to be aligned.
 */
import { canonicalJson } from "../base/digest.ts";
import { ModelError } from "../base/errors.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import type { Recipe } from "../features/recipe.ts";
import { type Fitted, type HeadFit, type HeadInput, partsOf, type TrainedFit } from "./fitted.ts";

export type GraphInput =
  | { readonly from: "frames"; readonly name: string; readonly of: string }
  | {
      readonly from: "audio";
      readonly name: string;
      readonly recipe: Recipe;
      readonly shape: readonly number[];
    }
  | {
      readonly from: "column";
      readonly name: string;
      readonly column: string;
      readonly values: readonly string[];
    }
  | {
      readonly from: "group";
      readonly name: string;
      readonly column: string;
      readonly of: string;
      readonly statistic: GroupStatistic;
      readonly shape: readonly number[];
    }
  | {
      readonly from: "leaning";
      readonly name: string;
      readonly column: string;
      /** The output that gives what is to be aligned. */
      readonly of: string;
      readonly shares: readonly number[];
      readonly shrinkage: number;
    };

/** Of a group's clips: their mean, 1 / standard deviation, and how many they are. */
export const GROUP_STATISTICS = ["mean", "scale", "count"] as const;
export type GroupStatistic = (typeof GROUP_STATISTICS)[number];

export interface Assembled {
  /** ONNX bytes: the inputs -> `probabilities`, `decision` if it decides, and what leanings are told by. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** In the order of the graph. */
  readonly inputs: readonly GraphInput[];
  readonly decides: boolean;
}

/** What a part of the tree gives, as names of values. */
interface Said {
  readonly probabilities: string;
  readonly decision: string;
}

/** @param graphOf - the graph of a training */
export async function assemble(
  root: Fitted,
  graphOf: (trained: TrainedFit) => Promise<Uint8Array>,
): Promise<Assembled> {
  const onnx = new OnnxBuilder("recogniser");
  const inputs = declareInputs(root, onnx);
  const said = new Map<Fitted, Said>();
  const saidBy = (fitted: Fitted): Said => {
    const found = said.get(fitted);
    if (found === undefined) throw new Error("a member comes before what looks at it");
    return found;
  };
  for (const [i, part] of partsOf(root).entries()) {
    said.set(
      part,
      part.kind === "trained"
        ? addTrained(part, await graphOf(part), `part${i}`, onnx, inputs, saidBy)
        : addHead(part, `part${i}`, onnx, inputs, saidBy),
    );
  }
  const decides = root.kind === "head" && root.decides;
  const { probabilities, decision } = saidBy(root);
  onnx.node("Identity", [probabilities], {}, "probabilities");
  onnx.output("probabilities", ["n", root.labels.length]);
  if (decides) {
    onnx.node("Identity", [decision], {}, "decision");
    onnx.output("decision", ["n"], "int64");
  }
  for (const [{ member, shares }, { of }] of inputs.leanings) {
    onnx.node("Identity", [saidBy(member).probabilities], {}, of);
    onnx.output(of, ["n", shares.length]);
  }
  return { onnx: onnx.toBytes(), inputs: inputs.list, decides };
}

type LeaningInput = Extract<HeadInput, { from: "leaning" }>;
type LeaningOfGraph = Extract<GraphInput, { from: "leaning" }>;

interface Inputs {
  readonly list: readonly GraphInput[];
  readonly leanings: ReadonlyMap<LeaningInput, LeaningOfGraph>;
  audio(trained: TrainedFit): string;
  frames(trained: TrainedFit): string;
  group(trained: TrainedFit, statistic: GroupStatistic): string;
  column(column: string, values: readonly string[]): string;
  leaning(input: LeaningInput): string;
}

function declareInputs(root: Fitted, onnx: OnnxBuilder): Inputs {
  const byKey = new Map<string, GraphInput>();
  const leanings = new Map<LeaningInput, LeaningOfGraph>();
  const declare = (key: string, input: GraphInput): void => {
    if (byKey.has(key)) return;
    byKey.set(key, input);
    if (input.from === "frames") onnx.input(input.name, ["n"], "int64");
    else if (input.from === "column") onnx.input(input.name, ["n", input.values.length]);
    else if (input.from === "leaning") onnx.input(input.name, ["group", input.shares.length]);
    else onnx.input(input.name, [input.from === "group" ? "group" : "n", ...input.shape]);
  };
  const parts = partsOf(root);
  const recipes = new Map<string, { recipe: Recipe; shape: readonly number[] }>();
  for (const part of parts) {
    if (part.kind === "trained" && part.input.from === "audio") recipes.set(audioKey(part), part.input);
  }
  for (const [i, [key, { recipe, shape }]] of [...recipes].entries()) {
    declare(key, {
      from: "audio",
      name: recipes.size === 1 ? "features" : `features${i + 1}`,
      recipe,
      shape,
    });
  }
  const nameOf = (key: string): string => {
    const input = byKey.get(key);
    if (input === undefined) throw new Error(`an input of the graph is not declared: ${key}`);
    return input.name;
  };
  for (const part of parts) {
    if (part.kind === "trained" && part.input.from === "audio" && part.input.countsFrames) {
      const of = nameOf(audioKey(part));
      declare(framesKey(part), { from: "frames", name: `${of}.frames`, of });
    }
    if (part.kind === "trained" && part.input.from === "audio" && part.input.normalised !== null) {
      const of = nameOf(audioKey(part));
      const { column, shape } = part.input.normalised;
      for (const statistic of GROUP_STATISTICS) {
        declare(groupKey(part, statistic), {
          from: "group",
          name: `${of}.${column}.${statistic}`,
          column,
          of,
          statistic,
          shape: statistic === "count" ? shape.map(() => 1) : shape,
        });
      }
    }
    if (part.kind !== "head") continue;
    for (const input of part.inputs) {
      if (input.from === "leaning") {
        const { member: _, ...rest } = input;
        const name = `leaning${leanings.size === 0 ? "" : leanings.size + 1}`;
        const declared = { ...rest, name, of: `${name}.given` };
        leanings.set(input, declared);
        declare(name, declared);
      }
      if (input.from !== "column") continue;
      const { column, values } = input;
      const others = [...byKey.values()].filter((one) => one.from === "column" && one.column === column);
      const name = others.length === 0 ? column : `${column}${others.length + 1}`;
      declare(columnKey(column, values), { from: "column", name, column, values });
    }
  }
  return {
    list: [...byKey.values()],
    leanings,
    audio: (trained) => nameOf(audioKey(trained)),
    frames: (trained) => nameOf(framesKey(trained)),
    group: (trained, statistic) => nameOf(groupKey(trained, statistic)),
    column: (column, values) => nameOf(columnKey(column, values)),
    leaning: (input) => {
      const declared = leanings.get(input);
      if (declared === undefined) throw new Error("a leaning of the graph is not declared");
      return declared.name;
    },
  };
}

function audioKey({ input }: TrainedFit): string {
  return input.from === "audio" ? canonicalJson([input.recipe, input.shape]) : "";
}

function framesKey(trained: TrainedFit): string {
  return `${audioKey(trained)} frames`;
}

/** Groups know their own features: trainings with the same recipe share what a speaker is like. */
function groupKey(trained: TrainedFit, statistic: string): string {
  const { input } = trained;
  return input.from === "audio" ? `${audioKey(trained)} ${input.normalised?.column} ${statistic}` : "";
}

function columnKey(column: string, values: readonly string[]): string {
  return canonicalJson([column, values]);
}

function addTrained(
  part: TrainedFit,
  graph: Uint8Array,
  prefix: string,
  onnx: OnnxBuilder,
  inputs: Inputs,
  saidBy: (fitted: Fitted) => Said,
): Said {
  const { input } = part;
  const feeds: Record<string, string> =
    input.from === "audio"
      ? {
          features: inputs.audio(part),
          ...(input.countsFrames ? { frames: inputs.frames(part) } : {}),
          ...(input.normalised === null
            ? {}
            : Object.fromEntries(GROUP_STATISTICS.map((one) => [one, inputs.group(part, one)]))),
        }
      : {
          features: onnx.node(
            "Concat",
            input.members.map((one) => saidBy(one).probabilities),
            { axis: { int: 1 } },
          ),
        };
  return withDecision(onnx, onnx.inline(graph, prefix, feeds));
}

function addHead(
  part: HeadFit,
  prefix: string,
  onnx: OnnxBuilder,
  inputs: Inputs,
  saidBy: (fitted: Fitted) => Said,
): Said {
  const feeds = part.inputs.map((input): [string, string] => {
    if (input.from === "member") return [input.name, saidBy(input.member)[input.output]];
    if (input.from === "leaning") return [input.name, inputs.leaning(input)];
    return [input.name, inputs.column(input.column, input.values)];
  });
  return withDecision(onnx, onnx.inline(part.onnx, prefix, Object.fromEntries(feeds)));
}

/** Where a graph does not decide, the most probable label does. */
function withDecision(onnx: OnnxBuilder, outputs: Record<string, string>): Said {
  const { probabilities, decision } = outputs;
  if (probabilities === undefined) throw new ModelError("a fitted graph gives no probabilities.");
  return {
    probabilities,
    decision: decision ?? onnx.node("ArgMax", [probabilities], { axis: { int: 1 }, keepdims: { int: 0 } }),
  };
}
