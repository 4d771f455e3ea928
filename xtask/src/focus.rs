//! The official validator of FOCUS, over a year of the sandbox's history.
//!
//! It brings some six hundred megabytes of Python packages, so it is a check of its own; the tests hold every file to a
//! stricter one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{cargo, command, output, root, run, target};
use crate::python::{self, Environment};
use crate::versions::Version;
use crate::{Outcome, tools};

const EXAMPLE: &str = "focus_year";
/// Older Pythons get an older validator without a word, and newer ones none.
const PACKAGES: &[&str] = &["focus-validator==2.2.1", "pyarrow<22"];
const PYTHON: (u32, u32) = (3, 12);
const FILES: [&str; 2] = ["csv", "parquet"];
/// It wants an invoice in every row; the rule before it forbids one where there is none.
const ALLOWED: &[&str] = &["InvoiceId-C-005-C"];
/// What the provider can do, by which the validator chooses its rules.
const CAN: &[&str] = &[
    "ACCOUNT_NAMING_SUPPORTED",
    "MULTIPLE_PRICING_CATEGORIES_SUPPORTED",
    "NEGOTIATED_PRICING_SUPPORTED",
    "UNIT_PRICING_SUPPORTED",
    "BILLING_BASED_ON_PROVISIONED_RESOURCES_SUPPORTED",
    "RESOURCE_TYPE_ASSIGNMENT_SUPPORTED",
    "REGION_SUPPORTED",
    "TAGGING_SUPPORTED",
];
/// Far more pass when it looks at all; it says nothing of a file that it could not read.
const LEAST_PASSED: usize = 150;

/// Exports a year and has it judged. The files and what was said of them stay in target/focus.
pub fn focus() -> Outcome {
    tools::rust(false)?;
    let python = find()?;
    let validator = python::environment(&python, &target().join("focus-validator"), PACKAGES)?;
    let folder = root().join("target/focus");
    forget(&folder)?;
    run(cargo(&["run", "--quiet", "--package", "voltdeck-books", "--example", EXAMPLE, "--"]).arg(&folder))?;
    let mut faults = Vec::new();
    for file in FILES {
        let result = validate(&validator, &folder, file)?;
        println!("year.{file}: {result}");
        if let Err(why) = result.judge() {
            faults.push(format!("year.{file}: {why}"));
        }
    }
    println!("The files and the results are in {}.", folder.display());
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// Nothing of an earlier run may be taken for this one's.
fn forget(folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| format!("{} could not be emptied: {error}", folder.display()))?;
    }
    fs::create_dir_all(folder).map_err(|error| format!("{} could not be made: {error}", folder.display()))
}

fn find() -> Outcome<PathBuf> {
    let is_it = |python: &PathBuf| matches!(python::version(python), Some(Version(a, b, _)) if (a, b) == PYTHON);
    candidates().into_iter().find(is_it).ok_or_else(|| {
        "Python 3.12 is missing: focus-validator 2.2.1 runs on no other. Neither python3.12 is on PATH nor has pyenv a \
         3.12; with pyenv: pyenv install 3.12"
            .to_owned()
    })
}

/// pyenv's own command of that name is a shim, which fails where the version is not chosen.
fn candidates() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from);
    let pyenv = std::env::var_os("PYENV_ROOT").map(PathBuf::from).or_else(|| home.map(|home| home.join(".pyenv")));
    let versions = pyenv.and_then(|pyenv| fs::read_dir(pyenv.join("versions")).ok()).into_iter().flatten().flatten();
    let mut kept: Vec<PathBuf> = versions
        .filter(|version| version.file_name().to_string_lossy().starts_with("3.12"))
        .map(|version| version.path().join("bin/python"))
        .collect();
    kept.sort();
    [vec![PathBuf::from("python3.12")], kept].concat()
}

fn validate(validator: &Environment, folder: &Path, file: &str) -> Outcome<Verdict> {
    let ask = "import sysconfig; print(sysconfig.get_paths()['purelib'])";
    let packages = output(command(validator.python()).args(["-c", ask])).unwrap_or_default();
    let result = folder.join(format!("{file}.xml"));
    let mut program = command(validator.program("focus-validator"));
    // It looks for its rules from where it stands.
    program.current_dir(packages.trim());
    program.arg("--data-file").arg(folder.join(format!("year.{file}")));
    program.args(["--validate-version", "1.2", "--block-download", "--focus-dataset", "CostAndUsage"]);
    program.args(["--output-type", "unittest", "--output-destination"]).arg(&result);
    program.args(["--applicability-criteria", &CAN.join(",")]);
    run(&mut program)?;
    let said = fs::read_to_string(&result).map_err(|error| format!("{} was not written: {error}", result.display()))?;
    Verdict::read(&said).ok_or_else(|| format!("{} is no result of the validator.", result.display()))
}

