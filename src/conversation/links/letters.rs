//! Character classes for addresses.

/// Letters and digits of any script, without those that a browser maps to other letters, such
/// as `ａ` and `㏂`.
pub fn is_of_host(letter: char) -> bool {
    is_latin(letter)
        || matches!(
            letter,
            '\u{370}'..='\u{1DFF}' | '\u{1F00}'..='\u{1FFF}' | '々'..='〇' | '\u{3041}'..='\u{31FF}'
                | '\u{3400}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{20000}'..='\u{3FFFF}'
        ) && !ends_sentence(letter)
            && !matches!(letter, '\u{61C}' | '\u{180B}'..='\u{180F}')
}

/// Punctuation of the Greek, Armenian, Hebrew, Arabic and Indic scripts.
pub const fn ends_sentence(letter: char) -> bool {
    matches!(
        letter,
        '\u{37E}'
            | '\u{387}'
            | '։'
            | '־'
            | '׀'
            | '׃'
            | '׳'
            | '״'
            | '،'
            | '؛'
            | '؟'
            | '۔'
            | '।'
            | '॥'
    )
}

/// Characters that end a path: spaces, invisible characters, quotes, symbols, and letters of
/// scripts that put no spaces between words.
pub const fn ends_path(letter: char) -> bool {
    matches!(
        letter,
        '\0'..=' ' | '<' | '>' | '"' | '`' | '\\' | '\u{7F}'..='\u{BF}' | '\u{61C}'
            // Thai, Lao, Tibetan, Burmese; Hangul Jamo; Khmer and Mongolian; Tai Le to Batak.
            | '\u{E00}'..='\u{109F}' | '\u{1100}'..='\u{11FF}' | '\u{1780}'..='\u{180F}' | '\u{1950}'..='\u{1B7F}'
            // Punctuation, symbols, Kana, ideographs; Hangul, presentation forms, emoji.
            | '\u{2000}'..='\u{A4CF}' | '\u{A960}'..
    )
}

/// Latin letters, with their accents, and digits.
pub const fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, 'À'..='\u{36F}' | '\u{1E00}'..='\u{1EFF}')
}

/// Characters that continue a word or belong to another kind of address.
pub const fn joins(letter: char) -> bool {
    matches!(letter, '-' | '.' | '/' | '@')
}
