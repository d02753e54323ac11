/*
 * Starts the widget once somebody asked for the chat, and stands between it and
 * the page while it runs: the language, the launcher's unread count, and what
 * happens when the module breaks. `hailer.js` fetches it beside the module.
 */

import { safeDocument } from "./safe_document.js";

const BROKEN = "The chat broke.";
// The cross that the launcher shows while the window is open.
const CLOSE = "M12 16.400 4.600 9 6 7.600l6 6 6-6L19.400 9z";

/** Prepares everything; returns the function that starts the widget. */
export default async (chat, glue, binary, conversation) => {
  const language = loadLanguage(chat);
  // Awaited below; a failure of the module comes first.
  language.catch(() => {});
  const exports = await glue;
  exports.supplyPart?.(chat.addressOf(5), conversation);
  await exports.default({ module_or_path: binary });
  await language;
  return () => run(chat, exports);
};

/** Loads the catalogue of the nearest language. English is better than no chat. */
const loadLanguage = async (chat) => {
  const load = (language) => import(chat.addressOfCatalogue(language.lang));
  const mine = (chat.wanted = chat.nearest());
  let found = mine;
  const catalogue = await load(found).catch(() => load((found = chat.nearest("en"))));
  // Another may have been asked for meanwhile.
  if (mine !== chat.wanted) return;
  chat.language = catalogue.default(chat.options.sentences, found, chat.complain);
  nameLauncher(chat);
};

const nameLauncher = (chat) => {
  const { language, unread } = chat;
  language.name = language.say(unread ? "openChatUnread" : "openChat", unread);
  chat.draw();
};

const run = (chat, { Widget, abandon }) => {
  const { host, root, launcher } = chat;
  const [sheet] = root.adoptedStyleSheets;
  const badge = safeDocument.createElement("span");
  const cross = chat.icon("launcher__icon--close", CLOSE);
  badge.className = "launcher__badge";
  badge.hidden = true;
  launcher.append(cross, badge);
  const ending = new AbortController();

  const drawLauncher = () => {
    const { unread, language } = chat;
    badge.hidden = !unread;
    badge.textContent = Math.min(unread, 99).toLocaleString(language.locale) + (unread > 99 ? "+" : "");
    nameLauncher(chat);
  };

  const onEvent = (name, detail) => {
    if (name === "part-missing") return onPartMissing();
    if (name === "unread") {
      chat.unread = detail.count;
      drawLauncher();
    } else if (name === "open" || name === "minimize") {
      chat.isOpen = name === "open";
      drawLauncher();
      // The person who closed the window finds the focus where they opened it;
      // somebody who is elsewhere on the page is left there.
      if (!chat.isOpen && safeDocument.activeElement === host) launcher.focus();
    }
    chat.emit(name, detail);
  };

  /** Takes away what stands on the launcher while a widget runs. */
  const end = () => {
    ending.abort();
    cross.replaceWith();
    badge.replaceWith();
  };

  /** The instance is broken. What it drew goes, what stood in its message box stays. */
  const onPanic = () => {
    const draft = root.querySelector("textarea")?.value;
    if (draft) chat.unsent = [draft];
    end();
    for (const node of [...root.children]) if (node !== launcher && node !== chat.notice) node.replaceWith();
    root.adoptedStyleSheets = [sheet];
    const wasOpen = chat.isOpen;
    chat.isOpen = false;
    chat.reset();
    nameLauncher(chat);
    chat.tell("broken", BROKEN, "restart");
    chat.notice.hidden = !wasOpen;
  };

  /** A file of this release is missing. With the new release's files, all goes on with what was written. */
  const onPartMissing = async () => {
    const { isOpen } = chat;
    if (await chat.findNewRelease()) {
      chat.unsent = widget.take_unsent();
      end();
      widget.destroy();
      chat.isOpen = false;
      chat.reset();
      if (isOpen) chat.setOpen(true);
    } else if (chat.isOutdated()) {
      // What was written is kept for the page as it is loaded again.
      widget.set_open(false);
      end();
      widget.destroy();
      chat.reset();
      chat.tellOfFailure();
    }
  };

  /** What no code of ours can catch: an exception that passed through the module. */
  const module = `${chat.addressOf(3)}:`;
  const onError = ({ error, reason }) => {
    const culprit = error || reason;
    if (culprit !== chat.theirs && culprit?.stack?.includes(module)) abandon();
  };
  for (const kind of ["error", "unhandledrejection"]) addEventListener(kind, onError, ending);

  /** What the widget is told: the options, and the language they led to. */
  const told = () => ({ ...chat.options, language: chat.language });

  const widget = new Widget(root, told(), onEvent, onPanic, chat.getToken);
  if (!chat.isGuarded) chat.language.guard(host, chat.place, chat.signal);
  chat.isGuarded = true;
  drawLauncher();
  if (chat.unsent) widget.resume(chat.unsent);
  chat.unsent = null;

  return {
    setOpen: (open) => widget.set_open(open),
    identify: (getToken) => widget.identify(getToken),
    async configure(isOtherLanguage) {
      // Where not even English can be had, the present one stays.
      if (isOtherLanguage) await loadLanguage(chat).catch(() => {});
      if (!ending.signal.aborted) {
        drawLauncher();
        widget.configure(told());
      }
    },
    destroy(given) {
      end();
      widget.destroy(given);
    },
  };
};
