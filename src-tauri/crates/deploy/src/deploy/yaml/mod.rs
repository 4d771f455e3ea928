//! cloud-init as YAML: read with the place of everything that is wrong, and written so that it reads back the same. Its
//! contents are secret: nothing here quotes them.

mod form;
mod tree;
mod write;

use voltdeck_contract::{CloudInitForm, CloudInitParsed, Severity, TextIssue};

pub(super) use write::text;

/// Longest text that is read; the provider's limit is not known, and a machine's own is lower.
const LONGEST: usize = 256 * 1024;

/// Reads a text.
pub(super) fn parse(text: &str) -> CloudInitParsed {
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

/// A place in the text: line from 1, column from 0 in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    line: usize,
    column: usize,
}

/// What is wrong with a text.
struct Issues<'text> {
    text: &'text str,
    found: Vec<TextIssue>,
}

impl Issues<'_> {
    fn add(&mut self, from: Place, to: Option<Place>, message: &str) {
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let to = to.filter(|to| to.line == from.line && to.column > from.column);
        self.found.push(TextIssue {
            line: number(from.line),
            column: number(self.units(from) + 1),
            end_column: to.map(|to| number(self.units(to) + 1)),
            severity: Severity::Error,
            message: message.to_owned(),
        });
    }

    /// The column of a place as an editor counts it.
    fn units(&self, place: Place) -> usize {
        let line = self.text.split('\n').nth(place.line.saturating_sub(1)).unwrap_or_default();
        line.chars().take(place.column).map(char::len_utf16).sum()
    }
}

#[cfg(test)]
mod tests;
