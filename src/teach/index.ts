/** Recognisers taught by a few clips: in a page, in a second, on the device. */
export { type Ear, type Heard, openEar } from "./ear.ts";
export { LEAST_CLIPS, type Lesson, type TaughtClip } from "./lesson.ts";
export { type MethodName, type Taught, teach } from "./teach.ts";
