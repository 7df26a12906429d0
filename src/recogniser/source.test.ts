import { createServer } from "node:http";
import { expect, test } from "vitest";
import { fitToy, toyAudio } from "../../test/toy-recogniser.ts";
import { encodeWav } from "../audio/wav.ts";
import { encodeRecogniser, loadRecogniser } from "./index.ts";
import { readSource } from "./source.ts";

const bytes = Uint8Array.of(1, 2, 3);

test("bytes, a File, an address", async () => {
  expect(await readSource(bytes)).toBe(bytes);
  expect(await readSource(new File([bytes], "it.onnx"))).toEqual(bytes);
  expect(await readSource("data:application/octet-stream;base64,AQID")).toEqual(bytes);
  expect(await readSource(new URL("data:application/octet-stream;base64,AQID"))).toEqual(bytes);
});

test("an address without a file is told of", async () => {
  const server = createServer((_, response) => response.writeHead(404).end());
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/it.onnx`;
  await expect(readSource(url)).rejects.toThrow(
    `the recogniser cannot be fetched from ${url}: the server answers 404 Not Found.`,
  );
  server.close();
  server.closeAllConnections();
  await expect(readSource(url)).rejects.toThrow(
    `the recogniser cannot be fetched from ${url}: fetch failed.`,
  );
});

test("a path is no address outside of pages: what is wanted is said", async () => {
  await expect(readSource("runs/first/recognisers/svm.onnx")).rejects.toThrow(
    /cannot be fetched from runs\/first\/recognisers\/svm\.onnx: .*\. Of a file on this machine give the bytes: await readFile\(path\)\.$/,
  );
});

test("a recogniser opens from a Blob, and answers for one", async () => {
  const { onnx, info } = await fitToy("vector", true);
  const recogniser = await loadRecogniser(new Blob([await encodeRecogniser(onnx, info)]), { threads: 1 });
  const sound = new Blob([encodeWav(toyAudio("vowel", 2))]);
  expect(await recogniser.predict(sound, { anySound: true })).toMatchObject({ label: "vowel" });
  await expect(recogniser.predict(Object({ name: "talk.wav" }))).rejects.toThrow(
    "the audio: is no sound: expected { samples, sampleRate } with a Float32Array and Hz, an AudioBuffer, or a Blob; got an object with name.",
  );
  await recogniser.release();
});
