/*
 * The build puts this behind the module's glue, whose `wasm`, `__wbg_init` and
 * `__wbg_get_imports` it uses, and gives the module `bringRestNow` to call
 * (crates/xtask/src/split). The module's side is src/platform/rest.rs.
 */
const FIRST = new URL(import.meta.url);
const REST = new URL("hailer_widget_rest.wasm" + FIRST.search, FIRST).href;

let coming = null;

/** Fills the first part's table with the rest's functions. */
const join = (module) => wasm.isWhole.value || new WebAssembly.Instance(module, { ...__wbg_get_imports(), b: wasm });

const load = async () => {
  const response = await fetch(REST);
  return WebAssembly.compile(await response.arrayBuffer());
};

/** Whoever needs it asks again. */
const forget = () => (coming = null);

/** The promise that it was tried; none once the rest is there. */
function bringRest() {
  if (!wasm.isWhole.value) return (coming ||= load().then(join).catch(forget));
}

/**
 * Once the message box was painted, as whoever types needs nothing else of the page's time
 * and of the network's until then. A page that paints nothing, being hidden, waits for it.
 */
function bringRestLater() {
  if (!wasm.isWhole.value) requestAnimationFrame(() => requestAnimationFrame(bringRest));
}

/** For what cannot wait. Where there is no rest to be had, this instance is of no use any more. */
function bringRestNow() {
  try {
    const request = new XMLHttpRequest();
    request.open("GET", REST, false);
    // Bytes are to be had only as letters here; an array keeps the lower half of each.
    request.overrideMimeType("text/plain;charset=x-user-defined");
    request.send();
    join(new WebAssembly.Module(Uint8Array.from(request.responseText, (letter) => letter.charCodeAt())));
  } catch (error) {
    wasm.abandon();
    throw error;
  }
}

/** Who was here before has something to be shown at once: both parts, then. */
const isKnown = () => {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith("hailer:"));
  } catch {
    return false;
  }
};

export default async (given) => {
  const rest = isKnown() && load().catch(forget);
  await __wbg_init(given);
  const module = await rest;
  if (module) join(module);
};
