//! What machines say that are logged in on.

use chrono::DateTime;
use voltdeck_usage::read::Reader;
use voltdeck_usage::sample::Gpus;

/// What a machine says of its GPUs. Whatever it is, what counts as idle was told whole, and what is shown is plain.
pub(crate) fn gpu_use(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut reader = Reader::default();
    for sample in text.split('\n').filter_map(|line| reader.take(line)) {
        let look = sample.look(DateTime::UNIX_EPOCH, Some(1));
        if let Some(used) = look.gpu {
            assert!(used <= 100);
            let Gpus::Known(gpus, None) = &sample.gpus else { panic!("a use of GPUs that are not known: {sample:?}") };
            assert!(!gpus.is_empty() && gpus.iter().all(|gpu| gpu.used.is_some()));
            assert!(sample.average().is_some_and(|average| average <= used));
        }
        if let Gpus::Known(gpus, _) = &sample.gpus {
            assert!(gpus.iter().all(|gpu| is_plain(&gpu.uuid) && is_plain(&gpu.model)));
        }
        for process in sample.processes.iter().flatten() {
            assert!(process.user.iter().chain(&process.program).all(|name| is_plain(name)));
        }
    }
    assert!(reader.greeting().chars().count() <= 300);
}

fn is_plain(text: &str) -> bool {
    !text.contains(char::is_control) && text.chars().count() <= 60
}
