//! Virtual tags: rules that give every resource a cost centre, over all history. They part amounts and never change them.

use rusqlite::{Connection, params};

use super::subjects::{Subjects, short};
use voltdeck_base::activity::{of_word, word};
use voltdeck_contract::{BillingGroup, CostRule, FieldIssue, Severity};

/// What no rule takes. It is always shown.
pub(super) const UNALLOCATED: &str = "Unallocated";
/// The longest list of rules, and the longest text in one.
const MOST: usize = 200;
const LONGEST: usize = 100;

/// The rules of an account, in their order.
pub(super) fn read(connection: &Connection, profile: &str) -> rusqlite::Result<Vec<CostRule>> {
    connection
        .prepare_cached("SELECT name, tag, part, cost_centre FROM cost_rule WHERE profile_id = ?1 ORDER BY position")?
        .query_map([profile], |row| {
            let part: String = row.get(2)?;
            Ok(CostRule { name: row.get(0)?, tag: row.get(1)?, part: of_word(&part), cost_centre: row.get(3)? })
        })?
        .collect()
}

/// Puts rules in the place of those that were there.
pub(super) fn keep(connection: &Connection, profile: &str, rules: &[CostRule]) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM cost_rule WHERE profile_id = ?1", [profile])?;
    let mut one = connection.prepare_cached(
        "INSERT INTO cost_rule (profile_id, id, position, name, tag, part, cost_centre) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (position, rule) in (0_i64..).zip(rules) {
        let part = rule.part.as_ref().map(word).unwrap_or_default();
        let id = uuid::Uuid::new_v4().to_string();
        one.execute(params![profile, id, position, rule.name, rule.tag, part, rule.cost_centre])?;
    }
    Ok(())
}

/// Without white space around what was typed.
pub(super) fn cleaned(rules: Vec<CostRule>) -> Vec<CostRule> {
    let clean = |rule: CostRule| CostRule {
        name: rule.name.trim().to_owned(),
        tag: rule.tag.trim().to_owned(),
        cost_centre: rule.cost_centre.trim().to_owned(),
        ..rule
    };
    rules.into_iter().map(clean).collect()
}

/// What is wrong with rules as they are typed.
pub(super) fn issues(rules: &[CostRule]) -> Vec<FieldIssue> {
    let mut issues = Vec::new();
    let mut say = |field: String, severity, message: &str| {
        issues.push(FieldIssue { field, severity, message: message.to_owned() });
    };
    if rules.len() > MOST {
        say("rules".into(), Severity::Error, "More than 200 rules are hard to answer for. Join some by a pattern.");
    }
    for (at, rule) in rules.iter().enumerate() {
        let field = |name: &str| format!("rules.{at}.{name}");
        if rule.cost_centre.is_empty() {
            say(field("costCentre"), Severity::Error, "Name the cost centre.");
        } else if rule.cost_centre.eq_ignore_ascii_case(UNALLOCATED) {
            say(field("costCentre"), Severity::Error, "This word stands for what no rule takes. Choose another.");
        }
        for (name, text) in [("name", &rule.name), ("tag", &rule.tag), ("costCentre", &rule.cost_centre)] {
            if text.chars().count() > LONGEST {
                say(field(name), Severity::Error, "It is longer than 100 characters.");
            }
        }
        let everything = rule.name.is_empty() && rule.tag.is_empty() && rule.part.is_none();
        if everything && at + 1 < rules.len() {
            say(field("name"), Severity::Warning, "It takes everything, so the rules below it take nothing.");
        }
    }
    issues
}

/// Which rule takes a resource: the first that fits.
pub(super) fn taken_by<'a>(
    rules: &'a [CostRule],
    subjects: &Subjects,
    part: BillingGroup,
    resource: &str,
) -> Option<(usize, &'a CostRule)> {
    let subject = subjects.get(resource);
    let name = subject.and_then(|subject| subject.name.clone()).unwrap_or_else(|| short(resource)).to_lowercase();
    let tags = subject.map(|subject| subject.tags.as_slice()).unwrap_or_default();
    rules.iter().enumerate().find(|(_, rule)| {
        rule.part.is_none_or(|wanted| wanted == part)
            && (rule.tag.is_empty() || tags.contains(&rule.tag))
            && (rule.name.is_empty() || fits(&rule.name.to_lowercase(), &name))
    })
}

/// Whether a text fits a pattern in which `*` stands for any characters.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::subjects::Subject;
    use super::*;

    fn rule(name: &str, tag: &str, part: Option<BillingGroup>, centre: &str) -> CostRule {
        CostRule { name: name.into(), tag: tag.into(), part, cost_centre: centre.into() }
    }

    #[test]
    fn a_pattern_fits_from_end_to_end() {
        for (pattern, text, fitting) in [
            ("train", "train", true),
            ("train", "train-1", false),
            ("train-*", "train-1", true),
            ("*-1", "train-1", true),
            ("t*n*1", "train-1", true),
            ("t*x*1", "train-1", false),
            ("*", "", true),
            ("**", "abc", true),
            ("a*a", "a", false),
            ("a*b*", "axbx", true),
        ] {
            assert_eq!(fits(pattern, text), fitting, "{pattern} {text}");
        }
    }

    #[test]
    fn the_first_rule_that_fits_takes_it() {
        let subject = Subject { name: Some("Train-7".into()), tags: vec!["ml".into()], ..Subject::default() };
        let subjects = Subjects::of([("m", subject)]);
        let rules = [
            rule("", "web", None, "Web"),
            rule("train-*", "", Some(BillingGroup::Disks), "Disks"),
            rule("TRAIN-*", "ml", None, "Research"),
            rule("", "", None, "Rest"),
        ];
        let centre = |part, id| taken_by(&rules, &subjects, part, id).map(|(at, _)| at);
        assert_eq!(centre(BillingGroup::VirtualMachines, "m"), Some(2));
        assert_eq!(centre(BillingGroup::Disks, "m"), Some(1));
        assert_eq!(centre(BillingGroup::VirtualMachines, "never-seen"), Some(3));
        assert_eq!(taken_by(&rules[..3], &subjects, BillingGroup::Storage, "never-seen"), None);
    }

    #[test]
    fn what_is_wrong_stands_at_its_field() {
        let rules = [rule("", "", None, ""), rule("a", "", None, "unallocated")];
        let said: Vec<_> = issues(&rules).into_iter().map(|issue| (issue.field, issue.severity)).collect();
        assert_eq!(
            said,
            [
                ("rules.0.costCentre".to_owned(), Severity::Error),
                ("rules.0.name".to_owned(), Severity::Warning),
                ("rules.1.costCentre".to_owned(), Severity::Error)
            ]
        );
        assert_eq!(issues(&cleaned(vec![rule(" a ", "", None, " x ")])), []);
    }
}
