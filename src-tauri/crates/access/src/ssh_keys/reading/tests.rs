use super::*;

/// Made for these tests; their private halves were thrown away. The fingerprint is as `ssh-keygen -l` prints it.
pub const ED25519: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi";
const ED25519_FINGERPRINT: &str = "SHA256:VDhFxVEYxjStr5XHyvnFFkPTPwZ/P1fKiABk/FdyhKs";
const ECDSA: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBKjvJDniarsztQe6CiYACd5JO6ozts4DtPih1JSqNz8cvFh+3HcTyk5JhtUQYuX8Vgw3n0IQuvg7vHcf5KKaa3I=";
const RSA: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQCtprDVnIegBLF4bgMt7aSfMMf2YhXPpiiCHuN8CnF0EPLdPkYdWHFzyhVCRTBLH05NqM4lH9ZSRv+zkI1Vk8HJ+TP3QVIiZz4+49y4FhbbGrPEEddIFrNQDbN58p1vbpeEdjpLyvV9hKBkJQIi2yPAJ0qLf4Xh+1PN3WV44KeUou06YerDPVR0UphE84tr2KCj008Fq8uAwDOq0rD9CXyLE4wB44Eto5k2AEOqqcw7ETeeEnIdlfH6HmlQe3Hfahev7OwnPdhXtgjCcz7XVXL7zkwJENWwT7tMYhX+Z1DTJUQWCMTLNiF+31rTnm2O1v1yPzsCbrLmd9+LgxD/2X/nYc1mcXpNtqys7lyNanD8VNjBWRqcpso7nzAeRRbJaHUhSj49e4cRSssGEvn1OLeuIw4IJ5CGnEI7dDxfd8IJGov1Fdgbu0kmIdFmhDee4HIiakdeclZlJxOlR6hJ84dYaH7kEqZFN3FHHlrz7KhVPwiKfpuyM7UM/t1nUY2Dj28=";

fn check(text: &str) -> KeyCheck {
    read(text).check
}

fn problem(text: &str) -> String {
    let reading = read(text);
    assert_eq!(reading.line, None, "a key with a problem must not be sent");
    reading.check.problem.unwrap()
}

fn key(text: &str) -> ExtraKey {
    ExtraKey { text: text.into(), save_as: None }
}

#[test]
fn good_keys_are_named_by_kind_fingerprint_and_comment() {
    let read = check(&format!("  {ED25519}   me@laptop work \n"));
    assert_eq!(read.kind.as_deref(), Some("ED25519"));
    assert_eq!(read.fingerprint.as_deref(), Some(ED25519_FINGERPRINT));
    assert_eq!(read.comment.as_deref(), Some("me@laptop work"));
    assert_eq!(read.problem, None);
    assert_eq!(check(ECDSA).kind.as_deref(), Some("ECDSA 256"));
    assert_eq!(check(RSA).kind.as_deref(), Some("RSA 3072"));
}

#[test]
fn what_is_sent_is_one_line_and_nothing_for_a_blank_row() {
    assert_eq!(read(&format!("{ED25519}  me\t\n")).line.unwrap(), format!("{ED25519} me"));
    let blank = read(" \n");
    assert_eq!((blank.line, blank.check.problem), (None, None));
}

#[test]
fn a_private_key_is_said_clearly_and_never_quoted() {
    let body = "b3BlbnNzaC1rZXktdjEAAAAACANARYBODY";
    for text in [
        format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{body}\n-----END OPENSSH PRIVATE KEY-----"),
        "-----BEGIN RSA PRIVATE KEY-----\nMIIcanary".to_owned(),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIcanary".to_owned(),
        "PuTTY-User-Key-File-3: ssh-ed25519\ncanary".to_owned(),
        body.to_owned(),
        format!("{ED25519} me\n-----BEGIN OPENSSH PRIVATE KEY-----\n{body}"),
    ] {
        let said = problem(&text);
        assert!(said.starts_with("This is a private key. It was not sent"), "{said}");
        assert!(!said.to_lowercase().contains("canary"));
        assert_eq!(check(&text).kind, None);
    }
}

#[test]
fn a_cut_or_damaged_key_is_said() {
    assert!(problem(&ED25519[..ED25519.len() - 10]).contains("cut short or damaged"));
    assert!(problem(&ED25519.replace("AAAAC3", "AAAAC!")).contains("cut short or damaged"));
    // The kind in front and the kind within disagree.
    assert!(problem(&ED25519.replace("ssh-ed25519", "ssh-rsa")).contains("cut short or damaged"));
    assert!(problem("ssh-ed25519").contains("Only the kind"));
    assert!(problem(&RSA[..200]).contains("cut short or damaged"));
}

#[test]
fn other_things_are_told_apart() {
    assert!(problem("ssh-newkind AAAA").contains("not known"));
    assert!(problem("hello there").contains("not an SSH public key"));
    assert!(problem("ssh-dss AAAAB3NzaC1kc3M=").contains("DSA"));
    assert!(problem("ssh-ed25519-cert-v01@openssh.com AAAA").contains("certificate"));
    for options in ["command=\"ls -l\"", "restrict,command=\"echo \\\"hi\\\"\"", "From=\"10.*\"", "no-pty"] {
        assert!(problem(&format!("{options} {ED25519}")).contains("Options stand before"), "{options}");
    }
    assert!(problem(&format!("github.com {ED25519}")).contains("Something stands before"));
    assert!(problem("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA").contains("cut short or damaged"));
    assert!(problem("-----BEGIN CERTIFICATE-----\nAAAA").contains("not an SSH public key"));
}

#[test]
fn several_keys_in_one_field_and_a_wrapped_one_are_told_apart() {
    assert!(problem(&format!("{ED25519} a\n{RSA} b\n")).contains("These are 2 keys"));
    let (start, end) = ED25519.split_at(40);
    assert!(problem(&format!("{start}\n{end}")).contains("several lines"));
}

#[test]
fn the_same_key_twice_is_said_at_the_second_and_a_known_one_is_named() {
    let known = [OrganizationKey {
        id: "k".into(),
        name: "laptop".into(),
        kind: "ED25519".into(),
        fingerprint: Some(ED25519_FINGERPRINT.into()),
    }];
    let read = read_all(&[key(RSA), key(ED25519), key(&format!("{RSA} other comment"))], &known);
    assert_eq!(read[0].check.problem, None);
    assert_eq!(read[0].check.already_known_as, None);
    assert_eq!(read[1].check.already_known_as.as_deref(), Some("laptop"));
    assert!(read[2].check.problem.as_deref().unwrap().contains("same key as key 1"));
    assert_eq!(read[2].line, None);
}

#[test]
fn a_key_of_the_organization_is_described_even_if_it_cannot_be_read() {
    assert_eq!(describe(ED25519), ("ED25519".into(), Some(ED25519_FINGERPRINT.into())));
    assert_eq!(describe("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDAKOgHv82A6Oi7AWLvBC9N..."), ("ssh-rsa".into(), None));
    assert_eq!(describe(""), ("unreadable".into(), None));
}

proptest::proptest! {
    #[test]
    fn whatever_is_pasted_is_a_key_to_send_or_a_problem_or_nothing(text in "\\PC{0,200}") {
        let reading = read(&text);
        proptest::prop_assert!(!(reading.line.is_some() && reading.check.problem.is_some()));
        proptest::prop_assert_eq!(reading.line.is_none() && reading.check.problem.is_none(), text.trim().is_empty());
    }
}
