use super::*;
use voltdeck_contract::{CloudInitForm, ExtraKey, LeaseDraft, Money, StandingDraft};

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi";

fn now() -> DateTime<Utc> {
    "2026-10-15T12:00:00Z".parse().unwrap()
}

fn preset(id: &str, price: Option<&str>, in_stock: bool) -> PresetView {
    let price = price.map(|price| Money(price.parse().unwrap()));
    PresetView {
        id: id.into(),
        gpus: 1,
        gpu_model: "H100 SXM5 80 GB".into(),
        gpu_short: "H100".into(),
        vcpu: Some(26),
        ram_gb: Some(116),
        storage_gb: Some(2400),
        operating_system: "Ubuntu 22.04 LTS".into(),
        compute_per_hour: price,
        storage_per_hour: price,
        per_hour: price,
        in_stock,
        places: Vec::new(),
    }
}

fn organization_key(id: &str, name: &str) -> OrganizationKey {
    OrganizationKey { id: id.into(), name: name.into(), kind: "RSA 3072".into(), fingerprint: None }
}

fn good() -> DeployDraft {
    DeployDraft { preset_id: Some("one".into()), name: "train-01".into(), ..DeployDraft::default() }
}

/// Field and severity of everything that is said of a draft beside one key, three presets, a machine and an open deploy.
fn said(draft: &DeployDraft) -> Vec<(String, Severity)> {
    checked(draft).issues.into_iter().map(|issue| (issue.field, issue.severity)).collect()
}

fn checked(draft: &DeployDraft) -> Checked {
    let presets =
        [preset("one", Some("1.99"), true), preset("none-left", Some("1.99"), false), preset("odd", None, true)];
    let keys = [organization_key("k1", "office")];
    let known = Known {
        metal: None,
        presets: Some(&presets),
        keys: Some(&keys),
        names: &["eval-a".to_owned()],
        open_names: &["lost-01".to_owned()],
        now: now(),
        around: &Around::default(),
        ordered_names: &["waits-01".to_owned()],
    };
    check(draft, known)
}

fn error(field: &str) -> Vec<(String, Severity)> {
    vec![(field.to_owned(), Severity::Error)]
}

fn warning(field: &str) -> Vec<(String, Severity)> {
    vec![(field.to_owned(), Severity::Warning)]
}

#[test]
fn a_preset_and_a_name_are_enough() {
    assert_eq!(said(&good()), []);
    let view = checked(&good()).view();
    assert!(view.ready);
    assert_eq!((view.not_ready_reason, view.first_open_step), (None, None));
}

#[test]
fn hardware_must_be_chosen_offered_priced_and_in_stock() {
    for id in [None, Some(""), Some("elsewhere"), Some("none-left"), Some("odd")] {
        let draft = DeployDraft { preset_id: id.map(str::to_owned), ..good() };
        assert_eq!(said(&draft), error("presetId"), "{id:?}");
    }
    let unread = Known {
        metal: None,
        presets: None,
        keys: None,
        names: &[],
        open_names: &[],
        around: &Around::default(),
        ordered_names: &[],
        now: now(),
    };
    assert_eq!(check(&good(), unread).issues[0].field, "presetId");
}

#[test]
fn a_name_is_needed_and_free_of_open_deploys() {
    let named = |name: &str| said(&DeployDraft { name: name.into(), ..good() });
    assert_eq!(named("  "), error("name"));
    assert_eq!(named("a\u{7}b"), error("name"));
    assert_eq!(named(" lost-01 "), error("name"));
    assert_eq!(named("eval-a"), warning("name"));
    assert_eq!(named("x"), [], "the page states no limit: the provider decides");
}

#[test]
fn a_password_has_eight_characters_or_none() {
    let with = |password: &str| said(&DeployDraft { password: password.into(), ..good() });
    assert_eq!(with("1234567"), error("password"));
    assert_eq!(with("12345678"), []);
    assert_eq!(with("pässwörd"), [], "characters, not bytes");
}

