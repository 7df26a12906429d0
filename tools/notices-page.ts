/** What others wrote, and under which terms: the text of THIRD_PARTY_NOTICES.md. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { table } from "./markdown.ts";

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ dev: z.boolean().optional(), optional: z.boolean().optional(), peer: z.boolean().optional() }),
  ),
});
const packageSchema = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** @param root - of the checkout, with its node_modules */
export function noticesPage(root: string): string {
  const read = (path: string): string => readFileSync(join(root, path), "utf8");
  const card = read("weights/whisper-tiny-turn.md");
  return `# Third-party notices

Prosodia itself is under the [MIT licence](LICENSE).

## In this package

- \`dist/studio/page\`: the studio's page, a bundle; the packages in it and their licences are in \`dist/studio/page/licences.md\`.
- \`dist/live/page\`: the live page, likewise, with \`dist/live/page/licences.md\`.
- \`weights/ravdess.onnx\`: learnt from RAVDESS (Livingstone & Russo 2018), CC BY-NC-SA 4.0, as the corpus is.
- \`weights/whisper-tiny-turn.onnx\`, also within \`weights/ravdess.onnx\`: of Smart Turn (Daily) and Whisper (OpenAI), whose licences follow.

${card.slice(card.indexOf("## Smart Turn")).trim().replaceAll("## ", "### ")}

## Installed beside it

Packages that npm installs with this one; each brings the text of its licence.

${table(["package", "version", "licence"], packageRows(read))}
`;
}

/** Those that only one platform has are parts of the package before them. */
function packageRows(read: (path: string) => string): string[][] {
  const { packages } = lockSchema.parse(JSON.parse(read("package-lock.json")));
  return Object.entries(packages)
    .filter(([path, { dev, peer }]) => path !== "" && dev !== true && peer !== true)
    .filter(([path]) => !/@napi-rs\/nice-|@msgpackr-extract\//.test(path))
    .map(([path]) => packageSchema.parse(JSON.parse(read(join(path, "package.json")))))
    .map(({ name, version, license }) => [name, version, license]);
}
