/*
 * `document` for a page that anybody may have put markup into.
 *
 * `<img name="currentScript">` hides `document.currentScript`, and any other
 * member ("DOM clobbering"): injected markup could decide where code is loaded
 * from. What the prototypes hold cannot be hidden, so our scripts read that.
 */
const read = (target, name) => {
  const value = Reflect.get(Document.prototype, name, target);
  return typeof value === "function" ? value.bind(target) : value;
};

/** Whether the page's markup hides any member just now. */
export const isClobbered = () => Reflect.ownKeys(document).some((name) => name in Document.prototype);

export const safeDocument = new Proxy(document, {
  get: read,
  set: (target, name, value) => Reflect.set(Document.prototype, name, value, target),
});
