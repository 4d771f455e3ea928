//! Who looks at which account, and when the computer woke: what readings that go on by themselves are paced by.

use tokio::sync::watch::Receiver;
use tokio::time::Instant;

/// What the pace depends on beside the provider.
#[derive(Debug, Clone)]
pub struct Attention {
    /// Somebody may look at the window.
    attended: bool,
    /// The profile that it shows.
    front: Option<String>,
    /// When either changed.
    since: Option<Instant>,
    /// When the computer last woke, or its clock was set.
    jumped: Option<Instant>,
}

impl Default for Attention {
    fn default() -> Self {
        Self { attended: true, front: None, since: None, jumped: None }
    }
}

impl Attention {
    /// Whether somebody may look at this account now.
    pub fn looks_at(&self, profile: &str) -> bool {
        self.attended && self.front.as_deref() == Some(profile)
    }

    /// Somebody may look, or nobody does. Says whether that is news.
    pub fn attend(&mut self, attended: bool) -> bool {
        let news = self.attended != attended;
        self.attended = attended;
        self.note(news)
    }

    /// The window shows another profile, or none. Says whether that is news.
    pub fn turn_to(&mut self, profile: Option<&str>) -> bool {
        let news = self.front.as_deref() != profile;
        self.front = profile.map(str::to_owned);
        self.note(news)
    }

    /// The computer woke, or its clock was set.
    pub fn jump(&mut self) {
        self.jumped = Some(Instant::now());
    }

    /// Whether the computer woke, or its clock was set, after a moment.
    pub fn jumped_after(&self, moment: Instant) -> bool {
        self.jumped > Some(moment)
    }

    /// Whether who looks at what changed after a moment.
    pub fn turned_after(&self, moment: Instant) -> bool {
        self.since > Some(moment)
    }

    fn note(&mut self, news: bool) -> bool {
        if news {
            self.since = Some(Instant::now());
        }
        news
    }
}

/// Waits until the computer woke, or its clock was set, after a moment.
pub async fn woken(attention: &mut Receiver<Attention>, after: Instant) {
    if attention.wait_for(|attention| attention.jumped_after(after)).await.is_err() {
        // The app is gone, and its tasks with it.
        std::future::pending::<()>().await;
    }
}
