/**
 * Plugins: modules of a person's own whose exports (made by `defineFeature`, `defineModel`, …) join the registries. They are
 * code, and run with all rights: only an experiment file or a command line that a person wrote names them.
 */
import { existsSync } from "node:fs";
import { register } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Augmentation, augmentations } from "../../augment/index.ts";
import { ConfigError, messageOf } from "../../base/errors.ts";
import { type Corpus, corpora } from "../../corpus/index.ts";
import { type Split, splits } from "../../dataset/split/index.ts";
import { type FeatureDefinition, features } from "../../features/index.ts";
import { type Learner, learners } from "../../learners/index.ts";
import { type Metric, metrics } from "../../metrics/index.ts";
import { models } from "../../models/index.ts";
import type { Model } from "../../models/model.ts";
import { type Regressor, regressors } from "../../regressors/index.ts";
import { type Step, steps } from "../../steps/index.ts";
import { loadedPlugins, rememberOrigin } from "./origins.ts";

type Entry = Augmentation | Corpus | Split | FeatureDefinition | Learner | Metric | Model | Regressor | Step;

/** What an entry of each kind can do: tells that an export is one. */
const ABILITY: Readonly<Record<Entry["kind"], string>> = {
  augmentation: "apply",
  corpus: "read",
  split: "split",
  feature: "extract",
  learner: "fit",
  metric: "score",
  model: "fit",
  regressor: "fit",
  step: "fit",
};

/**
 * Loads modules and registers what they export; a module that was loaded before is left alone.
 *
 * @param plugins - paths or file URLs
 * @throws ConfigError that names the module, if it cannot be loaded, exports no entry, or an id is taken
 */
export async function loadPlugins(plugins: readonly string[]): Promise<void> {
  for (const plugin of plugins) {
    const url = plugin.startsWith("file:") ? plugin : pathToFileURL(plugin).href;
    if (loadedPlugins().includes(url)) continue;
    prepareLoader();
    const exported = Object.values(await importModule(plugin, url)).filter(isEntry);
    if (exported.length === 0) {
      throw new ConfigError(
        `${plugin}: the plugin exports nothing that a registry takes; expected what defineFeature, defineModel and their like give.`,
      );
    }
    for (const entry of exported) {
      try {
        registerEntry(entry);
      } catch (error) {
        throw new ConfigError(`${plugin}: ${messageOf(error)}`);
      }
      rememberOrigin(entry.kind, entry.id, url);
    }
  }
}

async function importModule(plugin: string, url: string): Promise<object> {
  try {
    const module: unknown = await import(url);
    return typeof module === "object" && module !== null ? module : {};
  } catch (error) {
    const why = existsSync(fileURLToPath(url)) ? messageOf(error) : "there is no such file";
    throw new ConfigError(`${plugin}: the plugin cannot be loaded (${why}).`);
  }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null || !("kind" in value) || !("id" in value)) return false;
  const ability = Object.entries(ABILITY).find(([kind]) => kind === value.kind)?.[1];
  return (
    ability !== undefined && typeof Reflect.get(value, ability) === "function" && typeof value.id === "string"
  );
}

/** Each entry's own registry takes it. */
function registerEntry(entry: Entry): void {
  if (entry.kind === "augmentation") augmentations.register(entry);
  else if (entry.kind === "corpus") corpora.register(entry);
  else if (entry.kind === "split") splits.register(entry);
  else if (entry.kind === "feature") features.register(entry);
  else if (entry.kind === "learner") learners.register(entry);
  else if (entry.kind === "metric") metrics.register(entry);
  else if (entry.kind === "model") models.register(entry);
  else if (entry.kind === "regressor") regressors.register(entry);
  else steps.register(entry);
}

let isPrepared = false;

/** Plugins may be TypeScript, and import `prosodia` wherever they lie. In development, the loader at hand can do both. */
function prepareLoader(): void {
  if (isPrepared || import.meta.url.endsWith(".ts")) return;
  register("./plugin-hooks.js", import.meta.url);
  isPrepared = true;
}
