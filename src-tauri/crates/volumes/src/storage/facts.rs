//! What a volume says of itself, wherever it is shown.

use voltagepark::types::StorageVolume;

/// The name of a volume; one without a name goes by its id.
pub(super) fn name(volume: &StorageVolume) -> &str {
    volume.name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(volume.id.as_str())
}
