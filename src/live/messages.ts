/** What a page and the worker of its recogniser say to each other. */
import type { Audio } from "../audio/audio.ts";
import type {
  Enrolment,
  Given,
  Prediction,
  RecogniserInfo,
  TimelineOptions,
  TimelinePart,
} from "../recogniser/index.ts";
import type { IntakeTold } from "./intake.ts";
import type { LiveOptions } from "./session.ts";

/** What is answered goes by the number of its question. */
export type Asked =
  | { readonly kind: "open"; readonly id: number; readonly source: Uint8Array | Blob | string }
  | { readonly kind: "predict"; readonly id: number; readonly audio: Audio; readonly given: Given }
  | {
      readonly kind: "timeline";
      readonly id: number;
      readonly audio: Audio;
      readonly options: Omit<TimelineOptions, "featuresOf">;
    }
  /** Samples come through the port. */
  | {
      readonly kind: "listen";
      readonly id: number;
      readonly port: MessagePort;
      readonly sampleRate: number;
      readonly options: LiveOptions;
    }
  | { readonly kind: "know"; readonly id: number; readonly enrolment: Enrolment | undefined }
  | { readonly kind: "enrol"; readonly id: number; readonly seconds: number }
  | { readonly kind: "record"; readonly id: number; readonly isOn: boolean }
  | { readonly kind: "stop"; readonly id: number };

export type Told = { readonly id: number } & (
  | IntakeTold
  | { readonly kind: "opened"; readonly info: RecogniserInfo }
  | { readonly kind: "predicted"; readonly prediction: Prediction }
  | { readonly kind: "timeline"; readonly parts: readonly TimelinePart[] }
  | { readonly kind: "listening" }
  /** An error, which is made again where it arrives. */
  | { readonly kind: "failed"; readonly name: string; readonly message: string }
);
