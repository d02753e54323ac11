import type { Hailer, HailerOptions } from "./hailer.js";

export type { Hailer, HailerCall, HailerEvents, HailerOptions } from "./hailer.js";

/**
 * Draws the launcher and returns the handle. Where the chat runs already, that
 * one's handle is returned and the options are not looked at. After
 * `destroy()` it can be called again.
 *
 * @throws where there is no page, as on a server, and where `hailer.js` cannot be fetched.
 */
export function load(options: HailerOptions & { account: string | number }): Promise<Hailer>;
