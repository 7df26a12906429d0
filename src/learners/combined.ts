/** Graphs of combinations: what several members say becomes one answer, by the rules of ensembles. */
import type { Rows } from "../dataset/rows.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import type { Combination } from "../ensemble/combine.ts";
import { LEAST } from "../ensemble/points.ts";
import { isCounted, type Rule } from "../ensemble/rules.ts";
import type { Fitted, HeadFit, HeadInput } from "./fitted.ts";
import type { FitContext } from "./learner.ts";
import { tieBreakersOf, type Voting, weightsOf } from "./members.ts";

/**
 * Fits all members and combines them by a rule.
 *
 * @param who - the learner, for errors
 */
export async function fitCombined(
  who: string,
  rule: Rule,
  rows: Rows,
  params: Voting,
  context: FitContext,
): Promise<HeadFit> {
  const { members, tieBreaker = null } = params;
  return combinedHead(rows.labels, await Promise.all(members.map((member) => context.fit(member, rows))), {
    rule,
    weights: weightsOf(params),
    tieBreakers: tieBreakersOf(who, members, tieBreaker),
  });
}

/** @param members - those that are asked: every weight is positive */
export function combinedHead(
  labels: readonly string[],
  members: readonly Fitted[],
  { rule, weights, tieBreakers }: Combination,
): HeadFit {
  const k = labels.length;
  const priorities = prioritiesOf(members.length, tieBreakers);
  const onnx = new OnnxBuilder(rule);
  if (rule === "votes") voteGraph(onnx, k, weights, priorities);
  else if (rule === "mean") meanGraph(onnx, k, weights);
  else if (rule === "geometric") geometricGraph(onnx, k, weights);
  else rankedGraph(onnx, k, weights, priorities);
  const outputs: readonly ("probabilities" | "decision")[] = [
    ...(rule === "votes" ? [] : (["probabilities"] as const)),
    ...(isCounted(rule) ? (["decision"] as const) : []),
  ];
  return {
    kind: "head",
    labels,
    onnx: onnx.toBytes(),
    inputs: members.flatMap((member, i) =>
      outputs.map((output): HeadInput => ({ from: "member", name: `${output}${i}`, member, output })),
    ),
    decides: isCounted(rule),
  };
}

/** [member]: who comes first in a tie has the greatest. */
function prioritiesOf(members: number, tieBreakers: readonly number[]): number[] {
  const order = [...new Set([...tieBreakers, ...Array(members).keys()])];
  return Array.from({ length: members }, (_, i) => members - order.indexOf(i));
}

/** Decisions [n] of every member -> shares of votes, and the label with most; of tied ones that of the first in priority. */
function voteGraph(
  onnx: OnnxBuilder,
  labels: number,
  weights: readonly number[],
  priorities: readonly number[],
): void {
  const votes = decisionsOf(onnx, labels, weights.length);
  const counts = onnx.node("Sum", weighted(onnx, votes, weights));
  const total = weights.reduce((a, b) => a + b, 0);
  onnx.node("Div", [counts, onnx.scalar(total)], {}, "probabilities");
  decide(onnx, counts, votes, priorities);
  onnx.output("probabilities", ["n", labels]);
}

/** Probabilities [n, label] of every member -> their weighted mean. */
function meanGraph(onnx: OnnxBuilder, labels: number, weights: readonly number[]): void {
  const total = weights.reduce((a, b) => a + b, 0);
  const sum = onnx.node("Sum", weighted(onnx, probabilitiesOf(onnx, labels, weights.length), weights));
  onnx.node("Div", [sum, onnx.scalar(total)], {}, "probabilities");
  onnx.output("probabilities", ["n", labels]);
}

/** Probabilities [n, label] of every member -> their weighted geometric mean, summing to 1. */
function geometricGraph(onnx: OnnxBuilder, labels: number, weights: readonly number[]): void {
  const total = weights.reduce((a, b) => a + b, 0);
  const logs = probabilitiesOf(onnx, labels, weights.length).map((one) =>
    onnx.node("Log", [onnx.node("Max", [one, onnx.scalar(LEAST)])]),
  );
  const mean = onnx.node("Div", [onnx.node("Sum", weighted(onnx, logs, weights)), onnx.scalar(total)]);
  onnx.node("Softmax", [mean], { axis: { int: 1 } }, "probabilities");
  onnx.output("probabilities", ["n", labels]);
}

/** Probabilities [n, label] and decisions [n] of every member -> shares of Borda points, and the label with most, as of votes. */
function rankedGraph(
  onnx: OnnxBuilder,
  labels: number,
  weights: readonly number[],
  priorities: readonly number[],
): void {
  const [last, before] = [onnx.integers([2]), onnx.integers([1])];
  // beaten labels minus those that beat it: twice the points, less a constant
  const balances = probabilitiesOf(onnx, labels, weights.length).map((one) => {
    const difference = onnx.node("Sub", [
      onnx.node("Unsqueeze", [one, last]),
      onnx.node("Unsqueeze", [one, before]),
    ]);
    return onnx.node("ReduceSum", [onnx.node("Sign", [difference]), last], { keepdims: { int: 0 } });
  });
  const total = weights.reduce((a, b) => a + b, 0);
  const doubled = onnx.node("Add", [
    onnx.node("Sum", weighted(onnx, balances, weights)),
    onnx.scalar(total * (labels - 1)),
  ]);
  onnx.node("Div", [doubled, onnx.scalar(total * labels * (labels - 1))], {}, "probabilities");
  decide(onnx, doubled, decisionsOf(onnx, labels, weights.length), priorities);
  onnx.output("probabilities", ["n", labels]);
}

/** The label with most points; of tied ones that of the member that comes first. Points are whole: one outweighs every priority. */
function decide(
  onnx: OnnxBuilder,
  points: string,
  votes: readonly string[],
  priorities: readonly number[],
): void {
  const first = onnx.node(
    "Max",
    votes.map((vote, i) => onnx.node("Mul", [vote, onnx.scalar(priorities[i])])),
  );
  const rank = onnx.node("Add", [onnx.node("Mul", [points, onnx.scalar(priorities.length + 1)]), first]);
  onnx.node("ArgMax", [rank], { axis: { int: 1 }, keepdims: { int: 0 } }, "decision");
  onnx.output("decision", ["n"], "int64");
}

function probabilitiesOf(onnx: OnnxBuilder, labels: number, members: number): string[] {
  return Array.from({ length: members }, (_, i) => onnx.input(`probabilities${i}`, ["n", labels]));
}

/** [n, label] of every member: 1 at its label. */
function decisionsOf(onnx: OnnxBuilder, labels: number, members: number): string[] {
  const depth = onnx.integers([labels], []);
  const offAndOn = onnx.constant([2], Float32Array.of(0, 1));
  return Array.from({ length: members }, (_, i) =>
    onnx.node("OneHot", [onnx.input(`decision${i}`, ["n"], "int64"), depth, offAndOn]),
  );
}

function weighted(onnx: OnnxBuilder, values: readonly string[], weights: readonly number[]): string[] {
  return values.map((value, i) => onnx.node("Mul", [value, onnx.scalar(weights[i])]));
}
