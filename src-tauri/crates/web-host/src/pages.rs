//! The built UI, read from its folder as it is asked for: a build shows at the next reload.

use std::io;
use std::path::{Component, Path, PathBuf};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use crate::policy::{NONCE, policy};

/// The folder of the UI.
pub(crate) struct Pages(PathBuf);

impl Pages {
    /// # Errors
    /// When it holds no build.
    pub(crate) fn new(folder: PathBuf) -> io::Result<Self> {
        let index = folder.join("index.html");
        if index.is_file() {
            return Ok(Self(folder));
        }
        let words = format!("There is no built UI: {} is missing. Run `npm run build` in ui.", index.display());
        Err(io::Error::new(io::ErrorKind::NotFound, words))
    }

    /// The file of a request's path. `/` is the one page; its rooms are hashes, which never get here.
    pub(crate) async fn answer(&self, path: &str) -> Response {
        // Browsers ask for it unasked; the window has its icon from the desktop.
        if path == "/favicon.ico" {
            return StatusCode::NO_CONTENT.into_response();
        }
        let name = path.trim_start_matches('/');
        let name = Path::new(if name.is_empty() { "index.html" } else { name });
        let Some(kind) = kind(name).filter(|_| name.components().all(|part| matches!(part, Component::Normal(_))))
        else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let Ok(mut bytes) = tokio::fs::read(self.0.join(name)).await else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let mut nonce = None;
        if kind == HTML {
            let fresh = Uuid::new_v4().simple().to_string();
            bytes = String::from_utf8_lossy(&bytes).replace(NONCE, &fresh).into_bytes();
            nonce = Some(fresh);
        }
        let headers =
            [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_SECURITY_POLICY, policy(nonce.as_deref()))];
        (headers, bytes).into_response()
    }
}

const HTML: &str = "text/html; charset=utf-8";

/// The kinds of files that a build has, and no other: a wrong path shows nothing of the folder.
fn kind(name: &Path) -> Option<&'static str> {
    Some(match name.extension()?.to_str()? {
        "html" => HTML,
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        _ => return None,
    })
}
