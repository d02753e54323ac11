/*
 * Convenience functions of the window that can load later: moving between messages with arrow keys,
 * copying messages, growing the message box in older browsers, and trapping the focus if the window
 * covers the screen. speech.js fetches this file when a window is drawn. All listeners and
 * observers belong to elements of that window and are removed with it.
 */

import { safeDocument } from "./safe_document.js";

const MESSAGE = "[part=message]";
const COPIED = "message__bubble--copied";
const COPY = "M8 2h12v14h-2V4H8zM4 6h12v16H4zm2 2v12h8V8z";
const TICK = "M9.5 17.600 4 12.100l1.400-1.400 4.100 4.100 9.100-9.100L20 7.100z";

/** Whether an input method handles the key. The module's counterpart is `platform/keys.rs`. */
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

/** Copies a text and returns whether it worked. Without access to the clipboard, it copies a selection. */
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
    // Not `remove`, which some pages have replaced.
    field.replaceWith();
    button.focus();
    return isCopied;
  }
};

/**
 * One copy button for all messages. It moves to the message that is hovered, tapped or focused, so
 * it needs only one element and one tab stop.
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
    // A message that was focused with the keyboard keeps the button, wherever the mouse is.
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

  // Clear the announcement, so that it is not repeated when a minimized window reopens.
  button.addEventListener("blur", () => (told.textContent = ""));
  button.addEventListener("click", async () => {
    const isCopied = await copies(button.parentNode.textContent, button);
    if (isCopied) button.replaceChildren(drawing(TICK));
    told.textContent = say(isCopied ? "copied" : "notDone");
  });
};

/** The arrow keys move to the previous or next message. A long message is scrolled to its end first. */
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
    // Enters the log at the last visible message.
    const next = from ? messages[messages.indexOf(from) + (isUp ? -1 : 1)] : messages.filter((one) => edges(one).top < bottom).pop();
    if (!next) return;
    event.preventDefault();
    next.tabIndex = -1;
    // Screen readers read this label on focus. It is removed on blur, or they would read the text
    // twice.
    next.setAttribute("aria-label", next.innerText);
    next.addEventListener("blur", () => next.removeAttribute("aria-label"), { once: true });
    next.focus();
  });
};

/** Sets the height of the message box to its content. The style sheet limits it. */
const grow = (form, field) => {
  const fit = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  };
  // Wait for the frame, because sending a message empties the box in the same frame.
  const soon = () => requestAnimationFrame(fit);
  for (const kind of ["input", "change", "keyup", "submit", "focusin"]) form.addEventListener(kind, soon);
  soon();
};

/**
 * Traps the focus while the window covers the screen, which the style sheet decides, and tells
 * screen readers. Otherwise the page beside it stays reachable.
 */
const holdFocus = (chat) => {
  const covers = () => chat.offsetHeight > 0 && getComputedStyle(chat).position === "fixed";
  const isStop = (one) => one.tabIndex === 0 && !one.disabled && one.getClientRects().length > 0;

  const onTab = (event) => {
    const { key, shiftKey, ctrlKey, metaKey, altKey, target, currentTarget, defaultPrevented } = event;
    if (key !== "Tab" || isInputMethods(event) || ctrlKey || metaKey || altKey || defaultPrevented || !covers()) return;
    // The first and the last of these are the ends of the window.
    const stops = [...chat.querySelectorAll("button, textarea")].filter(isStop);
    if (shiftKey) stops.reverse();
    // Dialogs and popovers of the page may be above the window, so they are not behind it.
    if (currentTarget === chat ? target !== stops[stops.length - 1] : target.closest?.("dialog, [popover]")) return;
    stops[0].focus();
    // A modal element above the window prevents the focus. Then it also gets the key.
    if (stops[0].matches(":focus")) event.preventDefault();
  };

  // Key events in the chat do not reach the page, and those in the page do not reach the chat.
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
    // The window was minimized or removed. Opening it moves the focus into it.
    if (!chat.offsetHeight) watch.disconnect();
  });
  chat.addEventListener("focusin", () => watch.observe(chat));
  watch.observe(chat);
};

/** Browsers open a file that is dropped on a page. Prevents this, and tells the consumer that files cannot be sent. */
const refuseFiles = (chat) => {
  const holdsFiles = ({ dataTransfer, clipboardData }) => (dataTransfer || clipboardData)?.types.includes("Files");
  for (const kind of ["dragover", "drop", "paste"])
    chat.addEventListener(kind, (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (kind !== "dragover") chat.dispatchEvent(new Event("files"));
    });
};

/** Adds these functions to a window. Its `speech` is the current language. */
export default (chat, speech) => {
  const log = chat.querySelector("[role=log]");
  offerToCopy(chat, log, (key) => (chat.speech || speech).say(key));
  goByArrows(log);
  holdFocus(chat);
  refuseFiles(chat);
  const form = chat.querySelector(".composer");
  if (!CSS.supports("field-sizing: content")) grow(form, form.querySelector("textarea"));
};
