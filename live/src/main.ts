import { mount } from "svelte";
import "../../studio/theme.css";
import "./live.css";
import App from "./App.svelte";

const target = document.getElementById("page");
if (target === null) throw new Error("the page has no place for its content");
mount(App, { target });
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  // what fails here is only that the page needs a network the next time
  addEventListener("load", () =>
    navigator.serviceWorker.register("./service-worker.js").catch(() => undefined),
  );
}
