/** Routes: a learner of its own for every value of a column, such as sex or sentence, or for every group of labels. */
import { z } from "zod";
import { ConfigError, ModelError } from "../base/errors.ts";
import { type Columns, distinctValues, type Rows, targeting, whereColumn } from "../dataset/rows.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import type { HeadInput } from "./fitted.ts";
import { defineLearner, learnerSpec } from "./learner.ts";

export const route = defineLearner({
  id: "route",
  summary:
    "a learner for every value of a column, or group of its values; where the value is not known, the mean of all, or a router tells it",
  source: "the project report's models per sex and per sentence; Jacobs et al. 1991 (mixtures of experts)",
  children: { branches: "map", router: "one" },
  params: z.strictObject({
    by: z.string().describe("column, such as sex or sentence"),
    branches: z
      .record(z.string(), learnerSpec)
      .describe("value of the column, or name of a group of values -> the learner of such clips"),
    groups: z
      .record(z.string(), z.array(z.string()).min(1))
      .optional()
      .describe(
        "name -> values that go together; so labels can be told coarsely first, such as by arousal, by a router alone",
      ),
    router: learnerSpec
      .optional()
      .describe("a learner that tells the column from audio: its probabilities weigh the branches"),
  }),
  settle(where, params) {
    const { by, branches, groups, router } = params;
    if (by === "label" && groups === undefined)
      throw new ConfigError(`${where}: by: a route by the label would need the answer.`);
    if (Object.keys(branches).length < 2) {
      throw new ConfigError(`${where}: branches: expected at least two values of ${by}.`);
    }
    if (groups === undefined) return params;
    if (router === undefined) {
      throw new ConfigError(`${where}: router: expected a learner that tells the groups of ${by}; got none.`);
    }
    const [names, wanted] = [Object.keys(groups), Object.keys(branches)].map((keys) => keys.toSorted());
    if (names.join() !== wanted.join()) {
      throw new ConfigError(
        `${where}: groups: expected one for each branch (${wanted.join(", ")}); got ${names.join(", ")}.`,
      );
    }
    const values = Object.values(groups).flat();
    const twice = values.find((value, i) => values.indexOf(value) !== i);
    if (twice !== undefined) throw new ConfigError(`${where}: groups: "${twice}" is in two groups.`);
    return params;
  },
  columns: ({ by }) => [by],
  describe: ({ by, branches, groups, router }) => {
    const each = Object.entries(branches).map(([value, { name }]) => `${value}: ${name}`);
    const told = groups === undefined ? by : `groups of ${by}`;
    return `route by ${told}${router === undefined ? "" : ` as ${router.name} tells it`} (${each.join(", ")})`;
  },
  async fit(rows, { by, branches, groups, router }, context) {
    if (by === rows.target && groups === undefined)
      throw new ConfigError(`route: by: "${by}" is what is to be learnt.`);
    const values = Object.keys(branches);
    const known = groups === undefined ? values : Object.values(groups).flat();
    const strange = distinctValues("route", rows, by).find((value) => !known.includes(value));
    if (strange !== undefined) {
      throw new ConfigError(`route: there is no branch for the ${by} "${strange}"; expected one per value.`);
    }
    const told = groups === undefined ? rows : grouped(rows, by, groups);
    const parts = values.map((value) => ({ ...rows, keys: whereColumn("route", told, by, value).keys }));
    const empty = parts.findIndex(({ keys }) => keys.length === 0);
    if (empty >= 0) {
      throw new ModelError(
        `route: no training clip has the ${by} "${values[empty]}"; expected some of every branch.`,
      );
    }
    const fitted = await Promise.all(parts.map((part, i) => context.fit(branches[values[i]], part)));
    const weights: HeadInput =
      router === undefined
        ? { from: "column", name: "weights", column: by, values }
        : {
            from: "member",
            name: "weights",
            member: await context.fit(router, { ...targeting("route", told, by), labels: values }),
            output: "probabilities",
          };
    return {
      kind: "head",
      labels: rows.labels,
      onnx: routeGraph(rows.labels.length, values.length),
      inputs: [
        weights,
        ...fitted.map(
          (member, i): HeadInput => ({
            from: "member",
            name: `probabilities${i}`,
            member,
            output: "probabilities",
          }),
        ),
      ],
      decides: false,
    };
  },
});

/** The same rows, with the name of its group in place of each value: what the router learns from shows no more than that. */
function grouped(rows: Rows, by: string, groups: Readonly<Record<string, readonly string[]>>): Rows {
  const groupOf = new Map(
    Object.entries(groups).flatMap(([name, values]) => values.map((value) => [value, name] as const)),
  );
  const columns = [...rows.columns].map(([clipId, own]): [string, Columns] => {
    const value = own[by];
    const name = value === undefined ? undefined : groupOf.get(value);
    return [clipId, name === undefined ? own : { ...own, [by]: name }];
  });
  return { ...rows, columns: new Map(columns) };
}

/** weights [n, branch] (NaN: not known, all alike) and probabilities [n, label] of every branch -> their weighted sum. */
function routeGraph(labels: number, branches: number): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder("route");
  const given = onnx.input("weights", ["n", branches]);
  const alike = onnx.constant([1, branches], new Float32Array(branches).fill(1 / branches));
  const weights = onnx.node("Where", [onnx.node("IsNaN", [given]), alike, given]);
  const parts = Array.from({ length: branches }, (_, i) => {
    const weight = onnx.node("Gather", [weights, onnx.integers([i])], { axis: { int: 1 } });
    return onnx.node("Mul", [onnx.input(`probabilities${i}`, ["n", labels]), weight]);
  });
  onnx.node("Sum", parts, {}, "probabilities");
  onnx.output("probabilities", ["n", labels]);
  return onnx.toBytes();
}
