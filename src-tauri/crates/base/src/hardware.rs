//! Names of hardware as a person reads them, and its counts as far as they can be true.

use voltagepark::types::Resources;

/// A GPU model as the provider writes it, made readable: `h100-sxm5-80gb` → `H100 SXM5 80 GB`. Unknown forms are shown
/// as they came.
pub fn gpu_model(raw: &str) -> String {
    let parts: Vec<&str> = raw.split('-').filter(|part| !part.is_empty()).collect();
    if parts.len() < 2 || !raw.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return raw.to_owned();
    }
    parts.iter().map(|part| readable(part)).collect::<Vec<_>>().join(" ")
}

/// The first word of a model: `h100-sxm5-80gb` → `H100`.
pub fn gpu_short(raw: &str) -> String {
    let model = gpu_model(raw);
    model.split(' ').next().unwrap_or(&model).to_owned()
}

fn readable(part: &str) -> String {
    let lower = part.to_ascii_lowercase();
    match lower.strip_suffix("gb") {
        Some(size) if !size.is_empty() && size.chars().all(|c| c.is_ascii_digit()) => format!("{size} GB"),
        _ => part.to_ascii_uppercase(),
    }
}

/// No machine of anybody has more GPUs: a count beyond it is a fault, and is no more known than one that is not told.
const MOST: u32 = 1_000_000;

/// GPUs of all models together, 0 where they are not known.
pub fn gpus(resources: Option<&Resources>) -> u32 {
    let counts = resources.into_iter().flat_map(|all| all.gpus.values()).filter_map(|gpu| gpu.count);
    known(counts.map(u64::from).fold(0, u64::saturating_add))
}

/// GPUs of so many nodes, 0 where they are not known.
pub fn gpus_of_nodes(per_node: Option<u32>, nodes: Option<u32>) -> u32 {
    known(u64::from(per_node.unwrap_or(0)) * u64::from(nodes.unwrap_or(0)))
}

fn known(count: u64) -> u32 {
    u32::try_from(count).ok().filter(|count| *count <= MOST).unwrap_or(0)
}

/// A network as a person writes it; an unknown one is shown as it came.
pub fn network(raw: &str) -> String {
    match raw {
        "infiniband" => "InfiniBand".to_owned(),
        "ethernet" => "Ethernet".to_owned(),
        other => other.to_owned(),
    }
}

/// A size as a person reads it: `2,400 GB`.
pub fn gb(size: u32) -> String {
    let digits = size.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + " GB"
}

#[cfg(test)]
mod tests {
    use voltagepark::types::GpuCount;

    use super::*;

    #[test]
    fn a_count_that_nobody_has_is_not_known_and_nothing_overflows() {
        let resources = |counts: &[u32]| {
            let gpus = counts.iter().enumerate().map(|(at, count)| (at.to_string(), GpuCount { count: Some(*count) }));
            Resources { gpus: gpus.collect(), ..Resources::default() }
        };
        assert_eq!(gpus(Some(&resources(&[8, 4]))), 12);
        assert_eq!((gpus(None), gpus(Some(&resources(&[u32::MAX, u32::MAX, 8])))), (0, 0));
        assert_eq!((gpus_of_nodes(Some(8), Some(4)), gpus_of_nodes(Some(8), None)), (32, 0));
        assert_eq!(gpus_of_nodes(Some(u32::MAX), Some(u32::MAX)), 0);
    }

    #[test]
    fn models_are_readable_and_unknown_ones_kept() {
        assert_eq!(gpu_model("h100-sxm5-80gb"), "H100 SXM5 80 GB");
        assert_eq!(gpu_short("h200-sxm5-141gb"), "H200");
        assert_eq!(gpu_model("Some GPU"), "Some GPU");
        assert_eq!(gpu_short("b200"), "b200");
    }

    #[test]
    fn sizes_are_grouped() {
        for (size, text) in [(0, "0 GB"), (116, "116 GB"), (2_400, "2,400 GB"), (1_234_567, "1,234,567 GB")] {
            assert_eq!(gb(size), text);
        }
    }
}
