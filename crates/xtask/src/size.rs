//! The weight of what a consumer's browser fetches, against the budgets.

use crate::assets::{self, Asset, Fetched};
use crate::failure::Failure;

/// `hailer.js`, in brotli bytes.
const LOADER_BUDGET: usize = 4 * 1024;
/// Everything until the chat can be typed into, in brotli bytes.
const FIRST_BUDGET: usize = 80 * 1024;
/// That and what comes after it: a whole text conversation.
const TOTAL_BUDGET: usize = 200 * 1024;

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
    for (name, sum) in [(FIRST, first as Sum), (IN_ALL, total)] {
        lines.push(line(
            name,
            sum(assets, |one| one.raw),
            sum(assets, |one| one.gzip),
            sum(assets, |one| one.brotli),
        ));
    }
    lines.push(format!(
        "budgets in brotli: hailer.js {LOADER_BUDGET}, until the chat can be typed into {FIRST_BUDGET}, in all {TOTAL_BUDGET}"
    ));
    lines.join("\n")
}

const FIRST: &str = "until the chat can be typed into";
const IN_ALL: &str = "in all, with what comes after that";

type Sum = fn(&[Asset], fn(&Asset) -> usize) -> usize;

/// What one visitor loads before the chat can be typed into: of the catalogues only
/// one, and that is the heaviest.
fn first(assets: &[Asset], weight: fn(&Asset) -> usize) -> usize {
    let of = |when: Fetched| {
        assets
            .iter()
            .filter(move |one| one.kind == when)
            .map(weight)
    };
    of(Fetched::First).sum::<usize>() + of(Fetched::InOneLanguage).max().unwrap_or_default()
}

/// What one visitor loads who goes on chatting.
fn total(assets: &[Asset], weight: fn(&Asset) -> usize) -> usize {
    let later = assets.iter().filter(|one| one.kind == Fetched::Later);
    first(assets, weight) + later.map(weight).sum::<usize>()
}

fn check(assets: &[Asset]) -> Result<(), Failure> {
    let loader = assets.iter().find(|asset| asset.name == "hailer.js");
    let loader = loader.map_or(0, |asset| asset.brotli);
    over("hailer.js", loader, LOADER_BUDGET)?;
    let until = format!("everything {FIRST}");
    over(&until, first(assets, |one| one.brotli), FIRST_BUDGET)?;
    over("everything", total(assets, |one| one.brotli), TOTAL_BUDGET)
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
    fn what_comes_later_counts_apart_and_of_the_catalogues_the_heaviest_alone() {
        let asset = |raw, kind| Asset {
            raw,
            kind,
            ..Asset::default()
        };
        let assets = [
            asset(100, Fetched::First),
            asset(7, Fetched::InOneLanguage),
            asset(5, Fetched::InOneLanguage),
            asset(30, Fetched::Later),
        ];
        assert_eq!(first(&assets, |one| one.raw), 107);
        assert_eq!(total(&assets, |one| one.raw), 137);
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
