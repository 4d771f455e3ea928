//! The words of what comes in.

use chrono::TimeDelta;

use crate::hardware;
use crate::views::{BareMetalPrice, PresetView};

/// How long something lasted, as a person says it: `35 min`, `4 h`, `3 d 4 h`.
pub(crate) fn lasted(time: TimeDelta) -> String {
    let (days, hours, minutes) = (time.num_days(), time.num_hours(), time.num_minutes());
    match (days, hours) {
        (2.., _) if hours % 24 > 0 => format!("{days} d {} h", hours % 24),
        (2.., _) => format!("{days} d"),
        (_, 1..) => format!("{hours} h"),
        _ if minutes > 0 => format!("{minutes} min"),
        _ => "less than a minute".to_owned(),
    }
}

/// `2 × H100`.
pub(super) fn preset(preset: &PresetView) -> String {
    format!("{} × {}", preset.gpus, preset.gpu_short)
}

/// `H100 on InfiniBand, Allen, Texas, USA`.
pub(super) fn metal(line: &BareMetalPrice) -> String {
    let model = line.gpu_model.as_deref().unwrap_or("GPU");
    let short = model.split(' ').next().unwrap_or(model);
    let place = line.place.as_ref().unwrap_or(&line.location_id);
    format!("{short} on {}, {place}", hardware::network(&line.network))
}

/// Where it is, by the names of cities: `in Allen and 2 other places`.
pub(super) fn places(names: &[String]) -> String {
    let city = |name: &String| name.split(',').next().unwrap_or(name).trim().to_owned();
    match names {
        [] => String::new(),
        [one] => format!(" in {}", city(one)),
        [one, other] => format!(" in {} and {}", city(one), city(other)),
        [one, rest @ ..] => format!(" in {} and {} other places", city(one), rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_the_two_units_that_matter() {
        let said = |minutes| lasted(TimeDelta::minutes(minutes));
        assert_eq!([said(0), said(35), said(60), said(47 * 60 + 59)], ["less than a minute", "35 min", "1 h", "47 h"]);
        assert_eq!([said(48 * 60), said(76 * 60)], ["2 d", "3 d 4 h"]);
        assert_eq!(said(-5), "less than a minute");
    }

    #[test]
    fn places_are_named_by_their_cities() {
        let said = |names: &[&str]| places(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        assert_eq!(said(&[]), "");
        assert_eq!(said(&["Allen, Texas, USA"]), " in Allen");
        assert_eq!(said(&["Allen, Texas, USA", "Tacoma, WA, US"]), " in Allen and Tacoma");
        assert_eq!(said(&["Allen", "Tacoma", "Dallas"]), " in Allen and 2 other places");
    }
}
