/** What the page of teaching is about: classes and their clips, what was learnt of them, and what is heard now. */
import type { Audio } from "../../../src/audio/audio.ts";
import { joined } from "../../../src/audio/joined.ts";
import { audioOf } from "../../../src/audio/sound.ts";
import { messageOf } from "../../../src/base/errors.ts";
import type { Prediction } from "../../../src/recogniser/index.ts";
import type { MethodName } from "../../../src/teach/index.ts";
import type { DroppedFile } from "../../../studio/src/state/dropped.ts";
import base from "../../../weights/ravdess.onnx?url";
import { forgetClip, type KeptClip, keepClasses, keepClip, readClasses, readClips } from "./kept-clips.ts";
import type { Learnt } from "./messages.ts";
import { type OpenMicrophone, openMicrophone } from "./microphone.ts";
import { Teacher } from "./teacher.ts";

/** A recording ends by itself. */
export const MOST_SECONDS = 15;
/** Of what is heard live, so much is answered each time. */
const WINDOW_S = 2;
/** Shorter, a window is not asked about. */
const LEAST_S = 0.5;

/** "waiting": not heard yet; a sentence where it was refused. */
export type ClipState = "waiting" | "heard" | { readonly trouble: string };

class LessonState {
  classes = $state(readClasses());
  clips = $state.raw<readonly KeptClip[]>([]);
  states = $state<Record<string, ClipState>>({});
  encoder = $state<"coming" | "here" | "missing">("coming");
  /** The class that is being recorded. */
  recording = $state<string | undefined>(undefined);
  recordedSeconds = $state(0);
  isTeaching = $state(false);
  learnt = $state.raw<Learnt | undefined>(undefined);
  /** Whether clips have come or gone since. */
  isStale = $state(false);
  isTrying = $state(false);
  /** Null where nothing is to be heard. */
  said = $state.raw<Prediction | null | undefined>(undefined);
  trouble = $state("");

  readonly #teacher = new Teacher();
  #microphone: OpenMicrophone | undefined;
  #pieces: Float32Array[] = [];
  /** Goes on with whatever begins or ends: what was begun before is let go. */
  #turn = 0;
  #isAsking = false;
  #begun: Promise<void> | undefined;

  get background(): string {
    return this.classes.at(-1) ?? "background";
  }

  get waiting(): number {
    return this.clips.filter(({ id }) => this.states[id] === "waiting").length;
  }

  /** What was kept is here again; the encoder is fetched. Once, however often the page is visited. */
  begin(): Promise<void> {
    this.#begun ??= this.#begin();
    return this.#begun;
  }

