//! cloud-init as YAML: read with the place of everything that is wrong, and written so that it reads back the same. Its
//! contents are secret: nothing here quotes them.

mod form;
mod issues;
mod tree;
mod write;

use issues::{Issues, Place};
use voltdeck_contract::{CloudInitForm, CloudInitParsed};

pub use write::text;

/// Longest text that is read; the provider's limit is not known, and a machine's own is lower.
const LONGEST: usize = 256 * 1024;

/// Reads a text.
pub fn parse(text: &str) -> CloudInitParsed {
    let mut issues = Issues { text, found: Vec::new() };
    let form = read(text, &mut issues);
    let mut found = issues.found;
    found.sort_by_key(|issue| (issue.line, issue.column));
    CloudInitParsed { form, issues: found }
}

fn read(text: &str, issues: &mut Issues<'_>) -> Option<CloudInitForm> {
    let start = Place { line: 1, column: 0 };
    if text.len() > LONGEST {
        issues.add(start, None, "This is longer than 256 KB. Put large files elsewhere and fetch them with a command.");
        return None;
    }
    if let Some(other) = other_format(text) {
        issues.add(start, None, other);
        return None;
    }
    match tree::read(text, issues) {
        Ok(root) => form::read(root.as_ref(), issues),
        Err(tree::Broken) => None,
    }
}

/// Other things that cloud-init takes, which the provider does not.
fn other_format(text: &str) -> Option<&'static str> {
    let first = text.lines().next().unwrap_or_default().trim_end();
    if first.starts_with("#!") {
        return Some("This is a script. Put it into a file under write_files and start it under runcmd.");
    }
    let others =
        ["#include", "#cloud-boothook", "#part-handler", "#cloud-config-archive", "## template:", "Content-Type:"];
    others
        .iter()
        .any(|other| first.starts_with(other))
        .then_some("The provider takes a cloud-config only: the keys packages, write_files and runcmd.")
}

#[cfg(test)]
mod tests;
