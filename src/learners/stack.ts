/** Stacking: a model over what other learners say. */
import { z } from "zod";
import { choiceSchema, settleTraining, stepsSchema } from "./choices.ts";
import { defineLearner, learnerSpec } from "./learner.ts";
import { requireDifferentNames } from "./members.ts";

export const stack = defineLearner({
  id: "stack",
  summary:
    "a model over the members' probabilities, fitted on answers that each member gave to clips it had not seen",
  source: "Wolpert 1992; as scikit-learn's StackingClassifier",
  children: { members: "list" },
  params: z.strictObject({
    members: z.array(learnerSpec).min(1).describe("learners whose probabilities the model gets"),
    folds: z
      .int()
      .min(2)
      .max(20)
      .default(5)
      .describe("inner folds by which members answer the training clips"),
    steps: stepsSchema,
    model: choiceSchema
      .default({ id: "kernel-ridge", params: {} })
      .describe("the model over the probabilities"),
  }),
  settle(where, params) {
    requireDifferentNames(where, params.members);
    return {
      ...params,
      ...settleTraining(where, params, { isImage: false, because: "answers are vectors" }),
    };
  },
  describe: ({ members, model }) => `stack of ${members.map(({ name }) => name).join(", ")} → ${model.id}`,
  async fit(rows, { members, folds, steps, model }, context) {
    const [outOfFold, fitted] = await Promise.all([
      Promise.all(members.map((member) => context.outOfFold(member, rows, folds))),
      Promise.all(members.map((member) => context.fit(member, rows))),
    ]);
    // the members' answers are about recordings, not about changed copies
    const originals = { ...rows, keys: rows.keys.filter(({ copy }) => copy === 0) };
    return context.train({ input: { from: "answers", outOfFold, members: fitted }, steps, model }, originals);
  },
});
