/** Listening in a page: the audio thread hands samples to the recogniser's worker, and the page is told what it hears. */
import { reviveError } from "../base/errors.ts";
import type { Enrolment, RecogniserSource } from "../recogniser/index.ts";
import { BackgroundRecogniser, openInBackground } from "./background.ts";
import type { IntakeTold } from "./intake.ts";
import type { LiveOptions } from "./session.ts";
import { openTap, type Tap, trackOf } from "./tap.ts";

export type LiveEvent =
  | IntakeTold
  /** The microphone was taken away. */
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly error: Error };

export interface ListenOptions extends LiveOptions {
  /** One that is open, or where it is read from. */
  readonly recogniser: BackgroundRecogniser | RecogniserSource;
  readonly onEvent: (event: LiveEvent) => void;
}

export interface Listening {
  readonly recogniser: BackgroundRecogniser;
  /** Hz: what the recogniser is given. */
  readonly sampleRate: number;
  /** Normalises to a voice from now on; to an average one, if to none. */
  know(enrolment: Enrolment | undefined): void;
  /** Gets to know a voice that speaks for so many seconds; "enrolled" tells that it does. No longer, if of 0 s. */
  enrol(seconds: number): void;
  /** Samples of 16 bits are told as "recorded" while this is on. */
  record(isOn: boolean): void;
  /** The source is left as it is; a recogniser that was opened here is closed. */
  stop(): Promise<void>;
}

/**
 * Listens until it is stopped.
 *
 * @param source - a microphone's stream, or a node of Web Audio
 * @throws ModelError as `loadRecogniser`; AudioError if the stream has no sound; ConfigError for wrong options
 */
export async function listen(
  source: MediaStream | AudioNode,
  { recogniser: given, onEvent, ...options }: ListenOptions,
): Promise<Listening> {
  const isOpen = given instanceof BackgroundRecogniser;
  const track = source instanceof MediaStream ? trackOf(source) : undefined;
  const recogniser = isOpen ? given : await openInBackground(given);
  let tap: Tap | undefined;
  const close = async (): Promise<void> => {
    await tap?.close();
    if (!isOpen) recogniser.release();
  };
  try {
    tap = await openTap(source);
    const { sampleRate } = tap;
    const { port1, port2 } = new MessageChannel();
    const intake = await intakeOf(recogniser, port2, sampleRate, options, onEvent);
    tap.flowTo(port1);
    const onEnded = (): void => onEvent({ kind: "ended" });
    track?.addEventListener("ended", onEnded);
    return {
      recogniser,
      sampleRate,
      know: (enrolment) => recogniser.send({ kind: "know", id: intake, enrolment }),
      enrol: (seconds) => recogniser.send({ kind: "enrol", id: intake, seconds }),
      record: (isOn) => recogniser.send({ kind: "record", id: intake, isOn }),
      async stop() {
        track?.removeEventListener("ended", onEnded);
        recogniser.send({ kind: "stop", id: intake });
        recogniser.unfollow(intake);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The worker's intake for one source: the number that it goes by. */
function intakeOf(
  recogniser: BackgroundRecogniser,
  port: MessagePort,
  sampleRate: number,
  options: LiveOptions,
  onEvent: (event: LiveEvent) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let isListening = false;
    const id = recogniser.follow((told) => {
      if (told.kind === "listening") {
        isListening = true;
        return resolve(id);
      }
      if (told.kind === "failed") {
        const error = reviveError(told.name, told.message);
        if (isListening) return onEvent({ kind: "failed", error });
        recogniser.unfollow(id);
        return reject(error);
      }
      if (told.kind !== "opened" && told.kind !== "predicted" && told.kind !== "timeline") onEvent(told);
    });
    recogniser.send({ kind: "listen", id, port, sampleRate, options }, [port]);
  });
}
