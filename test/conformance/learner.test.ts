/** What holds for every learner of the registry. */
import { describe, expect, test } from "vitest";
import { describeParams } from "../../src/base/params.ts";
import { learners } from "../../src/learners/index.ts";

for (const learner of learners.list) {
  describe(learner.id, () => {
    const params = describeParams(learner.params);

    test("describes itself", () => {
      expect(learner.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(learner.summary).not.toBe("");
      expect(learner.source).not.toBe("");
      expect(params.length).toBeGreaterThan(0);
      for (const { name, summary } of params) expect(summary, `description of ${name}`).not.toBe("");
    });

    test("the learners that it holds are parameters", () => {
      const names = params.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(Object.keys(learner.children)));
      // `id` and `name` stand beside the parameters in a file
      expect(names).not.toContain("id");
      expect(names).not.toContain("name");
    });
  });
}
