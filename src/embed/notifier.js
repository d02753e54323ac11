/*
 * Notifies a consumer who is not looking at the chat: in the page's title, with a sound, or with a
 * desktop notification. speech.js fetches this file if the brand allows one of these (option
 * `notify`). Each is off until the consumer enables it in the chat's menu. Notifications contain
 * the sender but no text, because others may see the screen.
 */

import { safeDocument } from "./safe_document.js";

/** How long a message may stay unread, in any tab, before the consumer is notified, in milliseconds. */
const READ_WITHIN_MS = 1000;
const TITLE_TURNS_MS = 1000;
/** How long the tab that notified keeps the lock, in milliseconds. Timers of hidden tabs are up to a second late. */
const QUIET_MS = 3000;

/** The kinds of notifications: the menu item, and whether the browser supports it. */
const KINDS = {
  title: { label: ({ say }) => say("notifyTitle"), isThere: () => true },
  sound: { label: ({ say }) => say("notifySound"), isThere: () => window.AudioContext },
  // Chrome on Android only allows notifications of a service worker.
  desktop: { label: ({ say }) => say("notifyDesktop"), isThere: () => window.Notification && !/Android/.test(navigator.userAgent) },
};

// A broken instance does not call `end`, so the next one does.
let current;

/** Creates a notifier for the kinds in `allowed`, which are separated by spaces. */
export default (complain, root, account, allowed) => {
  current?.end();
  const key = `hailer:${account}:notify`;
  const ending = new AbortController();
  const words = allowed.split(/[\s,]+/).filter(Boolean);
  for (const word of words)
    if (!Object.hasOwn(KINDS, word)) complain(`option "notify" must be ${Object.keys(KINDS).join(", ")}; it was "${word}"`);
  const kinds = Object.keys(KINDS).filter((kind) => words.includes(kind) && KINDS[kind].isThere());
  // Without a supported kind, there is no notifier.
  if (!kinds.length) throw new Error("none of these here");
  let unread = 0;

  /* ---- what the consumer enabled ---------------------------------------- */

  let chosen = new Set();
  const recall = () => {
    try {
      chosen = new Set(localStorage.getItem(key)?.match(/\w+/g));
    } catch {
      // Storage is blocked, so the choice lasts as long as the page.
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
      // The permission prompt takes the focus, so move it back to the menu button first.
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

  // Reads the text of the element, because `document.title` collapses spaces.
  const titleElement = () => safeDocument.head?.querySelector("title");
  let turns = 0; // the timer
  let own; // the page's own title, or undefined if it has none
  let ours; // the title that replaces it, or the last one

  const turnTitle = (speech) => {
    const now = titleElement()?.textContent;
    // The page may have changed the title.
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
  // Browsers play no sound before the user has interacted with the page, and log an error.
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
      // No audio device.
    }
  };

  /* ---- a notification of the desktop ------------------------------------ */

  let notification;
  const show = (name, { say, lang, dir }) => {
    try {
      const body = say("jumpToNew", unread);
      // A second notification replaces the first. If the sound is enabled, the notification is
      // silent.
      const silent = canRing();
      notification = new Notification(name || say("newMessages"), { body, lang, dir, silent, tag: key, renotify: !silent });
      notification.onclick = () => {
        window.focus();
        window.hailer?.open?.();
        notification.close();
      };
    } catch {
      // The browser does not allow it here.
    }
  };

  /* ---- notifying -------------------------------------------------------- */

  let waiting = 0;
  let last;
  let release;

  const ringAndShow = () => {
    const [name, speech] = last;
    if (canRing()) ring();
    if (isOn("desktop")) show(name, speech);
  };

  /** Only one of several tabs notifies. It holds a lock until the others have tried. */
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
  // Restore the title, so that the browser's history does not store ours.
  addEventListener("pagehide", restoreText, ending);
  root.querySelector(".window")?.dispatchEvent(new Event("offered"));

  const handle = {
    /** Adds an item for each kind to the chat's menu. */
    items: (list, speech) => list.prepend(...kinds.map((kind) => itemOf(kind, speech))),

    /** A message of `name` arrived while nobody was looking. */
    arrived(name, speech) {
      last = [name, speech];
      waiting ||= setTimeout(tell, READ_WITHIN_MS);
    },

    /** Removes everything. */
    end() {
      ending.abort();
      clearTimeout(waiting);
      restoreTitle();
      notification?.close();
      audio?.close();
      release?.();
      // Another instance may have replaced this one.
      if (current === handle) current = undefined;
    },
  };
  return (current = handle);
};
