//! `cargo xtask dist`: the binaries and what belongs beside them, as one archive with its checksum.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process;

const BINARIES: [&str; 2] = ["loai-server", "loai-phone"];
const BESIDE: [&str; 9] = [
    "README.md",
    "README.ko.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "CHANGELOG.md",
    "config/sample",
    "script/README.md",
    "script/README.ko.md",
    "script/probe.js",
];

/// Builds with the profile `dist` and packs `dist/loai-{version}-{target}.tar.gz`.
///
/// # Errors
/// When a build, a copy or the packing fails.
pub fn run() -> Result<()> {
    let mut build = process::cargo("build");
    build.args(["--profile", "dist"]);
    for binary in BINARIES {
        build.args(["--package", binary]);
    }
    process::run(&mut build)?;

    let name = format!("loai-{}-{}", version()?, host()?);
    let target = process::target_dir()?;
    let stage = target.join("dist-stage");
    let content = stage.join(&name);
    if stage.exists() {
        fs::remove_dir_all(&stage).context("emptying the staging directory")?;
    }
    fs::create_dir_all(&content).context("creating the staging directory")?;
    for binary in BINARIES {
        copy(&target.join("dist").join(binary), &content)?;
    }
    for path in BESIDE {
        let into = content.join(path);
        let parent = into.parent().unwrap_or(&content);
        fs::create_dir_all(parent).context("creating the staging directory")?;
        copy(&process::root().join(path), parent)?;
    }

    let dist = process::root().join("dist");
    fs::create_dir_all(&dist).context("creating dist")?;
    let archive = format!("{name}.tar.gz");
    let mut pack = process::program("tar");
    pack.args(["--owner=0", "--group=0", "--numeric-owner", "-czf"])
        .arg(dist.join(&archive))
        .arg("-C")
        .arg(&stage)
        .arg(&name);
    process::run(&mut pack)?;
    let sum = process::output(process::program("sha256sum").arg(&archive).current_dir(&dist))?;
    fs::write(dist.join(format!("{archive}.sha256")), &sum).context("writing the checksum")?;
    print!("dist/{archive}\n{sum}");
    Ok(())
}

fn copy(from: &Path, into: &Path) -> Result<()> {
    if !from.exists() {
        bail!("{} is missing", from.display());
    }
    process::run(process::program("cp").arg("-R").arg(from).arg(into))
}

fn version() -> Result<String> {
    let id = process::output(process::cargo("pkgid").args(["--package", "loai-server"]))?;
    let version = id.trim().rsplit(['#', '@']).next();
    version.map(str::to_owned).context("reading the version")
}

fn host() -> Result<String> {
    let words = process::output(process::program("rustc").arg("-vV"))?;
    let host = words.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("reading the host's target")
}
