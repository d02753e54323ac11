/*
 * How the glue fetches the module's parts. The build inserts this file into the script that
 * `wasm_split_cli_support` writes (crates/xtask/src/parts.rs).
 */

const supplied = new Map();

/** Passes the response of a prefetched part. */
export const supplyPart = (address, response) => supplied.set(address, response);

/** The response of a part: prefetched, or from a new request. */
export const fetchPart = async (url) => {
  // A query creates another instance of this script and of its parts.
  const address = url.href + new URL(import.meta.url).search;
  const asked = supplied.get(address) || fetch(address);
  supplied.delete(address);
  const response = await asked;
  if (!response.ok) throw Error(`${address}: ${response.status}`);
  return response;
};

/** Like wasm-bindgen for the shell: works if the server does not send the content type. */
export const instantiate = async (source, imports) => {
  const response = await source;
  const isTyped = response.headers.get("content-type") === "application/wasm";
  return isTyped ? WebAssembly.instantiateStreaming(response, imports) : WebAssembly.instantiate(await response.arrayBuffer(), imports);
};
