//! The table of examples for links.

use super::Piece::{Link, Text};
use super::{MOST_LINKS, Piece, split};

/// The links of a text: the written form and the URL.
fn links(text: &str) -> Vec<(&str, String)> {
    let link = |piece| match piece {
        Link(words, scheme) => Some((words, format!("{scheme}{words}"))),
        Text(_) => None,
    };
    split(text).into_iter().filter_map(link).collect()
}

/// Asserts that exactly the address becomes a link, with each of these texts around it.
fn assert_around(address: &str, around: &[(&str, &str)]) {
    for (before, after) in around {
        let text = format!("{before}{address}{after}");
        let words: Vec<_> = links(&text).into_iter().map(|(words, _)| words).collect();
        assert_eq!(words, [address], "{text:?}");
    }
}

fn assert_none(texts: &[&str]) {
    for text in texts {
        assert_eq!(split(text), [Text(text)]);
    }
}

/// Texts that may surround an address, and are not part of it.
const AROUND: [(&str, &str); 44] = [
    ("", ""),
    ("See ", ", please."),
    ("(", ")"),
    ("(see ", ")."),
    ("[", "]"),
    ("[", "](https"),
    ("{", "}"),
    ("{{", "}}"),
    ("<", ">"),
    ("|", "|"),
    ("**", "**"),
    ("**", "**."),
    ("*", "*"),
    ("_", "_"),
    ("__", "__,"),
    ("_see ", "_"),
    ("first\n_see ", "_ now"),
    ("~~", "~~"),
    ("`", "`"),
    ("\"", "\""),
    ("'", "'"),
    ("‘", "’"),
    ("“", "”"),
    ("„", "“"),
    ("‚", "‘, und"),
    ("»", "«"),
    ("‹", "›"),
    ("「", "」"),
    ("（", "）、"),
    ("", "!?"),
    ("", "…"),
    ("", "—and"),
    ("", "’s"),
    ("", "을 보세요"),
    ("", "에서"),
    ("", "ครับ"),
    ("ดู", "นะ"),
    ("", "សូម"),
    ("", "ເດີ"),
    ("", "မှာ"),
    ("", "をご覧ください。"),
    ("", "。"),
    ("", "\u{200b}next"),
    ("", "\u{202e}gnp.exe"),
];

#[test]
fn surrounding_text_is_not_part_of_an_address() {
    for address in [
        "https://example.com",
        "https://example.com/x",
        "http://example.com:8080/x?a=b#c",
        "www.example.com",
        "www.example.com/x",
        "me@example.com",
        "mailto:me@example.com",
    ] {
        assert_around(address, &AROUND);
        for end in [
            "،", "؛", "؟", "۔", "؟!", ")،", "।", "։", "״", "\u{feff}", "\u{2066}", "👍",
        ] {
            assert_around(address, &[("", end)]);
        }
    }
    assert_around("tel:+1-201-555-0123", &AROUND);
}

#[test]
fn an_address_is_complete() {
    for address in [
        "https://en.example/wiki/A_(b)",
        "https://en.example/wiki/A_(b)_(c)",
        "https://example.com/?a[]=1&b={c}",
        "https://example.com/a_",
        "https://example.com/it's",
        "https://example.com/a,b;c:d!e*f|g",
        "https://example.com/~me/",
        "https://example.com/@me",
        "https://example.com/?to=me@example.org",
        "https://example.com?a=b",
        "https://example.com#c",
        "https://example.com/über/путь/ب/राह",
        "HTTPS://EXAMPLE.COM/X",
        "http://localhost:3000/x",
        "http://192.0.2.1/x",
        "https://my_host.example.com/-",
        "mailto:me@example.com?subject=a%20b&body=c",
        "tel:+49(30)123.45-67",
        "tel:112",
        "tel:+1-201-555-0123;ext=5",
    ] {
        assert_around(
            address,
            &[("", ""), ("See ", "."), ("(", ")"), ("Web:", "")],
        );
    }
}

