/* The names and addresses of the chat's files, in this release and the next. */

import { safeDocument } from "../safe_document.js";
import { options } from "./options.js";

// `currentScript` is only set while a classic script runs. A module's tag is found by its address.
export const script = safeDocument.currentScript || safeDocument.querySelector('script[src*="hailer.js"]');

// Increase RELEASE when the stored data or the interface between these scripts and the module
// changes. An open page can continue with another release only if it is equal.
const RELEASE = 1;
const START = "hailer_start.js";
const MODULE = "hailer_widget.js";
const BINARY = "hailer_widget_bg.wasm";
const CATALOGUE = "hailer_*.js";
const CONVERSATION = "hailer_conversation.wasm";

export let files = [RELEASE, START, MODULE, BINARY, CATALOGUE, CONVERSATION];
let newest;
let attempts = 0;

/** Changes all addresses, because browsers cache failed module loads and broken instances. */
export const tryAnew = () => (attempts += 1);

/** A file's address. Another query makes another module instance, also in the stack traces of exceptions. */
const address = (name) => {
  const base = new URL(options.assets || script?.src || "", safeDocument.baseURI);
  return new URL(attempts ? `${name}?${attempts}` : name, base).href;
};

export const addressOf = (file) => address(files[file]);
export const addressOfCatalogue = (lang) => address(files[4].replace("*", lang));

/** Another copy of this script ran. These are its files. */
export const hearOfRelease = (names) => (newest = names);

export const isOutdated = () => files[0] !== RELEASE;

/**
 * A new release may have removed this one's files. Loads its `hailer.js`, which passes its file
 * names to the copy in charge. Returns whether the page can continue with them. A page with an
 * integrity hash wants no other release.
 */
export const findNewRelease = async () => {
  newest = files;
  const name = options.assets ? "hailer.js" : script?.src || "hailer.js";
  if (!script?.integrity) await import(`${address(name)}?${Date.now()}`).catch(() => {});
  const isAnother = newest[1] + newest[2] !== files[1] + files[2];
  files = newest;
  return isAnother && !isOutdated();
};
