/** What is fuzzed: a kind of file that strangers write and Prosodia reads. */
import { ProsodiaError } from "../../src/base/errors.ts";

export interface FuzzKind {
  /** The bytes of an item; the same for the same seed and number. */
  item(seed: number, index: number): Promise<Item>;
  /** What is wrong with how the item was taken; undefined where it was read rightly or refused in a sentence. */
  judge(item: Item): Promise<Outcome>;
}

export interface Item {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What was done to what, for the one who looks for the cause. */
  readonly what: string;
}

/** How an item was taken: `wrong` is a finding. */
export type Outcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "wrong"; readonly message: string };

export const ACCEPTED: Outcome = { kind: "accepted" };

export function wrong(message: string): Outcome {
  return { kind: "wrong", message };
}

/** Runs what reads the item: a refusal is one sentence of a named error, anything else that is thrown is a finding. */
export async function outcomeOf(read: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProsodiaError)) {
      return wrong(`no error of ours: ${error instanceof Error ? error.stack : String(error)}`);
    }
    const { message } = error;
    if (/\[object |\bundefined\b|\n\s+at /.test(message) || message.length > LONGEST_MESSAGE) {
      return wrong(`a message that tells nothing: ${message.slice(0, LONGEST_MESSAGE)}`);
    }
    return { kind: "refused", message };
  }
}

const LONGEST_MESSAGE = 4000;
