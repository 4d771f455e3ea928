//! Names of hardware as a person reads them.

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
    use super::*;

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
