/* Where the chat's files are, and what they are called in this release and the next. */

import { safeDocument } from "../safe_document.js";
import { options } from "./options.js";

// `currentScript` is only set while a plain script runs; a module's tag is found by its address.
export const script = safeDocument.currentScript || safeDocument.querySelector('script[src*="hailer.js"]');

// RELEASE is raised when what is stored, or what these scripts and the module say to each
// other, changes: an open page goes on with another release only if it is equal.
const RELEASE = 1;
const START = "hailer_start.js";
const MODULE = "hailer_widget.js";
const BINARY = "hailer_widget_bg.wasm";
const CATALOGUE = "hailer_*.js";
const CONVERSATION = "hailer_conversation.wasm";

export let files = [RELEASE, START, MODULE, BINARY, CATALOGUE, CONVERSATION];
let newest;
let attempts = 0;

/** Asks for every file anew from now on: browsers remember that an address failed, or the module broke. */
export const tryAnew = () => (attempts += 1);

/** A file's address. Another query is another instance, also in what an exception says of its origin. */
const address = (name) => {
  const base = new URL(options.assets || script?.src || "", safeDocument.baseURI);
  return new URL(attempts ? `${name}?${attempts}` : name, base).href;
};

export const addressOf = (file) => address(files[file]);
export const addressOfCatalogue = (lang) => address(files[4].replace("*", lang));

/** Another copy of this script ran, and these are its files. */
export const hearOfRelease = (names) => (newest = names);

export const isOutdated = () => files[0] !== RELEASE;

/**
 * A new release may have removed this one's files. Its `hailer.js` is asked for, and hands its names
 * over to the copy in charge; whether these can be gone on with. A page that pins this script by its
 * hash wants no other release.
 */
export const findNewRelease = async () => {
  newest = files;
  const name = options.assets ? "hailer.js" : script?.src || "hailer.js";
  if (!script?.integrity) await import(`${address(name)}?${Date.now()}`).catch(() => {});
  const isAnother = newest[1] + newest[2] !== files[1] + files[2];
  files = newest;
  return isAnother && !isOutdated();
};
