//! YAML as a tree with places, of plain values alone.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span, Tag};

use super::issues::{Issues, Place};

/// Deeper than anything that is taken; a bound on what recursion may see.
const DEEPEST: usize = 12;

/// The text could not be read to its end; what is wrong was said.
pub(super) struct Broken;

/// A value and where it stands.
pub(super) struct Node {
    pub from: Place,
    pub to: Option<Place>,
    pub value: Value,
}

pub(super) enum Value {
    /// The text as it was written, whatever type it looks like.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// Nothing was written: no text, or a bare `null`.
    pub(super) fn is_nothing(&self) -> bool {
        let bare = |text: &str| matches!(text, "" | "~" | "null" | "Null" | "NULL");
        matches!(&self.value, Value::Scalar { text, plain: true } if bare(text))
    }
}

/// A list or a map that is not at its end.
struct Open {
    node: Node,
    /// The key whose value comes next.
    key: Option<Node>,
}

/// Reads a text; `None` where there is nothing in it.
pub(super) fn read(text: &str, issues: &mut Issues<'_>) -> Result<Option<Node>, Broken> {
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| said(&error, issues))?;
        let node = match event {
            Event::DocumentStart(_) if root.is_some() => {
                issues.add(place(span.start), None, "One document is taken. Take out this line and what follows it.");
                return Err(Broken);
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                continue;
            }
            Event::Alias(_) => {
                refuse(issues, &span, "Aliases are not taken. Write the value itself.");
                scalar(&span, "", false)
            }
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = tag.as_deref().is_some_and(is_text);
                check(issues, &span, anchor, tag.as_deref().filter(|_| !is_text));
                scalar(&span, &text, style == ScalarStyle::Plain && !is_text)
            }
            Event::SequenceStart(anchor, tag) => {
                check(issues, &span, anchor, tag.as_deref());
                begin(&mut open, &span, Value::List(Vec::new()), issues)?;
                continue;
            }
            Event::MappingStart(anchor, tag) => {
                check(issues, &span, anchor, tag.as_deref());
                begin(&mut open, &span, Value::Map(Vec::new()), issues)?;
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(done) => done.node,
                None => continue,
            },
        };
        put(&mut open, &mut root, node);
    }
    Ok(root)
}

fn begin(open: &mut Vec<Open>, span: &Span, value: Value, issues: &mut Issues<'_>) -> Result<(), Broken> {
    if open.len() >= DEEPEST {
        refuse(issues, span, "This is nested deeper than anything that the provider takes.");
        return Err(Broken);
    }
    open.push(Open { node: Node { from: place(span.start), to: None, value }, key: None });
    Ok(())
}

fn put(open: &mut [Open], root: &mut Option<Node>, node: Node) {
    let Some(Open { node: parent, key }) = open.last_mut() else {
        *root = Some(node);
        return;
    };
    match &mut parent.value {
        Value::List(items) => items.push(node),
        Value::Map(entries) => match key.take() {
            Some(key) => entries.push((key, node)),
            None => *key = Some(node),
        },
        Value::Scalar { .. } => {}
    }
}

fn scalar(span: &Span, text: &str, plain: bool) -> Node {
    Node { from: place(span.start), to: Some(place(span.end)), value: Value::Scalar { text: text.to_owned(), plain } }
}

fn check(issues: &mut Issues<'_>, span: &Span, anchor: usize, tag: Option<&Tag>) {
    if anchor != 0 {
        refuse(issues, span, "Anchors are not taken. Write the value where it is needed.");
    }
    if tag.is_some() {
        refuse(issues, span, "Tags are not taken: all values are texts. Take out the word with the exclamation mark.");
    }
}

/// `!!str` says what everything here is anyway.
fn is_text(tag: &Tag) -> bool {
    tag.is_yaml_core_schema() && tag.suffix == "str"
}

fn refuse(issues: &mut Issues<'_>, span: &Span, message: &str) {
    issues.add(place(span.start), Some(place(span.end)), message);
}

fn place(mark: Marker) -> Place {
    Place { line: mark.line().max(1), column: mark.col() }
}

/// What the parser stumbled over, in our words: its own may quote the text.
fn said(error: &ScanError, issues: &mut Issues<'_>) -> Broken {
    let info = error.info();
    let has = |words: &[&str]| words.iter().any(|word| info.contains(word));
    let message = if has(&["tab"]) {
        "A tab stands where YAML takes spaces only. Indent with spaces."
    } else if has(&["anchor"]) {
        "Anchors and aliases are not taken. Write the value itself."
    } else if has(&["quoted", "end of stream", "unexpected eof", "escape"]) {
        "A quoted text does not end, or has an escape that YAML does not know. See that every quote is closed."
    } else if has(&["duplicate", "duplicated"]) {
        "This key stands twice. Keep one of them."
    } else if has(&["indent", "block"]) {
        "The indentation does not fit. Things of one list or one map begin in the same column."
    } else if has(&["mapping values", "simple key", "':'", "key"]) {
        "A colon stands where no key can be. Put a text with a colon and a space in it into quotes."
    } else if has(&["flow", "']'", "'}'", "','"]) {
        "A bracket is not closed, or a comma is missing."
    } else {
        "This cannot be read as YAML. A text with special characters belongs in quotes."
    };
    issues.add(place(*error.marker()), None, message);
    Broken
}
