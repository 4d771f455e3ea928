//! The monthly report, which has no pages: its transactions are cut out of the answer as it comes, so that a year of a
//! big organization needs no more memory than one line of it.

/// The longest single transaction.
const LINE_LIMIT: usize = 1 << 20;
/// The longest rest of the report.
const REST_LIMIT: usize = 1 << 20;

/// Why a report cannot be cut up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// One transaction, or the rest, is larger than its limit.
    TooLarge,
    /// It is not an object, it has no list of transactions, or it breaks off.
    NotAReport,
}

/// Cuts the elements of the top-level list `transactions` out of a JSON object that comes in parts. It only follows
/// strings and brackets; whether an element is JSON is for its reader to say.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "a tokenizer's state, each on its own")]
pub(crate) struct Cutter {
    depth: u32,
    in_string: bool,
    escaped: bool,
    /// The last string at the top level, as it is written: a key, if a colon follows.
    key: Vec<u8>,
    in_list: bool,
    /// The list was there, be it empty or `null`. A month without it is no month without transactions.
    listed: bool,
    line: Vec<u8>,
    /// Everything but the elements: an object with an empty list.
    rest: Vec<u8>,
    ended: bool,
}

impl Cutter {
    /// Takes the next part.
    pub(crate) fn feed(&mut self, part: &[u8], mut on_line: impl FnMut(&[u8])) -> Result<(), Fault> {
        let mut rest = part;
        while let [byte, after @ ..] = rest {
            // Most bytes are in strings, where only their end and escapes matter.
            let plain = if self.in_string && !self.escaped { text(rest) } else { &[] };
            if plain.is_empty() {
                self.byte(*byte, &mut on_line)?;
                rest = after;
            } else {
                self.keep_all(plain);
                rest = &rest[plain.len()..];
            }
        }
        if self.line.len() > LINE_LIMIT || self.rest.len() > REST_LIMIT {
            return Err(Fault::TooLarge);
        }
        Ok(())
    }

    /// The object without its transactions.
    pub(crate) fn finish(self) -> Result<Vec<u8>, Fault> {
        if self.ended && self.listed { Ok(self.rest) } else { Err(Fault::NotAReport) }
    }

    /// Whether what comes now is the list. A key may be written with escapes.
    fn at_list(&self) -> bool {
        const KEY: &str = "transactions";
        self.depth == 1
            && (self.key == KEY.as_bytes()
                || (self.key.contains(&b'\\')
                    && serde_json::from_slice::<String>(&[b"\"", &self.key[..], b"\""].concat())
                        .is_ok_and(|key| key == KEY)))
    }

    fn byte(&mut self, byte: u8, on_line: &mut impl FnMut(&[u8])) -> Result<(), Fault> {
        if self.in_string {
            self.keep(byte);
            if !self.escaped && byte == b'"' {
                self.in_string = false;
                return Ok(());
            }
            self.escaped = !self.escaped && byte == b'\\';
            if self.depth == 1 {
                self.key.push(byte);
            }
            return Ok(());
        }
        match byte {
            b'"' => {
                self.in_string = true;
                if self.depth == 1 {
                    self.key.clear();
                }
                self.keep(byte);
            }
            b'[' if self.at_list() => {
                self.keep(byte);
                self.depth += 1;
                self.in_list = true;
                self.listed = true;
            }
            b'n' if self.at_list() => {
                self.keep(byte);
                self.listed = true;
            }
            b'{' | b'[' => {
                if self.ended || (self.depth == 0 && byte == b'[') {
                    return Err(Fault::NotAReport);
                }
                self.keep(byte);
                self.depth += 1;
            }
            b']' if self.in_list && self.depth == 2 => {
                self.cut(on_line);
                self.in_list = false;
                self.depth -= 1;
                self.keep(byte);
            }
            b'}' | b']' => {
                self.depth = self.depth.checked_sub(1).ok_or(Fault::NotAReport)?;
                self.keep(byte);
                self.ended |= self.depth == 0;
            }
            b',' if self.in_list && self.depth == 2 => self.cut(on_line),
            b' ' | b'\n' | b'\r' | b'\t' => {}
            _ => self.keep(byte),
        }
        Ok(())
    }

