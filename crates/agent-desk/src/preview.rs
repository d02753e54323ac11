//! Previews, the small pictures in messages with files (protocol §3.9).

/// The longest side of a preview that is sent, in pixels.
const LONGEST_SIDE: u32 = 160;
/// The longest preview that is sent, in characters: 30 KB as base64.
pub const MAX_CHARS: usize = 40_000;
/// The content types of previews that are shown.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Whether files of this type are pictures.
pub fn is_picture(file_type: &str) -> bool {
    ["JPG", "JPEG", "PNG", "GIF", "IMG"].contains(&file_type)
}

/// The data URL of a preview, if it is a picture. The input is a data URL or bare base64.
pub fn address(preview: &str) -> Option<String> {
    let (kind, data) = match preview.strip_prefix("data:") {
        Some(rest) => rest.split_once(";base64,")?,
        // Browsers detect the real type.
        None => ("image/png", preview),
    };
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    let is_picture = PICTURES.contains(&kind) && !data.is_empty() && data.bytes().all(is_base64);
    is_picture.then(|| format!("data:{kind};base64,{data}"))
}

/// The width and height of the preview of a picture of this size.
pub fn size(width: u32, height: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= LONGEST_SIDE {
        return (width.max(1), height.max(1));
    }
    let scale = |side: u32| {
        let scaled = u64::from(side) * u64::from(LONGEST_SIDE) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(LONGEST_SIDE).max(1)
    };
    (scale(width), scale(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_is_shown_if_it_is_a_picture_in_base64() {
        let whole = "data:image/jpeg;base64,iVBORw==";
        assert_eq!(address(whole).as_deref(), Some(whole));
        let bare = address("iVBORw==");
        assert_eq!(bare.as_deref(), Some("data:image/png;base64,iVBORw=="));
        let others = [
            "",
            "data:image/svg+xml;base64,PHN2Zz4=",
            "data:text/html;base64,PGI+",
            "data:image/png,raw",
            "https://elsewhere.example/a.png",
            "javascript:alert(1)",
        ];
        for other in others {
            assert_eq!(address(other), None, "{other}");
        }
    }

    #[test]
    fn a_preview_is_small_and_keeps_its_aspect_ratio() {
        assert_eq!(size(4_000, 3_000), (160, 120));
        assert_eq!(size(300, 1_200), (40, 160));
        assert_eq!(size(100, 50), (100, 50));
        assert_eq!(size(100_000, 1), (160, 1));
    }
}
