/*
 * Keeps an open chat usable while the page moves things around it.
 *
 * - A modal dialog makes everything outside it inert, so the chat moves into the
 *   topmost one while it is open, and back when the dialog closes.
 * - A page that swaps its content takes the chat out for a moment: the focus and
 *   the scroll position are restored.
 *
 * speech.js fetches this file when the widget starts.
 */

import { safeDocument } from "./safe_document.js";

/** The element with the focus, also inside shadow roots. */
const focusedElement = () => {
  let element = safeDocument.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
};

/** The modal dialog that makes the rest of the page inert, if there is one. */
const topmostModal = () => {
  try {
    const around = focusedElement()?.closest("dialog:modal");
    return around || [...safeDocument.querySelectorAll("dialog:modal")].pop();
  } catch {
    // The browser is older than `:modal`, and the chat stays where it is.
    return null;
  }
};

/**
 * Guards `host`. `place` puts it back into the page when something took it out;
 * everything ends with `signal`.
 */
export default (host, place, signal) => {
  const root = host.shadowRoot;
  const modalAround = () => host.parentNode?.closest?.("dialog");

  // The focused element, also for a moment after it lost the focus: browsers
  // take the focus away when the host leaves the page.
  let focused = null;
  let last = null;
  root.addEventListener("focusin", ({ target }) => (focused = last = target), { signal });
  root.addEventListener(
    "focusout",
    () => {
      focused = null;
      setTimeout(() => (last = focused));
    },
    { signal },
  );

  /** Brings back what an element loses that leaves the page and returns. */
  const restore = () => {
    const active = safeDocument.activeElement;
    if (last?.isConnected && (!active || active === safeDocument.body || active === host)) last.focus({ preventScroll: true });
    // Ends the window's opening animation, which would be visible and distort the next measurement.
    for (const animation of root.getAnimations()) if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
    root.querySelector("[role=log]")?.dispatchEvent(new Event("restored"));
  };
  host.addEventListener("hailer", restore, { signal });

  const moveTo = (parent) => {
    parent.append(host);
    // The popover that was shown last is on top.
    host.showPopover?.();
    restore();
  };

  /** Moves the host to where it can be used. */
  const settle = () => {
    // `place` decides about a host that is out of the page.
    if (!host.isConnected) return;
    const inside = modalAround();
    const isStillModal = inside?.matches(":modal");
    const modal = (host.dataset.open === "true" && topmostModal()) || (isStillModal && inside);
    if (modal ? modal !== inside : inside) moveTo(modal || safeDocument.documentElement);
    watch(modal);
  };

  // A dialog may also be removed without closing, alone or with an ancestor.
  const removals = new MutationObserver(() => {
    if (signal.aborted) removals.disconnect();
    else if (host.isConnected) settle();
    else place();
  });
  const watch = (modal) => {
    removals.disconnect();
    if (modal) removals.observe(modal, { attributes: true, attributeFilter: ["open"], childList: true });
    for (let above = modal?.parentNode; above; above = above.parentNode || above.host) removals.observe(above, { childList: true });
  };

  // These events do not bubble, but a capturing listener receives them.
  const onDialog = ({ target }) => target.localName === "dialog" && settle();
  for (const kind of ["toggle", "close"]) addEventListener(kind, onDialog, { capture: true, signal });
  host.addEventListener("hailer:open", settle, { signal });

  // Dialogs close on Escape or on a click outside their content. The chat is not outside.
  const belongsHere = (event) => modalAround() && event.stopPropagation();
  for (const kind of ["pointerdown", "pointerup", "mousedown", "mouseup", "touchstart", "click"]) host.addEventListener(kind, belongsHere, { signal });
  host.addEventListener("keydown", (event) => modalAround() && event.key === "Escape" && event.preventDefault(), { signal });

  settle();
};
