//! Builds the catalogues that the widget loads: `src/embed/speech.js` with the sentences of one
//! language from `lang/`.

use crate::failure::{Failure, Named as _};
use crate::minify::{Kind, bundle};
use crate::run::root;
use serde_json::{Map, Value};
use std::fs;

/// The file name of a catalogue without a hash; `*` is replaced by the language.
pub const NAME: &str = "hailer_*.js";
/// The language that defines the keys, and the fallback of the others.
const FIRST: &str = "en";
/// The file names, without hashes, of the scripts that a catalogue fetches later if it needs them.
pub const LATER: [&str; 3] = [
    "hailer_guard.js",
    "hailer_interactions.js",
    "hailer_notifier.js",
];
const SENTENCES_HERE: &str = "\"/* sentences */\"";
/// The key of the launcher's name, which is needed before the catalogue is loaded.
const LAUNCHER_NAME_KEY: &str = "openChat";

/// A language and its script.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// The language code.
    pub lang: String,
    /// The finished script of the catalogue.
    pub script: String,
    /// The launcher's name in this language.
    pub name_of_chat: Value,
}

/// Bundles a script of `src/embed`, given its file name without a hash.
pub fn script(name: &str) -> Result<String, Failure> {
    bundle(name.trim_start_matches("hailer_"), Kind::Module)
}

/// Builds the catalogues of all languages, sorted by code. `later` are the names of the scripts in
/// [`LATER`].
pub fn read_all(later: &[impl AsRef<str>]) -> Result<Vec<Catalogue>, Failure> {
    let folder = root().join("lang");
    let mut languages = Vec::new();
    for entry in fs::read_dir(&folder).named(folder.display())? {
        let name = entry.named(folder.display())?.file_name();
        if let Some(lang) = name.to_string_lossy().strip_suffix(".json") {
            languages.push(lang.to_owned());
        }
    }
    languages.sort();
    let mut speech = bundle("speech.js", Kind::Module)?;
    for (plain, name) in LATER.iter().zip(later) {
        speech = crate::loader::replace_once(&speech, plain, name.as_ref())?;
    }
    let order = keys_in_order(&read(FIRST)?)?;
    let read_one = |lang: String| {
        let sentences = parse(&read(&lang)?).named(format!("lang/{lang}.json"))?;
        catalogue(lang, &sentences, &order, &speech)
    };
    languages.into_iter().map(read_one).collect()
}

fn read(lang: &str) -> Result<String, Failure> {
    let file = format!("lang/{lang}.json");
    fs::read_to_string(root().join(&file)).named(file)
}

fn parse(text: &str) -> Result<Map<String, Value>, serde_json::Error> {
    serde_json::from_str(text)
}

/// The keys in the order of the file, because the module refers to sentences by index.
fn keys_in_order(text: &str) -> Result<Vec<String>, Failure> {
    let sentences = parse(text).named(format!("lang/{FIRST}.json"))?;
    let mut keys: Vec<String> = sentences.into_iter().map(|(key, _)| key).collect();
    keys.sort_by_key(|key| text.find(&format!("\"{key}\":")));
    Ok(keys)
}

fn catalogue(
    lang: String,
    sentences: &Map<String, Value>,
    order: &[String],
    speech: &str,
) -> Result<Catalogue, Failure> {
    let sentence = |key: &str| {
        sentences
            .get(key)
            .ok_or_else(|| Failure::new(format!("lang/{lang}.json lacks the sentence {key}")))
    };
    let mut members = Vec::with_capacity(order.len());
    for key in order {
        members.push(format!("\"{key}\":{}", sentence(key)?));
    }
    let object = format!("{{{}}}", members.join(","));
    let script = crate::loader::replace_once(speech, SENTENCES_HERE, &object)?;
    let name_of_chat = sentence(LAUNCHER_NAME_KEY)?.clone();
    Ok(Catalogue {
        lang,
        script,
        name_of_chat,
    })
}

/// The launcher's name in every language, as the JSON object in `hailer.js`.
pub fn launcher_names(catalogues: &[Catalogue]) -> String {
    let names = catalogues
        .iter()
        .map(|one| (one.lang.clone(), one.name_of_chat.clone()));
    Value::Object(names.collect()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEECH: &str = "say(\"/* sentences */\")";

    #[test]
    fn a_catalogue_keeps_the_order_of_the_first_language() {
        let order = keys_in_order("{\n \"send\": \"Send\",\n \"openChat\": \"Open\"\n}").unwrap();
        let german = parse("{\"openChat\":\"Öffnen\",\"send\":\"Senden\"}").unwrap();
        let german = catalogue("de".to_owned(), &german, &order, SPEECH).unwrap();
        assert_eq!(
            german.script,
            "say({\"send\":\"Senden\",\"openChat\":\"Öffnen\"})"
        );
        assert_eq!(launcher_names(&[german]), "{\"de\":\"Öffnen\"}");
    }

    #[test]
    fn a_missing_sentence_is_reported_with_its_language() {
        let order = ["send".to_owned()];
        let failure = catalogue("de".to_owned(), &Map::new(), &order, SPEECH).unwrap_err();
        let failure = failure.to_string();
        assert!(
            failure.contains("de.json") && failure.contains("send"),
            "{failure}"
        );
    }
}
