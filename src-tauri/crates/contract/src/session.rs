use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::Money;

/// Whether a profile reaches the provider or the stand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ProfileKind {
    /// An account at the provider.
    Provider,
    /// The embedded sandbox on loopback.
    Sandbox,
}

/// Where a profile's token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TokenPlace {
    /// In the keychain of the operating system.
    Keychain,
    /// In memory until the app quits, since there is no keychain.
    Session,
    /// Nowhere: signed out.
    None,
}

/// Colour of an account's dot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ProfileColour {
    /// No colour.
    #[default]
    Grey,
    /// Blue.
    Blue,
    /// Teal.
    Teal,
    /// Green.
    Green,
    /// Amber.
    Amber,
    /// Red.
    Red,
    /// Purple.
    Purple,
}

impl ProfileColour {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Grey, Self::Blue, Self::Teal, Self::Green, Self::Amber, Self::Red, Self::Purple];

    /// The word in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Blue => "blue",
            Self::Teal => "teal",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
            Self::Purple => "purple",
        }
    }

    /// The colour of a word; grey where nobody knows it.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|colour| colour.word() == word).unwrap_or_default()
    }
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileView {
    /// Our id.
    pub id: String,
    /// The name the person gave it.
    pub name: String,
    /// Provider or sandbox.
    pub kind: ProfileKind,
    /// Base URL of the API; for the sandbox `None` until it runs.
    pub base_url: Option<String>,
    /// Where its token is.
    pub token: TokenPlace,
    /// The organization's id at the provider, for statements; empty where it was not given.
    pub organization_id: String,
    /// Currency code under which amounts are shown, e.g. `USD`.
    pub currency: String,
    /// Colour of its dot.
    pub colour: ProfileColour,
    /// User in the SSH command of its VMs; empty takes the one of the settings.
    pub ssh_user: String,
    /// It can look and never change or buy anything.
    pub read_only: bool,
    /// The day on which its token ends, as the person noted it: the provider does not tell.
    pub token_ends_on: Option<NaiveDate>,
    /// What it may spend per hour before a name must be typed.
    pub spending_limit: Option<Money>,
    /// The use of its machines' GPUs is read in the background.
    pub samples_gpus: bool,
}

/// What the window needs to choose between first start and the rooms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppState {
    /// Version of Voltdeck.
    pub version: String,
    /// All profiles, the sandbox first.
    pub profiles: Vec<ProfileView>,
    /// Id of the profile in front, if one is signed in.
    pub active: Option<String>,
    /// The account in front, where its token sees none of what the account has: whether it is another organization's is
    /// asked, and until then nothing of it is carried out.
    pub asked_identity: Option<String>,
    /// Set when the provider refused the token after sign-in (401): ask for a new one, keep the screen.
    pub token_refused: bool,
    /// Said where tokens cannot be kept in a keychain: why, in one sentence.
    pub keychain_notice: Option<String>,
    /// Base URL offered in the sign-in form.
    pub default_base_url: String,
    /// Where the password of the proxy is, which no answer ever has.
    pub proxy_password: TokenPlace,
    /// Settings.
    pub settings: SettingsView,
    /// Things the person should know about start-up, e.g. a damaged store that was set aside.
    pub notices: Vec<String>,
    /// Until when notices of the system are paused.
    pub notices_paused_until: Option<DateTime<Utc>>,
    /// There is a tray in which the icon is seen: a window that is closed can go there.
    pub tray: bool,
    /// Whether Voltdeck starts at login; `None` where this cannot be set.
    pub start_at_login: Option<bool>,
}

/// Light, dark or as the system says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// Follow the system.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Settings; every field has a default, and only differences are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct SettingsView {
    /// Appearance.
    pub theme: Theme,
    /// User in the SSH command of a VM; the API does not tell it.
    pub ssh_user: String,
    /// Terminal program in which SSH is opened; empty takes the first that is found.
    pub terminal: String,
    /// Commands that mount a volume, with `{vip}`, `{path}` and `{name}` in them; empty takes the generic ones.
    pub mount_template: String,
    /// Proxy for all requests, e.g. `http://proxy.example:3128`; empty means the system's. A password that is given in it goes
    /// into the keychain, and is in no answer.
    pub proxy: String,
    /// Path of a PEM file with one more root certificate; empty means none.
    pub extra_root: String,
    /// Folder into which files are exported, made where it is missing; empty means where this computer downloads to.
    pub export_folder: String,
    /// What the system is told, and when not.
    pub notices: super::NoticeSettings,
    /// How many months the record is kept; what was paid for is kept seven years at least.
    pub record_months: u32,
    /// A window that is closed goes into the tray, where there is one, and Voltdeck goes on.
    pub close_to_tray: bool,
    /// After how many minutes without use the person is told that a machine is idle.
    pub idle_minutes: u32,
}

