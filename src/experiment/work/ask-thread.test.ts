import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Piscina } from "piscina";
import { afterAll, expect, test } from "vitest";
import { ModelError } from "../../base/errors.ts";
import { askThread } from "./ask-thread.ts";

const folder = mkdtempSync(join(tmpdir(), "prosodia-thread-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A pool whose threads end by themselves as long as there is no file of that name. */
function pool(body: string): Piscina {
  const filename = join(folder, `${crypto.randomUUID()}.mjs`);
  writeFileSync(
    filename,
    `import { existsSync, writeFileSync } from "node:fs";\nexport default (flag) => { ${body} };`,
  );
  return new Piscina({ filename, minThreads: 0, maxThreads: 1 });
}

test("work whose thread ends is done by the next one", async () => {
  const piscina = pool('if (!existsSync(flag)) { writeFileSync(flag, ""); process.exit(1); } return "done";');
  expect(await askThread("fit", () => piscina.run(join(folder, "once")))).toBe("done");
  await piscina.destroy();
});

test("a thread that always ends is told of in a sentence", async () => {
  const piscina = pool("process.exit(1);");
  const asked = askThread("fit", () => piscina.run(join(folder, "always")));
  await expect(asked).rejects.toThrow(ModelError);
  await expect(asked).rejects.toThrow(
    "a thread ended twice in the middle of its work (fit): memory may be short.",
  );
  await piscina.destroy();
});

test("so is one that has no more memory", async () => {
  const piscina = pool("const all = []; for (;;) all.push(new Array(1e6).fill(all.length));");
  piscina.options.resourceLimits = { maxOldGenerationSizeMb: 20 };
  await expect(askThread("fit", () => piscina.run("none"))).rejects.toThrow("memory may be short");
  await piscina.destroy();
});

test("what the work throws is thrown, and it is not done again", async () => {
  const piscina = pool('writeFileSync(flag, "x", { flag: "a" }); throw new RangeError("too far");');
  await expect(askThread("fit", () => piscina.run(join(folder, "thrown")))).rejects.toThrow(RangeError);
  await piscina.destroy();
});
