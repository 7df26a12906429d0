import { mount } from "svelte";
import "../theme.css";
import "./studio.css";
import App from "./App.svelte";

const target = document.getElementById("page");
if (target === null) throw new Error("the page has no place for the studio");
mount(App, { target });
