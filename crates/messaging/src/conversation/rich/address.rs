//! Addresses that are safe to open or load (protocol §7.4, §8.2 row 41).

use super::limits::ADDRESS_CHARS;

/// An address with one of the allowed schemes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    scheme: Scheme,
    text: String,
}

/// The allowed schemes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `https:`.
    Https,
    /// `http:`.
    Http,
    /// `tel:`.
    Tel,
    /// `mailto:`.
    Mailto,
}

impl Address {
    /// Parses an address. None if the scheme is not allowed, the host is missing, there is a
    /// user name, or a character is one that a browser would remove or change.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_odd = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
        if text.len() > ADDRESS_CHARS || text.contains(is_odd) {
            return None;
        }
        let (scheme, rest) = text.split_once(':')?;
        let is = |name: &str| scheme.eq_ignore_ascii_case(name);
        let scheme = match () {
            () if is("https") => Scheme::Https,
            () if is("http") => Scheme::Http,
            () if is("tel") => Scheme::Tel,
            () if is("mailto") => Scheme::Mailto,
            () => return None,
        };
        let is_whole = match scheme {
            Scheme::Https | Scheme::Http => {
                let host = host(rest)?;
                !host.is_empty() && !host.contains('@')
            }
            Scheme::Tel | Scheme::Mailto => !rest.is_empty(),
        };
        is_whole.then(|| Self {
            scheme,
            text: text.to_owned(),
        })
    }

    /// Parses the address of a picture. It must be `https:`, or `http:` on localhost, because a
    /// local service has no certificate.
    pub fn parse_picture(text: &str) -> Option<Self> {
        let address = Self::parse(text)?;
        match address.scheme {
            Scheme::Https => Some(address),
            Scheme::Http if address.is_on_this_machine() => Some(address),
            _ => None,
        }
    }

    fn is_on_this_machine(&self) -> bool {
        let (_, rest) = self.text.split_once(':').unwrap_or_default();
        let host = host(rest).unwrap_or_default();
        let name = match host.rsplit_once(':') {
            // The colons of an IPv6 address are inside brackets.
            Some((name, port)) if !port.ends_with(']') => name,
            _ => host,
        };
        matches!(name, "localhost" | "127.0.0.1" | "[::1]")
    }

    /// The address as it was received.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The scheme.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }
}

/// The authority after the two slashes, including user and port.
fn host(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix("//")?;
    rest.split(['/', '?', '#']).next()
}
