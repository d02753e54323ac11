//! A device whose clock is wrong: the times of messages come from the service's clock.

mod support;

use hailer_messaging::Command;
use support::Rig;

const THREE_DAYS_MS: i64 = 3 * 86_400_000;

#[test]
fn an_own_message_has_the_services_time_from_the_start() {
    let mut rig = Rig::new();
    rig.server_ahead_ms = THREE_DAYS_MS;
    rig.connects(&[]);
    assert_eq!(rig.session.clock_skew_ms(), THREE_DAYS_MS);
    let before = rig.session.server_clock_unix_ms();
    rig.command(Command::Send {
        text: "Hello?".to_owned(),
    });
    let message = rig
        .session
        .messages()
        .next_back()
        .expect("it is shown at once");
    assert!(
        message.unix_ms >= before,
        "{} before {before}",
        message.unix_ms
    );
}

#[test]
fn get_clock_is_sent_once_and_not_on_every_connection() {
    let mut rig = Rig::online();
    rig.look().socket_closes(1006);
    rig.time_passes_ms(5_000);
    rig.arrives(&[]);
    assert!(rig.requests("GetClock").is_empty());
}
