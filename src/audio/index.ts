/** Audio: files decoded to mono samples, WAV files written, levels and digests. */
export type { Audio } from "./audio.ts";
export { bandwidthHz } from "./bandwidth.ts";
export { type DecodedAudio, decodeAudio } from "./decode.ts";
export { assertAudible, audioDigest, peakDb, rmsDb, SILENCE_DB } from "./level.ts";
export { assertSpeech, type NoSpeechReason, type SpeechActivity, speechActivity } from "./speech.ts";
export { encodeWav } from "./wav.ts";
