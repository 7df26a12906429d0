/** Voices that recognisers got to know: kept in this browser, and nowhere else. */
import { formatEnrolment, parseEnrolment } from "../../../src/live/index.ts";
import type { Enrolment, RecogniserInfo } from "../../../src/recogniser/index.ts";

/** A fit's own: what is usual for a voice is told in its features. */
const keyOf = ({ fit }: RecogniserInfo): string => `prosodia-voice-${fit}`;

export function knowsVoices({ inputs }: Pick<RecogniserInfo, "inputs">): boolean {
  return inputs.some(({ from }) => from === "group") || wantsAllLabels({ inputs });
}

/** Whether a voice is taken to have shown all labels while it is got to know. */
export function wantsAllLabels({ inputs }: Pick<RecogniserInfo, "inputs">): boolean {
  return inputs.some(({ from }) => from === "leaning");
}

export function readVoice(info: RecogniserInfo): Enrolment | undefined {
  const text = localStorage.getItem(keyOf(info));
  try {
    return text === null ? undefined : parseEnrolment(text);
  } catch {
    forgetVoice(info); // of another version
    return undefined;
  }
}

export function keepVoice(info: RecogniserInfo, enrolment: Enrolment): void {
  localStorage.setItem(keyOf(info), formatEnrolment(enrolment));
}

export function forgetVoice(info: RecogniserInfo): void {
  localStorage.removeItem(keyOf(info));
}
