/*
 * What makes the window pleasant and can wait until there is one: every message
 * can be reached by arrows and copied, the message box grows also where the
 * browser does not see to that, and where the window covers the screen the focus
 * stays in it. speech.js fetches it when a window is drawn. All of it hangs on
 * elements of that window, or watches them, and goes with them.
 */

import { safeDocument } from "./safe_document.js";

const MESSAGE = "[part=message]";
const COPIED = "message__bubble--copied";
const COPY = "M8 2h12v14h-2V4H8zM4 6h12v16H4zm2 2v12h8V8z";
const TICK = "M9.5 17.600 4 12.100l1.400-1.400 4.100 4.100 9.100-9.100L20 7.100z";

/** Whether a key belongs to an input method; the module's side is `platform/keys.rs`. */
const isInputMethods = ({ isComposing, keyCode }) => isComposing || keyCode === 229;

const drawing = (path) => {
  const space = "http://www.w3.org/2000/svg";
  const svg = safeDocument.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(safeDocument.createElementNS(space, "path"));
  svg.firstChild.setAttribute("d", path);
  return svg;
};

/** Whether a text could be copied. Pages without a safe origin, and frames that may not, copy what is selected. */
const copies = async (words, button) => {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const field = safeDocument.createElement("textarea");
    field.className = "visually-hidden";
    field.value = words;
    button.parentNode.append(field);
    field.select();
    const isCopied = safeDocument.execCommand("copy");
    // Not `remove`: pages have had one of their own.
    field.replaceWith();
    button.focus();
    return isCopied;
  }
};

/**
 * One button for all messages: it stands at the one that is pointed at, tapped or
 * has the focus. So a message costs no element more, and the keyboard one stop.
 */
const offerToCopy = (chat, log, say) => {
  const button = safeDocument.createElement("button");
  button.type = "button";
  button.className = "message__copy";
  const told = safeDocument.createElement("p");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  chat.append(told);

  const stand = ({ target, type }) => {
    const bubble = target.closest(MESSAGE)?.querySelector(".message__bubble");
    if (!bubble || button.parentNode === bubble) return;
    // Who reached a message by keys keeps it, wherever the mouse lies.
    const focused = type !== "focusin" && log.querySelector(":focus-visible");
    if (focused && button.closest(MESSAGE)?.contains(focused)) return;
    const isFocused = button.matches(":focus");
    button.setAttribute("aria-label", say("copyMessage"));
    button.replaceChildren(drawing(COPY));
    told.textContent = "";
    button.parentNode?.classList.remove(COPIED);
    bubble.classList.add(COPIED);
    bubble.append(button);
    if (isFocused) button.focus({ preventScroll: true });
  };
  for (const kind of ["pointerover", "click", "focusin"]) log.addEventListener(kind, stand);

  // What was said is not said again when a minimized window comes back.
  button.addEventListener("blur", () => (told.textContent = ""));
  button.addEventListener("click", async () => {
    const isCopied = await copies(button.parentNode.textContent, button);
    if (isCopied) button.replaceChildren(drawing(TICK));
    told.textContent = say(isCopied ? "copied" : "notDone");
  });
};

/** Arrows go to the message before or after; a long one is scrolled to its end first. */
const goByArrows = (log) => {
  log.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, shiftKey, altKey } = event;
    const isUp = key === "ArrowUp";
    if ((!isUp && key !== "ArrowDown") || isInputMethods(event) || ctrlKey || metaKey || shiftKey || altKey) return;
    const messages = [...log.querySelectorAll(MESSAGE)];
    const edges = (element) => element.getBoundingClientRect();
    const { top, bottom } = edges(log);
    const from = target.closest(MESSAGE);
    if (from && (isUp ? edges(from).top < top : edges(from).bottom > bottom)) return;
    // Into the log: to the last one on the screen.
    const next = from ? messages[messages.indexOf(from) + (isUp ? -1 : 1)] : messages.filter((one) => edges(one).top < bottom).pop();
    if (!next) return;
    event.preventDefault();
    next.tabIndex = -1;
    // What is read when the focus comes. Where everything is read, it would be read twice.
    next.setAttribute("aria-label", next.innerText);
    next.addEventListener("blur", () => next.removeAttribute("aria-label"), { once: true });
    next.focus();
  });
};

/** Makes the message box as high as what is in it; the style sheet says how high at most. */
const grow = (form, field) => {
  const fit = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  };
  // A message that is sent empties it in the same frame.
  const soon = () => requestAnimationFrame(fit);
  for (const kind of ["input", "change", "keyup", "submit", "focusin"]) form.addEventListener(kind, soon);
  soon();
};

/**
 * Where the window covers the screen, which the style sheet decides, nothing behind it gets the focus, and
 * screen readers are told. Elsewhere the page beside it stays in reach.
 */
const holdFocus = (chat) => {
  const covers = () => chat.offsetHeight > 0 && getComputedStyle(chat).position === "fixed";
  const isStop = (one) => one.tabIndex === 0 && !one.disabled && one.getClientRects().length > 0;

  const onTab = (event) => {
    const { key, shiftKey, ctrlKey, metaKey, altKey, target, currentTarget, defaultPrevented } = event;
    if (key !== "Tab" || isInputMethods(event) || ctrlKey || metaKey || altKey || defaultPrevented || !covers()) return;
    // The window begins and ends with these.
    const stops = [...chat.querySelectorAll("button, textarea")].filter(isStop);
    if (shiftKey) stops.reverse();
    // What the page shows above everything, as we are shown, is not behind.
    if (currentTarget === chat ? target !== stops[stops.length - 1] : target.closest?.("dialog, [popover]")) return;
    stops[0].focus();
    // What is modal above the window keeps it from the focus, and the key for itself.
    if (stops[0].matches(":focus")) event.preventDefault();
  };

  // Keys that are pressed in the chat do not get as far as the page, and those of the page not here.
  chat.addEventListener("keydown", onTab);
  let covering;
  const watch = new ResizeObserver(() => {
    covering?.abort();
    chat.removeAttribute("aria-modal");
    if (covers()) {
      chat.setAttribute("aria-modal", "true");
      covering = new AbortController();
      safeDocument.addEventListener("keydown", onTab, covering);
    }
    // It is minimized, or gone for good. Whoever opens it brings the focus.
    if (!chat.offsetHeight) watch.disconnect();
  });
  chat.addEventListener("focusin", () => watch.observe(chat));
  watch.observe(chat);
};

/** A browser opens a file that is dropped on a page: here, the consumer is told that none can be sent. */
const refuseFiles = (chat) => {
  const holdsFiles = ({ dataTransfer, clipboardData }) => (dataTransfer || clipboardData)?.types.includes("Files");
  for (const kind of ["dragover", "drop", "paste"])
    chat.addEventListener(kind, (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (kind !== "dragover") chat.dispatchEvent(new Event("files"));
    });
};

/** Gives a window its interactions. Its `speech` is the language of the moment. */
export default (chat, speech) => {
  const log = chat.querySelector("[role=log]");
  offerToCopy(chat, log, (key) => (chat.speech || speech).say(key));
  goByArrows(log);
  holdFocus(chat);
  refuseFiles(chat);
  const form = chat.querySelector(".composer");
  if (!CSS.supports("field-sizing: content")) grow(form, form.querySelector("textarea"));
};
