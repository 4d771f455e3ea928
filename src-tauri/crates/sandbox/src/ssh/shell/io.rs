//! Where programs read and write.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use russh::server::Msg;
use russh::{ChannelMsg, ChannelReadHalf, ChannelWriteHalf};

use super::state::Stop;
use crate::lock::lock;

/// No more than this is kept between two programs.
const MOST: usize = 4 * 1024 * 1024;

/// The three of a program.
#[derive(Clone)]
pub struct Io {
    pub input: Input,
    pub out: Sink,
    pub err: Sink,
}

#[derive(Clone)]
pub enum Input {
    Nothing,
    Bytes(Arc<Mutex<Vec<u8>>>),
    Channel(Arc<tokio::sync::Mutex<ChannelReadHalf>>),
}

#[derive(Clone)]
pub enum Sink {
    Nowhere,
    Buffer(Arc<Mutex<Vec<u8>>>),
    Channel { half: Arc<ChannelWriteHalf<Msg>>, is_error: bool, has_terminal: bool },
}

impl Input {
    pub fn channel(half: ChannelReadHalf) -> Self {
        Self::Channel(Arc::new(tokio::sync::Mutex::new(half)))
    }

    pub fn bytes(bytes: Vec<u8>) -> Self {
        Self::Bytes(Arc::new(Mutex::new(bytes)))
    }

    /// All that is left.
    pub async fn all(&self) -> Vec<u8> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Bytes(bytes) => std::mem::take(&mut *lock(bytes)),
            Self::Channel(half) => {
                let mut half = half.lock().await;
                let mut found = Vec::new();
                while let Some(message) = half.wait().await {
                    match message {
                        ChannelMsg::Data { data } if found.len() + data.len() <= MOST => found.extend(data),
                        ChannelMsg::Eof | ChannelMsg::Close => break,
                        _ => {}
                    }
                }
                found
            }
        }
    }
}

impl Sink {
    pub fn buffer() -> (Self, Arc<Mutex<Vec<u8>>>) {
        let kept = Arc::<Mutex<Vec<u8>>>::default();
        (Self::Buffer(kept.clone()), kept)
    }

    pub async fn write(&self, bytes: &[u8]) -> Result<(), Stop> {
        match self {
            Self::Nowhere => Ok(()),
            Self::Buffer(kept) => {
                let mut kept = lock(kept);
                if kept.len() + bytes.len() > MOST {
                    return Err(Stop::Exit(141));
                }
                kept.extend_from_slice(bytes);
                Ok(())
            }
            Self::Channel { half, is_error, has_terminal } => {
                // A terminal has one stream, and a new line there begins at the left.
                let sent = if *has_terminal {
                    half.data_bytes(Bytes::from(with_returns(bytes))).await
                } else if *is_error {
                    half.extended_data_bytes(1, Bytes::copy_from_slice(bytes)).await
                } else {
                    half.data_bytes(Bytes::copy_from_slice(bytes)).await
                };
                sent.map_err(|_| Stop::Gone)
            }
        }
    }
}

fn with_returns(bytes: &[u8]) -> Vec<u8> {
    let mut made = Vec::with_capacity(bytes.len() + 16);
    for byte in bytes {
        if *byte == b'\n' {
            made.push(b'\r');
        }
        made.push(*byte);
    }
    made
}
