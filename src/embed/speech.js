/*
 * Every catalogue is this file with the sentences of one language, which the build inserts from
 * lang/. It is separate from `hailer.js`, so that a page with a closed chat does not load it. The
 * module's side is src/text.rs.
 */
const SENTENCES = "/* sentences */";

const isText = (value) => typeof value === "string" && value.trim() !== "";
const isObject = (value) => Object(value) === value;

/** Whether a custom sentence is valid: some text, or an object with a text per plural category if ours is one. */
const fits = (given, ours) =>
  isText(given) || (isObject(ours) && isText(given?.other) && Object.values(given).every(isText));

/**
 * Creates the speech object for `language`; `locale` determines the format of numbers and dates.
 * `overrides` are the brand's own sentences. Errors in them are reported to `complain`.
 */
export default (overrides, language, complain) => {
  const { locale } = language;
  const sentences = { ...SENTENCES };
  for (const [key, given] of Object.entries(overrides || {})) {
    const ours = Object.keys(SENTENCES).includes(key) && SENTENCES[key];
    if (!ours) complain(`there is no sentence "${key}"`);
    else if (fits(given, ours)) sentences[key] = given;
    else complain(`sentence "${key}" must be some text${isObject(ours) ? ", or one for each plural category" : ""}; it was ${JSON.stringify(given)}`);
  }
  const inOrder = Object.values(sentences);
  const plural = new Intl.PluralRules(locale);
  const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
  const dayWith = (year) => new Intl.DateTimeFormat(locale, { weekday: "long", year, month: "long", day: "numeric" });
  const [day, dayOfAnotherYear] = [dayWith(), dayWith("numeric")];
  const isSameYear = (unixMs, nowUnixMs) => new Date(unixMs).getFullYear() === new Date(nowUnixMs).getFullYear();
  const number = (count) => count.toLocaleString(locale);
  // A `{count}` is limited to 99+, a `{number}` is shown in full.
  const shown = (value, placeholder) => {
    if (typeof value !== "number") return value;
    return value > 99 && placeholder !== "{number}" ? `${number(99)}+` : number(value);
  };
  // An inserted name or number must not affect the direction of the text around it, so it is
  // isolated with U+2068 and U+2069. `sentence` and `write_sentence` replace these by an element.
  const inserted = (value, placeholder) => (value == null ? placeholder : `\u2068${shown(value, placeholder)}\u2069`);
  return {
    ...language,
    number,
    time: (unixMs) => time.format(unixMs),
    day: (unixMs, nowUnixMs) => (isSameYear(unixMs, nowUnixMs) ? day : dayOfAnotherYear).format(unixMs),

    // These scripts load later or never. Their names are here and not in `hailer.js`, because every
    // page loads that.

    /** Keeps an open chat usable while the page moves things around it. */
    guard(...given) {
      const load = import("./hailer_guard.js").then((script) => script.default(...given));
      // Without it, the chat still works in pages that do not move it.
      return load.catch(() => {});
    },

    /** Loads the convenience functions after the window was painted. */
    interactions(chat) {
      const load = () => import("./hailer_interactions.js").then((script) => script.default(chat, this)).catch(() => {});
      requestAnimationFrame(() => requestAnimationFrame(load));
    },

    /** Loads the notifier. Its methods can be called before it is loaded, and do nothing if loading fails. */
    notifier(...given) {
      const made = import("./hailer_notifier.js").then((script) => script.default(complain, ...given));
      // Failures are ignored: there may be nothing to offer.
      made.catch(() => {});
      const later = (wish) => (...more) => made.then((it) => it[wish](...more)).catch(() => {});
      return { items: later("items"), arrived: later("arrived"), end: later("end") };
    },

    /**
     * The sentence with this key, or with this index, as the module uses it. `value` replaces the
     * placeholder, and a number also selects the plural.
     */
    say(which, value) {
      let found = sentences[which] || inOrder[which];
      if (isObject(found)) found = found[plural.select(value)] || found.other;
      return found.replace(/\{\w+\}/g, (placeholder) => inserted(value, placeholder));
    },
  };
};
