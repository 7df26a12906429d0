/** The document of the functionals, in Markdown: everything in it is read from the registry. */
import { functionals } from "../src/functionals/index.ts";
import { table } from "./markdown.ts";

/** A word of every family, whose own id is none. */
const EXAMPLES: Readonly<Record<string, string>> = { percentile: "p50", "inter-percentile": "p20-p80" };

export function functionalPage(): string {
  const rows = functionals.list.map(({ id, words, summary, source, parse }) => {
    const one = parse(EXAMPLES[id] ?? id);
    if (one === undefined) throw new Error(`functional ${id}: no word is known for the document`);
    const units = one.units("dB");
    const numbers = one.names.map((name, i) => `\`${name}\`${units[i] === null ? "" : ` (${units[i]})`}`);
    return [words, numbers.join(", "), one.of === "mask" ? "mask" : "values", summary, source];
  });
  return [
    "# Functionals",
    "Made by `npm run docs` from `src/functionals/`: what sums up a series over the frames. `overTime` of a recipe takes those of " +
      "values, for every row of a feature and for parts of the clip; those of masks are for series that know which frames count.",
    "    features: [{ id: mfcc, overTime: { functionals: [mean, sd, p20-p80], parts: [1, 3] } }]",
    table(["word", "numbers, and units for a series in dB", "of", "what it is", "as in"], rows),
    "Of a series without a frame that counts every number is 0. [All features](features/README.md)",
  ]
    .join("\n\n")
    .concat("\n");
}
