//! voltagepark
