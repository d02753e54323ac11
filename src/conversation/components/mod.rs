//! One component per visible part. A component reads signals of the view state and calls
//! `Actions`. It never sees JSON, a socket or a timer.

mod avatar;
mod confirm;
mod face;
mod menu;
mod notice;
mod rows;
mod survey;
mod transcript;
mod typing;

pub use confirm::{Confirm, ConfirmProps};
pub use face::{Face, FaceProps, status};
pub use menu::{Menu, MenuProps};
pub use notice::{Notice, NoticeProps};
pub use survey::{Survey, SurveyProps};
pub use transcript::{Transcript, TranscriptProps};
