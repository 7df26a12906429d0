/**
 * Fifty open pages of a table of 20,000 clips, while an experiment runs: how long the table takes.
 * `npx tsx bench/studio-load.ts`, after `npm run build`.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { openStudio, writeWorkspace } from "../test/browser/studio-pages.ts";

const PAGES = 50;
const CLIPS = 20_000;
const ROUNDS = 10;

const folder = await mkdtemp(join(tmpdir(), "prosodia-load-"));
await writeWorkspace(folder);
const labels = ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"];
const rows = Array.from(
  { length: CLIPS },
  (_, i) =>
    `clip${i},voices/03-01-01-01-01-01-01.wav,${labels[i % 8]},s${i % 120},${i % 2 === 0 ? "male" : "female"}`,
);
await writeFile(join(folder, "large.csv"), `id,path,label,speaker,sex\n${rows.join("\n")}\n`);
const studio = await openStudio(folder);
const token = new URL(studio.address).searchParams.get("token") ?? "";
const entered = await fetch(studio.address, { redirect: "manual" });
const cookie = (entered.headers.get("set-cookie") ?? "").split(";")[0];
const headers = { cookie, "x-prosodia-token": token, "content-type": "application/json" };

const begun = performance.now();
await (await fetch(`${studio.base}api/corpus?at=large.csv`, { headers })).arrayBuffer();
console.log(`read for the first time: ${(performance.now() - begun).toFixed(0)} ms`);

const pages = await Promise.all(
  Array.from({ length: PAGES }, () => fetch(`${studio.base}api/events`, { headers })),
);
let events = 0;
for (const { body } of pages) {
  void (async () => {
    for await (const _ of body ?? []) events++;
  })().catch(() => undefined);
}
const yaml = `corpus: { path: ../voices }
split: { protocol: random, folds: 5 }
learners: { mlp: { recipe: { features: [{ id: mel, overTime: {} }] }, model: { id: mlp, params: { hidden: [1024, 512] } } } }
`;
const started = await fetch(`${studio.base}api/experiment/run`, {
  method: "POST",
  headers,
  body: JSON.stringify({ yaml, name: "load" }),
});
console.log(`experiment: ${started.status}`);
await new Promise((resolve) => setTimeout(resolve, 4000));

async function measure(name: string, path: string): Promise<void> {
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    // each page asks when it likes: spread over a second
    await Promise.all(
      Array.from({ length: PAGES }, async (_, page) => {
        await new Promise((resolve) => setTimeout(resolve, (1000 * page) / PAGES));
        const from = performance.now();
        const response = await fetch(`${studio.base}${path}`, { headers });
        bytes = (await response.arrayBuffer()).byteLength;
        times.push(performance.now() - from);
      }),
    );
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string => times[Math.floor(share * (times.length - 1))].toFixed(1);
  console.log(
    `${name}: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms (${(bytes / 1000).toFixed(0)} kB, ${times.length} requests)`,
  );
}
await measure("table of 20,000 clips", "api/corpus?at=large.csv");
await measure("runs", "api/runs");
console.log(`${events} events to ${PAGES} pages; ${cpus().length} cores`);
await studio.stop();
await rm(folder, { recursive: true, force: true });
process.exit(0);
