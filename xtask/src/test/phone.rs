//! What the phone script is tested with: Rhino, on which phones run it, and Node.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::packages;
use crate::process;

/// Debian's Rhino.
const JAR: &str = "/usr/share/java/js.jar";
const SOURCES: &str = "script/test/rhino";
const NODE_TESTS: &str = "script/test";
/// Tells the tests which Java there is, and where to find the app without a phone.
const JAVA: &str = "LOAI_TEST_JAVA";
const CLASSES: &str = "LOAI_TEST_PHONE_APP";
const NODE: &str = "LOAI_TEST_NODE";

/// What was found.
pub struct Phone {
    app: Option<App>,
    node: Option<PathBuf>,
}

struct App {
    java: PathBuf,
    classes: String,
}

/// Finds or installs what is needed, and compiles the app that runs the script.
///
/// # Errors
/// When the app does not compile.
pub fn prepare() -> Result<Phone> {
    let mut missing = Vec::new();
    if ["java", "javac"].into_iter().any(|name| process::find(name).is_none()) {
        missing.push("default-jdk-headless");
    }
    if !Path::new(JAR).exists() {
        missing.push("rhino");
    }
    if process::find("node").is_none() {
        missing.push("nodejs");
    }
    if !missing.is_empty() && packages::may_install() {
        packages::install("what the phone script is tested with", &missing);
    }
    let node = process::find("node");
    let tools = (process::find("java"), process::find("javac"), Path::new(JAR).exists());
    let app = match tools {
        (Some(java), Some(javac), true) => Some(App { java, classes: compile(&javac)? }),
        _ => None,
    };
    Ok(Phone { app, node })
}

impl Phone {
    /// One phrase for the terminal.
    pub fn describe(&self) -> String {
        let rhino = if self.app.is_some() {
            "phone script on Rhino"
        } else {
            "phone script on Rhino skipped: java, javac or /usr/share/java/js.jar is not installed"
        };
        let node = if self.node.is_some() { "and Node" } else { "and on Node skipped: node is not installed" };
        format!("{rhino} {node}")
    }

    /// Names of what the tests have to do without.
    pub fn skipped(&self) -> Vec<&'static str> {
        let rhino = self.app.is_none().then_some("rhino");
        rhino.into_iter().chain(self.node.is_none().then_some("node")).collect()
    }

    /// Names of what the tests have, and therefore must use.
    pub fn present(&self) -> Vec<&'static str> {
        let skipped = self.skipped();
        ["rhino", "node"].into_iter().filter(|name| !skipped.contains(name)).collect()
    }

    /// Sets the variables by which tests learn where it is.
    pub fn announce(&self, command: &mut Command) {
        for name in [JAVA, CLASSES, NODE] {
            command.env_remove(name);
        }
        if let Some(app) = &self.app {
            command.env(JAVA, &app.java).env(CLASSES, &app.classes);
        }
        if let Some(node) = &self.node {
            command.env(NODE, node);
        }
    }

    /// Runs the script's own tests under Node; `None` when there is none.
    pub fn node_tests(&self) -> Option<Result<()>> {
        let node = self.node.as_ref()?;
        Some(node_files().and_then(|files| process::run(process::program(node).arg("--test").args(files))))
    }
}

/// Files of tests, named so that every version of Node agrees on what a test is.
fn node_files() -> Result<Vec<PathBuf>> {
    let folder = process::root().join(NODE_TESTS);
    let entries = fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("reading {}", folder.display()))?.path();
        if path.to_string_lossy().ends_with(".test.js") {
            files.push(path);
        }
    }
    files.sort();
    anyhow::ensure!(!files.is_empty(), "there are no tests in {}", folder.display());
    Ok(files)
}

/// Compiles the sources unless that was done; returns the class path.
fn compile(javac: &Path) -> Result<String> {
    let mut sources = Vec::new();
    collect(&process::root().join(SOURCES), &mut sources)?;
    sources.sort();
    let mut stamp = env!("CARGO_PKG_VERSION").to_owned();
    for source in &sources {
        stamp.push_str(&fs::read_to_string(source).with_context(|| format!("reading {}", source.display()))?);
    }
    let folder = process::target_dir()?.join("phone-app");
    let (classes, known) = (folder.join("classes"), folder.join("sources"));
    let path = format!("{}:{JAR}", classes.display());
    if fs::read_to_string(&known).is_ok_and(|before| before == stamp) {
        return Ok(path);
    }
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&classes).context("creating the folder of the phone app")?;
    let mut command = process::program(javac);
    command.args(["-nowarn", "-encoding", "UTF-8", "-cp", JAR, "-d"]).arg(&classes).args(&sources);
    process::run(&mut command)?;
    fs::write(&known, stamp).context("noting what was compiled")?;
    Ok(path)
}

fn collect(folder: &Path, sources: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("reading {}", folder.display()))?.path();
        if path.is_dir() {
            collect(&path, sources)?;
        } else if path.extension().is_some_and(|end| end == "java") {
            sources.push(path);
        }
    }
    Ok(())
}
