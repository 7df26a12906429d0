/**
 * Writes the networks of test/golden-networks.ts as ONNX files, for exports.py to run.
 * Run: npx tsx tools/golden/exports.ts <folder>
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportNetwork } from "../../src/engine/export.ts";
import { EXPORTED, networkOf, trainedWeights } from "../../test/golden-networks.ts";

const [folder = "exports"] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const [name, one] of Object.entries(EXPORTED)) {
  const network = networkOf(one);
  writeFileSync(join(folder, `${name}.onnx`), exportNetwork(network, trainedWeights(network)));
}
