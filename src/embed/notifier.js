/*
 * Tells of messages to somebody who is not looking: in the page's title, by a
 * sound, by a notification of the desktop. It is fetched where a brand allows
 * one of these (option `notify`, asked for by speech.js), and each is off until
 * the consumer switches it on in the chat's menu. It is told who wrote and never
 * what: titles and notifications are read by whoever walks past the screen.
 */

import { safeDocument } from "./safe_document.js";

/** So long a message may wait to be read, here or in another tab, before anybody is told of it, in milliseconds. */
const READ_WITHIN_MS = 1000;
const TITLE_TURNS_MS = 1000;
/** So long the tab that was heard keeps the others quiet, in milliseconds: a hidden tab's timers are a second late. */
const QUIET_MS = 3000;

/** What a brand may allow: its place in the menu, and whether this browser can. */
const KINDS = {
  title: { label: ({ say }) => say("notifyTitle"), isThere: () => true },
  sound: { label: ({ say }) => say("notifySound"), isThere: () => window.AudioContext },
  // A phone with Android only shows those of a service worker.
  desktop: { label: ({ say }) => say("notifyDesktop"), isThere: () => window.Notification && !/Android/.test(navigator.userAgent) },
};

// An instance that broke says no goodbye: the next one ends what it left.
let current;

