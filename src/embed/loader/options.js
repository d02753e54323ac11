/* The brand's options: their checks and error messages. */

export const complain = (message) => console.error(`hailer: ${message}`);

export const isText = (value) => typeof value === "string" && value.trim() !== "";
const oneOf = (...words) => ({ is: (value) => words.includes(value), wants: words.join(", ") });
const some = { is: isText, wants: "some text" };
const like = (pattern, wants) => ({ is: (value) => isText(value) && pattern.test(value), wants });
const digits = like(/^\d{1,20}$/, "digits");

/** Parses a language tag. Returns an empty object if it is not valid. Some pages write `de_AT`. */
export const parseTag = (tag) => {
  try {
    return new Intl.Locale(tag.replace("_", "-"));
  } catch {
    return {};
  }
};

const OPTIONS = {
  __proto__: null,
  account: like(/^\w{1,64}$/, "your account number"),
  domains: like(/^https?:\/\/[^/\s]+\/?$/, "an http(s) address"),
  assets: like(/^\S*\/$/, "an address that ends in /"),
  skill: digits,
  campaign: digits,
  engagement: digits,
  theme: oneOf("auto", "light", "dark"),
  position: oneOf("right", "left"),
  size: oneOf("medium", "small", "large"),
  lang: { is: (value) => parseTag(value).language, wants: "a language tag" },
  sentences: { is: (value) => Object(value) === value, wants: "sentences by key" },
  title: some,
  logo: like(/^(https:\/\/|http:\/\/127\.0\.0\.1:)\S+$/, "an https address"),
  welcome: some,
  nonce: some,
  notify: some,
};

/** The current options, initially the defaults. */
export const options = { domains: "https://api.liveperson.net", theme: "auto", position: "right", size: "medium" };

/** Applies valid options. An invalid one is reported and ignored. */
export const configure = (given) => {
  for (const [name, raw] of Object.entries(given || {})) {
    const rule = OPTIONS[name];
    const value = typeof raw === "number" ? String(raw) : raw;
    if (!rule) complain(`there is no option "${name}"`);
    else if (!rule.is(value)) complain(`option "${name}" must be ${rule.wants}; it was "${raw}"`);
    else options[name] = value;
  }
};
