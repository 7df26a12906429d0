/** Files that are dropped on a page or chosen there. Hidden ones are left out, and what lies in hidden folders: systems add them. */
export interface DroppedFile {
  readonly file: File;
  /** In which it lay, the outermost first; empty if in none. */
  readonly folders: readonly string[];
}

const isHidden = (name: string): boolean => name.startsWith(".");

/** What an `<input type="file">` gives, of a folder or of files. */
export function chosenFiles(files: Iterable<File>): DroppedFile[] {
  return [...files]
    .toSorted((a, b) => a.webkitRelativePath.localeCompare(b.webkitRelativePath, "en", { numeric: true }))
    .map((file) => ({ file, folders: file.webkitRelativePath.split("/").slice(0, -1) }))
    .filter(({ file, folders }) => ![...folders, file.name].some(isHidden));
}

/** What was dropped, folders in folders too. */
export async function droppedFiles(items: DataTransferItemList): Promise<DroppedFile[]> {
  // all of them before anything is awaited: after that the list is empty
  const found = [...items].map((item) => {
    const [entry, file] = [item.webkitGetAsEntry(), item.getAsFile()];
    if (entry !== null) return filesBelow(entry, []);
    // from a program that has no file of it, as a message with a recording
    return file === null ? [] : [{ file, folders: [] }];
  });
  return (await Promise.all(found)).flat();
}

async function filesBelow(entry: FileSystemEntry, folders: readonly string[]): Promise<DroppedFile[]> {
  if (isHidden(entry.name)) return [];
  if (entry instanceof FileSystemFileEntry) {
    return [{ file: await new Promise((done, fail) => entry.file(done, fail)), folders }];
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const found: DroppedFile[] = [];
  for (;;) {
    // a reader gives a hundred at a time
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return found;
    for (const one of some) found.push(...(await filesBelow(one, [...folders, entry.name])));
  }
}
