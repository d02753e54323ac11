/*
 * `hailer.js`, the only script in the brand's page, is bundled from this folder. It draws the
 * launcher, checks the options, provides `window.hailer`, and fetches everything else when the chat
 * is needed.
 */

import { nearest } from "./language.js";
import { build, draw as drawLauncher, host, icon, isSupported, launcher, notice, remedy, root, showNotice } from "./launcher.js";
import { complain, configure, options } from "./options.js";
import { keepPlace } from "./place.js";
import { addressOf, addressOfCatalogue, files, findNewRelease, hearOfRelease, isOutdated, script, tryAnew } from "./release.js";

const NO_ACCOUNT = 'option "account" is missing: add data-account';
const TOO_OLD = "this browser is too old for the chat";

const begin = () => {
  // An element with this id or name is not an object with options.
  if (window.hailerOptions?.constructor === Object) configure(window.hailerOptions);
  configure({ ...script?.dataset });

  /* ---- events ----------------------------------------------------------- */

  const handlers = new Map();

  /** Calls a function of the page. Its exception is reported as an error of the page and does not stop the chat. */
  const attempt = (work, given) => {
    try {
      work(given);
    } catch (error) {
      chat.theirs = error;
      setTimeout(() => {
        throw error;
      });
    }
  };

  const emit = (name, detail = {}) => {
    for (const handler of [...(handlers.get(name) || [])]) attempt(handler, detail);
    host.dispatchEvent(new CustomEvent(`hailer:${name}`, { detail }));
  };

  /* ---- the widget, when it is needed ------------------------------------ */

  let loading = null; // the promise of a function that starts the widget
  let starting = null; // the promise of the running widget
  let widget = null;
  const ending = new AbortController();

  /** Why the chat cannot run, or a falsy value. */
  const obstacle = () => (isSupported ? !options.account && NO_ACCOUNT : TOO_OLD);

  /** Requests all files at once. */
  const load = async () => {
    if (obstacle()) throw Error(obstacle());
    const starter = import(addressOf(1));
    const glue = import(addressOf(2));
    const binary = fetch(addressOf(3));
    // In development, the module is not split.
    const conversation = files[5] ? fetch(addressOf(5)) : glue;
    // Prevents an unhandled rejection; they are awaited later.
    for (const part of [glue, binary, conversation]) part.catch(() => {});
    return (await starter).default(chat, glue, binary, conversation);
  };

  const prefetch = () => {
    loading ||= load();
    // Forget a failed load, so that the next click tries again.
    loading.catch(() => (loading = null));
    return loading;
  };

  const reset = () => {
    widget = starting = loading = null;
    tryAnew();
  };

  const start = () => {
    starting ||= prefetch()
      .then((run) => {
        if (ending.signal.aborted) return;
        widget = run();
        emit("ready");
      })
      .catch(async (error) => {
        reset();
        if (await findNewRelease()) return start();
        complain(`the chat could not be loaded: ${error.message}`);
      });
    return starting;
  };

  /** Runs `work` when the page is idle. */
  const later = (work) => {
    const idle = window.requestIdleCallback;
    // Browsers without this function may have an element with its name.
    (idle?.call ? idle : setTimeout)(() => ending.signal.aborted || work());
  };

  /** Prefetches and starts the widget when the pointer or the focus reaches the launcher. */
  const warm = () => prefetch().then(() => later(start), () => {});

  const tell = (sentence, inEnglish, action, actionInEnglish) => {
    showNotice(chat.language, sentence, inEnglish, action, actionInEnglish);
    emit("error", { message: inEnglish });
  };

  const setOpen = async (open) => {
    notice.hidden = true;
    if (!open && !widget) return;
    launcher.setAttribute("aria-busy", "true");
    await start();
    launcher.removeAttribute("aria-busy");
    if (widget) widget.setOpen(open);
    else if (!starting) tellOfFailure();
  };

  const tellOfFailure = () => {
    if (isOutdated()) tell("outdated", "The chat was updated. Reload the page to go on.", "reload", "Reload page");
    else tell("notLoaded", "The chat could not be loaded.", "tryAgain", "Try again");
  };

  const toggle = () => setOpen(!chat.isOpen);

  const draw = () => drawLauncher(chat);

  /** Applies the language as far as possible without a catalogue. */
  const speak = () => {
    chat.language = nearest();
    draw();
  };

  const listen = () => {
    launcher.addEventListener("click", toggle);
    launcher.addEventListener("pointerenter", warm);
    launcher.addEventListener("focus", warm);
    remedy.addEventListener("click", () => (isOutdated() ? location.reload() : setOpen(true)));
    // Keys in the chat must not trigger shortcuts of the page, and focus events must not trigger a
    // focus trap.
    for (const kind of ["keydown", "keypress", "keyup", "focusin", "focusout"]) host.addEventListener(kind, (event) => event.stopPropagation());
    // The window's listeners are gone, too, so the widget is restarted.
    if (widget) {
      widget.destroy();
      widget = starting = null;
      start();
    }
  };

  const { place, leave } = keepPlace(listen);

  // Shared with start.js, which changes `language`, `isOpen` and `unread`.
  const chat = { addressOf, addressOfCatalogue, complain, draw, emit, findNewRelease, host, icon, isOpen: false, isOutdated, launcher, nearest, notice, options, place, reset, root, setOpen, signal: ending.signal, tell, tellOfFailure, unread: 0 };

  /* ---- the page's handle ------------------------------------------------ */

  let spoken = JSON.stringify(options.sentences);

  const api = {
    push: (...calls) => calls.forEach((call) => attempt(call, api)),
    open: () => setOpen(true),
    minimize: () => setOpen(false),
    toggle,
    identify(provider) {
      if (typeof provider !== "function") return complain("identify() takes an async function");
      chat.getToken = provider;
      if (widget) widget.identify(provider);
    },
    configure(given) {
      const { lang } = options;
      configure(given);
      // Compare the content, because a framework passes a new object on every render.
      const before = spoken;
      spoken = JSON.stringify(options.sentences);
      const isOther = options.lang !== lang || spoken !== before;
      if (isOther && !starting) {
        speak();
        // Prefetched files are in the previous language.
        loading = null;
      }
      draw();
      if (starting) starting.then(() => widget && widget.configure(isOther));
    },
    on(event, handler) {
      if (typeof handler !== "function") {
        complain(`on("${event}") takes a function`);
        return () => {};
      }
      if (!handlers.has(event)) handlers.set(event, new Set());
      handlers.get(event).add(handler);
      return () => handlers.get(event).delete(handler);
    },
    supported: isSupported,
    version: "/* version */",
    get unread() {
      return chat.unread;
    },
    async destroy(given) {
      // Only the widget can delete stored data, so it is started if necessary.
      if (given) await start();
      const gone = widget;
      widget = null;
      ending.abort();
      leave();
      // Not `remove`, which some pages have replaced.
      host.replaceWith();
      handlers.clear();
      if (window.hailer === api) delete window.hailer;
      // Continue later, because the widget may be calling this handler.
      await 0;
      gone?.destroy(given);
    },
  };
  Object.defineProperty(api, "hearOfRelease", { value: hearOfRelease });

  speak();
  if (isSupported) {
    build();
    listen();
    place();
  }
  window.hailer = api;
  if (obstacle()) complain(obstacle());
  else
    later(() => {
      try {
        // A consumer who has chatted before may have unread messages.
        if (localStorage.getItem(`hailer:${options.account}`)) start();
      } catch {
        // Third-party storage is blocked, so nothing is stored.
      }
    });
  if (Array.isArray(queued)) api.push(...queued);
};

// Calls that the page queued before this script ran: `(window.hailer ||= []).push((hailer) => …)`.
const queued = window.hailer;
// A tag manager may load the tag twice: the first one stays in charge. An element of the page with
// this name does not count.
if (queued?.configure?.call) queued.hearOfRelease?.(files);
else begin();
