//! voltdeck-rules
