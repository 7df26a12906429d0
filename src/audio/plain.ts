/** Files whose data is samples, one after another: what AIFF, AU and SPHERE share once their header is read. */
import { type AudioHeader, checkHeader, cutShort, type DecodedAudio, tooMuch } from "./decoded.ts";
import { bytesPerSample, readSamples, type SampleFormat } from "./samples.ts";
import { isTrailer } from "./tags.ts";

export interface PlainSamples {
  readonly header: AudioHeader;
  readonly format: SampleFormat;
  readonly littleEndian: boolean;
  /** Byte of the first sample. */
  readonly start: number;
  /** Byte behind the data; the file may end earlier, then it was cut short. */
  readonly end: number;
}

/**
 * @throws AudioError if the data holds another number of samples than the header promises, or the file goes on
 *   behind it with anything but tags
 */
export function readPlain(
  bytes: Uint8Array,
  plain: PlainSamples,
  name: string,
  channel?: number,
): DecodedAudio {
  const { header, format, littleEndian, start, end } = plain;
  // the channel count is checked before it divides
  checkHeader(header, name);
  const frameBytes = header.channels * bytesPerSample(format);
  const stated = Math.floor((end - start) / frameBytes);
  const held = Math.max(0, Math.floor((Math.min(end, bytes.length) - start) / frameBytes));
  const length = header.length ?? stated;
  if (held < length) throw cutShort(name, length, held);
  if (held > length || (end < bytes.length && !isTrailer(bytes, end))) throw tooMuch(name, length);
  checkHeader({ ...header, length }, name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return readSamples(view, start, { ...header, length }, format, littleEndian, name, channel);
}
