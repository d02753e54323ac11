//! What a letter is to an address.

/// Letters and digits of any script. What a browser would turn into other letters,
/// such as `ａ` and `㏂`, is none.
pub fn is_of_host(letter: char) -> bool {
    is_latin(letter)
        || matches!(
            letter,
            '\u{370}'..='\u{1DFF}' | '\u{1F00}'..='\u{1FFF}' | '々'..='〇' | '\u{3041}'..='\u{31FF}'
                | '\u{3400}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{20000}'..='\u{3FFFF}'
        ) && !ends_sentence(letter)
            && !matches!(letter, '\u{61C}' | '\u{180B}'..='\u{180F}')
}

/// The punctuation of Armenian, Hebrew, Arabic and Indian scripts, and Greek's own.
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

/// What no path goes on with: spaces, what is invisible, quotes, symbols, and the
/// scripts that put no space between words.
pub const fn ends_path(letter: char) -> bool {
    matches!(
        letter,
        '\0'..=' ' | '<' | '>' | '"' | '`' | '\\' | '\u{7F}'..='\u{BF}' | '\u{61C}'
            // Thai, Lao, Tibetan, Burmese; Hangul's parts; Khmer; from Tai to Balinese.
            | '\u{E00}'..='\u{109F}' | '\u{1100}'..='\u{11FF}' | '\u{1780}'..='\u{180F}' | '\u{1950}'..='\u{1B7F}'
            // Punctuation and symbols, Kana, ideographs; Hangul; what is drawn otherwise; emoji.
            | '\u{2000}'..='\u{A4CF}' | '\u{A960}'..
    )
}

/// Latin letters, with their accents, and digits.
pub const fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, 'À'..='\u{36F}' | '\u{1E00}'..='\u{1EFF}')
}

/// What goes on with a word, or belongs to another kind of address.
pub const fn joins(letter: char) -> bool {
    matches!(letter, '-' | '.' | '/' | '@')
}
