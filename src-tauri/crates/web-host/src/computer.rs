//! A computer without programs, whose downloads are a folder of the web host's own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use voltdeck_base::computer::{Computer, NoComputer, Program, System};

/// Only files can be handed out from here.
pub(crate) struct FilesOnly {
    pub(crate) downloads: PathBuf,
}

#[async_trait]
impl Computer for FilesOnly {
    fn system(&self) -> System {
        NoComputer.system()
    }
    fn home(&self) -> Option<PathBuf> {
        NoComputer.home()
    }
    fn downloads(&self) -> Option<PathBuf> {
        Some(self.downloads.clone())
    }
    fn has(&self, program: &Path) -> bool {
        NoComputer.has(program)
    }
    async fn start(&self, argv: &[String]) -> Result<(), String> {
        NoComputer.start(argv).await
    }
    fn watch(&self, argv: &[String]) -> Result<Box<dyn Program>, String> {
        NoComputer.watch(argv)
    }
    fn read(&self, argv: &[String]) -> Result<Box<dyn Program>, String> {
        NoComputer.read(argv)
    }
    fn free_port(&self, wanted: u16) -> Option<u16> {
        NoComputer.free_port(wanted)
    }
    async fn accepts(&self, port: u16, limit: Duration) -> bool {
        NoComputer.accepts(port, limit).await
    }
}
