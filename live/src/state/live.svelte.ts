/** What the live page is about: a recogniser, a microphone, and what was heard. */
import { messageOf } from "../../../src/base/errors.ts";
import {
  type BackgroundRecogniser,
  type Listening,
  type LiveEvent,
  listen,
  liveHopSeconds,
  type Moment,
  microphones,
  openInBackground,
  openMicrophone,
  type VoiceProcessing,
} from "../../../src/live/index.ts";
import type { Enrolment, RecogniserSource } from "../../../src/recogniser/index.ts";
import large from "../../../weights/ravdess.onnx?url";
import small from "../../../weights/tiny.onnx?url";
import { Recording } from "./recording.ts";
import { forgetVoice, keepVoice, readVoice } from "./voice.ts";

export const READY_MADE = [
  { id: "small", name: "Small", about: "0.3 MB, gets to know your voice", address: small },
  {
    id: "large",
    name: "With a speech encoder",
    about: "12 MB, fetched once; right more often",
    address: large,
  },
] as const;

/** Moments are kept for so long. */
const KEPT_SECONDS = 300;
/** Seconds of speech by which a voice is got to know. */
export const VOICE_SECONDS = 21;

class Live {
  /** The id of a ready-made one, or the name of a file: of what is being opened, or is open. */
  chosen = $state("");
  recogniser = $state.raw<BackgroundRecogniser | undefined>(undefined);
  isOpening = $state(false);
  devices = $state.raw<readonly MediaDeviceInfo[]>([]);
  listening = $state.raw<Listening | undefined>(undefined);
  track = $state.raw<MediaStreamTrack | undefined>(undefined);
  moments = $state.raw<readonly Moment[]>([]);
  workMs = $state(0);
  /** Of a person whom the recogniser knows. */
  voice = $state.raw<Enrolment | undefined>(undefined);
  /** Seconds of speech so far, while it gets to know a voice. */
  learning = $state<number | undefined>(undefined);
  isRecording = $state(false);
  recordedSeconds = $state(0);
  recording = $state.raw<Recording | undefined>(undefined);
  trouble = $state("");
  /** Goes on with every start and stop: what was begun before the last one is let go. */
  #turn = 0;
  /** Goes on with every choice: what was chosen before the last one is let go. */
  #choice = 0;
  /** What `chosen` was when the recogniser was opened. */
  #opened = "";
  /** The microphone that was asked for last, and what browsers do to it. */
  #asked: [deviceId?: string | undefined, processing?: VoiceProcessing | undefined] = [];

  get hopSeconds(): number {
    return this.recogniser === undefined ? 0.25 : liveHopSeconds(this.recogniser.info);
  }

  /** Opens another recogniser; what listens goes on listening with it. */
  async choose(name: string, source: RecogniserSource): Promise<void> {
    const choice = ++this.#choice;
    this.chosen = name;
    this.isOpening = true;
    await this.#tried(async () => {
      const opened = await openInBackground(source);
      if (choice !== this.#choice) return opened.release();
      // somebody may have pressed Listen while it was fetched
      const wasListening = this.listening !== undefined;
      await this.stop();
      this.recogniser?.release();
      this.recogniser = opened;
      this.#opened = name;
      this.voice = readVoice(opened.info);
      this.moments = [];
      if (wasListening) await this.start(...this.#asked);
    });
    if (choice !== this.#choice) return;
    this.chosen = this.#opened;
    this.isOpening = false;
  }

  async start(deviceId?: string, processing?: VoiceProcessing): Promise<void> {
    const { recogniser } = this;
    if (recogniser === undefined) return;
    this.#asked = [deviceId, processing];
    const stopping = this.stop();
    const turn = this.#turn;
    await stopping;
    await this.#tried(async () => {
      const stream = await openMicrophone(deviceId, processing);
      const [track] = stream.getAudioTracks();
      if (turn !== this.#turn) return track.stop();
      this.track = track;
      this.devices = await microphones();
      const given = this.voice === undefined ? {} : { enrolment: this.voice };
      const listening = await listen(stream, {
        recogniser,
        given,
        onEvent: (event) => {
          if (turn === this.#turn) this.#hear(event);
        },
      });
      if (turn !== this.#turn) return listening.stop();
      this.listening = listening;
      this.moments = [];
    });
    if (turn === this.#turn && this.listening === undefined) this.#letGo();
  }

  async stop(): Promise<void> {
    this.#turn++;
    const { listening } = this;
    this.listening = undefined;
    this.isRecording = false;
    this.learning = undefined;
    const stopping = listening?.stop();
    this.#letGo();
    await stopping;
  }

  learn(isOn: boolean): void {
    this.learning = isOn ? 0 : undefined;
    this.listening?.enrol(isOn ? VOICE_SECONDS : 0);
  }

  forget(): void {
    if (this.recogniser !== undefined) forgetVoice(this.recogniser.info);
    this.voice = undefined;
    this.listening?.know(undefined);
  }

  record(isOn: boolean): void {
    if (this.listening === undefined) return;
    if (isOn) {
      const { sampleRate, recogniser } = this.listening;
      this.recording = new Recording(sampleRate, recogniser.info.labels);
      this.recordedSeconds = 0;
    }
    this.isRecording = isOn;
    this.listening.record(isOn);
  }

  discard(): void {
    this.recording = undefined;
  }

  #hear(event: LiveEvent): void {
    if (event.kind === "moment") {
      this.moments = [...this.moments, event.moment].slice(-KEPT_SECONDS / this.hopSeconds);
      this.workMs = event.workMs;
      if (this.isRecording) this.recording?.addMoment(event.moment);
    } else if (event.kind === "recorded") {
      this.recording?.addSamples(event.samples);
      this.recordedSeconds = this.recording?.seconds ?? 0;
    } else if (event.kind === "enrolling") {
      this.learning = event.heardSeconds;
    } else if (event.kind === "enrolled") {
      this.learning = undefined;
      this.voice = event.enrolment;
      if (this.recogniser !== undefined) keepVoice(this.recogniser.info, event.enrolment);
    } else {
      this.stop();
      this.trouble =
        event.kind === "failed"
          ? messageOf(event.error)
          : "The microphone was taken away. Plug it in again, or choose another one, and listen again.";
    }
  }

  #letGo(): void {
    this.track?.stop();
    this.track = undefined;
  }

  async #tried(work: () => Promise<void>): Promise<void> {
    this.trouble = "";
    try {
      await work();
    } catch (error) {
      this.trouble = messageOf(error);
    }
  }
}

export const live = new Live();