#[test]
fn a_machine_that_nobody_can_enter_is_warned_about() {
    let mut draft = DeployDraft { key_mode: KeyMode::None, ..good() };
    assert_eq!(said(&draft), warning("keyMode"));
    draft.password = "12345678".into();
    assert_eq!(said(&draft), []);
    draft.password.clear();
    draft.extra_keys = vec![ExtraKey { text: KEY.into(), save_as: None }];
    assert_eq!(said(&draft), []);
    let no_keys = Known {
        metal: None,
        presets: Some(&[]),
        keys: Some(&[]),
        names: &[],
        open_names: &[],
        around: &Around::default(),
        ordered_names: &[],
        now: now(),
    };
    assert!(check(&good(), no_keys).issues.iter().any(|issue| issue.field == "keyMode"));
}

#[test]
fn chosen_keys_exist() {
    let chosen = |ids: &[&str]| {
        let key_ids = ids.iter().map(|&id| id.to_owned()).collect();
        said(&DeployDraft { key_mode: KeyMode::Selective, key_ids, ..good() })
    };
    assert_eq!(chosen(&["k1"]), []);
    assert_eq!(chosen(&["k1", "removed"]), error("keyIds"));
    assert!(chosen(&[]).contains(&error("keyIds")[0]));
}

#[test]
fn extra_keys_are_said_at_their_place() {
    let with = |rows: &[(&str, Option<&str>)]| {
        let row = |&(text, save_as): &(&str, Option<&str>)| ExtraKey {
            text: text.into(),
            save_as: save_as.map(str::to_owned),
        };
        said(&DeployDraft { extra_keys: rows.iter().map(row).collect(), ..good() })
    };
    assert_eq!(with(&[("", None)]), []);
    assert_eq!(with(&[("", None), ("-----BEGIN OPENSSH PRIVATE KEY-----", None)]), error("extraKeys.1"));
    assert_eq!(with(&[(KEY, None), (KEY, None)]), error("extraKeys.1"));
    assert_eq!(with(&[(KEY, Some("my laptop"))]), []);
    assert_eq!(with(&[(KEY, Some("no"))]), error("extraKeys.0.saveAs"));
    assert_eq!(with(&[(KEY, Some("office"))]), error("extraKeys.0.saveAs"));
    assert_eq!(with(&[("", Some("my laptop"))]), error("extraKeys.0"));
}

#[test]
fn a_key_that_the_organization_has_is_not_saved_again() {
    let (kind, fingerprint) = keys::describe(KEY);
    let keys = [OrganizationKey { id: "k".into(), name: "laptop".into(), kind, fingerprint }];
    let presets = [preset("one", Some("1.99"), true)];
    let known = Known {
        metal: None,
        presets: Some(&presets),
        keys: Some(&keys),
        names: &[],
        open_names: &[],
        around: &Around::default(),
        ordered_names: &[],
        now: now(),
    };
    let extra_keys = vec![ExtraKey { text: KEY.into(), save_as: Some("again".into()) }];
    let checked = check(&DeployDraft { extra_keys, ..good() }, known);
    assert_eq!(checked.issues.len(), 1);
    assert_eq!(checked.issues[0].severity, Severity::Warning);
    assert!(checked.issues[0].message.contains("\"laptop\""));
}

fn standing() -> DeployDraft {
    let bounds = StandingDraft { limit: "1.99".into(), days: "7".into(), tries: "3".into() };
    DeployDraft { standing: Some(bounds), preset_id: Some("none-left".into()), ..good() }
}

#[test]
fn what_is_sold_out_can_be_ordered_for_when_it_is_in_stock_and_what_is_there_is_warned_about() {
    assert_eq!(said(&standing()), []);
    assert_eq!(said(&DeployDraft { preset_id: Some("one".into()), ..standing() }), warning("presetId"));
    for id in ["elsewhere", "odd"] {
        assert_eq!(said(&DeployDraft { preset_id: Some(id.into()), ..standing() }), error("presetId"), "{id}");
    }
}

#[test]
fn a_standing_order_takes_no_secret_and_changes_nothing_but_to_buy() {
    let key = |save_as: Option<&str>| vec![ExtraKey { text: KEY.into(), save_as: save_as.map(str::to_owned) }];
    assert_eq!(said(&DeployDraft { extra_keys: key(None), ..standing() }), []);
    assert_eq!(said(&DeployDraft { extra_keys: key(Some("my laptop")), ..standing() }), error("extraKeys.0.saveAs"));
    assert_eq!(said(&DeployDraft { password: "12345678".into(), ..standing() }), error("password"));
    assert_eq!(said(&DeployDraft { key_mode: KeyMode::None, ..standing() }), error("keyMode"));
    let cloud_init = CloudInitForm { packages: vec!["htop".into()], ..CloudInitForm::default() };
    assert_eq!(said(&DeployDraft { cloud_init, ..standing() }), error("cloudInit"));
}

