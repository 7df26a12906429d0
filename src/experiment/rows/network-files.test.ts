import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ModelError } from "../../base/errors.ts";
import { readNetworkFile } from "./network-files.ts";

const EXPECTED =
  "expected an ONNX file, or a folder with preprocessor_config.json and onnx/model.onnx. " +
  "Correct the path of the feature encoder, or leave it out: an encoder comes with Prosodia.";

async function messageOf(path: string): Promise<string> {
  const error: unknown = await readNetworkFile(path).catch((thrown: unknown) => thrown);
  if (!(error instanceof ModelError)) throw new Error("expected a ModelError");
  return error.message;
}

test("an encoder that is not there, or not whole, is named in one sentence, without codes of the system", async () => {
  const folder = await mkdtemp(join(tmpdir(), "prosodia-networks-"));
  const missing = join(folder, "wavlm");
  expect(await messageOf(missing)).toBe(
    `${missing}: the encoder cannot be read (there is no such file or folder); ${EXPECTED}`,
  );
  await mkdir(missing);
  expect(await messageOf(missing)).toBe(
    `${missing}: the encoder cannot be read (${missing}/preprocessor_config.json: there is no such file or folder); ${EXPECTED}`,
  );
  await mkdir(join(missing, "onnx"));
  await writeFile(join(missing, "preprocessor_config.json"), "{}");
  expect(await messageOf(missing)).toBe(
    `${missing}: the encoder cannot be read (its folder onnx has no model*.onnx or encoder_model*.onnx); ${EXPECTED}`,
  );
});
