//! The documentation site: the pages of `docs/` as a book, and under it the core's API
//! documentation.

use crate::failure::{Failure, Named as _};
use crate::run::{cargo, program, root, succeed};
use crate::tools;
use clap::Args;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The options of `cargo xtask docs`.
#[derive(Args)]
pub struct Options {
    /// Serve the site on this port until Ctrl-C.
    #[arg(long)]
    serve: Option<u16>,
}

/// Checks the pages, builds the site into target/book, and serves it if asked to.
pub fn run(options: &Options) -> Result<(), Failure> {
    check_links()?;
    succeed(
        cargo(&[]).args(["test", "--package", "hailer-shell", "--test", "tutorial"]),
        "The tutorial does not do what it says: see above",
    )?;
    let tools = [tools::mdbook()?];
    let site = root().join("target/book");
    succeed(
        program("mdbook", &tools)
            .args(["build", "--dest-dir"])
            .arg(&site),
        "Its messages are above",
    )?;
    let mut rustdoc = cargo(&[]);
    rustdoc.args(["doc", "--no-deps", "--package", "hailer-messaging"]);
    succeed(&mut rustdoc, "Its messages are above")?;
    copy_folder(&root().join("target/doc"), &site.join("core"))?;
    println!("The site is in {}", site.display());
    match options.serve {
        None => Ok(()),
        Some(port) => succeed(
            program("python3", &[])
                .args(["-m", "http.server", "--bind", "127.0.0.1"])
                .arg(port.to_string())
                .current_dir(&site),
            "Serve the folder with any web server",
        ),
    }
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).named(to.display())?;
    for entry in fs::read_dir(from).named(from.display())? {
        let entry = entry.named(from.display())?;
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &copy)?;
        } else {
            fs::copy(&path, &copy).named(path.display())?;
        }
    }
    Ok(())
}

/// The Markdown files whose links are checked.
fn pages() -> Result<Vec<PathBuf>, Failure> {
    let mut pages = Vec::new();
    for folder in [root(), root().join("docs")] {
        for entry in fs::read_dir(&folder).named(folder.display())? {
            let path = entry.named(folder.display())?.path();
            if path.extension().is_some_and(|ending| ending == "md") {
                pages.push(path);
            }
        }
    }
    Ok(pages)
}

/// Fails for each relative link of a page that leads nowhere.
fn check_links() -> Result<(), Failure> {
    let mut broken = Vec::new();
    for page in pages()? {
        let text = fs::read_to_string(&page).named(page.display())?;
        for link in links(&text) {
            if let Some(reason) = reason_against(&page, &text, link)? {
                let page = page.strip_prefix(root()).unwrap_or(&page);
                broken.push(format!("{}: {link}: {reason}", page.display()));
            }
        }
    }
    match broken.as_slice() {
        [] => Ok(()),
        _ => Err(Failure::new(format!(
            "these links lead nowhere:\n{}",
            broken.join("\n")
        ))),
    }
}

/// The addresses of a page's links and pictures, without those in code.
fn links(text: &str) -> Vec<&str> {
    let mut is_code = false;
    let mut links = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        if is_code {
            continue;
        }
        // Every second piece stands between backticks.
        for words in line.split('`').step_by(2) {
            for (before, after) in [("](", ')'), ("src=\"", '"'), ("srcset=\"", '"')] {
                let targets = words.split(before).skip(1);
                links.extend(targets.filter_map(|rest| Some(rest.split_once(after)?.0)));
            }
        }
    }
    links
}

fn reason_against(page: &Path, text: &str, link: &str) -> Result<Option<&'static str>, Failure> {
    if link.contains("://") || link.starts_with("mailto:") {
        return Ok(None);
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = page.parent().map(|folder| folder.join(file));
    let target = target.filter(|_| !file.is_empty());
    if target.as_ref().is_some_and(|target| !target.exists()) {
        return Ok(Some("there is no such file"));
    }
    if anchor.is_empty() {
        return Ok(None);
    }
    let other;
    let text = match &target {
        None => text,
        Some(target) => {
            other = fs::read_to_string(target).named(target.display())?;
            &other
        }
    };
    let is_there = anchors(text).contains(anchor);
    Ok((!is_there).then_some("the page has no such heading"))
}

/// The names by which a page's headings can be linked to.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let name = |heading: &str| {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words.chars().filter_map(|letter| match letter {
            ' ' => Some('-'),
            '-' | '_' => Some(letter),
            letter if letter.is_alphanumeric() => Some(letter),
            _ => None,
        });
        kept.collect()
    };
    headings.map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_of_the_documentation_leads_somewhere() {
        assert_eq!(check_links(), Ok(()));
    }

    #[test]
    fn links_are_found_outside_of_code() {
        let text = "[a](one.md), `[x](y)` and ![b](two.png)\n```\n[c](three.md)\n```\n<img src=\"four.svg\">";
        assert_eq!(links(text), ["one.md", "two.png", "four.svg"]);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_named_with_its_reason() {
        let page = root().join("README.md");
        let reason = |link| reason_against(&page, "# A heading, here", link).unwrap();
        assert_eq!(reason("docs/options.md"), None);
        assert_eq!(reason("https://example.com/"), None);
        assert_eq!(reason("#a-heading-here"), None);
        assert_eq!(reason("#another"), Some("the page has no such heading"));
        assert_eq!(reason("docs/none.md"), Some("there is no such file"));
    }
}
