//! Mounts the desk in a browser.

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(hailer_agent_desk::app::App);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!(
        "The desk is a page: cargo xtask desk builds it, cargo xtask dev serves it at /desk/"
    );
}