impl Default for SettingsView {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            ssh_user: "user".into(),
            terminal: String::new(),
            mount_template: String::new(),
            proxy: String::new(),
            extra_root: String::new(),
            export_folder: String::new(),
            notices: super::NoticeSettings::default(),
            record_months: 13,
            close_to_tray: true,
            idle_minutes: 60,
        }
    }
}

/// Sign-in to the provider. `Debug` leaves the token out.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInArgs {
    /// Profile to sign in again (a new token for it); `None` makes a new one.
    pub profile_id: Option<String>,
    /// Name of the profile; empty means one is made up.
    pub name: String,
    /// Base URL of the API.
    pub base_url: String,
    /// The token as pasted; surrounding white space is removed.
    pub token: String,
    /// The new profile can look and never change or buy anything. A profile that exists keeps what it has.
    pub read_only: bool,
}

impl std::fmt::Debug for SignInArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignInArgs").field("name", &self.name).field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// What a person may change of an account.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileUpdateArgs {
    /// Which.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The organization's id, a UUID, or nothing.
    pub organization_id: String,
    /// Currency code, three capital letters.
    pub currency: String,
    /// Colour of its dot.
    pub colour: ProfileColour,
    /// User in the SSH command of its VMs; empty takes the one of the settings.
    pub ssh_user: String,
    /// The day on which its token ends, such as `2027-03-01`, or nothing.
    #[serde(default)]
    pub token_ends_on: String,
    /// What it may spend per hour before a name must be typed, such as `20.00`, or nothing for no limit; `None` leaves it.
    #[serde(default)]
    pub spending_limit: Option<String>,
    /// Whether the use of its machines' GPUs is read in the background; `None` leaves it.
    #[serde(default)]
    pub samples_gpus: Option<bool>,
}

/// Whether an account may only look.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReadOnlyArgs {
    /// Which.
    pub id: String,
    /// It can look and never change or buy anything.
    pub read_only: bool,
}

/// An account that is to be removed.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileRemoveArgs {
    /// Which.
    pub id: String,
    /// Also while one of its orders is out: a note of it stays.
    #[serde(default)]
    pub despite_orders: bool,
}

/// Whether Voltdeck starts at login.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct StartAtLoginArgs {
    /// It does, with no window.
    pub on: bool,
}

/// A base URL as typed.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BaseUrlArgs {
    /// The text.
    pub base_url: String,
}

/// The links that the window may open in the system's browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Link {
    /// The provider's web console.
    Console,
    /// A mail to the provider's support.
    Support,
    /// The near end of an open tunnel: a port on loopback, and nothing but a port.
    Tunnel {
        /// The port.
        port: u16,
    },
}

/// A link to open.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct OpenArgs {
    /// Which.
    pub link: Link,
}

/// Text for the clipboard.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct CopyArgs {
    /// The text.
    pub text: String,
}

/// A fault of the window itself, for the log: a script error or a violation of the content policy.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct UiFaultArgs {
    /// `error`, `rejection` or `csp`.
    pub kind: String,
    /// What the engine said; never what a person typed.
    pub message: String,
}

/// The public price list, read without a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PriceList {
    /// When it was read.
    pub read_at: DateTime<Utc>,
    /// VM presets, smallest first.
    pub virtual_machines: Vec<super::PresetView>,
    /// Bare metal, one line for each network of each location.
    pub bare_metal: Vec<BareMetalPrice>,
}

/// Price and stock of one network at one bare-metal location.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BareMetalPrice {
    /// Location id.
    pub location_id: String,
    /// Where it is, e.g. `Allen, Texas, USA`; the public list does not say.
    pub place: Option<String>,
    /// `infiniband` or `ethernet`, or what the provider says.
    pub network: String,
    /// GPU model as the provider writes it, made readable (`H100 SXM5 80 GB`).
    pub gpu_model: Option<String>,
    /// CPU model.
    pub cpu_model: Option<String>,
    /// GPUs in one node.
    pub gpus_per_node: Option<u32>,
    /// Virtual CPUs of one node.
    pub vcpu: Option<u32>,
    /// RAM of one node in GB.
    pub ram_gb: Option<u32>,
    /// Disk of one node in GB.
    pub storage_gb: Option<u32>,
    /// Price per GPU and hour.
    pub per_gpu_hour: Option<Money>,
    /// Price of one node per hour.
    pub per_node_hour: Option<Money>,
    /// GPUs that are free.
    pub free_gpus: Option<u32>,
}
