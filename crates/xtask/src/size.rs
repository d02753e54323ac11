//! Checks the sizes of the files that a consumer's browser fetches against the budgets.

use crate::assets::{self, Asset, Fetched};
use crate::failure::Failure;

/// The budget of `hailer.js`, in brotli bytes.
const LOADER_BUDGET: usize = 4 * 1024;
/// The budget of all files until the chat can be typed into, in brotli bytes.
const FIRST_BUDGET: usize = 80 * 1024;
/// The budget of all files for a text conversation, in brotli bytes.
const TOTAL_BUDGET: usize = 200 * 1024;

/// Builds the assets, prints their sizes and checks the budgets.
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

/// The bytes that a visitor loads before the chat can be typed into. Only one catalogue counts, the
/// largest.
fn first(assets: &[Asset], weight: fn(&Asset) -> usize) -> usize {
    let of = |when: Fetched| {
        assets
            .iter()
            .filter(move |one| one.kind == when)
            .map(weight)
    };
    of(Fetched::First).sum::<usize>() + of(Fetched::InOneLanguage).max().unwrap_or_default()
}

/// The bytes that a visitor loads for a whole conversation.
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
        "{what} has {bytes} bytes in brotli, {} more than its budget of {limit}: see what the last change added",
        bytes - limit
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_files_count_separately_and_only_the_largest_catalogue_counts() {
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
    fn a_file_over_budget_is_reported_with_its_excess() {
        assert_eq!(over("a", 10, 10), Ok(()));
        let failure = over("hailer.js", 12, 10).unwrap_err().to_string();
        assert!(
            failure.starts_with("hailer.js has 12 bytes in brotli, 2 more"),
            "{failure}"
        );
    }
}
