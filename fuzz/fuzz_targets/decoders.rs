//! One program for all decoders, since it links most of Voltdeck: `VOLTDECK_DECODER` names the one that is tried.
#![no_main]

use std::sync::LazyLock;

static NAME: LazyLock<String> = LazyLock::new(|| {
    std::env::var("VOLTDECK_DECODER").expect("VOLTDECK_DECODER names a decoder; cargo xtask fuzz sets it")
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| voltdeck_fuzz::run(&NAME, data));
