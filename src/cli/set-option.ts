/** `-p` or `--set`: another value, by the same two names in every command that takes one. */
import type { Command } from "commander";
import { addAssignment } from "./assignment.ts";

export function addSetOption(command: Command, help: string): Command {
  return command.option("-p, --set <key=value>", help, addAssignment);
}

/** For commands that compute one feature. */
export const FEATURE_PARAMETERS = "a parameter of the feature, else its default; once per parameter";
