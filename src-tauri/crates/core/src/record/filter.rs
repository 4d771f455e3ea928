//! What narrows the record, as SQL.

use rusqlite::types::Value;

use voltdeck_base::App;
use voltdeck_base::activity::word;
use voltdeck_contract::{ActivityFilter, Answer};

/// All that is searched by words.
const TEXT: &str = "subject || ' ' || deed || ' ' || meaning || ' ' || coalesce(instance_id, '') || ' ' || \
                    coalesce(request, '') || ' ' || coalesce(answer, '') || ' ' || coalesce(told_why, '') || ' ' || id";

/// Conditions with the values that stand in them.
#[derive(Debug, Clone, Default)]
pub(super) struct Narrowed {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Narrowed {
    /// By all that a filter says. Of which account it is, is the app's to know.
    pub(super) fn by(app: &App, filter: &ActivityFilter) -> Answer<Self> {
        let mut narrowed = Self::default();
        if !filter.all_accounts {
            narrowed.also("profile_id = ?", app.account()?.profile_id().to_owned());
        }
        narrowed.by_lines(filter);
        Ok(narrowed)
    }

    pub(super) fn by_lines(&mut self, filter: &ActivityFilter) {
        if let Some(actor) = &filter.actor {
            self.also("actor = ?", word(actor));
        }
        if let Some(from) = filter.from {
            self.also("at >= ?", from.to_rfc3339());
        }
        if let Some(to) = filter.to {
            self.also("at < ?", to.to_rfc3339());
        }
        if let Some(machine) = &filter.instance_id {
            self.also("instance_id = ?", machine.clone());
        }
        for word in filter.text.split_whitespace() {
            self.also(&format!("{TEXT} LIKE ? ESCAPE '\\'"), format!("%{}%", escaped(word)));
        }
    }

    /// The same of one kind alone.
    pub(super) fn of_kind(mut self, filter: &ActivityFilter) -> Self {
        if let Some(kind) = &filter.kind {
            self.also("kind = ?", word(kind));
        }
        self
    }

    /// With one more condition.
    pub(super) fn also(&mut self, condition: &str, value: impl Into<Value>) {
        self.conditions.push(format!("({condition})"));
        self.values.push(value.into());
    }

    /// And what comes after a line, in time.
    pub(super) fn after(&mut self, at: &str, row: i64) {
        self.conditions.push("(at, rowid) > (?, ?)".into());
        self.values.extend([Value::from(at.to_owned()), Value::from(row)]);
    }

    /// `WHERE …`, or nothing where all of it fits.
    pub(super) fn sql(&self) -> String {
        match self.conditions.as_slice() {
            [] => String::new(),
            conditions => format!("WHERE {}", conditions.join(" AND ")),
        }
    }

    /// What stands for the question marks, in their order.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.values.iter()
    }
}

/// A word in which nothing stands for other letters.
fn escaped(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for letter in word.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            plain.push('\\');
        }
        plain.push(letter);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_other_letters_stands_for_itself() {
        assert_eq!(escaped(r"50%_a\b"), r"50\%\_a\\b");
    }

    #[test]
    fn every_word_is_a_condition_of_its_own_and_a_kind_only_where_it_is_asked_for() {
        let filter = ActivityFilter {
            text: " eval-a  stop ".into(),
            kind: Some(voltdeck_contract::ActivityKind::Act),
            ..ActivityFilter::default()
        };
        let mut narrowed = Narrowed::default();
        narrowed.by_lines(&filter);
        assert_eq!(narrowed.values().count(), 2);
        assert_eq!(narrowed.sql().matches(" AND ").count(), 1);
        let narrowed = narrowed.of_kind(&filter);
        assert_eq!(narrowed.values().last(), Some(&Value::from("act".to_owned())));
        assert_eq!(Narrowed::default().sql(), "");
    }
}