  async #begin(): Promise<void> {
    await this.#tried(async () => {
      this.clips = await readClips();
      for (const { id, label } of this.clips) {
        this.states[id] = "waiting";
        this.addClass(label); // another window may have kept its own list since
      }
    });
    try {
      await this.#teacher.ask({ kind: "open", address: new URL(base, location.href).href });
      this.encoder = "here";
    } catch (error) {
      this.encoder = "missing";
      this.trouble = messageOf(error);
      return;
    }
    await Promise.all(this.clips.map((clip) => this.#hear(clip)));
  }

  clipsOf(label: string): readonly KeptClip[] {
    return this.clips.filter((clip) => clip.label === label);
  }

  addClass(name: string): void {
    const own = name.trim();
    if (own === "" || this.classes.includes(own)) return;
    this.classes = [...this.classes.slice(0, -1), own, this.background];
    keepClasses(this.classes);
  }

  async removeClass(name: string): Promise<void> {
    for (const { id } of this.clipsOf(name)) await this.remove(id);
    this.classes = this.classes.filter((one) => one !== name);
    keepClasses(this.classes);
  }

  async record(label: string): Promise<void> {
    await this.#tried(async () => {
      const isOpen = await this.#open((samples, sampleRate) => {
        this.#pieces.push(samples);
        this.recordedSeconds += samples.length / sampleRate;
        if (this.recordedSeconds >= MOST_SECONDS) void this.stop();
      });
      if (!isOpen) return;
      this.recordedSeconds = 0;
      this.recording = label;
    });
  }

  /** Whether the microphone is open: it is not, if anything was begun or ended while the browser asked for it. */
  async #open(hear: (samples: Float32Array, sampleRate: number) => void): Promise<boolean> {
    const stopping = this.stop();
    const turn = this.#turn;
    await stopping;
    const microphone = await openMicrophone(hear);
    if (turn !== this.#turn) {
      microphone.close();
      return false;
    }
    this.#pieces = [];
    this.#microphone = microphone;
    return true;
  }

  /** Ends what listens; what was recorded becomes a clip. */
  async stop(): Promise<void> {
    this.#turn++;
    const [microphone, label] = [this.#microphone, this.recording];
    this.#microphone = undefined;
    this.recording = undefined;
    this.isTrying = false;
    this.said = undefined;
    if (microphone === undefined) return;
    microphone.close();
    if (label === undefined) return;
    const name = new Date().toLocaleTimeString("en-GB");
    await this.#add(label, name, { samples: joined(this.#pieces), sampleRate: microphone.sampleRate });
  }

  /** A file's class is its folder's, where that is none of `label`. */
  async addFiles(files: readonly DroppedFile[], label?: string): Promise<void> {
    const refused: string[] = [];
    for (const { file, folders } of files) {
      await this.#tried(async () => {
        const audio = await this.#teacher
          .ask({ kind: "decode", blob: file, name: file.name })
          .catch(() => audioOf(file, file.name)); // what only a page's own decoder reads
        const own = label ?? this.#classOf(folders.at(-1) ?? this.background);
        await this.#add(own, file.name, audio);
      });
      if (this.trouble !== "") refused.push(this.trouble);
    }
    // the files after one that is refused are taken, and it is told of all the same
    this.trouble = refused.join(" ");
  }

  #classOf(folder: string): string {
    const own = folder.trim();
    return this.classes.find((one) => one.toLowerCase() === own.toLowerCase()) ?? own;
  }

  async #add(label: string, name: string, audio: Audio): Promise<void> {
    const id = `${Date.now().toString(36)}-${String(this.clips.length).padStart(5, "0")}-${name}`;
    const clip = { id, label, name, audio };
    this.addClass(label);
    this.clips = [...this.clips, clip];
    this.states[id] = "waiting";
    this.isStale = true;
    await this.#tried(() => keepClip(clip));
    await this.#hear(clip);
  }

  async remove(id: string): Promise<void> {
    this.clips = this.clips.filter((clip) => clip.id !== id);
    delete this.states[id];
    this.isStale = true;
    await this.#tried(async () => {
      await forgetClip(id);
      await this.#teacher.ask({ kind: "forget", clip: id });
    });
  }

  async #hear({ id, name, label, audio }: KeptClip): Promise<void> {
    if (this.encoder !== "here") return;
    try {
      await this.#teacher.ask({ kind: "hear", clip: id, name, audio, speech: label !== this.background });
      if (id in this.states) this.states[id] = "heard";
    } catch (error) {
      if (id in this.states) this.states[id] = { trouble: messageOf(error) };
    }
  }

  async teach(name: string, by: MethodName): Promise<void> {
    this.isTeaching = true;
    await this.#tried(async () => {
      const clips = this.clips
        .filter(({ id }) => this.states[id] === "heard")
        .map(({ id, label }) => ({ id, label }));
      const lesson = { name, background: this.background, clips };
      this.learnt = await this.#teacher.ask({ kind: "teach", lesson, by });
      this.isStale = false;
    });
    this.isTeaching = false;
  }

  async try(): Promise<void> {
    await this.#tried(async () => {
      const isOpen = await this.#open((samples) => {
        this.#pieces.push(samples);
        void this.#ask();
      });
      if (isOpen) this.isTrying = true;
    });
  }

  /** Asks about the last seconds, unless an answer is still awaited. */
  async #ask(): Promise<void> {
    const { sampleRate } = this.#microphone ?? {};
    if (this.#isAsking || sampleRate === undefined) return;
    const most = Math.ceil((WINDOW_S * sampleRate) / (this.#pieces[0]?.length ?? 1));
    this.#pieces = this.#pieces.slice(-most);
    const samples = joined(this.#pieces);
    if (samples.length < LEAST_S * sampleRate) return;
    this.#isAsking = true;
    await this.#tried(async () => {
      const said = await this.#teacher.ask({ kind: "ask", audio: { samples, sampleRate } });
      if (this.isTrying) this.said = said;
    });
    this.#isAsking = false;
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

export const lesson = new LessonState();
