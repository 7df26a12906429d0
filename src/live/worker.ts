/** A recogniser in a thread of its own, so that the page never waits for it. */
import { ModelError } from "../base/errors.ts";
import { networkHere } from "../features/open-networks.ts";
import { loadRecogniser, predictTimeline, type Recogniser } from "../recogniser/index.ts";
import { Intake } from "./intake.ts";
import type { Asked, Told } from "./messages.ts";

const tell = (told: Told, transfer: Transferable[] = []): void => postMessage(told, { transfer });
const fail = (id: number, error: unknown): void => {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  tell({ kind: "failed", id, name, message });
};

let opened: Recogniser | undefined;
const intakes = new Map<number, { readonly intake: Intake; readonly port: MessagePort }>();

function recogniser(): Recogniser {
  if (opened === undefined) throw new ModelError("no recogniser was opened.");
  return opened;
}

async function answer(asked: Asked): Promise<void> {
  const { id } = asked;
  if (asked.kind === "open") {
    // WebAssembly within a worker holds it: bounded memory, and an end whenever the page ends the worker
    opened = await loadRecogniser(asked.source, { openNetwork: networkHere });
    return tell({ kind: "opened", id, info: opened.info });
  }
  if (asked.kind === "predict") {
    const prediction = await recogniser().predict(asked.audio, asked.given);
    return tell({ kind: "predicted", id, prediction });
  }
  if (asked.kind === "timeline") {
    const parts = await predictTimeline(recogniser(), asked.audio, asked.options);
    return tell({ kind: "timeline", id, parts });
  }
  if (asked.kind === "listen") {
    const { port, sampleRate, options } = asked;
    const intake = new Intake(
      recogniser(),
      sampleRate,
      options,
      (told) => tell({ ...told, id }, told.kind === "recorded" ? [told.samples.buffer] : []),
      (error) => fail(id, error),
    );
    intakes.set(id, { intake, port });
    port.onmessage = ({ data }: MessageEvent<Float32Array>) => intake.hear(data);
    return tell({ kind: "listening", id });
  }
  const found = intakes.get(id);
  if (found === undefined) return;
  if (asked.kind === "know") found.intake.know(asked.enrolment);
  else if (asked.kind === "enrol") found.intake.enrol(asked.seconds);
  else if (asked.kind === "record") found.intake.isRecording = asked.isOn;
  else {
    found.port.close();
    intakes.delete(id);
  }
}

// onnxruntime's threads load this file again, and are spoken to by it alone
if (!self.name.startsWith("em-pthread")) {
  addEventListener("message", ({ data }: MessageEvent<Asked>) => {
    answer(data).catch((error: unknown) => fail(data.id, error));
  });
}