#[test]
fn the_name_of_a_standing_order_is_its_own_and_others_are_warned_of_it() {
    for name in ["eval-a", "lost-01", "waits-01"] {
        assert_eq!(said(&DeployDraft { name: name.into(), ..standing() }), error("name"), "{name}");
    }
    assert_eq!(said(&DeployDraft { name: "waits-01".into(), ..good() }), warning("name"));
}

#[test]
fn the_bounds_of_a_standing_order_stand_with_the_guardrails() {
    let bounds = StandingDraft { limit: String::new(), days: "0".into(), tries: "x".into() };
    let draft = DeployDraft { standing: Some(bounds), ..standing() };
    let fields: Vec<String> = said(&draft).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["standing.limit", "standing.days", "standing.tries"]);
    assert_eq!(checked(&draft).view().first_open_step, Some(DeployStep::Guardrails));
}

#[test]
fn tags_are_trimmed_single_and_not_ours() {
    let with = |tags: &[&str]| said(&DeployDraft { tags: tags.iter().map(|&tag| tag.to_owned()).collect(), ..good() });
    assert_eq!(with(&["a", " b ", ""]), []);
    assert_eq!(with(&["a", " a "]), error("tags.1"));
    assert_eq!(with(&["vd-job-12345678"]), error("tags.0"));
}

#[test]
fn a_lease_lasts_from_an_hour_to_a_year_or_ends_at_a_moment_ahead() {
    let with = |hours, minutes: Option<i64>, action| {
        let ends_at = minutes.map(|minutes| now() + TimeDelta::minutes(minutes));
        said(&DeployDraft { lease: Some(LeaseDraft { hours, ends_at, action }), ..good() })
    };
    let hours = |hours| with(hours, None, LeaseAction::Release);
    assert_eq!(hours(0), error("lease.hours"));
    assert_eq!(hours(1), []);
    assert_eq!(hours(8760), []);
    assert_eq!(hours(8761), error("lease.hours"));
    let at = |minutes| with(0, Some(minutes), LeaseAction::Stop);
    assert_eq!(at(-1), error("lease.endsAt"));
    assert_eq!(at(0), error("lease.endsAt"));
    assert_eq!(at(30), []);
    assert_eq!(at(367 * 24 * 60), error("lease.endsAt"));
    assert_eq!(with(1, None, LeaseAction::Terminate), warning("lease.hours"));
    assert_eq!(with(0, Some(30), LeaseAction::Terminate), warning("lease.endsAt"));
}

#[test]
fn the_first_open_step_and_reason_are_those_of_the_first_error() {
    let draft = DeployDraft { name: String::new(), tags: vec!["vd-job-1".into()], ..good() };
    let view = checked(&draft).view();
    assert!(!view.ready);
    assert_eq!(view.first_open_step, Some(DeployStep::Access));
    assert_eq!(view.not_ready_reason.as_deref(), Some("Give the machine a name."));
    assert_eq!(step("presetId"), DeployStep::Hardware);
    assert_eq!(step("cloudInit.writeFiles.0.path"), DeployStep::Software);
    assert_eq!(step("lease.hours"), DeployStep::Guardrails);
    assert_eq!(step("extraKeys.0"), DeployStep::Access);
}

#[test]
fn the_name_that_is_offered_for_an_extra_key_can_be_taken_as_it_is() {
    let mut draft = good();
    let names = |draft: &DeployDraft| checked(draft).view().extra_key_names;
    let key = format!("{KEY} ana@office.example");
    draft.extra_keys = ["no key", &key].map(|text| ExtraKey { text: text.into(), save_as: None }).to_vec();
    assert_eq!(names(&draft), [None, Some("ana-office-example".into())]);
    draft.extra_keys = vec![ExtraKey { text: key, save_as: Some("ana-office-example".into()) }];
    assert_eq!(said(&draft), []);
    assert_eq!(names(&draft), [Some("ana-office-example-2".into())], "what another row has is taken");
}