/// What the validator said of a file. Its exit code is zero whatever it found.
#[derive(Debug, PartialEq, Eq)]
struct Verdict {
    passed: usize,
    skipped: usize,
    /// Rules that fail or could not be tried.
    failed: Vec<String>,
}

impl Verdict {
    fn read(xml: &str) -> Option<Self> {
        let suites = tag(xml, "testsuites")?;
        let count = |name| attribute(suites, name)?.parse::<usize>().ok();
        let (tests, skipped) = (count("tests")?, count("skipped")?);
        let bad = count("failures")? + count("errors")?;
        let cases = xml.split("<testcase ").skip(1);
        let failed: Vec<String> = cases
            .filter(|case| case.contains("<failure") || case.contains("<error"))
            .filter_map(|case| Some(attribute(case, "name")?.split(" :: ").next()?.to_owned()))
            .collect();
        // The sums at the head and the cases must tell the same.
        (failed.len() == bad).then_some(Self { passed: tests.checked_sub(skipped + bad)?, skipped, failed })
    }

    fn judge(&self) -> Outcome {
        let others: Vec<&str> = self.failed.iter().map(String::as_str).filter(|rule| !ALLOWED.contains(rule)).collect();
        if !others.is_empty() {
            return Err(format!("These rules fail: {}.", others.join(", ")));
        }
        if self.passed < LEAST_PASSED {
            return Err(format!("Only {} rules pass, so it did not look at the file.", self.passed));
        }
        Ok(())
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let failed = if self.failed.is_empty() { "none".to_owned() } else { self.failed.join(", ") };
        write!(f, "{} rules pass, {} do not apply, failing: {failed}", self.passed, self.skipped)
    }
}

fn tag<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    xml.split(&format!("<{name} ")).nth(1)?.split('>').next()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = r#"<?xml version='1.0' encoding='utf-8'?>
<testsuites name="FOCUS Validations" tests="578" failures="1" errors="0" skipped="365" assertions="None">
  <testsuite name="BilledCost-C-001-BilledCost" time="0">
    <testcase name="BilledCost-C-001-M :: Type" time="0" />
  </testsuite>
  <testsuite name="InvoiceId-C-005-InvoiceId" time="0">
    <testcase name="InvoiceId-C-005-C :: Nullability" time="0">
      <failure name="InvoiceId-C-005-C" message="Nullability check" type="AssertionError">Failed</failure>
    </testcase>
    <testcase name="InvoiceId-C-006-O :: Validation" time="0">
      <skipped message="Validation check" />
    </testcase>
  </testsuite>
</testsuites>"#;

    #[test]
    fn the_one_rule_that_contradicts_itself_may_fail() {
        let verdict = Verdict::read(SAID).unwrap();
        assert_eq!((verdict.passed, verdict.skipped), (212, 365));
        assert_eq!(verdict.failed, ["InvoiceId-C-005-C"]);
        assert_eq!(verdict.judge(), Ok(()));
    }

    #[test]
    fn any_other_rule_that_fails_or_errs_is_named() {
        let other = SAID.replace("InvoiceId-C-005-C", "BilledCost-C-002-M");
        assert!(Verdict::read(&other).unwrap().judge().unwrap_err().contains("BilledCost-C-002-M"));
        let erred = SAID.replace("<failure", "<error").replace("</failure", "</error");
        let erred = erred.replace("InvoiceId-C-005-C", "Tags-C-001-M");
        assert!(Verdict::read(&erred).unwrap().judge().unwrap_err().contains("Tags-C-001-M"));
    }

    #[test]
    fn a_result_that_tells_of_nothing_is_none() {
        assert_eq!(Verdict::read(""), None);
        assert_eq!(Verdict::read(&SAID.replace("failures=\"1\"", "failures=\"2\"")), None);
        let idle = SAID.replace("tests=\"578\"", "tests=\"370\"");
        assert!(Verdict::read(&idle).unwrap().judge().unwrap_err().contains("did not look"));
    }
}
