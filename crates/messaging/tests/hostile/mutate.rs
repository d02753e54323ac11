//! Turns valid frames into invalid ones, one member at a time.

use serde_json::{Value, json};

/// splitmix64.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or_default()
    }
}

/// The frames in `tests/frames/`, as text.
pub fn frames() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/frames");
    let entries = std::fs::read_dir(folder).expect("the frames are there");
    let mut paths: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
    paths.sort();
    let texts = paths
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("a frame is text"));
    let frames = texts.map(|text| {
        let frame: Value = serde_json::from_str(&text).expect("a frame is JSON");
        frame.to_string()
    });
    frames.collect()
}

/// Makes some members of a frame invalid, and sometimes its text.
pub fn mutate(frame: &str, random: &mut Random) -> Vec<u8> {
    let mut value: Value = serde_json::from_str(frame).expect("a frame is JSON");
    for _ in 0..=random.below(4) {
        change(&mut value, random);
    }
    let mut bytes = value.to_string().into_bytes();
    if random.below(4) == 0 {
        bytes.truncate(random.below(bytes.len()));
    }
    if random.below(4) == 0 && !bytes.is_empty() {
        let at = random.below(bytes.len());
        bytes[at] = u8::try_from(random.below(256)).unwrap_or_default();
    }
    bytes.retain(|byte| *byte != b'\n');
    bytes
}

fn change(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(members) if !members.is_empty() && random.below(5) > 0 => {
            let index = random.below(members.len());
            let name = members.keys().nth(index).cloned().unwrap_or_default();
            if random.below(8) == 0 {
                members.remove(&name);
            } else if let Some(member) = members.get_mut(&name) {
                change(member, random);
            }
        }
        Value::Array(elements) if !elements.is_empty() && random.below(5) > 0 => {
            let index = random.below(elements.len());
            change(&mut elements[index], random);
        }
        other => *other = nonsense(random),
    }
}

fn nonsense(random: &mut Random) -> Value {
    match random.below(14) {
        0 => Value::Null,
        1 => json!(u64::MAX),
        2 => json!(i64::MIN),
        3 => json!(1.5e300),
        4 => json!(-1),
        5 => json!("18446744073709551615"),
        6 => json!("\u{202e}\u{2066}evil\u{200d}\u{200b}"),
        7 => json!("<img src=x onerror=alert(1)>"),
        8 => json!("x".repeat(random.below(5_000))),
        9 => json!(vec![json!({"sequence": u64::MAX}); 3]),
        10 => json!({"a": {"b": {"c": [[[[]]]]}}}),
        11 => json!(true),
        12 => json!([]),
        _ => json!({}),
    }
}
