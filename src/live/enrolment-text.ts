/** A voice that was got to know, as text that a page can keep. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import type { Enrolment } from "../recogniser/index.ts";

const enrolmentSchema = z.record(z.string(), z.array(z.number()));

export function formatEnrolment(enrolment: Enrolment): string {
  return JSON.stringify(Object.fromEntries(Array.from(enrolment, ([name, x]) => [name, Array.from(x)])));
}

/** @throws ConfigError if the text is not what `formatEnrolment` wrote */
export function parseEnrolment(text: string): Enrolment {
  try {
    const read = enrolmentSchema.parse(JSON.parse(text));
    return new Map(Object.entries(read).map(([name, x]) => [name, Float32Array.from(x)]));
  } catch {
    throw new ConfigError("the enrolment that was kept cannot be read; expected what formatEnrolment wrote.");
  }
}