    /// The inside of a string, without its end or an escape.
    fn keep_all(&mut self, text: &[u8]) {
        if self.depth == 1 {
            self.key.extend_from_slice(text);
        }
        let kept = if self.in_list { &mut self.line } else { &mut self.rest };
        kept.extend_from_slice(text);
    }

    fn keep(&mut self, byte: u8) {
        if self.in_list { self.line.push(byte) } else { self.rest.push(byte) }
    }

    fn cut(&mut self, on_line: &mut impl FnMut(&[u8])) {
        if !self.line.is_empty() {
            on_line(&self.line);
            self.line.clear();
        }
    }
}

/// The bytes before the next quote or backslash.
fn text(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| matches!(byte, b'"' | b'\\')).unwrap_or(bytes.len());
    &bytes[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(json: &str, size: usize) -> Result<(Vec<String>, String), Fault> {
        let mut cutter = Cutter::default();
        let mut lines = Vec::new();
        for part in json.as_bytes().chunks(size) {
            cutter.feed(part, |line| lines.push(String::from_utf8(line.to_vec()).unwrap()))?;
        }
        Ok((lines, String::from_utf8(cutter.finish()?).unwrap()))
    }

    #[test]
    fn elements_are_cut_wherever_the_parts_break() {
        let json =
            r#" {"a": ["transactions"], "transactions": [ {"id": "1", "x": [1, 2]}, {"id": "],\"}{"} ], "b": "2.50"} "#;
        for size in 1..json.len() {
            let (lines, rest) = cut(json, size).unwrap();
            assert_eq!(lines, [r#"{"id":"1","x":[1,2]}"#, r#"{"id":"],\"}{"}"#], "{size}");
            assert_eq!(rest, r#"{"a":["transactions"],"transactions":[],"b":"2.50"}"#, "{size}");
        }
    }

    #[test]
    fn a_value_is_not_taken_for_the_key() {
        let (lines, rest) = cut(r#"{"note": "transactions", "other": [1], "transactions": []}"#, 7).unwrap();
        assert_eq!(lines, [""; 0]);
        assert_eq!(rest, r#"{"note":"transactions","other":[1],"transactions":[]}"#);
    }

    #[test]
    fn a_key_is_known_by_what_it_says_and_not_by_how_it_is_written() {
        let json = r#"{"trans\\actions": ["other"], "transact\u0069ons": [{"id": "1"}]}"#;
        for size in 1..json.len() {
            assert_eq!(cut(json, size).unwrap().0, [r#"{"id":"1"}"#], "{size}");
        }
    }

    #[test]
    fn a_month_without_the_list_is_none() {
        for json in ["{}", r#"{"detail": "transactions"}"#, r#"{"months": {"transactions": []}}"#] {
            assert_eq!(cut(json, 5), Err(Fault::NotAReport), "{json}");
        }
        assert_eq!(cut(r#"{"transactions": null, "b": "1"}"#, 5).unwrap().0, [""; 0]);
    }

    #[test]
    fn what_breaks_off_or_is_no_object_is_refused() {
        for json in [r#"{"transactions": [{"id": "1"}"#, r#"{"transactions": ["#, "", "[]", "}", "{} {}"] {
            assert_eq!(cut(json, 3), Err(Fault::NotAReport), "{json}");
        }
    }

    #[test]
    fn one_endless_line_is_refused() {
        let json = format!(r#"{{"transactions": ["{}"]}}"#, "x".repeat(2 * LINE_LIMIT));
        assert_eq!(cut(&json, 65_536), Err(Fault::TooLarge));
    }
}