#[test]
fn a_host_may_be_in_any_script_and_ends_after_its_last_label() {
    for host in [
        "日本語.jp",
        "www.日本語.jp",
        "例え.テスト",
        "blog.日本語.jp",
        "t-shirt屋.jp",
        "example.한국",
        "münchen.de",
        "shop.münchen.de",
        "пример.рф",
        "mail.пример.рф",
        "xn--e1afmkfd.xn--p1ai",
        "مثال.مصر",
        "दुकान.भारत",
        "ไทย.com",
    ] {
        for path in ["", "/x", ":8080/x"] {
            let address = format!("https://{host}{path}");
            assert_around(&address, &[("", ""), ("(", ")."), ("", "。"), ("", "، ")]);
        }
    }
    let address = "https://日本語.jp";
    assert_around(address, &[("", "を見て"), ("", "은"), ("", "；")]);
    // Also scripts with spaces, because top-level domains do not mix scripts.
    assert_around(
        "https://example.com",
        &[("", "и"), ("", ".감사합니다"), ("ב", "ב")],
    );
    assert_eq!(
        links("me@例え.jpに"),
        [("me@例え.jp", "mailto:me@例え.jp".to_owned())]
    );
}

#[test]
fn a_host_that_looks_like_another_is_not_a_link() {
    assert_none(&[
        // The second letter is Cyrillic, then Greek.
        "https://p\u{430}ypal.com/login",
        "https://www.g\u{3bf}\u{3bf}gle.com",
        "me@p\u{430}ypal.com",
        "https://ｂａｎｋ.example",
        "https://㏂.example",
    ]);
    let words = "www.p\u{430}ypal.com";
    assert_eq!(split(words), [Text(words)]);
}

#[test]
fn an_address_with_credentials_is_not_a_link() {
    assert_none(&[
        "https://bank.example@evil.example/",
        "https://bank.example:443@evil.example/x",
        "https://bank.example&x=y@evil.example",
        "https://user:password@evil.example",
        "https://@evil.example/",
        "https://bank.example%2f@evil.example",
        "HTTPS://bank.example@evil.example/https://bank.example",
    ]);
    // A browser treats `\` as `/`, so the host is the part before it.
    assert_eq!(
        links(r"https://bank.example\@evil.example"),
        links("https://bank.example")
    );
    // This is a mail address.
    let address = "www.bank.example@evil.example";
    assert_eq!(links(address), [(address, format!("mailto:{address}"))]);
}

#[test]
fn a_word_that_only_ends_with_a_scheme_is_not_a_link() {
    assert_none(&[
        "Intel:i7",
        "hotel:5",
        "Hôtel:5",
        "ho\u{302}tel:5",
        "motel-tel:5",
        "tel:",
        "tel:x",
        "tel:+",
        "tel:-5",
        "tel:*2767*3855#",
        "tel:5G",
        "tel:+49 30 123456",
        "xhttps://example.com",
        "https://",
        "https://.",
        "https://-x",
        "mailto:",
        "mailto:me",
        "mailto:?to=me",
        "www.",
        "www..",
        "www.!",
        "awww.example.com",
        "ftp://www.example.com",
    ]);
    let tel = |words: &'static str| (words, words.to_owned());
    assert_eq!(
        links("Tel:030123456 oder tel:112."),
        [tel("Tel:030123456"), tel("tel:112")]
    );
}

#[test]
fn a_web_address_without_a_scheme_gets_https() {
    for words in [
        "www.example.com",
        "WWW.example.com/x?y",
        "www.example.com:8080/x",
    ] {
        assert_eq!(links(words), [(words, format!("https://{words}"))]);
        assert_around(words, &[("Web:", "")]);
    }
    assert_none(&["example.com", "file.txt", "and.so on"]);
}

