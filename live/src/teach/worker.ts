/** The teacher: listens, fits and answers in a thread of its own, so that the page never waits for it. */
import { audioOf } from "../../../src/audio/sound.ts";
import { ModelError, messageOf, NoSpeechError } from "../../../src/base/errors.ts";
import { loadRecogniser, type Recogniser } from "../../../src/recogniser/index.ts";
import { type Ear, type Heard, openEar, teach } from "../../../src/teach/index.ts";
import type { Answers, Asked, Told } from "./messages.ts";

let ear: Ear | undefined;
let taught: Recogniser | undefined;
const heardById = new Map<string, Heard>();

function opened<T>(one: T | undefined): T {
  if (one === undefined) throw new ModelError("the encoder is not here yet.", "Wait a moment.");
  return one;
}

async function answerTo(asked: Asked): Promise<Answers[keyof Answers]> {
  switch (asked.kind) {
    case "open":
      ear = await openEar(new URL(asked.address, location.href), { threads: 1 });
      return null;
    case "decode":
      return audioOf(asked.blob, asked.name);
    case "hear":
      heardById.set(asked.clip, await opened(ear).hear(asked.audio, asked.name, asked.speech));
      return null;
    case "forget":
      heardById.delete(asked.clip);
      return null;
    case "teach": {
      const begun = performance.now();
      const clips = asked.lesson.clips.flatMap((clip) => {
        const heard = heardById.get(clip.id);
        return heard === undefined ? [] : [{ ...clip, heard }];
      });
      const { file, info, answers } = await teach(opened(ear), { ...asked.lesson, clips }, asked.by, {
        seed: 1,
        threads: 1,
      });
      const seconds = (performance.now() - begun) / 1000;
      const next = await loadRecogniser(file, { threads: 1 });
      await taught?.release();
      taught = next;
      return { file, info, answers, seconds };
    }
    case "ask":
      try {
        return await opened(taught).predict(asked.audio, { anySound: true });
      } catch (error) {
        if (error instanceof NoSpeechError) return null;
        throw error;
      }
  }
}

// onnxruntime's threads load this file again, and are spoken to by it alone
if (!self.name.startsWith("em-pthread")) {
  // one after the other: what was asked first is answered first
  let last: Promise<unknown> = Promise.resolve();
  addEventListener("message", ({ data, ports: [line] }: MessageEvent<Asked>) => {
    const tell = (told: Told<Answers[keyof Answers]>): void => line.postMessage(told);
    last = last
      .then(() => answerTo(data))
      .then(
        (answer) => tell({ answer }),
        (error: unknown) => tell({ trouble: messageOf(error) }),
      );
  });
}
