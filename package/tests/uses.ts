// Uses that must compile, and mistakes that must not: a line under
// `@ts-expect-error` that compiles is an error of its own.

import { load, type Hailer, type HailerOptions } from "hailer-widget";

export async function starts(): Promise<Hailer> {
  const hailer = await load({ account: 12345678, assets: "/hailer/", theme: "dark" });
  await hailer.open();
  // @ts-expect-error: there is no chat without an account
  await load({ title: "No account" });
  return hailer;
}

export function listens(hailer: Hailer): () => void {
  hailer.on("message", ({ from }) => console.log(from === "agent"));
  hailer.on("error", ({ message }) => console.log(message.length));
  // @ts-expect-error: what was written is told to nobody
  hailer.on("message", ({ text }) => console.log(text));
  // @ts-expect-error: there is no such event
  hailer.on("closed", () => {});
  // @ts-expect-error: there is no such state
  hailer.on("connection", ({ state }) => console.log(state === "broken"));
  return hailer.on("unread", ({ count }) => console.log(count.toFixed()));
}

export function names(hailer: Hailer): void {
  hailer.identify(async () => "auth code");
  // @ts-expect-error: a token is asked for again, so it must be a function
  hailer.identify("auth code");
  // @ts-expect-error: only the chat counts
  hailer.unread = 0;
}

export async function logsOut(hailer: Hailer): Promise<void> {
  await hailer.destroy({ forget: true });
  // @ts-expect-error: nothing else can be asked for
  await hailer.destroy({ keep: true });
}

export function configures(hailer: Hailer): void {
  const options: HailerOptions = { title: "Ask us", position: "left", logo: "https://brand.example/logo.png" };
  hailer.configure(options);
  window.hailerOptions = options;
  // @ts-expect-error: there is no such corner
  hailer.configure({ position: "top" });
  // @ts-expect-error: there is no such option
  hailer.configure({ colour: "red" });
}

export function usesThePage(): void {
  (window.hailer ||= []).push((hailer) => hailer.open(), (hailer) => void hailer.unread);
  void window.hailer.destroy();
  const element = document.querySelector("hailer-chat");
  element?.addEventListener("hailer:unread", ({ detail }) => console.log(detail.count));
  // @ts-expect-error: no such detail
  element?.addEventListener("hailer:survey", ({ detail }) => console.log(detail.count));
}