#[test]
fn a_mail_address_becomes_a_mailto_link() {
    let longest = "x".repeat(64) + "@example.com";
    for words in [
        "me@example.com",
        "first.last+tag@mail.example.co.uk",
        "5@example.com",
        &longest,
    ] {
        assert_eq!(links(words), [(words, format!("mailto:{words}"))]);
        assert_around(words, &[("Mail:", ""), ("", "/x"), ("לכתובת ל", "")]);
    }
    assert_none(&[
        "me@",
        "@example.com",
        "me@example",
        "me@.com",
        "me@example.c",
        "me@192.0.2.1",
        "me.@example.com",
        "me@a.example@b.example",
        "@me@social.example",
        "ümlaut@example.com",
        "ssh://me@example.com",
        "a @ b.example",
    ]);
    let too_long = "x".repeat(65) + "@example.com";
    assert_eq!(links(&too_long), []);
}

#[test]
fn schemes_that_run_code_are_never_links() {
    assert_none(&[
        "javascript:alert(1)",
        "javascript://www.example.com/%0aalert(1)",
        "data:text/html,x",
        "vbscript:x",
    ]);
}

#[test]
fn two_addresses_are_two_links() {
    let both = |text| {
        links(text)
            .into_iter()
            .map(|(words, _)| words)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        both("See https://example.com/a?b=c, or mailto:me@example.com."),
        ["https://example.com/a?b=c", "mailto:me@example.com"]
    );
    assert_eq!(
        both("[https://a.example/x](https://b.example/y)"),
        ["https://a.example/x", "https://b.example/y"]
    );
    assert_eq!(
        both("こちら（https://example.com）、または、tel:0123。"),
        ["https://example.com", "tel:0123"]
    );
    assert_eq!(both("tel:,<tel:1"), ["tel:1"]);
    assert_eq!(both("https:// http://a)."), ["http://a"]);
    // Browsers percent-encode these letters in a path, so here they are probably the next words.
    assert_eq!(
        both("见https://example.com/常见问题"),
        ["https://example.com/"]
    );
}

fn joined(pieces: &[Piece<'_>]) -> String {
    let words = pieces.iter().map(|piece| match piece {
        Text(words) | Link(words, _) => *words,
    });
    words.collect()
}

#[test]
fn every_character_is_kept() {
    let text = "ä HTTPS://x.example/ü\u{202e}x tel:+1 \u{1F600}http:// ümlaut@x.example www.x.example을 a@b.example.";
    assert_eq!(joined(&split(text)), text);
}

/// Guards against quadratic time: with it, this test would practically never end.
#[test]
fn long_texts_that_resemble_addresses_are_split_in_linear_time() {
    for part in [
        "tel:",
        "tel:1",
        "tel:<",
        "tel:!",
        "tel:)<",
        "http://",
        "https://",
        "http://a ",
        "http://\"",
        "http://(",
        "http://a@",
        "https://a!",
        "mailto:",
        "mailto:\u{200d}<",
        "mailto:a@",
        "www.",
        "www.a!",
        "www.a@",
        "a@",
        "a@b.",
        "@",
        "a.",
        "a-",
        "h",
        "hTTp:/",
        ":",
        ")",
        "(",
        "_ ",
        "\u{202e}",
        "\u{430}a",
        "을",
    ] {
        let many = part.repeat(250_000 / part.len());
        for text in [
            many.clone(),
            format!("http://a{many}"),
            format!("http://a/{many}"),
            format!("www.a.{many}@"),
            format!("a@b.{many}@"),
            format!("tel:{many}"),
        ] {
            let pieces = split(&text);
            assert!(joined(&pieces) == text, "{part}");
            assert!(pieces.len() <= 2 * MOST_LINKS + 1, "{part}");
        }
    }
}

#[test]
fn addresses_after_the_first_two_hundred_stay_text() {
    let text = "http://a ".repeat(300);
    assert_eq!(links(&text).len(), 200);
    assert_eq!(split(&text).last(), Some(&Text(&text[200 * 9 - 1..])));
}
