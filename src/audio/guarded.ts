/** The one door to third-party decoders: each file has an instance of its own, and no error of theirs gets out. */
import { AudioError, messageOf } from "../base/errors.ts";

interface Decoder {
  readonly ready: Promise<unknown>;
}

/**
 * Runs a task on a decoder that has seen no file before and sees none after: what a file leaves behind in a
 * decoder, damaged ones above all, cannot reach another. The compiled code is shared; an instance costs
 * milliseconds.
 *
 * @param create - loads the library and makes the instance; what fails here is no fault of the file
 * @param what - what errors call the data: "flac"
 * @param name - what errors call the file
 * @throws AudioError for whatever the decoder throws
 */
export async function withDecoder<D extends Decoder, R>(
  create: () => Promise<D>,
  what: string,
  name: string,
  task: (decoder: D) => R | Promise<R>,
): Promise<R> {
  const decoder = await create();
  try {
    await decoder.ready;
    return await task(decoder);
  } catch (error) {
    if (error instanceof AudioError) throw error;
    throw new AudioError(
      `${name}: the ${what} data is damaged: the decoder fails (${messageOf(error)}).`,
      "Copy or download it again.",
    );
  }
}
