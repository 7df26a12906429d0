import { describe, expect, test } from "vitest";
import { z } from "zod";
import { parseParams } from "../base/params.ts";
import { assertConsistent, trainingParams } from "./options.ts";

const schema = z.strictObject(trainingParams);
const parse = (raw: object) => parseParams("model mlp", schema, raw);

describe("a schedule", () => {
  const DEFAULTS = [
    { id: "constant" },
    { id: "1cycle" },
    { id: "cosine" },
    { id: "step", factor: 0.1, epochs: 10 },
    { id: "plateau", factor: 0.1, patience: 10 },
    { id: "growing-batch", factor: 0.1, epochs: 10, maxBatchSize: 512 },
  ];
  for (const whole of DEFAULTS) {
    test(`${whole.id}: its name alone is the object with its defaults, in stages too`, () => {
      const { id } = whole;
      const { schedule, stages } = parse({
        schedule: id,
        stages: [{ schedule: id }, { schedule: { id } }, {}],
      });
      expect(schedule).toEqual(whole);
      expect(stages.map((stage) => stage.schedule)).toEqual([whole, whole, undefined]);
    });
  }

  test("is 1cycle where nothing is said", () => {
    expect(parse({}).schedule).toEqual({ id: "1cycle" });
  });

  test("has its own parameters only: another one's is told with its neighbours", () => {
    expect(() => parse({ schedule: { id: "cosine", factor: 0.5 } })).toThrow(
      'model mlp: the key "schedule.factor" is unknown; expected one of id.',
    );
    expect(() => parse({ schedule: { id: "plateau", epochs: 5 } })).toThrow(
      'the key "schedule.epochs" is unknown; expected one of id, factor, patience.',
    );
    expect(() => parse({ stages: [{}, { schedule: { id: "step", maxBatchSize: 64 } }] })).toThrow(
      'the key "stages.1.schedule.maxBatchSize" is unknown; expected one of id, factor, epochs.',
    );
    expect(() => parse({ schedule: { id: "step", epoch: 5 } })).toThrow('Did you mean "epochs"?');
  });

  test("that does not exist is told with those that do", () => {
    const expected =
      "schedule.id: expected one of constant, 1cycle, cosine, step, plateau, growing-batch; got ";
    expect(() => parse({ schedule: "csine" })).toThrow(`${expected}"csine".`);
    expect(() => parse({ schedule: { id: "csine" } })).toThrow(`${expected}"csine".`);
    expect(() => parse({ schedule: { factor: 0.5 } })).toThrow(`${expected}nothing.`);
    expect(() => parse({ schedule: { id: "step", factor: 1 } })).toThrow(/schedule\.factor: .*<1; got 1\./);
  });
});

test("every key has a description, those of schedules and stages too", () => {
  const undescribed = (json: z.core.JSONSchema._JSONSchema | undefined, path: string): string[] => {
    if (typeof json !== "object") return [];
    const items = Array.isArray(json.items) ? json.items[0] : json.items;
    const inner = [items, ...(json.oneOf ?? [])].flatMap((one) => undescribed(one, path));
    const keys = Object.entries(json.properties ?? {}).flatMap(([key, one]) => [
      ...(typeof one === "object" && one.description ? [] : [`${path}.${key}`]),
      ...undescribed(one, `${path}.${key}`),
    ]);
    return [...inner, ...keys];
  };
  expect(undescribed(z.toJSONSchema(schema), "params")).toEqual([]);
});

describe("keys that another one makes void are refused in one sentence:", () => {
  const attempt = (raw: object) => () => assertConsistent(parse(raw));

  test("patience without a validation side", () => {
    expect(attempt({ patience: 3 })).toThrow(
      'training: patience: expected 0, or a "validation" share to be patient with; got 3.',
    );
    expect(attempt({ patience: 3, validation: 0.1 })).not.toThrow();
  });

  test("a reshuffle of no validation side, or before there is one", () => {
    const expected = 'expected true only after the first stage, and where there is a "validation" share';
    expect(attempt({ stages: [{}, { reshuffle: true }] })).toThrow(
      `training: stages.1.reshuffle: ${expected}; got true.`,
    );
    expect(attempt({ validation: 0.1, stages: [{ reshuffle: true }, {}] })).toThrow("stages.0.reshuffle");
    expect(attempt({ validation: 0.1, stages: [{}, { reshuffle: true }] })).not.toThrow();
  });

  test("batches that cannot grow", () => {
    expect(attempt({ schedule: "growing-batch", batchSize: 512 })).toThrow(
      /^training: schedule: expected a "maxBatchSize" above the batch size 512, which .*; got \{"id":"growing-batch",/,
    );
    expect(attempt({ stages: [{ schedule: "growing-batch", batchSize: 600 }] })).toThrow(
      /stages\.0: .* batch size 600/,
    );
    expect(attempt({ schedule: { id: "growing-batch", maxBatchSize: 65 } })).not.toThrow();
    const small = { schedule: "growing-batch", batchSize: 512, stages: [{ batchSize: 8 }] };
    expect(attempt(small)).not.toThrow();
  });

  test("a momentum that 1cycle sets", () => {
    expect(attempt({ momentum: 0.5 })).toThrow(
      "training: momentum: expected null, since 1cycle sets it; got 0.5.",
    );
    expect(attempt({ momentum: 0.5, schedule: "cosine" })).not.toThrow();
    expect(attempt({ momentum: 0.5, stages: [{ schedule: "cosine" }, {}] })).not.toThrow();
    expect(attempt({ momentum: 0.5, schedule: "cosine", stages: [{ schedule: "1cycle" }] })).toThrow(
      "training: momentum: expected null",
    );
    expect(attempt({ stages: [{ schedule: "cosine" }, { momentum: 0.5 }] })).toThrow(
      "training: stages.1.momentum: expected none, since 1cycle sets it; got 0.5.",
    );
    expect(attempt({ stages: [{ schedule: "cosine", momentum: 0.5 }, {}] })).not.toThrow();
  });
});
