/**
 * What a page that predicts makes its visitors fetch, compressed, without the recogniser: `npm run weigh`. The page is
 * examples/predict-in-browser, built as its readers build it.
 */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";

const EXAMPLE = join(import.meta.dirname, "../examples/predict-in-browser");

/** Bytes of gzip. */
export interface Weight {
  /** Code that is there before the first answer, onnxruntime's own included. */
  readonly code: number;
  /** onnxruntime, compiled. */
  readonly wasm: number;
  /** Decoders, each fetched with the first recording of its format. */
  readonly decoders: Readonly<Record<string, number>>;
}

export async function weighPage(): Promise<Weight> {
  const built = await build({ root: EXAMPLE, logLevel: "silent", build: { write: false } });
  const outputs = [built].flat().flatMap((one) => ("output" in one ? one.output : []));
  const chunks = outputs.filter((one) => one.type === "chunk");
  const early = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const name of early) {
    for (const one of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) early.add(one);
  }
  const weightOf = (some: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[]): number =>
    some.reduce(
      (sum, one) => sum + gzipSync(one.type === "chunk" ? one.code : one.source, { level: 9 }).length,
      0,
    );
  return {
    code: weightOf(chunks.filter(({ fileName }) => early.has(fileName))),
    wasm: weightOf(outputs.filter(({ fileName }) => fileName.endsWith(".wasm"))),
    decoders: Object.fromEntries(
      chunks.filter(({ fileName }) => !early.has(fileName)).map((one) => [one.name, weightOf([one])]),
    ),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { code, wasm, decoders } = await weighPage();
  const line = (name: string, bytes: number): string =>
    `${name.padEnd(24)} ${(bytes / 1000).toFixed(0).padStart(6)} kB`;
  console.log(
    [line("code", code), line("wasm", wasm), ...Object.entries(decoders).map((one) => line(...one))].join(
      "\n",
    ),
  );
}
