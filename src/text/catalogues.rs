//! Compares the catalogues with the code and with each other.

use super::NAMES;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

type Catalogue = Map<String, Value>;

/// The CLDR plural categories of each language. Add new languages here, too.
const PLURALS: &[(&str, &[&str])] = &[
    ("ar", &["few", "many", "one", "other", "two", "zero"]),
    ("de", &["one", "other"]),
    ("en", &["one", "other"]),
    ("es", &["many", "one", "other"]),
    ("fr", &["many", "one", "other"]),
    ("he", &["one", "other", "two"]),
    ("ja", &["other"]),
    ("pt", &["many", "one", "other"]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn catalogue(lang: &str) -> Catalogue {
    let text = read(format!("lang/{lang}.json"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("lang/{lang}.json: {error}"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .flat_map(|entry| match entry.path() {
            path if path.is_dir() => files(&path),
            path => vec![path],
        })
        .collect()
}

/// `EndQuestion` is `endQuestion` in a catalogue.
fn key_of(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_lowercase() + rest
}

/// The keys that the scripts use by name.
fn keys_of_scripts() -> BTreeSet<String> {
    let scripts = ["loader/main", "start", "interactions", "notifier"];
    let scripts = scripts
        .map(|name| read(format!("src/embed/{name}.js")))
        .concat();
    let asks = |line: &&str| line.contains("say(") || line.contains("tell(");
    let is_key = |word: &&str| {
        word.starts_with(char::is_lowercase) && word.chars().all(char::is_alphanumeric)
    };
    let quoted = |line: &str| -> Vec<String> {
        let words = line.split('"').skip(1).step_by(2);
        words.filter(is_key).map(str::to_owned).collect()
    };
    scripts.lines().filter(asks).flat_map(quoted).collect()
}

/// The forms of a sentence with their plural categories. A sentence without plural forms has
/// one form of the category "".
fn forms(sentence: &Value) -> Vec<(&str, &str)> {
    match sentence {
        Value::String(words) => vec![("", words.as_str())],
        Value::Object(forms) => forms
            .iter()
            .map(|(category, words)| (category.as_str(), words.as_str().unwrap_or_default()))
            .collect(),
        other => panic!("{other} is not a sentence"),
    }
}

/// Asserts that both sets are equal, and lists the differences.
fn assert_same(one: &BTreeSet<String>, other: &BTreeSet<String>, sides: &str) {
    let missing: Vec<_> = one.difference(other).collect();
    let unused: Vec<_> = other.difference(one).collect();
    assert!(
        missing.is_empty() && unused.is_empty(),
        "{sides}: missing {missing:?}, unused {unused:?}"
    );
}

fn placeholders(words: &str) -> BTreeSet<&str> {
    let pieces = words.split('{').skip(1);
    pieces
        .map(|piece| piece.split_once('}').map_or(piece, |(name, _)| name))
        .collect()
}

/// The placeholders of a sentence. Forms for a fixed number, such as "one", may omit them.
fn placeholders_of(sentence: &Value) -> BTreeSet<&str> {
    let forms = forms(sentence);
    let whole = forms.iter().filter(|(of, _)| matches!(*of, "" | "other"));
    whole.flat_map(|(_, words)| placeholders(words)).collect()
}

#[test]
fn every_language_has_plural_categories() {
    let files = files(&root().join("lang"));
    let mut named: Vec<_> = files.iter().filter_map(|file| file.file_stem()).collect();
    named.sort();
    let known: Vec<_> = PLURALS.iter().map(|(lang, _)| *lang).collect();
    assert_eq!(named, known);
}

#[test]
fn the_code_uses_exactly_the_sentences_of_the_english_catalogue() {
    let asked: Vec<String> = NAMES.iter().map(|name| key_of(name)).collect();
    let mut all: BTreeSet<String> = asked.iter().cloned().collect();
    all.extend(keys_of_scripts());
    let english: BTreeSet<String> = catalogue("en").into_iter().map(|(key, _)| key).collect();
    assert_same(
        &all,
        &english,
        "keys in the code, compared with lang/en.json",
    );

    // The module requests sentences by index.
    let text = read("lang/en.json");
    let place = |key: &String| text.find(&format!("\"{key}\":")).unwrap();
    let places: Vec<usize> = asked.iter().map(place).collect();
    assert!(
        places.is_sorted(),
        "lang/en.json must have the order of the enum"
    );
    let last = *places.last().unwrap();
    let others = english.iter().filter(|key| !asked.contains(key));
    for key in others {
        assert!(
            place(key) > last,
            "{key} is used by a script: it must follow the module's keys"
        );
    }
}

#[test]
fn every_variant_is_used() {
    let sources: String = files(&root().join("src"))
        .iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "rs"))
        .filter(|file| !file.ends_with("text/catalogues.rs"))
        .map(read)
        .collect();
    let uses: BTreeSet<&str> = sources
        .split("Sentence::")
        .skip(1)
        .map(|rest| {
            rest.split(|letter: char| !letter.is_alphanumeric())
                .next()
                .unwrap()
        })
        .collect();
    let unused: Vec<_> = NAMES.iter().filter(|name| !uses.contains(*name)).collect();
    assert_eq!(unused, Vec::<&&str>::new());
}

#[test]
fn every_language_has_the_same_sentences_with_the_same_placeholders() {
    let english = catalogue("en");
    for (lang, _) in PLURALS {
        let other = catalogue(lang);
        let keys = |one: &Catalogue| one.keys().cloned().collect();
        let sides = format!("lang/en.json, compared with lang/{lang}.json");
        assert_same(&keys(&english), &keys(&other), &sides);
        for (key, sentence) in &english {
            let ours = placeholders_of(sentence);
            assert!(ours.len() <= 1, "{key}: at most one placeholder is allowed");
            assert_eq!(ours, placeholders_of(&other[key]), "{key} in {lang}");
            for (category, words) in forms(&other[key]) {
                assert!(!words.trim().is_empty(), "{key} {category} in {lang}");
                assert!(
                    placeholders(words).is_subset(&ours),
                    "{key} {category} in {lang}"
                );
            }
        }
    }
}

#[test]
fn a_plural_has_every_category_of_its_language() {
    let english = catalogue("en");
    for (lang, categories) in PLURALS {
        for (key, sentence) in &catalogue(lang) {
            assert_eq!(
                sentence.is_object(),
                english[key].is_object(),
                "{key} in {lang}"
            );
            if sentence.is_object() {
                let has: BTreeSet<&str> = forms(sentence).into_iter().map(|(of, _)| of).collect();
                let wants: BTreeSet<&str> = categories.iter().copied().collect();
                assert_eq!(has, wants, "{key} in {lang}");
            }
        }
    }
}

#[test]
fn the_built_in_sentences_of_the_loader_equal_the_english_catalogue() {
    let loader = read("src/embed/loader/main.js");
    let english = catalogue("en");
    for key in ["notLoaded", "tryAgain", "outdated", "reload"] {
        let words = english[key].to_string();
        assert!(loader.contains(&words), "{key}: {words}");
    }
}
