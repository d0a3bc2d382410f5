//! Packages of Debian that tests need.

use std::path::Path;

use crate::process;

/// Whether packages can be installed: as root on Debian.
pub fn may_install() -> bool {
    Path::new("/etc/debian_version").exists() && process::find("apt-get").is_some() && process::is_root()
}

/// Installs packages; when that fails, what needs them is skipped as if it could not be tried.
pub fn install(what: &str, packages: &[&str]) {
    let names = packages.join(" ");
    println!("xtask test: {what} is not installed, and this is root on Debian: installing {names}");
    let apt = |arguments: &[&str]| {
        let mut command = process::program("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=300"]).args(arguments);
        println!("xtask test: apt-get {}", arguments.join(" "));
        process::run(&mut command)
    };
    let wanted: Vec<_> =
        ["install", "-qq", "--yes", "--no-install-recommends"].into_iter().chain(packages.iter().copied()).collect();
    match apt(&["update", "-qq"]).and_then(|()| apt(&wanted)) {
        Ok(()) => println!("xtask test: installed; to remove it again: apt-get remove {names}"),
        Err(error) => println!("xtask test: {what} could not be installed, going on without it: {error:#}"),
    }
}
