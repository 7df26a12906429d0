/** `<prosodia-live model="recogniser.onnx">`: a button, and what a voice sounds like. */
import { ConfigError, messageOf } from "../base/errors.ts";
import { type Listening, listen } from "./listen.ts";
import { openMicrophone } from "./microphone.ts";
import type { Moment } from "./session.ts";

const NAME = "prosodia-live";

const STYLE = `
  :host { display: block; font: inherit; max-width: 30rem; }
  output { display: block; font-size: 1.4em; min-height: 1.6em; margin: 0.4em 0; }
  ul { list-style: none; margin: 0.4em 0; padding: 0; }
  li { display: grid; grid-template-columns: 6em 1fr 3.5em; gap: 0.6em; align-items: center; }
  meter { width: 100%; }
  span:last-child { text-align: right; font-variant-numeric: tabular-nums; }
  small { opacity: 0.8; }
`;

const NOBODY = { quiet: "it is quiet", noise: "it is noise", tones: "it is music or a tone" } as const;

function saidOf(moment: Moment): string {
  if (moment.label === null) {
    return moment.reason === "short" ? "too little speech yet" : `nobody speaks: ${NOBODY[moment.reason]}`;
  }
  return moment.sure === false ? `not sure: perhaps ${moment.label}` : `sounds ${moment.label}`;
}

/**
 * Defines the element, once. Its attribute `model` is a recogniser's address. It tells of every moment as an event "moment", whose
 * `detail` is the `Moment`, and of what goes wrong as an event "trouble", whose `detail` is the error; both are also shown.
 */
export function defineLiveElement(): void {
  if (customElements.get(NAME) !== undefined) return;
  customElements.define(
    NAME,
    class extends HTMLElement {
      readonly #button = document.createElement("button");
      readonly #said = document.createElement("output");
      readonly #list = document.createElement("ul");
      #listening: Listening | undefined;
      #stream: MediaStream | undefined;
      /** Goes on with every start and stop: what was begun before the last one is let go. */
      #turn = 0;

      constructor() {
        super();
        const root = this.attachShadow({ mode: "open" });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
        root.adoptedStyleSheets = [sheet];
        const note = document.createElement("small");
        note.textContent =
          "It names what a voice sounds like, not what anybody feels. Nothing is uploaded: all is computed in this browser.";
        this.#button.textContent = "Listen";
        this.#button.onclick = () => (this.#stream === undefined ? this.start() : this.stop());
        root.append(this.#button, this.#said, this.#list, note);
      }

      disconnectedCallback(): void {
        this.stop();
      }

      async start(): Promise<void> {
        if (this.#stream !== undefined) return;
        const turn = ++this.#turn;
        try {
          const recogniser = this.getAttribute("model");
          if (recogniser === null) {
            throw new ConfigError(
              `<${NAME}> has no recogniser: expected its address as the attribute model.`,
            );
          }
          this.#said.value = "…";
          const stream = await openMicrophone();
          if (turn !== this.#turn) return letGo(stream);
          this.#stream = stream;
          const listening = await listen(stream, {
            recogniser,
            onEvent: (event) => {
              if (turn !== this.#turn) return;
              if (event.kind === "moment") this.#show(event.moment);
              else if (event.kind === "failed") this.#fail(event.error);
              else if (event.kind === "ended") this.stop();
            },
          });
          if (turn !== this.#turn) return await listening.stop();
          this.#listening = listening;
          this.#button.textContent = "Stop";
        } catch (error) {
          if (turn === this.#turn) this.#fail(error);
        }
      }

      async stop(): Promise<void> {
        this.#turn++;
        if (this.#stream !== undefined) letGo(this.#stream);
        const listening = this.#listening;
        this.#stream = undefined;
        this.#listening = undefined;
        this.#button.textContent = "Listen";
        await listening?.stop();
      }

      #show(moment: Moment): void {
        const said = saidOf(moment);
        if (this.#said.value !== said) this.#said.value = said;
        const rows = moment.label === null ? [] : Object.entries(moment.probabilities);
        this.#list.replaceChildren(...rows.map(([label, p]) => rowOf(label, p)));
        this.dispatchEvent(new CustomEvent("moment", { detail: moment }));
      }

      #fail(error: unknown): void {
        this.stop();
        this.#said.value = messageOf(error);
        this.dispatchEvent(new CustomEvent("trouble", { detail: error }));
      }
    },
  );
}

function letGo(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function rowOf(label: string, p: number): HTMLLIElement {
  const row = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = label;
  const meter = document.createElement("meter");
  meter.value = p;
  meter.ariaLabel = label;
  const percent = document.createElement("span");
  percent.textContent = `${Math.round(100 * p)} %`;
  row.append(name, meter, percent);
  return row;
}
