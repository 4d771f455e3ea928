//! The words of what comes in.

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
    fn places_are_named_by_their_cities() {
        let said = |names: &[&str]| places(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        assert_eq!(said(&[]), "");
        assert_eq!(said(&["Allen, Texas, USA"]), " in Allen");
        assert_eq!(said(&["Allen, Texas, USA", "Tacoma, WA, US"]), " in Allen and Tacoma");
        assert_eq!(said(&["Allen", "Tacoma", "Dallas"]), " in Allen and 2 other places");
    }
}
