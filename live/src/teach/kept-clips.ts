/** Clips that were gathered: kept in this browser, and nowhere else. */
import type { Audio } from "../../../src/audio/audio.ts";

export interface KeptClip {
  readonly id: string;
  readonly label: string;
  /** What the page calls it: a time, or a file's name. */
  readonly name: string;
  readonly audio: Audio;
}

const STORE = "clips";

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const opening = indexedDB.open("prosodia-teach", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id" });
  return (await done(opening)).transaction(STORE, mode).objectStore(STORE);
}

/** In the order in which they were gathered. */
export async function readClips(): Promise<KeptClip[]> {
  const all: KeptClip[] = await done((await store("readonly")).getAll());
  return all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

export async function keepClip(clip: KeptClip): Promise<void> {
  await done((await store("readwrite")).put(clip));
}

export async function forgetClip(id: string): Promise<void> {
  await done((await store("readwrite")).delete(id));
}

const CLASSES = "prosodia-teach-classes";

/** The last is the background. */
export function readClasses(): string[] {
  const text = localStorage.getItem(CLASSES);
  return text === null ? ["happy", "angry", "background"] : text.split("\n");
}

export function keepClasses(classes: readonly string[]): void {
  localStorage.setItem(CLASSES, classes.join("\n"));
}
