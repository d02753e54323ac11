/*
 * The chat's place in the page: beside the body and not in it, as pages swap
 * their body and transform it; and in the top layer where browsers have one, so
 * that no style of the page's root moves it.
 */

import { safeDocument } from "../safe_document.js";
import { host } from "./launcher.js";

const MOST_RETURNS = 99;
const WITHIN_MS = 10_000;

/** Keeps the host in its place; `listen` is called whenever its listeners are new or gone. */
export const keepPlace = (listen) => {
  let returns = [];
  let isListening;
  host.addEventListener("hailer", () => (isListening = true));

  const place = () => {
    const page = safeDocument.documentElement;
    keeper.observe(document, { childList: true });
    if (!page) return;
    keeper.observe(page, { childList: true });
    // Behind the body, also where this runs before there is one.
    if (host.isConnected && !safeDocument.querySelector("hailer-chat~body")) return;
    // A page that removes the chat again and again, and not just with a body once in a while, has its will.
    returns = returns.filter((at) => at > Date.now() - WITHIN_MS);
    if (returns.push(Date.now()) > MOST_RETURNS) return keeper.disconnect();
    page.append(host);
    host.popover = "manual";
    host.showPopover?.();
    // `document.open()` takes the listeners of every node there is.
    isListening = false;
    host.dispatchEvent(new Event("hailer"));
    if (isListening) return;
    host.addEventListener("hailer", () => (isListening = true));
    listen();
  };
  const keeper = new MutationObserver(place);
  return { place, leave: () => keeper.disconnect() };
};
