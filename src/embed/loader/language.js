/* Selects the language. Its sentences are loaded later (start.js). */

import { safeDocument } from "../safe_document.js";
import { options, parseTag } from "./options.js";

/** The launcher's name in each language. The build inserts it from lang/. */
export const LANGUAGES = "/* lang */";

/** The nearest supported language for the option, the page's language or the browser's, in this order. */
export const nearest = (asked = options.lang || safeDocument.documentElement?.lang || navigator.language) => {
  const tag = parseTag(asked);
  const isKnown = Object.keys(LANGUAGES).includes(tag.language);
  const lang = isKnown ? tag.language : "en";
  const locale = isKnown ? `${tag}` : lang;
  return {
    lang,
    // For dates and numbers: on a page with `en`, readers of en-GB see their own format.
    locale: navigator.languages.find((one) => one.startsWith(`${locale}-`)) || locale,
    dir: /ar|he/.test(lang) ? "rtl" : "ltr",
  };
};
