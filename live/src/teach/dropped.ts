/** Files that are dropped, with the folder in which each lies. */
export interface DroppedFile {
  readonly file: File;
  /** Name of the innermost folder; undefined if it lies in none. */
  readonly folder: string | undefined;
}

/** What an `<input type="file">` gives, of a folder or of files. */
export function chosenFiles(files: Iterable<File>): DroppedFile[] {
  return [...files]
    .toSorted((a, b) => a.webkitRelativePath.localeCompare(b.webkitRelativePath, "en", { numeric: true }))
    .map((file) => ({ file, folder: file.webkitRelativePath.split("/").at(-2) }));
}

/** What was dropped, folders in folders too. */
export async function droppedFiles(items: DataTransferItemList): Promise<DroppedFile[]> {
  // all of them before anything is awaited: after that the list is empty
  const found = [...items].map((item) => {
    const [entry, file] = [item.webkitGetAsEntry(), item.getAsFile()];
    if (entry !== null) return filesBelow(entry, undefined);
    // from a program that has no file of it, as a message with a recording
    return file === null ? [] : [{ file, folder: undefined }];
  });
  return (await Promise.all(found)).flat();
}

async function filesBelow(entry: FileSystemEntry, folder: string | undefined): Promise<DroppedFile[]> {
  if (entry.name.startsWith(".")) return [];
  if (entry instanceof FileSystemFileEntry) {
    return [{ file: await new Promise((done, fail) => entry.file(done, fail)), folder }];
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const found: DroppedFile[] = [];
  for (;;) {
    // a reader gives a hundred at a time
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return found;
    for (const one of some) found.push(...(await filesBelow(one, entry.name)));
  }
}
