/** Prioritised majority vote. */
import { z } from "zod";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { defineLearner, learnerSpec } from "./learner.ts";
import { memberIndex, requireDifferentNames } from "./members.ts";

export const majorityVote = defineLearner({
  id: "majority-vote",
  summary:
    "every member has one vote per clip; in a tie the tie-breaker's label wins if it is among the tied",
  source: "prioritised majority vote; probabilities are vote shares",
  children: { members: "list" },
  params: z.strictObject({
    members: z.array(learnerSpec).min(2).describe("learners that vote"),
    tieBreaker: z
      .string()
      .nullable()
      .default(null)
      .describe(
        "member who decides ties; else, and where its label is not tied, the first member with a tied label",
      ),
  }),
  settle(where, params) {
    requireDifferentNames(where, params.members);
    if (params.tieBreaker !== null) memberIndex(`${where}: tieBreaker`, params.members, params.tieBreaker);
    return params;
  },
  async fit(rows, { members, tieBreaker }, context) {
    const fitted = await Promise.all(members.map((member) => context.fit(member, rows)));
    const leader = tieBreaker === null ? 0 : memberIndex("majority-vote: tieBreaker", members, tieBreaker);
    const places = fitted.map((_, i) => (i === leader ? 0 : i < leader ? i + 1 : i));
    return {
      kind: "head",
      labels: rows.labels,
      onnx: voteGraph(rows.labels.length, places),
      inputs: fitted.map((member, i) => ({
        from: "member",
        name: `decision${i}`,
        member,
        output: "decision",
      })),
      decides: true,
    };
  },
});

/**
 * Decisions [n] of every member -> shares of votes, and the label with most votes; of tied ones that of the member with the
 * lowest place.
 */
function voteGraph(labels: number, places: readonly number[]): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder("vote");
  const members = places.length;
  const depth = onnx.integers([labels], []);
  const offAndOn = onnx.constant([2], Float32Array.of(0, 1));
  const votes = places.map((_, i) =>
    onnx.node("OneHot", [onnx.input(`decision${i}`, ["n"], "int64"), depth, offAndOn]),
  );
  const counts = onnx.node("Sum", votes);
  onnx.node("Div", [counts, onnx.scalar(members)], {}, "probabilities");
  // whole numbers: a vote outweighs every priority
  const priorities = places.map((place, i) => onnx.node("Mul", [votes[i], onnx.scalar(members - place)]));
  const rank = onnx.node("Add", [
    onnx.node("Mul", [counts, onnx.scalar(members + 1)]),
    onnx.node("Max", priorities),
  ]);
  onnx.node("ArgMax", [rank], { axis: { int: 1 }, keepdims: { int: 0 } }, "decision");
  onnx.output("probabilities", ["n", labels]);
  onnx.output("decision", ["n"], "int64");
  return onnx.toBytes();
}
