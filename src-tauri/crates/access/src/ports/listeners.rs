//! On which ports of a machine something listens, from what the machine prints of it.
//!
//! The columns of `ss` and `netstat` differ between versions and systems, so a line is looked through for what can be a
//! local address with a port; what is none is passed over.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A port on which something listens, and the address at which the machine itself reaches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listener {
    /// Address on the machine.
    pub host: IpAddr,
    /// Port.
    pub port: u16,
}

/// Port of the SSH server, which is how one is there already.
const SSH: u16 = 22;

/// The ports in a listing of `ss -ltn` or `netstat -ltn`, or in `/proc/net/tcp` and `tcp6`: each once, lowest first.
pub fn read(text: &str) -> Vec<Listener> {
    let mut ports: BTreeMap<u16, IpAddr> = BTreeMap::new();
    for (bound, port) in text.lines().filter_map(|line| of_kernel(line).or_else(|| of_line(line))) {
        let Some(host) = reached_at(bound).filter(|_| port != SSH) else { continue };
        let best = ports.entry(port).or_insert(host);
        *best = (*best).min_by_nearness(host);
    }
    ports.into_iter().map(|(port, host)| Listener { host, port }).collect()
}

/// A line of `ss` or `netstat`: the first word that is an address with a port. Of two it is the local one.
fn of_line(line: &str) -> Option<(IpAddr, u16)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    // Where a state is told, it is this one; `ss -l` may leave it out, and other sockets than TCP are none of ours.
    let told =
        |word: &&str| word.bytes().all(|letter| letter.is_ascii_uppercase() || b"-_0123456789".contains(&letter));
    let state = words.iter().find(|word| word.len() > 2 && told(word) && word.bytes().any(|c| c.is_ascii_uppercase()));
    if state.is_some_and(|state| !state.starts_with("LISTEN")) {
        return None;
    }
    words.iter().find_map(|word| bound(word))
}

/// `127.0.0.1:8888`, `[::1]:8888`, `:::8888`, `*:8888`, `127.0.0.53%lo:53`.
fn bound(word: &str) -> Option<(IpAddr, u16)> {
    let (host, port) = word.rsplit_once(':')?;
    let port: u16 = port.parse().ok().filter(|port| *port > 0)?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let host = host.split_once('%').map_or(host, |(host, _)| host).trim_end_matches(']');
    match host {
        // One socket for both families.
        "*" => Some((Ipv4Addr::UNSPECIFIED.into(), port)),
        _ => Some((host.parse().ok()?, port)),
    }
}

/// A line of `/proc/net/tcp` or `tcp6`: number, local, remote and state in hexadecimal, where `0A` listens.
fn of_kernel(line: &str) -> Option<(IpAddr, u16)> {
    let mut words = line.split_whitespace();
    let number = words.next()?.strip_suffix(':')?;
    let (local, remote, state) = (words.next()?, words.next()?, words.next()?);
    if !number.bytes().all(|letter| letter.is_ascii_digit()) || !remote.contains(':') || state != "0A" {
        return None;
    }
    let (host, port) = local.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok().filter(|port| *port > 0)?;
    // Words of four bytes, each in the order of the machine's processor, which is the little end first.
    let bytes: Vec<u8> = (0..host.len() / 8)
        .map(|word| u32::from_str_radix(host.get(word * 8..word * 8 + 8)?, 16).ok())
        .collect::<Option<Vec<u32>>>()?
        .into_iter()
        .flat_map(u32::to_le_bytes)
        .collect();
    if let Ok(four) = <[u8; 4]>::try_from(&bytes[..]) {
        return Some((Ipv4Addr::from(four).into(), port));
    }
    Some((Ipv6Addr::from(<[u8; 16]>::try_from(&bytes[..]).ok()?).into(), port))
}

