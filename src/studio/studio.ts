/** What the routes of a studio share. */
import { VERSION } from "../base/version.ts";
import type { StudioAbout } from "./answers.ts";
import { type Corpora, openCorpora } from "./corpora.ts";
import type { Pictures } from "./pictures.ts";
import type { Places } from "./places.ts";
import { openStateFiles, type StateFiles } from "./state-files.ts";

export interface Studio {
  readonly places: Places;
  readonly state: StateFiles;
  readonly corpora: Corpora;
  readonly pictures: Pictures;
  about(): StudioAbout;
  /** Tells the person at the terminal of a defect. */
  report(error: unknown): void;
}

export interface StudioOptions {
  readonly places: Places;
  readonly pictures: Pictures;
  readonly report: (error: unknown) => void;
}

export async function createStudio({ places, pictures, report }: StudioOptions): Promise<Studio> {
  const state = await openStateFiles(places.folder);
  return {
    places,
    state,
    corpora: openCorpora(places, state),
    pictures,
    report,
    about: () => ({ version: VERSION, folder: places.folder, other: null }),
  };
}
