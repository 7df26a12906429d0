/** Names for files that are not read: by their bytes, where those tell. */
import { counted } from "../base/counted.ts";
import { textAt } from "./tags.ts";

interface KnownFormat {
  readonly at: number;
  readonly text: string;
  readonly what: string;
}

/** Sound that is not read, but that ffmpeg converts. */
const SOUND: readonly KnownFormat[] = [
  { at: 4, text: "ftypM4A", what: "an M4A (AAC) file" },
  { at: 4, text: "ftypqt", what: "a QuickTime file" },
  { at: 4, text: "ftyp3g", what: "a 3GP file" },
  { at: 4, text: "ftyp", what: "an MP4 or M4A (AAC) file" },
  { at: 4, text: "moov", what: "a QuickTime file" },
  { at: 4, text: "mdat", what: "a QuickTime file" },
  { at: 0, text: "caff", what: "a CAF file" },
  { at: 0, text: "#!AMR", what: "an AMR file" },
  { at: 0, text: "#!SILK", what: "a SILK file" },
  { at: 1, text: "#!SILK", what: "a SILK file" },
  { at: 0, text: "0&\xb2u", what: "a WMA file" },
  { at: 0, text: "ADIF", what: "an AAC (ADIF) file" },
  { at: 0, text: "wvpk", what: "a WavPack file" },
  { at: 0, text: "MAC ", what: "a Monkey's Audio file" },
  { at: 0, text: "TTA1", what: "a TTA file" },
  { at: 0, text: "MPCK", what: "a Musepack file" },
  { at: 0, text: "MP+", what: "a Musepack file" },
  { at: 0, text: "DSD ", what: "a DSD file" },
  { at: 0, text: "FRM8", what: "a DSD file" },
  { at: 0, text: "ajkg", what: "a Shorten file" },
  { at: 0, text: "Creative Voice File", what: "a VOC file" },
  { at: 0, text: "\x64\xa3", what: "an IRCAM file" },
  { at: 0, text: "FLV", what: "a Flash video" },
  { at: 0, text: ".RMF", what: "a RealMedia file" },
  { at: 0, text: ".ra\xfd", what: "a RealAudio file" },
  { at: 8, text: "AVI ", what: "an AVI file" },
  { at: 8, text: "8SVX", what: "an 8SVX file" },
  { at: 0, text: "\0\0\x01\xba", what: "an MPEG video" },
];

/** What is no sound, or not yet. */
const OTHER: readonly KnownFormat[] = [
  {
    at: 0,
    text: "version https://git-lfs",
    what: "a pointer of Git LFS (the file itself was not downloaded)",
  },
  { at: 0, text: "PK\x03\x04", what: "a ZIP archive" },
  { at: 0, text: "\x1f\x8b", what: "a gzip archive" },
  { at: 0, text: "BZh", what: "a bzip2 archive" },
  { at: 0, text: "\xfd7zXZ", what: "an xz archive" },
  { at: 0, text: "7z\xbc\xaf", what: "a 7z archive" },
  { at: 0, text: "Rar!", what: "a RAR archive" },
  { at: 257, text: "ustar", what: "a tar archive" },
  { at: 0, text: "%PDF", what: "a PDF" },
  { at: 0, text: "\x89PNG", what: "a PNG picture" },
  { at: 0, text: "\xff\xd8\xff", what: "a JPEG picture" },
  { at: 0, text: "GIF8", what: "a GIF picture" },
  { at: 8, text: "WEBP", what: "a WebP picture" },
  { at: 0, text: "MThd", what: "a MIDI file (notes, no sound)" },
  { at: 0, text: "\x93NUMPY", what: "a NumPy array" },
  { at: 0, text: "\x89HDF", what: "an HDF5 file" },
];

export interface NamedFormat {
  /** With its article: "an AIFF file". */
  readonly what: string;
  /** Whether ffmpeg would turn it into WAV. */
  readonly isSound: boolean;
}

/** What bytes are that no reader takes; text and bytes are described where nothing is known. */
export function nameFormat(bytes: Uint8Array): NamedFormat {
  const isFormat = ({ at, text }: KnownFormat): boolean => textAt(bytes, at, text.length) === text;
  const sound = SOUND.find(isFormat)?.what ?? nameMatroska(bytes) ?? nameMpeg(bytes);
  if (sound !== undefined) return { what: sound, isSound: true };
  return { what: OTHER.find(isFormat)?.what ?? describe(bytes), isSound: false };
}

function nameMatroska(bytes: Uint8Array): string | undefined {
  if (textAt(bytes, 0, 4) !== "\x1aE\xdf\xa3") return undefined;
  const head = textAt(bytes, 0, 64);
  return head.includes("webm")
    ? "a WebM file"
    : head.includes("matroska")
      ? "a Matroska file"
      : "a WebM or Matroska file";
}

/** Headers that begin with eleven or twelve ones: AAC in ADTS, and the layers of MPEG audio that are not read. */
function nameMpeg(bytes: Uint8Array): string | undefined {
  if (bytes.length < 4 || bytes[0] !== 0xff) return undefined;
  if ((bytes[1] & 0xf6) === 0xf0 && ((bytes[2] >>> 2) & 15) < 13) return "an AAC (ADTS) file";
  const layer = (bytes[1] >>> 1) & 3; // 3: layer I, 2: layer II
  const isFrame = (bytes[1] & 0xe0) === 0xe0 && bytes[2] >>> 4 < 15 && ((bytes[2] >>> 2) & 3) < 3;
  if (!isFrame || ((bytes[1] >>> 3) & 3) === 1) return undefined;
  if (layer === 3) return "an MPEG audio file of layer I";
  return layer === 2 ? "an MP2 file (MPEG audio layer II)" : undefined;
}

function describe(bytes: Uint8Array): string {
  const head = bytes.subarray(0, 64);
  if (head.length < 12) return `a file of ${counted(bytes.length, "byte")}`;
  if (/^\s*<(!doctype html|html)/i.test(textAt(head, 0, 64))) return "a web page";
  const printable = head.every(
    (byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte !== 127),
  );
  if (printable) return "a text file";
  const hex = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
  return `a file that begins with the bytes ${hex.join(" ")}`;
}
