//! End-to-end tests ("journeys") with a real browser, the release assets and the stand-in. `cargo
//! xtask test e2e` prepares and runs them.

#![cfg(not(target_arch = "wasm32"))]

mod accessible;
mod act;
mod asleep;
mod axe;
mod border;
mod browser;
mod computed;
mod consumers;
mod conversation;
mod declared;
mod desk;
mod desk_page;
mod devtools;
mod dialogs;
mod ending;
mod faces;
mod find;
mod hostile;
mod hostile_markup;
mod hostile_page;
mod identity;
mod input_methods;
mod interactions;
mod interrupted;
mod keyboard;
mod keys;
mod killed;
mod languages;
mod leaks;
mod long;
mod look;
mod names;
mod network;
mod notified;
mod package;
mod panic;
mod parts;
mod phone;
mod place;
mod policy;
mod release;
mod reload;
mod scene;
mod secrets;
mod service;
mod shop;
mod slow;
mod states;
mod storage;
mod tabs;
mod translated;
mod until;
