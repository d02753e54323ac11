import type { Hailer, HailerOptions } from "./hailer.js";

export type { Hailer, HailerCall, HailerEvents, HailerOptions } from "./hailer.js";

/**
 * Draws the launcher and returns the API object. If the chat runs already, returns
 * its API object and ignores the options. After `destroy()` it can be called again.
 *
 * @throws if there is no page, as on a server, or if `hailer.js` cannot be fetched.
 */
export function load(options: HailerOptions & { account: string | number }): Promise<Hailer>;
