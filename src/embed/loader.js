/*
 * The brand's page loads this file and nothing else. It draws the launcher at
 * once, answers on `window.hailer`, and fetches the widget proper when it is
 * needed. Plain JavaScript: the build puts in what only it knows, and minifies.
 */
(() => {
  "use strict";

  // `currentScript` is only set while a plain script runs; a module's tag is found by its address.
  const script = document.currentScript || document.querySelector('script[src*="hailer.js"]');
  const complain = (message) => console.error(`hailer: ${message}`);

  // What the page asked for before this ran: `(window.hailer ||= []).push((hailer) => …)`.
  const queued = window.hailer;
  // A tag manager may load the tag twice: the first one stays in charge. A page's
  // element with this name is none.
  if (queued?.configure?.call) return;

  const NO_ACCOUNT = 'option "account" is missing: add data-account';
  const MODULE = "hailer_widget.js";
  const BINARY = "hailer_widget_bg.wasm";
  const CATALOGUE = "hailer_*.js";

  /* ---- options ---------------------------------------------------------- */

  const text = (value) => typeof value === "string" && value.trim() !== "";
  const oneOf = (...words) => ({ is: (value) => words.includes(value), wants: words.join(", ") });
  const some = { is: text, wants: "some text" };
  const like = (pattern, wants) => ({ is: (value) => text(value) && pattern.test(value), wants });
  const digits = like(/^\d{1,20}$/, "digits");

  /** A language tag taken apart; nothing where it is none. Some pages write `de_AT`. */
  const read = (tag) => {
    try {
      return new Intl.Locale(tag.replace("_", "-"));
    } catch {
      return {};
    }
  };

  // Every option, what it may be, and what it is when nothing was said.
  const OPTIONS = {
    account: like(/^\w{1,64}$/, "your account number"),
    domains: {
      ...like(/^https?:\/\/[^/\s]+\/?$/, "an http(s) address"),
      otherwise: "https://api.liveperson.net",
    },
    assets: like(/^\S*\/$/, "an address that ends in /"),
    skill: digits,
    campaign: digits,
    engagement: digits,
    theme: { ...oneOf("auto", "light", "dark"), otherwise: "auto" },
    position: { ...oneOf("right", "left"), otherwise: "right" },
    size: { ...oneOf("medium", "small", "large"), otherwise: "medium" },
    lang: { is: (value) => read(value).language, wants: "a language tag" },
    sentences: { is: (value) => Object(value) === value, wants: "sentences by key" },
    title: some,
    logo: like(/^(https:\/\/|http:\/\/127\.0\.0\.1:)\S+$/, "an https address"),
    welcome: some,
    nonce: some,
    notify: some,
  };

  const options = {};
  for (const [name, { otherwise }] of Object.entries(OPTIONS)) options[name] = otherwise;

  /** Takes over what is right; what is wrong is named, and what was there before stays. */
  const configure = (given) => {
    for (const [name, raw] of Object.entries(given || {})) {
      const rule = Object.hasOwn(OPTIONS, name) && OPTIONS[name];
      const value = typeof raw === "number" ? String(raw) : raw;
      if (!rule) complain(`there is no option "${name}"`);
      else if (!rule.is(value)) complain(`option "${name}" must be ${rule.wants}; it was "${raw}"`);
      else options[name] = value;
    }
  };

  configure(window.hailerOptions);
  configure({ ...script?.dataset });

  /* ---- the language ----------------------------------------------------- */

  // What must be said in each language before its catalogue is there; the
  // build takes it from lang/.
  const LANGUAGES = "/* lang */";

  let language; // `say` is a part of it once its catalogue is there (speech.js)
  let wanted; // the one that is to be next

  /** The nearest language to what the brand, else the page, else the browser wants. */
  const nearest = (asked = options.lang || document.documentElement.lang || navigator.language) => {
    const tag = read(asked);
    const isKnown = Object.hasOwn(LANGUAGES, tag.language);
    const lang = isKnown ? tag.language : "en";
    const locale = isKnown ? `${tag}` : lang;
    return {
      lang,
      // For dates and numbers: who reads en-GB sees them as usual there, on a page that is merely `en`.
      locale: navigator.languages.find((one) => one.startsWith(`${locale}-`)) || locale,
      dir: /ar|he/.test(lang) ? "rtl" : "ltr",
    };
  };

  let learning; // the promise of that one

  /** Loads the catalogue. English is better than no chat. */
  const learn = () => (learning = fetchSpeech());
  const fetchSpeech = async () => {
    const load = ({ lang }) => import(address(CATALOGUE.replace("*", lang)));
    const mine = (wanted = nearest());
    let found = mine;
    const catalogue = await load(found).catch(() => load((found = nearest("en"))));
    // Another may have been asked for meanwhile.
    if (mine !== wanted) return learning;
    language = catalogue.default(options.sentences, found, complain);
    drawLauncher();
  };

  /** Says what can be said without a catalogue. */
  const speak = () => {
    language = nearest();
    drawLauncher();
  };

  const nameOfChat = () => {
    if (language.say) return language.say(unread ? "openChatUnread" : "openChat", unread);
    const theirs = options.sentences && options.sentences.openChat;
    return text(theirs) ? theirs : LANGUAGES[language.lang];
  };

  /* ---- events ----------------------------------------------------------- */

  const handlers = new Map();
  let unread = 0;
  let isOpen = false;
  // The last error of a page's handler: it is none of ours.
  let theirs = null;

  /** Calls what is the page's. Its mistake is told, and costs nobody else anything. */
  const attempt = (work, given) => {
    try {
      work(given);
    } catch (error) {
      theirs = error;
      reportError(error);
    }
  };

  const emit = (name, detail = {}) => {
    if (name === "unread") {
      unread = detail.count;
      drawLauncher();
    } else if (name === "open" || name === "minimize") {
      isOpen = name === "open";
      drawLauncher();
      // The person who closed the window finds the focus where they opened it;
      // somebody who is elsewhere on the page is left there.
      if (!isOpen && document.activeElement === host) launcher.focus();
    }
    for (const handler of [...(handlers.get(name) || [])]) attempt(handler, detail);
    host.dispatchEvent(new CustomEvent(`hailer:${name}`, { detail }));
  };

  /* ---- the launcher ----------------------------------------------------- */

  const host = document.createElement("hailer-chat");
  const root = host.attachShadow({ mode: "open" });
  const launcher = document.createElement("button");
  const badge = document.createElement("span");
  const sheet = new CSSStyleSheet();
  // Built before it is needed: by then the page may be in no state to build anything.
  const trouble = document.createElement("div");
  const complaint = document.createElement("p");
  const remedy = document.createElement("button");

  const svg = (className, path) => {
    const space = "http://www.w3.org/2000/svg";
    const drawing = document.createElementNS(space, "svg");
    drawing.setAttribute("class", className);
    drawing.setAttribute("viewBox", "0 0 24 24");
    drawing.append(document.createElementNS(space, "path"));
    drawing.firstChild.setAttribute("d", path);
    return drawing;
  };

  const buildLauncher = () => {
    sheet.replaceSync("/* launcher.css */");
    root.adoptedStyleSheets = [sheet];
    launcher.className = "launcher";
    launcher.setAttribute("part", "launcher");
    badge.className = "launcher__badge";
    launcher.append(
      svg("icon launcher__icon launcher__icon--chat", "M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8.600L6 21.400V17H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"),
      svg("icon launcher__icon launcher__icon--close", "M12 16.400 4.600 9 6 7.600l6 6 6-6L19.400 9z"),
      badge,
    );
    trouble.className = "trouble";
    trouble.setAttribute("role", "alert");
    trouble.hidden = true;
    trouble.append(complaint, remedy);
    root.append(launcher, trouble);
  };

  const listen = () => {
    launcher.addEventListener("click", toggle);
    launcher.addEventListener("pointerenter", warm);
    launcher.addEventListener("focus", warm);
    remedy.addEventListener("click", () => setOpen(true));
    // What is typed into the chat is no shortcut of the page's.
    for (const kind of ["keydown", "keypress", "keyup", "hailer"])
      host.addEventListener(kind, (event) => {
        event.stopPropagation();
        isListening = true;
      });
    for (const kind of ["error", "unhandledrejection"]) addEventListener(kind, onError, ending);
    // The window's listeners are gone, too.
    if (widget) {
      widget.destroy();
      widget = starting = null;
      start();
    }
  };

  const drawLauncher = () => {
    host.dataset.theme = options.theme;
    host.dataset.position = options.position;
    host.dataset.size = options.size;
    host.dataset.open = isOpen;
    badge.hidden = !unread;
    // Numbers cost a page as much as all the rest of this file: only where there is one.
    if (unread) badge.textContent = Math.min(unread, 99).toLocaleString(language.locale) + (unread > 99 ? "+" : "");
    launcher.setAttribute("aria-expanded", isOpen);
    launcher.setAttribute("aria-label", nameOfChat());
    launcher.lang = language.lang;
    launcher.dir = language.dir;
  };

  /* ---- the widget, when it is needed ------------------------------------ */

  // The promise of the module's exports.
  let module = null;
  // What stood in the message box of an instance that broke.
  let rescued = "";
  // A module that broke is not used again, but made anew.
  let instances = 0;
  // The running widget.
  let widget = null;
  let starting = null;
  let getToken = null;

  /** Another query is another instance of the same file, also in what an error says of its origin. */
  const address = (name) => {
    const base = new URL(options.assets || script?.src || "", document.baseURI);
    return new URL(instances ? `${name}?${instances}` : name, base).href;
  };

  const loadModule = async () => {
    const exports = await import(address(MODULE));
    await exports.default({ module_or_path: address(BINARY) });
    return exports;
  };

  /** Both at once; by hand, as pages have had promises of their own. */
  const loadAll = async () => {
    const learned = learn();
    try {
      return await loadModule();
    } finally {
      await learned;
    }
  };

  /** What the widget is told: the options, and the language they led to. */
  const told = () => ({ ...options, language });

  const prefetch = () => {
    if (!options.account) return Promise.reject(Error(NO_ACCOUNT));
    module ||= loadAll();
    // A failed load is forgotten, so that the next click tries again.
    module.catch(() => (module = null));
    return module;
  };

  const start = () => {
    starting ||= prefetch()
      .then(({ Widget }) => {
        if (ending.signal.aborted) return;
        widget = new Widget(root, told(), emit, onPanic, getToken);
        emit("ready");
      })
      .catch((error) => {
        starting = module = null;
        // A browser may remember that this address failed.
        instances += 1;
        complain(`the chat could not be loaded: ${error.message}`);
      });
    return starting;
  };

  /** When the page has nothing better to do. */
  const later = (work) => (waiting = (window.requestIdleCallback || setTimeout)(work));

  /** Who comes near the launcher may press it: then the widget should be there. */
  const warm = () => prefetch().then(() => later(start), () => {});

  const setOpen = async (open) => {
    trouble.hidden = true;
    if (!open && !widget) return;
    launcher.setAttribute("aria-busy", "true");
    await start();
    launcher.removeAttribute("aria-busy");
    if (widget) {
      widget.set_open(open);
      if (rescued) widget.set_draft(rescued);
      rescued = "";
    } else if (!starting) admit("notLoaded", "The chat could not be loaded.", "tryAgain", "Try again");
  };

  /** Says what is wrong, in the window's place, with a button that opens the chat again. */
  const admit = (sentence, inEnglish, action, actionInEnglish) => {
    const speech = language.say ? language : { lang: "en", dir: "ltr" };
    complaint.textContent = speech.say ? speech.say(sentence) : inEnglish;
    remedy.textContent = speech.say ? speech.say(action) : actionInEnglish;
    trouble.lang = speech.lang;
    trouble.dir = speech.dir;
    trouble.hidden = false;
    // The focus is nowhere once the window is gone; somebody elsewhere on the page is left there.
    if (document.activeElement === document.body) remedy.focus();
    emit("error", { message: inEnglish });
  };

  /** The instance is broken. What it drew goes, what stood in its message box stays. */
  const onPanic = () => {
    rescued = root.querySelector("textarea")?.value || rescued;
    for (const node of [...root.children]) if (node !== launcher && node !== trouble) node.replaceWith();
    root.adoptedStyleSheets = [sheet];
    widget = starting = module = null;
    instances += 1;
    const wasOpen = isOpen;
    isOpen = false;
    drawLauncher();
    admit("broken", "The chat broke.", "restart");
    trouble.hidden = !wasOpen;
  };

  /** What no code of ours can catch: an exception that passed through the module. */
  const onError = ({ error, reason }) => {
    const culprit = error || reason;
    if (widget && culprit !== theirs && culprit?.stack?.includes(`${address(BINARY)}:`)) module.then((exports) => exports.abandon());
  };
  const ending = new AbortController();

  const toggle = () => setOpen(!isOpen);

  /* ---- the page's handle ------------------------------------------------ */

  const api = {
    push: (...calls) => calls.forEach((call) => attempt(call, api)),
    open: () => setOpen(true),
    minimize: () => setOpen(false),
    toggle,
    identify(provider) {
      if (typeof provider !== "function") return complain("identify() takes an async function");
      getToken = provider;
      if (widget) widget.identify(provider);
    },
    configure(given) {
      const { lang, sentences } = options;
      configure(given);
      drawLauncher();
      const tell = () => widget && widget.configure(told());
      if (options.lang === lang && options.sentences === sentences) tell();
      // Where not even English can be had, the present one stays.
      else if (module) learn().then(tell, tell);
      else speak();
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
    get unread() {
      return unread;
    },
    async destroy(given) {
      // What is kept is the widget's to know, also where it was not needed yet.
      if (given) await start();
      const gone = widget;
      widget = null;
      ending.abort();
      keeper.disconnect();
      (window.cancelIdleCallback || clearTimeout)(waiting);
      // Not `remove`: pages have had one of their own.
      host.replaceWith();
      handlers.clear();
      if (window.hailer === api) delete window.hailer;
      // Not from within a handler that the widget itself is calling.
      await 0;
      gone?.destroy(given);
    },
  };

  /* ---- its place in the page -------------------------------------------- */

  // Beside the body and not in it: pages swap their body, and transform it. In the
  // top layer, where browsers have one, no style of the page's root moves it either.
  const place = () => {
    const page = document.documentElement;
    keeper.observe(document, { childList: true });
    if (!page) return;
    keeper.observe(page, { childList: true });
    // Behind the body, also where this runs before there is one.
    if (host.isConnected && !document.querySelector("hailer-chat~body")) return;
    // A page that takes it away each time has its will in the end.
    if (!patience--) return keeper.disconnect();
    page.append(host);
    // `document.open()` takes the listeners of all there is.
    isListening = false;
    host.dispatchEvent(new Event("hailer"));
    if (!isListening) listen();
    host.popover = "manual";
    host.showPopover?.();
  };
  const keeper = new MutationObserver(place);
  let patience = 99;
  let isListening;
  let waiting = 0;

  buildLauncher();
  speak();
  place();
  window.hailer = api;
  if (options.account) {
    later(() => {
      try {
        // Somebody who chatted before may have unread messages.
        if (localStorage.getItem(`hailer:${options.account}`)) start();
      } catch {
        // Third-party storage is blocked: nothing was kept, and nothing will be.
      }
    });
  } else complain(NO_ACCOUNT);
  if (Array.isArray(queued)) api.push(...queued);
})();
