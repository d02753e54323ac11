/*
 * Every catalogue is this file with the sentences of one language in it: the
 * build puts them in from lang/. What speaks comes with the words, so that a
 * page with a closed chat pays for neither. The module's side is src/text.rs.
 */
const SENTENCES = "/* sentences */";

const isText = (value) => typeof value === "string" && value.trim() !== "";
const isObject = (value) => Object(value) === value;

/** Whether a brand may say this instead: some text, or one for each plural category where that makes a difference. */
const fits = (given, ours) =>
  isText(given) || (isObject(ours) && isText(given?.other) && Object.values(given).every(isText));

/**
 * Speaks `language`, of which `locale` says how numbers and dates are written.
 * `overrides` are the brand's own sentences; what is wrong with them is told to
 * `complain`.
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
  // A `{count}` ends at 99+, a `{number}` is told whole.
  const shown = (value, placeholder) => {
    if (typeof value !== "number") return value;
    return value > 99 && placeholder !== "{number}" ? `${number(99)}+` : number(value);
  };
  // A name or a number has a direction of its own and leaves that of the words around it alone:
  // it stands between U+2068 and U+2069, of which `sentence` and `write_sentence` make an element.
  const inserted = (value, placeholder) => (value == null ? placeholder : `\u2068${shown(value, placeholder)}\u2069`);
  return {
    ...language,
    number,
    time: (unixMs) => time.format(unixMs),
    day: (unixMs, nowUnixMs) => (isSameYear(unixMs, nowUnixMs) ? day : dayOfAnotherYear).format(unixMs),

    // Scripts that come later or never are named here, as every page pays for what is named in `hailer.js`.

    /** Keeps an open chat usable while the page moves things around it. */
    guard(...given) {
      const load = import("./hailer_guard.js").then((script) => script.default(...given));
      // Without it, the chat is what it is in a page that leaves it alone.
      return load.catch(() => {});
    },

    /** Gives a window what can wait until it is drawn, and was painted. */
    interactions(chat) {
      const load = () => import("./hailer_interactions.js").then((script) => script.default(chat, this)).catch(() => {});
      requestAnimationFrame(() => requestAnimationFrame(load));
    },

    /** What tells of messages beside the window; it takes its time, and may not come. */
    notifier(...given) {
      const made = import("./hailer_notifier.js").then((script) => script.default(complain, ...given));
      // Where none of them is to be had, nobody has to know.
      made.catch(() => {});
      const later = (wish) => (...more) => made.then((it) => it[wish](...more)).catch(() => {});
      return { items: later("items"), arrived: later("arrived"), end: later("end") };
    },

    /**
     * A sentence by its key, or by its place among them as the module asks, with
     * `value` in place of its placeholder; a number chooses the plural, too.
     */
    say(which, value) {
      let found = sentences[which] || inOrder[which];
      if (isObject(found)) found = found[plural.select(value)] || found.other;
      return found.replace(/\{\w+\}/g, (placeholder) => inserted(value, placeholder));
    },
  };
};
