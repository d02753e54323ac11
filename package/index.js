// For pages that are built with a bundler: the same chat without a script tag.

// With a name of its own, as bundlers take an address that is written out in `new URL` for a file to build in.
const FOLDER = "./assets/";

let loading = null; // the start under way
let starts = 0; // a browser runs a module once: each start needs an address of its own

/** See index.d.ts. */
export async function load(options) {
  if (typeof window === "undefined") throw new Error("hailer: load() works in a page only, not on a server");
  if (window.hailer?.configure?.call) return window.hailer;
  loading ||= start(options).finally(() => (loading = null));
  return loading;
}

async function start(options) {
  const folder = options.assets ? new URL(options.assets, document.baseURI) : new URL(/* webpackIgnore: true */ FOLDER, import.meta.url);
  const query = starts++ ? `?${starts}` : "";
  const before = window.hailerOptions;
  window.hailerOptions = { ...options, assets: folder.href };
  try {
    // An import and not a script element: those need more from a content policy.
    await import(/* webpackIgnore: true */ /* @vite-ignore */ new URL(`hailer.js${query}`, folder).href);
  } finally {
    if (before === undefined) delete window.hailerOptions;
    else window.hailerOptions = before;
  }
  return window.hailer;
}
