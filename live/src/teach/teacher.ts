/** The teacher as the page sees it: questions, and promises of answers. */
import { ModelError } from "../../../src/base/errors.ts";
import type { Answers, Asked, Told } from "./messages.ts";

export class Teacher {
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });

  /** Every question has a line of its own, on which it is answered. */
  ask<K extends keyof Answers>(asked: Extract<Asked, { kind: K }>): Promise<Answers[K]> {
    const { port1, port2 } = new MessageChannel();
    return new Promise<Answers[K]>((done, fail) => {
      const stopped = ({ message }: ErrorEvent): void =>
        fail(new ModelError(`the teacher stopped: ${message}.`));
      this.#worker.addEventListener("error", stopped);
      port1.onmessage = ({ data }: MessageEvent<Told<Answers[K]>>) => {
        port1.close();
        this.#worker.removeEventListener("error", stopped);
        if ("trouble" in data) fail(new ModelError(data.trouble));
        else done(data.answer);
      };
      this.#worker.postMessage(asked, [port2]);
    });
  }
}
