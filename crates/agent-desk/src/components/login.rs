//! The login form.

use crate::actions::Actions;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The stand-in's default account.
const ACCOUNT: &str = "12345678";

/// The login form.
#[component]
pub fn Login() -> impl IntoView {
    let actions = Actions::here();
    let (account, name, password) = (
        RwSignal::new(ACCOUNT.to_owned()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let (fault, is_busy) = (
        RwSignal::new(actions.logout_reason.get_untracked()),
        RwSignal::new(false),
    );
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        fault.set(String::new());
        spawn_local(async move {
            let (account, name, password) = (
                account.get_untracked(),
                name.get_untracked(),
                password.get_untracked(),
            );
            let outcome = actions.log_in(account.trim(), name.trim(), &password).await;
            if let Err(error) = outcome {
                // After a success the form has been removed.
                is_busy.set(false);
                fault.set(error.to_string());
            }
        });
    };
    let agent = move |login: &'static str| {
        let choose = move |_| {
            name.set(login.to_owned());
            password.set(login.to_owned());
        };
        view! { <button type="submit" class="button" disabled=is_busy on:click=choose>{login}</button> }
    };
    view! {
        <main class="login">
            <form on:submit=submit>
                <h1>"Agent’s desk"</h1>
                <p class="login__lead">"Log in to answer the messages from the brand’s page."</p>
                <label>"Account"<input name="account" autocomplete="off" required=true bind:value=account/></label>
                <label>"Name"<input name="username" autocomplete="username" required=true autofocus=true bind:value=name/></label>
                <label>"Password"<input name="password" type="password" autocomplete="current-password" required=true bind:value=password/></label>
                <button type="submit" class="button button--main" disabled=is_busy>"Log in"</button>
                <p class="fault" role="alert">{fault}</p>
                <fieldset class="login__agents">
                    <legend>"Or log in as"</legend>
                    {["anna", "ben", "carla"].map(agent).into_iter().collect_view()}
                </fieldset>
            </form>
        </main>
    }
}
