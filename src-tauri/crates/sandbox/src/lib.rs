//! voltdeck-sandbox
