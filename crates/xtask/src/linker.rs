//! Stands before the linker while the widget is built, and takes out of its
//! orders what it should keep for nobody: whatever a library exports to
//! JavaScript is kept, with all that it calls, unless the order is not given.

use crate::failure::Failure;
use crate::run::{output, program};
use crate::shake::UNUSED_CLASS;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Names the linker that does the work; where it is set, this program is a linker.
const REAL: &str = "HAILER_LINKER";

/// Has this program called as the linker of a build. Where the compiler's own
/// linker is not where it usually is, the build goes on without.
pub fn stand_before(build: &mut Command) -> Result<(), Failure> {
    if let Some(real) = real() {
        let this = env::current_exe()
            .map_err(|error| Failure::new(format!("this program cannot find itself: {error}")))?;
        build
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", this)
            .env(REAL, real);
    }
    Ok(())
}

fn real() -> Option<PathBuf> {
    let version = output(program("rustc", &[]).arg("-vV"))?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))?;
    let root = output(program("rustc", &[]).args(["--print", "sysroot"]))?;
    let tools = Path::new(&root).join("lib/rustlib").join(host).join("bin");
    let real = tools.join(format!("rust-lld{}", env::consts::EXE_SUFFIX));
    real.exists().then_some(real)
}

/// Links, if that is what this program was called for.
pub fn run() -> Option<ExitCode> {
    let real = env::var_os(REAL)?;
    let orders = env::args().skip(1).collect();
    let status = Command::new(real).args(without_unused(orders)).status();
    Some(match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// The orders without `--export NAME` for unused classes.
fn without_unused(orders: Vec<String>) -> Vec<String> {
    let unused = UNUSED_CLASS.to_lowercase();
    let mut kept: Vec<String> = Vec::new();
    for order in orders {
        if order.contains(&unused) && kept.last().is_some_and(|last| last == "--export") {
            kept.pop();
        } else {
            kept.push(order);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exports_of_unused_classes_are_left_out() {
        let orders = [
            "-flavor",
            "wasm",
            "--export",
            "widget_new",
            "--export",
            "__wbindgen_describe_intounderlyingsink_close_12",
            "--gc-sections",
            "intounderlying.o",
        ];
        let kept = without_unused(orders.map(str::to_owned).to_vec());
        let expected = [
            "-flavor",
            "wasm",
            "--export",
            "widget_new",
            "--gc-sections",
            "intounderlying.o",
        ];
        assert_eq!(kept, expected);
    }
}
