use serde::Serialize;
use specta::Type;

/// A port of a machine on which something listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundPort {
    /// The port.
    pub port: u16,
    /// IP address on the machine that leads there; `None` where that is its loopback as usual.
    pub host: Option<String>,
    /// What usually listens at such a port.
    pub name: Option<String>,
    /// A port of this computer leads there already.
    pub is_open: bool,
}
