/* The launcher, and the notice that is shown if the window cannot be. */

import { safeDocument } from "../safe_document.js";
import { LANGUAGES } from "./language.js";
import { isText, options } from "./options.js";

export const isSupported = "adoptedStyleSheets" in Document.prototype;

export const host = safeDocument.createElement("hailer-chat");
export const root = host.attachShadow({ mode: "open" });
export const launcher = safeDocument.createElement("button");
// Created in advance, because the page may have broken the functions by the time it is needed.
export const notice = safeDocument.createElement("div");
const problem = safeDocument.createElement("p");
export const remedy = safeDocument.createElement("button");

export const icon = (className, path) => {
  const element = (tag) => safeDocument.createElementNS("http://www.w3.org/2000/svg", tag);
  const drawing = element("svg");
  drawing.setAttribute("class", `icon launcher__icon ${className}`);
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.append(element("path"));
  drawing.firstChild.setAttribute("d", path);
  return drawing;
};

export const build = () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("/* launcher.css */");
  root.adoptedStyleSheets = [sheet];
  launcher.className = "launcher";
  launcher.setAttribute("part", "launcher");
  launcher.append(icon("launcher__icon--chat", "M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8.600L6 21.400V17H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"));
  notice.className = "trouble";
  notice.setAttribute("role", "alert");
  notice.hidden = true;
  notice.append(problem, remedy);
  root.append(launcher, notice);
};

/** Applies the options and the language. start.js adds the badge while the widget runs. */
export const draw = ({ language, isOpen }) => {
  host.dataset.theme = options.theme;
  host.dataset.position = options.position;
  host.dataset.size = options.size;
  host.dataset.open = isOpen;
  launcher.setAttribute("aria-expanded", isOpen);
  const theirs = options.sentences?.openChat;
  launcher.setAttribute("aria-label", language.name || (isText(theirs) ? theirs : LANGUAGES[language.lang]));
  launcher.lang = language.lang;
  launcher.dir = language.dir;
};

/** Shows an error with a button, in the chat's language if it is loaded. */
export const showNotice = (language, sentence, inEnglish, action, actionInEnglish) => {
  const speech = language.say ? language : { lang: "en", dir: "ltr" };
  problem.textContent = speech.say ? speech.say(sentence) : inEnglish;
  remedy.textContent = speech.say ? speech.say(action) : actionInEnglish;
  notice.lang = speech.lang;
  notice.dir = speech.dir;
  notice.hidden = false;
  // The window had the focus and is gone. If another element of the page has the focus, it keeps
  // it.
  if (safeDocument.activeElement === safeDocument.body) remedy.focus();
};
