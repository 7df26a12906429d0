import { mount } from "svelte";
import "../../studio/theme.css";
import "./live.css";
import App from "./App.svelte";

const target = document.getElementById("page");
if (target === null) throw new Error("the page has no place for its content");
mount(App, { target });
