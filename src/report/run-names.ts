/** What runs are called beside each other. */

export interface NamedPlace {
  /** What the run calls itself. */
  readonly name: string;
  /** Where it lies. */
  readonly path: string;
}

/**
 * A name for every run: its own; where several have the same one, with as much of the end of its path as tells them apart.
 *
 * @returns [run], all different as long as the paths are
 */
export function runNames(runs: readonly NamedPlace[]): string[] {
  return runs.map((run, i) => {
    const alike = runs.filter(({ name }, other) => other !== i && name === run.name);
    if (alike.length === 0) return run.name;
    const parts = partsOf(run.path);
    for (let count = 1; count <= parts.length; count++) {
      const end = parts.slice(-count).join("/");
      if (alike.every(({ path }) => partsOf(path).slice(-count).join("/") !== end))
        return `${run.name} (${end})`;
    }
    return `${run.name} (${run.path})`;
  });
}

function partsOf(path: string): string[] {
  return path.split(/[/\\]/).filter((part) => part !== "" && part !== ".");
}