/** Tells of messages, in the ways that are `allowed`: words with spaces between them. */
export default (complain, root, account, allowed) => {
  current?.end();
  const key = `hailer:${account}:notify`;
  const ending = new AbortController();
  const words = allowed.split(/[\s,]+/).filter(Boolean);
  for (const word of words)
    if (!Object.hasOwn(KINDS, word)) complain(`option "notify" must be ${Object.keys(KINDS).join(", ")}; it was "${word}"`);
  const kinds = Object.keys(KINDS).filter((kind) => words.includes(kind) && KINDS[kind].isThere());
  // Nothing to offer is no notifier.
  if (!kinds.length) throw new Error("none of these here");
  let unread = 0;

  /* ---- what the consumer wants ------------------------------------------ */

  let chosen = new Set();
  const recall = () => {
    try {
      chosen = new Set(localStorage.getItem(key)?.match(/\w+/g));
    } catch {
      // Storage is blocked: what is chosen lasts as long as the page.
    }
  };
  const isOn = (kind) => kinds.includes(kind) && chosen.has(kind) && (kind !== "desktop" || Notification.permission === "granted");
  const choose = (kind, on) => {
    chosen[on ? "add" : "delete"](kind);
    try {
      localStorage.setItem(key, [...chosen].join(" "));
    } catch {
      // As above.
    }
    if (kind === "title" && !on) restoreTitle();
  };

  const toggle = async (kind, item) => {
    const on = !isOn(kind);
    if (on && kind === "desktop" && Notification.permission !== "granted") {
      // The browser asks, and takes the focus: first the menu gives it back.
      const home = item.closest(".window");
      item.parentNode.previousElementSibling.focus();
      const answer = await Notification.requestPermission();
      if (answer === "denied") home.dispatchEvent(new Event("refused"));
      if (answer !== "granted" || ending.signal.aborted) return;
    }
    choose(kind, on);
    draw(kind, item);
    if (on && kind === "sound") ring();
  };

  const draw = (kind, item) => {
    item.setAttribute("aria-checked", isOn(kind));
    item.firstChild.style.visibility = isOn(kind) ? "" : "hidden";
  };

  const tick = () => {
    const space = "http://www.w3.org/2000/svg";
    const drawing = safeDocument.createElementNS(space, "svg");
    drawing.setAttribute("class", "icon");
    drawing.setAttribute("viewBox", "0 0 24 24");
    drawing.setAttribute("aria-hidden", "true");
    drawing.append(safeDocument.createElementNS(space, "path"));
    drawing.firstChild.setAttribute("d", "M9.5 17.6 4 12.100l1.400-1.400 4.100 4.100 9.100-9.100L20 7.100z");
    return drawing;
  };

  const itemOf = (kind, speech) => {
    const item = safeDocument.createElement("button");
    item.type = "button";
    item.className = "menu__item";
    item.tabIndex = -1;
    item.setAttribute("role", "menuitemcheckbox");
    item.append(tick(), KINDS[kind].label(speech));
    item.addEventListener("click", () => toggle(kind, item));
    draw(kind, item);
    return item;
  };

  /* ---- the page's title ------------------------------------------------- */

  // Read and written as the element has it: `document.title` drops spaces.
  const titleElement = () => safeDocument.head?.querySelector("title");
  let turns = 0; // the timer
  let own; // what the page says: some text, or nothing where it has no title
  let ours; // what stands in its place, or stood there last

  const turnTitle = (speech) => {
    const now = titleElement()?.textContent;
    // The page may have changed it meanwhile.
    if (now !== ours) own = now;
    const isTurning = document.hidden === true && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (isTurning && now === ours) return restoreText();
    ours = isTurning || !own ? speech.say("jumpToNew", unread) : `(${speech.number(Math.min(unread, 99))}) ${own}`;
    if (now !== ours) safeDocument.title = ours;
  };
  const restoreText = () => {
    if (ours === undefined || titleElement()?.textContent !== ours) return;
    if (own === undefined) titleElement().replaceWith();
    else safeDocument.title = own;
  };
  const restoreTitle = () => {
    clearInterval(turns);
    turns = 0;
    restoreText();
    ours = undefined;
  };

  /* ---- a sound ---------------------------------------------------------- */

  let audio;
  // Browsers play nothing to those who have not touched the page, and complain.
  const canRing = () => isOn("sound") && navigator.userActivation?.hasBeenActive !== false;
  const ring = () => {
    try {
      audio ||= new AudioContext();
      audio.resume().catch(() => {});
      for (const [hertz, after] of [[784, 0], [1047, 0.14]]) {
        const [tone, loudness] = [audio.createOscillator(), audio.createGain()];
        const from = audio.currentTime + after;
        tone.frequency.value = hertz;
        loudness.gain.setValueAtTime(0, from);
        loudness.gain.linearRampToValueAtTime(0.12, from + 0.01);
        loudness.gain.exponentialRampToValueAtTime(0.001, from + 0.35);
        tone.connect(loudness).connect(audio.destination);
        tone.start(from);
        tone.stop(from + 0.4);
      }
    } catch {
      // A machine without sound.
    }
  };

  /* ---- a notification of the desktop ------------------------------------ */

  let notification;
  const show = (name, { say, lang, dir }) => {
    try {
      const body = say("jumpToNew", unread);
      // A second one of this chat takes the place of the first, and one sound is enough.
      const silent = canRing();
      notification = new Notification(name || say("newMessages"), { body, lang, dir, silent, tag: key, renotify: !silent });
      notification.onclick = () => {
        window.focus();
        window.hailer?.open?.();
        notification.close();
      };
    } catch {
      // A browser that has them for others only.
    }
  };

  /* ---- telling ---------------------------------------------------------- */

  let waiting = 0;
  let last;
  let release;

  const ringAndShow = () => {
    const [name, speech] = last;
    if (canRing()) ring();
    if (isOn("desktop")) show(name, speech);
  };

  /** Of several tabs one that can be is heard: it keeps a lock until the others have had their turn. */
  const once = (work) => {
    if (!canRing() && !isOn("desktop")) return;
    if (!navigator.locks) return work();
    const hold = (lock) => {
      if (!lock || ending.signal.aborted) return;
      work();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, QUIET_MS);
        release = () => (clearTimeout(timer), resolve());
      });
    };
    navigator.locks.request(key, { ifAvailable: true }, hold).catch(() => {});
  };

  const tell = () => {
    waiting = 0;
    if (!unread) return;
    if (isOn("title")) {
      const [, speech] = last;
      clearInterval(turns);
      turns = setInterval(turnTitle, TITLE_TURNS_MS, speech);
      turnTitle(speech);
    }
    once(ringAndShow);
  };

  const onUnread = ({ detail }) => {
    unread = detail.count;
    if (unread) return;
    restoreTitle();
    notification?.close();
  };

  recall();
  root.host.addEventListener("hailer:unread", onUnread, ending);
  addEventListener("storage", (event) => event.key === key && recall(), ending);
  // No history of the browser's keeps our words as the page's name.
  addEventListener("pagehide", restoreText, ending);
  root.querySelector(".window")?.dispatchEvent(new Event("offered"));

  const handle = {
    /** Puts an item for each way into the chat's menu. */
    items: (list, speech) => list.prepend(...kinds.map((kind) => itemOf(kind, speech))),

    /** Somebody called `name` wrote, and nobody was looking. */
    arrived(name, speech) {
      last = [name, speech];
      waiting ||= setTimeout(tell, READ_WITHIN_MS);
    },

    /** Takes everything back. */
    end() {
      ending.abort();
      clearTimeout(waiting);
      restoreTitle();
      notification?.close();
      audio?.close();
      release?.();
      // Another may have taken its place.
      if (current === handle) current = undefined;
    },
  };
  return (current = handle);
};
