// What every page of the platform does in the browser. Pages work without it, except for search as you type.
import htmx from "htmx.org";
import { Palette } from "./parts/palette.js";
import { closeMenusOutside } from "./parts/menus.js";
import { moveInBoxes } from "./parts/boxes.js";
import { copyButtons } from "./parts/copy.js";
import { guardForms } from "./parts/forms.js";
import { printButtons } from "./parts/printing.js";
import { addToast, fadeToasts } from "./parts/toasts.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

const words = document.body.dataset;
document.body.addEventListener("htmx:sendError", () => addToast(words.offline, "error"));
document.body.addEventListener("htmx:responseError", (event) => addToast(event.detail.xhr.responseText.startsWith("<") ? words.failed : event.detail.xhr.responseText || words.failed, "error"));

fadeToasts();
closeMenusOutside();
copyButtons(words);
guardForms();
moveInBoxes();
printButtons();
const dialog = document.getElementById("palette");
if (dialog) new Palette(dialog);
