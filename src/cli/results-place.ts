/** What a document has around the tables that `prosodia results --write` keeps up to date. */
export const RESULTS_BEGIN = "<!-- results: begin -->";
export const RESULTS_END = "<!-- results: end -->";
