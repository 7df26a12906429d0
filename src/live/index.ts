/**
 * Listening: answers while somebody speaks. Sessions and enrolment run wherever there are samples; microphones, workers and the
 * element `<prosodia-live>` are for pages.
 */
export { BackgroundRecogniser, openInBackground } from "./background.ts";
export { defineLiveElement } from "./element.ts";
export { Enroller } from "./enroller.ts";
export { formatEnrolment, parseEnrolment } from "./enrolment-text.ts";
export { type Listening, type ListenOptions, type LiveEvent, listen } from "./listen.ts";
export { microphones, openMicrophone, type VoiceProcessing } from "./microphone.ts";
export { type LiveOptions, LiveSession, liveHopSeconds, type Moment } from "./session.ts";
