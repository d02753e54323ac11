/*
 * How the glue fetches the module's parts. The build puts this into the script
 * that `wasm_split_cli_support` writes (crates/xtask/src/parts.rs).
 */

const supplied = new Map();

/** Hands over the response of a part that was asked for ahead. */
export const supplyPart = (address, response) => supplied.set(address, response);

/** The response of a part: the one that was handed over, or a new one. */
export const fetchPart = async (url) => {
  // A query makes another instance of this script, and of its parts.
  const address = url.href + new URL(import.meta.url).search;
  const asked = supplied.get(address) || fetch(address);
  supplied.delete(address);
  const response = await asked;
  if (!response.ok) throw Error(`${address}: ${response.status}`);
  return response;
};

/** As wasm-bindgen does it for the shell: a server may not know the type of the file. */
export const instantiate = async (source, imports) => {
  const response = await source;
  const isTyped = response.headers.get("content-type") === "application/wasm";
  return isTyped ? WebAssembly.instantiateStreaming(response, imports) : WebAssembly.instantiate(await response.arrayBuffer(), imports);
};
