/** Where the page is: the part of the address behind `#`. */
function read(): { page: string; query: URLSearchParams } {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { page: path === "" ? "corpora" : path, query: new URLSearchParams(query) };
}

let current = $state.raw(read());
addEventListener("hashchange", () => {
  current = read();
});

export const route = {
  get page(): string {
    return current.page;
  },
  get(key: string): string | undefined {
    return current.query.get(key) ?? undefined;
  },
  all(key: string): string[] {
    return current.query.getAll(key);
  },
};

/** `#/corpus?at=emodb` */
export function linkTo(
  page: string,
  query: Readonly<Record<string, string | readonly string[] | undefined>> = {},
): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : typeof value === "string" ? [[key, value]] : value.map((one) => [key, one]),
  );
  return `#/${page}${pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`}`;
}

export function go(link: string): void {
  location.hash = link;
}
