//! Every decoder on stable: its whole corpus, and mutations of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failure here fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use voltdeck_fuzz::{DECODERS, Decoder};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fuzz/corpus")
}

/// What is kept for a decoder, in the order of the names.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder().join(name)).unwrap_or_else(|error| panic!("no corpus of {name}: {error}"));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

/// One change of an input, by the numbers of an arbitrary place.
#[derive(Debug, Clone)]
enum Mutation {
    Put(usize, Vec<u8>),
    Over(usize, Vec<u8>),
    Cut(usize, usize),
    Twice(usize, usize),
    Flip(usize, u8),
}

impl Mutation {
    fn apply(&self, data: &mut Vec<u8>) {
        let at = |place: &usize| place % (data.len() + 1);
        let span = |from: &usize, long: &usize| at(from)..(at(from) + long % 40).min(data.len());
        match self {
            Self::Put(place, bytes) => drop(data.splice(at(place)..at(place), bytes.iter().copied())),
            Self::Over(place, bytes) => drop(data.splice(span(place, &bytes.len()), bytes.iter().copied())),
            Self::Cut(from, long) => drop(data.drain(span(from, long))),
            Self::Twice(from, long) => {
                let part = data[span(from, long)].to_vec();
                data.splice(at(from)..at(from), part);
            }
            Self::Flip(place, bit) => {
                if let Some(byte) = (!data.is_empty()).then(|| place % data.len()).and_then(|at| data.get_mut(at)) {
                    *byte ^= 1 << (bit % 8);
                }
            }
        }
    }
}

/// Bytes that mean something to one of the decoders.
fn token() -> impl Strategy<Value = Vec<u8>> {
    let words: &[&[u8]] = &[
        b"\"",
        b"\\",
        b"\n",
        b"\r\n",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b": ",
        b"null",
        b"-1",
        b"1e400",
        b"\\u0000",
        b"'",
        b"99999999999999999999999999999",
        b"\xff",
        b"\xe2\x80\xae",
        b"../",
        b"- ",
        b"# ",
        b"&a ",
        b"*a",
        b"!!binary ",
        b"PRIVATE KEY",
        b"transactions",
        b"\"transactions\":",
        b"%00",
        b"$(x)",
        b"=",
        b" ",
        b"",
    ];
    prop_oneof![prop::sample::select(words).prop_map(<[u8]>::to_vec), vec(any::<u8>(), 0..12)]
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let place = || any::<usize>();
    prop_oneof![
        (place(), token()).prop_map(|(at, bytes)| Mutation::Put(at, bytes)),
        (place(), token()).prop_map(|(at, bytes)| Mutation::Over(at, bytes)),
        (place(), place()).prop_map(|(from, long)| Mutation::Cut(from, long)),
        (place(), place()).prop_map(|(from, long)| Mutation::Twice(from, long)),
        (place(), any::<u8>()).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
    ]
}

fn try_out(decoder: &Decoder) {
    let corpus = corpus(decoder.name);
    assert!(!corpus.is_empty(), "{} has no corpus", decoder.name);
    for input in &corpus {
        (decoder.run)(input);
    }
    let from_corpus = (prop::sample::select(corpus), vec(mutation(), 1..8)).prop_map(|(mut data, mutations)| {
        for one in &mutations {
            one.apply(&mut data);
        }
        data
    });
    let inputs = prop_oneof![9 => from_corpus, 1 => vec(any::<u8>(), 0..200)];
    // What fails is put into the corpus by hand, where every way of trying reads it. The same mutations in every run, so
    // that a failure belongs to a change; looking for new ones is libFuzzer's work (`cargo xtask fuzz`).
    let config = Config { cases: decoder.cases, failure_persistence: None, ..Config::default() };
    let same = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let outcome = TestRunner::new_with_rng(config, same).run(&inputs, |input| {
        (decoder.run)(&input);
        Ok(())
    });
    if let Err(why) = outcome {
        panic!("{}: {why}", decoder.name);
    }
}

#[test]
fn each_decoder_takes_its_corpus_and_what_becomes_of_it() {
    let wrong: Vec<_> = std::thread::scope(|scope| {
        // Each on a thread of its own: some keep an app for their thread.
        let tries: Vec<_> = DECODERS.iter().map(|decoder| scope.spawn(move || try_out(decoder))).collect();
        tries.into_iter().zip(DECODERS).filter_map(|(run, decoder)| run.join().err().map(|_| decoder.name)).collect()
    });
    assert!(wrong.is_empty(), "see above: {}", wrong.join(", "));
}

#[test]
fn the_corpus_is_small_and_has_a_folder_for_each_decoder() {
    let mut size = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(DECODERS.iter().any(|decoder| decoder.name == name), "{name} is no decoder");
        size += corpus(&name).iter().map(Vec::len).sum::<usize>();
    }
    assert!(size < 2 << 20, "{size} bytes");
}
