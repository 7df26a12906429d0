/** `prosodia explore`: maps of clips. */
import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { counted } from "../../base/counted.ts";
import { ConfigError } from "../../base/errors.ts";
import { type Experiment, foldCount, readExperiment } from "../../experiment/config/config.ts";
import { type ExploredClips, experimentOf, exploreClips, recipeOf } from "../../experiment/explore.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { urlFrom } from "../../experiment/folder/sounds.ts";
import type { WorkOptions } from "../../experiment/open-work.ts";
import { exploreHtml } from "../../explore/html.ts";
import type { MapsPage } from "../../explore/page.ts";
import { exploreSvg } from "../../explore/svg.ts";
import { measureRows } from "../../explore/words.ts";
import type { Assignments } from "../assignment.ts";
import { endingOf } from "../endings.ts";
import { printLines } from "../lines.ts";
import { formatColumns, printJson } from "../print.ts";
import { svgToPng } from "../svg-to-png.ts";
import { withServices } from "../with-services.ts";

export interface ExploreOptions extends WorkOptions {
  readonly out: string;
  readonly feature: string;
  readonly set?: Assignments;
  readonly overTime?: readonly string[];
  readonly reader?: string;
  readonly learner?: string;
  readonly colour: string;
  readonly perplexity?: number;
  readonly protocol?: string;
  readonly seed?: number;
  readonly json?: boolean;
}

const TRAITS = ["label", "speaker", "sex", "answer"] as const;

export async function exploreCommand(path: string, options: ExploreOptions): Promise<void> {
  const { out, learner, perplexity } = options;
  const ending = endingOf("--out", out, [".html", ".svg", ".png"]);
  const colour = TRAITS.find((trait) => trait === options.colour);
  if (colour === undefined) {
    throw new ConfigError(`--colour: expected ${TRAITS.join(", ")}, got "${options.colour}".`);
  }
  const { experiment, run } = await experimentAt(path, options);
  const started = performance.now();
  const explored = await withServices(options, "Stopped; features that were computed are kept.", (services) =>
    exploreClips(experiment, { learner, run, perplexity }, services),
  );
  const page = pageOf(explored, out);
  if (ending === ".html") await atomicWrite(out, exploreHtml(page));
  else {
    if (page.exploration.traits[colour] === undefined) {
      throw new ConfigError(`--colour: the clips are not known to differ in ${colour}.`);
    }
    const svg = exploreSvg(page, colour);
    await atomicWrite(out, ending === ".svg" ? svg : await svgToPng(svg));
  }
  if (options.json === true) printJson(jsonOf(page, out));
  else {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const { clipIds, numbers } = page.exploration;
    printLines(
      ...formatColumns(measureRows(page)),
      `${clipIds.length} clips, ${counted(numbers, "number")} each, in ${seconds} s: ${out}`,
    );
  }
}

/** A run's folder, an experiment file, or a corpus. */
async function experimentAt(
  path: string,
  options: ExploreOptions,
): Promise<{ readonly experiment: Experiment; readonly run?: string }> {
  const changes = {
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.protocol === undefined ? {} : { "split.protocol": options.protocol }),
  };
  const inRun = join(path, "experiment.json");
  if (await isFile(inRun)) return { experiment: await readExperiment(inRun, changes), run: path };
  if (/\.(ya?ml|json)$/i.test(path)) return { experiment: await readExperiment(path, changes) };
  if (options.learner !== undefined) {
    throw new ConfigError(`--learner: ${path} is a corpus; expected a run or an experiment file.`);
  }
  const { feature, set = {}, overTime, reader, seed = 0 } = options;
  const recipe = recipeOf({
    id: feature,
    params: set,
    ...(overTime === undefined ? {} : { overTime: { functionals: overTime } }),
  });
  const experiment = await experimentOf(resolve(path), recipe, { reader, seed });
  const { protocol = experiment.split.protocol } = options;
  return { experiment: { ...experiment, split: { ...experiment.split, protocol } } };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The page finds the clips from where it lies. */
function pageOf({ experiment, corpus, features, exploration, paths }: ExploredClips, out: string): MapsPage {
  const folder = dirname(resolve(out));
  return {
    corpus,
    features: features.join(" + "),
    protocol: experiment.split.protocol,
    folds: foldCount(experiment),
    seed: experiment.seed,
    exploration,
    sounds: paths.map((path) => urlFrom(folder, path)),
  };
}

function jsonOf({ exploration, ...about }: MapsPage, out: string): object {
  const { maps, sounds: _forThePage, ...rest } = { ...about, ...exploration };
  return { out, ...rest, maps: maps.map((map) => ({ ...map, places: Array.from(map.places) })) };
}
