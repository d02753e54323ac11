/*
 * `document` for pages with markup from strangers.
 *
 * `<img name="currentScript">` hides `document.currentScript`, and works for any other member ("DOM
 * clobbering"). Injected markup could choose the origin of code. Members of the prototypes cannot
 * be hidden, so our scripts read those.
 */
const read = (target, name) => {
  const value = Reflect.get(Document.prototype, name, target);
  return typeof value === "function" ? value.bind(target) : value;
};

/** Whether markup of the page hides a member at the moment. */
export const isClobbered = () => Reflect.ownKeys(document).some((name) => name in Document.prototype);

export const safeDocument = new Proxy(document, {
  get: read,
  set: (target, name, value) => Reflect.set(Document.prototype, name, value, target),
});
