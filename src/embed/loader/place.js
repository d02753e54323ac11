/*
 * The chat's place in the page. It is a sibling of the body, because pages replace and transform
 * their body. It is in the top layer if the browser has one, so that styles of the root element do
 * not move it.
 */

import { safeDocument } from "../safe_document.js";
import { host } from "./launcher.js";

const MOST_RETURNS = 99;
const WITHIN_MS = 10_000;

/** Keeps the host in its place. Calls `listen` whenever its event listeners are missing. */
export const keepPlace = (listen) => {
  let returns = [];
  let isListening;
  host.addEventListener("hailer", () => (isListening = true));

  const place = () => {
    const page = safeDocument.documentElement;
    keeper.observe(document, { childList: true });
    if (!page) return;
    keeper.observe(page, { childList: true });
    // After the body, even if this runs before the body exists.
    if (host.isConnected && !safeDocument.querySelector("hailer-chat~body")) return;
    // Give up if the page removes the chat repeatedly, and not just once in a while with its body.
    returns = returns.filter((at) => at > Date.now() - WITHIN_MS);
    if (returns.push(Date.now()) > MOST_RETURNS) return keeper.disconnect();
    page.append(host);
    host.popover = "manual";
    host.showPopover?.();
    // `document.open()` removes the listeners of every node. This event detects it.
    isListening = false;
    host.dispatchEvent(new Event("hailer"));
    if (isListening) return;
    host.addEventListener("hailer", () => (isListening = true));
    listen();
  };
  const keeper = new MutationObserver(place);
  return { place, leave: () => keeper.disconnect() };
};
