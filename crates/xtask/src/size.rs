//! The weight of what a consumer's browser fetches, against the budgets.

use crate::assets::{self, Asset};
use crate::failure::Failure;

/// `hailer.js`, in brotli bytes.
const LOADER_BUDGET: usize = 4 * 1024;
/// Everything until the chat can be typed into, in brotli bytes. This is what
/// is promised; it is not reached yet.
const TOTAL_BUDGET: usize = 92 * 1024;
/// What it may weigh until then: it only ever goes down. The compressor makes
/// two builds of equal code differ by up to 1 %, hence the room.
const TOTAL_CEILING: usize = 121 * 1024;

/// Builds the assets and weighs them.
pub fn run() -> Result<(), Failure> {
    let assets = assets::build()?;
    println!("{}", table(&assets));
    check(&assets)
}

fn table(assets: &[Asset]) -> String {
    let mut lines = vec![format!(
        "{:<44} {:>9} {:>9} {:>9}",
        "file", "raw", "gzip", "brotli"
    )];
    let line = |name: &str, raw: usize, gzip: usize, brotli: usize| {
        format!("{name:<44} {raw:>9} {gzip:>9} {brotli:>9}")
    };
    for asset in assets {
        lines.push(line(&asset.name, asset.raw, asset.gzip, asset.brotli));
    }
    lines.push(line(
        "until the chat can be typed into",
        total(assets, |one| one.raw),
        total(assets, |one| one.gzip),
        total(assets, |one| one.brotli),
    ));
    lines.push(format!(
        "budgets in brotli: hailer.js {LOADER_BUDGET}, in all {TOTAL_BUDGET} (not reached yet; held at {TOTAL_CEILING})"
    ));
    lines.join("\n")
}

/// What one visitor loads: of the catalogues only one, and that is the heaviest;
/// of what comes later, nothing.
fn total(assets: &[Asset], weight: fn(&Asset) -> usize) -> usize {
    let (catalogues, shared): (Vec<&Asset>, Vec<&Asset>) =
        (assets.iter().filter(|asset| !asset.is_later)).partition(|asset| asset.is_catalogue);
    let shared: usize = shared.into_iter().map(weight).sum();
    shared + catalogues.into_iter().map(weight).max().unwrap_or_default()
}

fn check(assets: &[Asset]) -> Result<(), Failure> {
    let loader = assets.iter().find(|asset| asset.name == "hailer.js");
    let loader = loader.map_or(0, |asset| asset.brotli);
    over("hailer.js", loader, LOADER_BUDGET)?;
    over(
        "everything until the chat can be typed into",
        total(assets, |one| one.brotli),
        TOTAL_CEILING,
    )
}

fn over(what: &str, bytes: usize, limit: usize) -> Result<(), Failure> {
    if bytes <= limit {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{what} weighs {bytes} bytes in brotli, {} more than its limit of {limit}: see what the last change added",
        bytes - limit
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_catalogues_the_heaviest_alone_counts() {
        let asset = |raw, is_catalogue| Asset {
            raw,
            is_catalogue,
            ..Asset::default()
        };
        let assets = [asset(100, false), asset(7, true), asset(5, true)];
        assert_eq!(total(&assets, |one| one.raw), 107);
    }

    #[test]
    fn what_is_too_heavy_is_named_with_its_excess() {
        assert_eq!(over("a", 10, 10), Ok(()));
        let failure = over("hailer.js", 12, 10).unwrap_err().to_string();
        assert!(
            failure.starts_with("hailer.js weighs 12 bytes in brotli, 2 more"),
            "{failure}"
        );
    }
}
