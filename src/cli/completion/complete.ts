/** What may stand where the cursor is, found in the program itself: no list of commands that could be out of date. */
import type { Command, Option } from "commander";

export interface Completion {
  readonly word: string;
  readonly summary: string;
}

/** Ids that an option or an argument takes: of features, of models, … */
export type IdsOf = (kind: string) => Promise<readonly Completion[]>;

/** Options whose `<id>` is of a registry. */
const KINDS: Readonly<Record<string, string | undefined>> = {
  "--feature": "features",
  "--reader": "corpora",
  "--protocol": "protocols",
};

/**
 * @param words - what follows the program's name, the last one being typed (empty if nothing of it is there yet)
 * @returns nothing where a file's name or free text belongs
 */
export async function complete(
  program: Command,
  words: readonly string[],
  idsOf: IdsOf,
): Promise<Completion[]> {
  const current = words.at(-1) ?? "";
  const { command, pending } = walk(program, words.slice(0, -1));
  const found =
    pending !== undefined
      ? await valuesOf(pending, idsOf)
      : current.startsWith("-")
        ? optionsOf(command)
        : command.commands.length > 0
          ? commandsOf(command)
          : await argumentsOf(command, idsOf);
  return found.filter(({ word }) => word.startsWith(current));
}

/** The command that the words lead to, and the option that waits for its value. */
function walk(program: Command, words: readonly string[]): { command: Command; pending?: Option } {
  let command = program;
  let pending: Option | undefined;
  for (const word of words) {
    if (pending !== undefined) pending = undefined;
    else if (word.startsWith("-")) {
      const option = command.options.find(({ long, short }) => word === long || word === short);
      if (option?.required === true) pending = option;
    } else command = command.commands.find((one) => one.name() === word) ?? command;
  }
  return { command, ...(pending === undefined ? {} : { pending }) };
}

async function valuesOf({ flags, long }: Option, idsOf: IdsOf): Promise<readonly Completion[]> {
  const kind = KINDS[long ?? ""];
  if (kind !== undefined) return idsOf(kind);
  const choices = /<([^>]*\|[^>]*)>/.exec(flags)?.[1].split("|") ?? [];
  return choices.map((word) => ({ word, summary: "" }));
}

function optionsOf(command: Command): Completion[] {
  const own = command.options.map(({ long, short, description }) => ({
    word: long ?? short ?? "",
    summary: description,
  }));
  return [...own, { word: "--help", summary: "what this command takes" }];
}

function commandsOf(command: Command): Completion[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ word: one.name(), summary: one.description() }));
}

/** Of the commands that list a registry, its ids; of one that takes one of some words, these. */
async function argumentsOf(command: Command, idsOf: IdsOf): Promise<readonly Completion[]> {
  const [first] = command.registeredArguments;
  if (first?.argChoices !== undefined) return first.argChoices.map((word) => ({ word, summary: "" }));
  return first?.name() === "id" && command.parent !== null ? idsOf(command.parent.name()) : [];
}
