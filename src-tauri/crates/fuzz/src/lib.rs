//! Every decoder of bytes from outside, each as one function that takes any bytes, holds what must be true of what it made
//! of them, and panics where it is not. The tests of this crate give them mutations of the corpus on every run; the folder
//! `fuzz` gives them to libFuzzer (`cargo xtask fuzz`). No build that is shipped has this crate.
//!
//! A new decoder is a line in [`DECODERS`] and a folder of ordinary inputs in `fuzz/corpus`.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a fault is found")]

mod commands;
mod files;
mod host;
mod kept;
mod machine;
mod provider;
mod sandbox;
mod typed;

/// A decoder by its name, which is also that of its corpus.
pub struct Decoder {
    /// Its name.
    pub name: &'static str,
    /// Takes any bytes.
    pub run: fn(&[u8]),
    /// How many mutations it is given in the tests: fewer where one takes long.
    pub cases: u32,
}

macro_rules! decoders {
    ($($name:ident: $module:ident, $cases:literal;)*) => {
        /// All of them.
        pub const DECODERS: &[Decoder] = &[$(Decoder { name: stringify!($name), run: $module::$name, cases: $cases }),*];
    };
}

decoders! {
    answers: provider, 400;
    refusals: provider, 400;
    report: provider, 400;
    amount: provider, 1000;
    base_url: provider, 1000;
    network: provider, 200;
    cloud_init: typed, 1000;
    cloud_init_form: typed, 400;
    deploy_template: typed, 1000;
    public_key: typed, 400;
    typed: typed, 1000;
    ssh_command: files, 1000;
    ssh_config: files, 1000;
    ssh_told: files, 1000;
    folders: files, 1000;
    gpu_use: machine, 1000;
    kept: kept, 400;
    commands: commands, 200;
    screens: commands, 60;
    sandbox: sandbox, 200;
}

/// Gives the bytes to the decoder of this name.
///
/// # Panics
/// Where there is none of this name, and where what it made of them is wrong.
pub fn run(name: &str, data: &[u8]) {
    let decoder = DECODERS.iter().find(|decoder| decoder.name == name);
    (decoder.unwrap_or_else(|| panic!("there is no decoder {name}")).run)(data);
}
