/* Which language the chat speaks. Its sentences are loaded later (start.js). */

import { safeDocument } from "../safe_document.js";
import { options, parseTag } from "./options.js";

/** The launcher's name in each language; the build takes it from lang/. */
export const LANGUAGES = "/* lang */";

/** The nearest language to what the brand, else the page, else the browser wants. */
export const nearest = (asked = options.lang || safeDocument.documentElement?.lang || navigator.language) => {
  const tag = parseTag(asked);
  const isKnown = Object.keys(LANGUAGES).includes(tag.language);
  const lang = isKnown ? tag.language : "en";
  const locale = isKnown ? `${tag}` : lang;
  return {
    lang,
    // For dates and numbers: readers of en-GB see their own also on a page that is merely `en`.
    locale: navigator.languages.find((one) => one.startsWith(`${locale}-`)) || locale,
    dir: /ar|he/.test(lang) ? "rtl" : "ltr",
  };
};