/// Where the machine itself reaches what is bound to an address; `None` where only a name of a network card leads there.
fn reached_at(bound: IpAddr) -> Option<IpAddr> {
    match bound.to_canonical() {
        IpAddr::V4(host) if host.is_unspecified() => Some(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(host) if host.is_unspecified() => Some(Ipv6Addr::LOCALHOST.into()),
        IpAddr::V6(host) if host.is_unicast_link_local() => None,
        host => Some(host),
    }
}

/// Which of two addresses is the nearer: loopback before others, and the older family first, which every program speaks.
trait Nearness {
    fn min_by_nearness(self, other: Self) -> Self;
}

impl Nearness for IpAddr {
    fn min_by_nearness(self, other: Self) -> Self {
        let far = |host: &Self| (!host.is_loopback(), host.is_ipv6());
        if far(&other) < far(&self) { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        read(text).iter().map(|one| std::net::SocketAddr::new(one.host, one.port).to_string()).collect()
    }

    #[test]
    fn ports_are_read_from_ss_of_any_version() {
        let modern = "\
LISTEN 0      4096   127.0.0.53%lo:53        0.0.0.0:*
LISTEN 0      128          0.0.0.0:22        0.0.0.0:*
LISTEN 0      128             [::]:22           [::]:*
LISTEN 0      100        127.0.0.1:8888      0.0.0.0:*    users:((\"python3\",pid=12,fd=6))
LISTEN 0      100            [::1]:8888         [::]:*
LISTEN 0      4096               *:8000            *:*
LISTEN 0      5               [::]:6006         [::]:*
LISTEN 0      5           10.0.0.7:7860      0.0.0.0:*
LISTEN 0      5    [fe80::1]%eth0:9999         [::]:*
LISTEN 0      5 [::ffff:127.0.0.1]:9000            *:*
";
        let expected =
            ["127.0.0.53:53", "[::1]:6006", "10.0.0.7:7860", "127.0.0.1:8000", "127.0.0.1:8888", "127.0.0.1:9000"];
        assert_eq!(shown(modern), expected);
        // Without a state, with a head that should not be there, and with the old form of an IPv6 address.
        let odd = "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n0 100 127.0.0.1:8888 *:*\n0 5 :::6006 :::*\n\
                   ESTAB 0 0 10.0.0.7:22 10.0.0.9:51000\nLISTEN 0 5 10.0.0.7:http *:*\n\u{1b}[0m\n";
        assert_eq!(shown(odd), ["[::1]:6006", "127.0.0.1:8888"]);
    }

    #[test]
    fn ports_are_read_from_netstat_and_from_the_kernel() {
        let netstat = "\
Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State
tcp        0      0 127.0.0.1:8888          0.0.0.0:*               LISTEN
tcp6       0      0 :::8501                 :::*                    LISTEN
tcp        0      0 10.0.0.7:22             10.0.0.9:51000          ESTABLISHED
";
        assert_eq!(shown(netstat), ["[::1]:8501", "127.0.0.1:8888"]);
        let kernel = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:22B8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 21234 1 0000000000000000
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0000000000000000
   2: 0100007F:A000 0100007F:22B8 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0000000000000000
   0: 00000000000000000000000001000000:1776 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000
";
        assert_eq!(shown(kernel), ["[::1]:6006", "127.0.0.1:8888"]);
    }

    #[test]
    fn what_is_no_listing_has_no_ports() {
        for text in ["", "sh: 1: ss: not found", "Welcome to 10.0.0.7:x", "LISTEN 0 5 127.0.0.1:0 *:*", "1: 2:3 4:5 0A"]
        {
            assert_eq!(shown(text), Vec::<String>::new(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_a_machine_prints_is_too_much(text in "(?s).{0,400}") {
            read(&text);
        }

        #[test]
        fn no_line_of_words_and_numbers_is_too_much(text in "([0-9A-Fa-f:.\\[\\]%*]{0,40} ?){0,6}") {
            read(&text);
        }
    }
}
