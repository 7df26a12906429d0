/** What the page asks its teacher, a worker, and what that tells. */
import type { Audio } from "../../../src/audio/audio.ts";
import type { Judged } from "../../../src/dataset/predictions.ts";
import type { Prediction, RecogniserInfo } from "../../../src/recogniser/index.ts";
import type { MethodName } from "../../../src/teach/index.ts";

export type Asked =
  /** Another recogniser's address: its ear is what listens. */
  | { readonly kind: "open"; readonly address: string }
  /** A file that no clip is yet. */
  | { readonly kind: "decode"; readonly blob: Blob; readonly name: string }
  /** A clip, which is remembered by its id; `speech`: somebody has to speak in it. */
  | {
      readonly kind: "hear";
      readonly clip: string;
      readonly name: string;
      readonly audio: Audio;
      readonly speech: boolean;
    }
  | { readonly kind: "forget"; readonly clip: string }
  | { readonly kind: "teach"; readonly lesson: AskedLesson; readonly by: MethodName }
  /** A moment of sound, by what was taught last. */
  | { readonly kind: "ask"; readonly audio: Audio };

export interface AskedLesson {
  readonly name: string;
  readonly background: string;
  readonly clips: readonly { readonly id: string; readonly label: string }[];
}

/** What was taught, as a page shows it. */
export interface Learnt {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly info: RecogniserInfo;
  readonly answers: Judged;
  readonly seconds: number;
}

/** What is told for what was asked. */
export interface Answers {
  readonly open: null;
  readonly decode: Audio;
  readonly hear: null;
  readonly forget: null;
  readonly teach: Learnt;
  /** Null where there is no sound to speak of. */
  readonly ask: Prediction | null;
}

export type Told<Answer> = { readonly answer: Answer } | { readonly trouble: string };
