use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Mark, Money};

/// What kind of line of the activity list it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ActivityKind {
    /// Something that was asked for.
    #[default]
    Act,
    /// Something that was seen to change.
    Change,
    /// Something that Voltdeck says by itself, e.g. of a budget.
    Notice,
}

/// Who did it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Actor {
    /// The person at this computer.
    #[default]
    You,
    /// Voltdeck by itself.
    Voltdeck,
    /// The provider, or somebody else at the provider.
    Provider,
    /// A lease that ended.
    Lease,
    /// A standing order.
    Order,
}

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ActOutcome {
    /// Sent, or about to be.
    Open,
    /// Done.
    Done,
    /// Refused: nothing changed.
    Refused,
    /// Nobody knows.
    Unknown,
}

/// What kind of notice of the system it is. Each can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NoticeKind {
    /// A machine appeared, or its state changed.
    State,
    /// A machine can be reached by SSH.
    Ready,
    /// A machine or volume is gone, and nobody here ended it.
    Vanished,
    /// Price, name or address of a machine changed.
    Changed,
    /// The state of a volume changed.
    Volume,
    /// Something that was waited for is in stock.
    Stock,
    /// A standing order bought or gave up, or the machine of a lost order turned up.
    Order,
    /// A lease ends.
    Lease,
    /// A machine is idle.
    Idle,
    /// A budget is used up in part or whole, or will be.
    Budget,
    /// The balance runs out.
    Runway,
    /// The provider refused the token, or it is near its end.
    Token,
    /// The provider cannot be read, or can again; a port of a machine that was open here is lost.
    Connection,
    /// What Voltdeck says of itself, e.g. that it goes on in the tray.
    Voltdeck,
}

/// What became of the notice of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Told {
    /// It is about to be shown.
    Pending,
    /// It waits until quiet hours or a pause end.
    Held,
    /// It was handed to the system.
    Told,
    /// Its kind is switched off.
    Off,
    /// The system did not take it.
    Failed,
}

/// What is asked at once in the place that is opened. It opens the window's own question and does nothing by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Ask {
    /// Start it?
    Start,
    /// Stop it?
    Stop,
    /// Stop and release it?
    Release,
    /// Put off what ends it by itself?
    PutOff,
}

/// A place in the window. To go there never does anything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Place {
    /// The first screen.
    Overview,
    /// The wizard.
    Deploy,
    /// What can be had.
    Availability,
    /// Standing orders, and what is waited for.
    Standing,
    /// The list of machines.
    Instances,
    /// A machine's panel.
    Instance {
        /// Its id.
        id: String,
        /// What is asked there.
        ask: Option<Ask>,
    },
    /// A volume's panel.
    Volume {
        /// Its id.
        id: String,
    },
    /// A deploy.
    Job {
        /// Its id.
        id: String,
    },
    /// Billing.
    Billing,
    /// Keys.
    Keys,
    /// The activity list.
    Activity,
    /// Settings.
    Settings,
}

/// One line of activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityLine {
    /// Our id.
    pub id: String,
    /// Id of the account.
    pub profile: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What kind of line it is.
    pub kind: ActivityKind,
    /// Who did it.
    pub actor: Actor,
    /// Mark.
    pub mark: Mark,
    /// The thing's name.
    pub subject: String,
    /// What became of it, e.g. `asked for`, `stopped`.
    pub deed: String,
    /// What it means for the money or the machine; may be empty.
    pub meaning: String,
    /// Effect on the burn rate per hour, where one is known.
    pub effect: Option<Money>,
    /// Price per hour of the thing at that moment, where it was known.
    pub price: Option<Money>,
    /// The machine, for a link.
    pub instance_id: Option<String>,
    /// Where it is shown.
    pub place: Option<Place>,
    /// Method and path of what was sent; never a body.
    pub request: Option<String>,
    /// What was answered; never a body.
    pub answer: Option<String>,
    /// How it ended.
    pub outcome: ActOutcome,
    /// The outcome is unknown, or not known yet.
    pub unknown: bool,
    /// The kind of the system's notice that copies it.
    pub notice: Option<NoticeKind>,
    /// What became of that notice.
    pub told: Option<Told>,
    /// Why it was not shown.
    pub told_why: Option<String>,
}

/// Hours of the day, in this computer's time, in which notices wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuietHours {
    /// `22:00`.
    pub from: String,
    /// `07:00`; may be on the next day.
    pub to: String,
}

/// What the system is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct NoticeSettings {
    /// Kinds that are switched off.
    pub off: Vec<NoticeKind>,
    /// When notices wait; `None` means never.
    pub quiet: Option<QuietHours>,
}

/// For how long notices wait.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PauseArgs {
    /// Minutes from now; `None` or zero ends a pause.
    pub minutes: Option<u32>,
}
