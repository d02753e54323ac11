/*
 * Starts the widget when the chat is needed, and connects it with the page while it runs: the
 * language, the launcher's unread count, and the recovery after a panic. `hailer.js` fetches it
 * together with the module.
 */

import { safeDocument } from "./safe_document.js";

const BROKEN = "The chat broke.";
// The cross that the launcher shows while the window is open.
const CLOSE = "M12 16.400 4.600 9 6 7.600l6 6 6-6L19.400 9z";

/** Prepares everything, and returns the function that starts the widget. */
export default async (chat, glue, binary, conversation) => {
  const language = loadLanguage(chat);
  // Prevents an unhandled rejection; it is awaited below, after the module.
  language.catch(() => {});
  const exports = await glue;
  exports.supplyPart?.(chat.addressOf(5), conversation);
  await exports.default({ module_or_path: binary });
  await language;
  return () => run(chat, exports);
};

/** Loads the catalogue of the nearest language, or else English. */
const loadLanguage = async (chat) => {
  const load = (language) => import(chat.addressOfCatalogue(language.lang));
  const mine = (chat.wanted = chat.nearest());
  let found = mine;
  const catalogue = await load(found).catch(() => load((found = chat.nearest("en"))));
  // Another language may have been requested meanwhile.
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
      // After closing the window, the launcher gets the focus, unless another element of the page
      // has it.
      if (!chat.isOpen && safeDocument.activeElement === host) launcher.focus();
    }
    chat.emit(name, detail);
  };

  /** Removes what the running widget added to the launcher. */
  const end = () => {
    ending.abort();
    cross.replaceWith();
    badge.replaceWith();
  };

  /** Handles a panic: removes the broken instance's elements, and keeps the draft. */
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

  /** Handles a missing file: continues with the files of a new release, and keeps the text that was not sent. */
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
      // The text is stored, so that it is restored after the reload.
      widget.set_open(false);
      end();
      widget.destroy();
      chat.reset();
      chat.tellOfFailure();
    }
  };

  /** Detects exceptions that passed through the module without a panic. */
  const module = `${chat.addressOf(3)}:`;
  const onError = ({ error, reason }) => {
    const culprit = error || reason;
    if (culprit !== chat.theirs && culprit?.stack?.includes(module)) abandon();
  };
  for (const kind of ["error", "unhandledrejection"]) addEventListener(kind, onError, ending);

  /** The widget's configuration: the options, and the loaded language. */
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
      // If no catalogue can be loaded, the current language stays.
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
