//! What every alias begins with.

use super::settle_now;
use super::view::view;
use voltdeck_base::{App, profiles};
use voltdeck_contract::{Answer, CommandError, ErrorCode, SshConfigView};

/// Setting with the prefix.
const PREFIX: &str = "ssh_alias_prefix";
/// The prefix where none was set.
const USUAL_PREFIX: &str = "vp-";
/// Longest prefix.
const LONGEST_PREFIX: usize = 16;

/// Sets what every alias begins with.
pub(crate) async fn set_prefix(app: &App, prefix: &str) -> Answer<SshConfigView> {
    if let Some(problem) = prefix_problem(prefix) {
        return Err(CommandError::new(ErrorCode::Invalid, problem).at("prefix"));
    }
    profiles::set_setting(&app.store, PREFIX, prefix)?;
    settle_now(app).await?;
    view(app)
}

/// What is wrong with a prefix, if anything.
fn prefix_problem(prefix: &str) -> Option<&'static str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let begins = prefix.starts_with(|c: char| c.is_ascii_alphanumeric());
    (!begins || prefix.len() > LONGEST_PREFIX || !prefix.chars().all(fits)).then_some(
        "A prefix has 1 to 16 letters, digits, hyphens and underscores, and begins with a letter or a digit.",
    )
}

/// The prefix as it is set.
pub(super) fn prefix(app: &App) -> Answer<String> {
    let kept = profiles::setting(&app.store, PREFIX)?.filter(|prefix| prefix_problem(prefix).is_none());
    Ok(kept.unwrap_or_else(|| USUAL_PREFIX.to_owned()))
}
