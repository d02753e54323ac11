//! The transcript of a conversation.

use super::outline::Outline;
use super::time::clock;
use crate::actions::Actions;
use crate::state::{Body, Line, Mark, Who};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A dialog's id and a sequence.
type Place = (String, u64);

/// The transcript follows new messages if it is scrolled this close to the end, in CSS pixels.
const NEAR: i32 = 120;

/// The lines of a conversation. It scrolls to new lines if the end was visible.
#[component]
pub fn Transcript(id: StoredValue<String>, name: Memo<String>) -> impl IntoView {
    let actions = Actions::here();
    let lines = actions.derive(move |desk| desk.lines(&id.get_value()));
    let by_place = Memo::new(move |_| {
        let lines = lines.get();
        Arc::new(
            lines
                .into_iter()
                .map(|line| (line.place.clone(), line))
                .collect::<BTreeMap<Place, Line>>(),
        )
    });
    let log = NodeRef::<html::Div>::new();
    Effect::new(move |known: Option<usize>| {
        let count = lines.with(Vec::len);
        if let Some(log) = log.get() {
            let is_near = log.scroll_height() - log.scroll_top() - log.client_height()
                < log.client_height().max(NEAR);
            if known.is_none() || is_near && known != Some(count) {
                request_animation_frame(move || log.set_scroll_top(log.scroll_height()));
            }
        }
        count
    });
    view! {
        <div class="transcript" role="log" tabindex="0" aria-label=move || format!("What {} and you said", name.get()) node_ref=log>
            <ol class="lines">
                <For each=move || lines.get() key=|line| line.place.clone() let(line)>
                    <LineView line by_place/>
                </For>
            </ol>
        </div>
    }
}

#[component]
fn LineView(line: Line, by_place: Memo<Arc<BTreeMap<Place, Line>>>) -> impl IntoView {
    let Line {
        place,
        who,
        at_unix_ms,
        body,
        quick_replies,
        is_private,
        ..
    } = line;
    let dialog = place.0.clone();
    // The parts of a line that can still change.
    let live = {
        let place = place.clone();
        Memo::new(move |_| {
            by_place.with(|all| all.get(&place).map(|line| (line.name.clone(), line.mark)))
        })
    };
    let name = move || live.get().map(|(name, _)| name);
    let mark = move || live.get().map_or(Mark::None, |(_, mark)| mark);
    let from = match who {
        Who::Consumer => "consumer",
        Who::Me => "me",
        Who::Colleague => "colleague",
        Who::Bot => "bot",
        Who::System => "system",
    };
    view! {
        <li class="line" data-from=from data-sequence=place.1.to_string() class:line--private=is_private
            data-mark=move || format!("{:?}", mark()).to_lowercase()>
            <p class="line__head">
                <span class="line__name">{name}</span>
                {is_private.then(|| view! { <span class="badge">"only colleagues see this"</span> })}
            </p>
            <div class="line__body"><BodyView body dialog/></div>
            {(!quick_replies.is_empty()).then(|| view! {
                <ul class="replies" aria-label="Quick replies">
                    {quick_replies.into_iter().map(|title| view! { <li>{title}</li> }).collect_view()}
                </ul>
            })}
            <p class="line__foot">
                <time>{clock(at_unix_ms)}</time>
                <span class="mark">{move || mark_words(mark())}</span>
            </p>
        </li>
    }
}

const fn mark_words(mark: Mark) -> &'static str {
    match mark {
        Mark::None => "",
        Mark::Sent => "sent",
        Mark::Delivered => "delivered",
        Mark::Read => "read",
    }
}

#[component]
fn BodyView(body: Body, dialog: String) -> impl IntoView {
    match body {
        Body::Text(text) => view! { <p class="words">{text}</p> }.into_any(),
        Body::Rich(parts) => view! { <Outline parts/> }.into_any(),
        Body::File {
            path,
            kind,
            caption,
            preview,
        } => {
            let title = if caption.is_empty() {
                format!("{kind} file")
            } else {
                format!("{caption} ({kind})")
            };
            view! { <FileView path title preview/> }.into_any()
        }
        Body::Invitation(title) => soft(format!("invited to the secure form “{title}”")),
        Body::Submission { id, invitation } => {
            view! { <SubmissionView dialog id invitation/> }.into_any()
        }
        Body::Progress(words) => soft(words.to_owned()),
        Body::Pressed(at) => soft(format!("pressed something in message {at}")),
        Body::Other(kind) => soft(format!("content of the kind {kind}")),
    }
}

fn soft(words: String) -> AnyView {
    view! { <p class="words words--soft">{words}</p> }.into_any()
}

/// A file: its preview if there is one, its title, and a download button.
#[component]
fn FileView(path: String, title: String, preview: Option<String>) -> impl IntoView {
    let actions = Actions::here();
    let picture = preview.map(|address| view! { <img class="file__preview" src=address alt=""/> });
    let saved = path.clone();
    let label = format!("Download {title}");
    view! {
        <button class="file" on:click=move |_| actions.open_file(path.clone())>{picture}<span>{title}</span></button>
        <button class="file__download" aria-label=label on:click=move |_| actions.download(saved.clone())>"Download"</button>
    }
}

/// A submitted form. Its fields are fetched when the agent presses the button, and are not stored.
#[component]
fn SubmissionView(dialog: String, id: String, invitation: String) -> impl IntoView {
    let actions = Actions::here();
    let fields = RwSignal::new(None::<Vec<(String, String)>>);
    let read = move |_| {
        let (dialog, id, invitation) = (dialog.clone(), id.clone(), invitation.clone());
        spawn_local(async move {
            if let Ok(read) = actions.read_form(&dialog, &id, &invitation).await {
                fields.set(Some(read));
            }
        });
    };
    let field =
        |(name, value): (String, String)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    view! {
        <p class="words words--soft">"submitted the secure form"</p>
        <button class="file" on:click=read>"Read the form"</button>
        <div class="facts" role="status">
            {move || fields.get().map(|all| view! { <dl>{all.into_iter().map(field).collect_view()}</dl> })}
        </div>
    }
}
