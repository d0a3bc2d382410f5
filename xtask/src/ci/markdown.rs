//! Markdown that people read: both READMEs have the same chapters, no page names a path of one machine.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::process;

/// Beginnings of paths that exist on one machine only, besides where this checkout lies.
const MACHINE_PATHS: [&str; 4] = ["/root/", "/home/", "/Users/", "/tmp/"];

/// Directories that hold no page of ours.
const ELSEWHERE: [&str; 4] = ["target", "dist", "data", "node_modules"];

/// Checks every page.
///
/// # Errors
/// Names each line at fault.
pub fn check() -> Result<()> {
    let root = process::root();
    let [english, korean] = ["README.md", "README.ko.md"].map(|name| read(&root.join(name)));
    let (english, korean) = (headings(&english?), headings(&korean?));
    ensure!(english == korean, "README.md has headings of the levels {english:?}, README.ko.md {korean:?}");

    let mut forbidden = MACHINE_PATHS.map(str::to_owned).to_vec();
    let parent = root.parent().filter(|parent| parent.parent().is_some());
    forbidden.extend(parent.map(|parent| format!("{}/", parent.display())));
    let mut pages = Vec::new();
    collect(&root, &mut pages)?;
    let mut faults = 0;
    for page in &pages {
        for (line, path) in machine_paths(&read(page)?, &forbidden) {
            let page = page.strip_prefix(&root).unwrap_or(page);
            eprintln!("{}:{line}: a path of one machine ({path}…)", page.display());
            faults += 1;
        }
    }
    if faults > 0 {
        bail!("{faults} lines name a path of one machine");
    }
    println!("markdown: {} pages", pages.len());
    Ok(())
}

/// The levels of a page's headings in order, code blocks left out.
fn headings(page: &str) -> Vec<usize> {
    let mut levels = Vec::new();
    let mut code = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            code = !code;
        }
        let level = line.chars().take_while(|&c| c == '#').count();
        if !code && level > 0 && line[level..].starts_with(' ') {
            levels.push(level);
        }
    }
    levels
}

/// Line numbers, counted from 1, with the path that begins there.
fn machine_paths<'a>(page: &str, forbidden: &'a [String]) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    for (number, line) in page.lines().enumerate() {
        for path in forbidden {
            let is_within = |start: usize| {
                line[..start].ends_with(|before: char| before.is_alphanumeric() || "._-/}".contains(before))
            };
            if line.match_indices(path.as_str()).any(|(start, _)| !is_within(start)) {
                found.push((number + 1, path.as_str()));
            }
        }
    }
    found
}

fn collect(directory: &Path, pages: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(directory).with_context(|| format!("listing {}", directory.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("listing {}", directory.display()))?;
        let (name, path) = (entry.file_name(), entry.path());
        let name = name.to_string_lossy();
        if name.starts_with('.') || ELSEWHERE.contains(&&*name) {
            continue;
        }
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(&path, pages)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{headings, machine_paths};

    fn check(page: &str) -> Vec<(usize, String)> {
        let forbidden = ["/home/".to_owned()];
        let found = machine_paths(page, &forbidden);
        found.into_iter().map(|(line, path)| (line, path.to_owned())).collect()
    }

    #[test]
    fn headings_in_code_are_not_headings() {
        let page = "# One\n\n```sh\n# a comment\n```\n## Two\n#도움말 is no heading\n";
        assert_eq!(headings(page), [1, 2]);
    }

    #[test]
    fn a_path_of_one_machine_is_found_with_its_line() {
        let page = "fine\nsee /home/someone/loai\n";
        assert_eq!(check(page), [(2, "/home/".to_owned())]);
    }

    #[test]
    fn a_path_within_the_project_is_fine() {
        let page = "see docs/home/plan.md and https://example.com/home/page";
        assert_eq!(check(page), []);
    }
}
