/** A small formant synthesiser: the demo corpus and test signals, without data, network or licences. */
export { type DemoClip, type DemoOptions, demoClips } from "./demo-corpus.ts";
export { type EmotionName, emotionNames, type Intensity, intensities } from "./emotions.ts";
export { type SentenceName, sentences } from "./sentences.ts";
export { synthesise, type Utterance } from "./synthesise.ts";
export { impulse, noise, type SignalOptions, silence, sweep, tone, vowel } from "./test-signals.ts";
export { type Voice, voices } from "./voices.ts";
